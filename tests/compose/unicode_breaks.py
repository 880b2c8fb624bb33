"""What UAX 14 allows, as the renderer has it."""

from __future__ import annotations

from collections.abc import Sequence

from bifolio.compose.clusters import Cluster, Kind
from bifolio.compose.composer import allowed_starts
from bifolio.render.renderer import warm_up


def allowed(clusters: Sequence[Cluster], sorts: Sequence[Kind], language: str) -> list[bool]:
    """Whether UAX 14 lets a line begin with each of `clusters`."""
    warm_up()
    from bifolio.render.weasyprint.line_composer import line_starts  # it loads the renderer

    return allowed_starts(clusters, sorts, language, line_starts)
