"""What the renderer gets and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bifolio.fonts.subset import CutFace
from bifolio.languages import Language
from bifolio.pdf.metadata import Metadata
from bifolio.problems import Place, Problem
from bifolio.text.placements import Placements
from bifolio.text.runs import TextId


@dataclass(frozen=True)
class Job:
    """One edition, ready to print."""

    template: Path
    """The layout's template, the place of what the renderer says of the page itself."""
    html: str
    stylesheets: tuple[Path, ...]
    inline_styles: str
    """CSS that comes from no file: the paper."""
    faces: tuple[CutFace, ...]
    """The edition's fonts."""
    line_ends: tuple[CutFace, ...]
    """The faces for hyphens at line ends."""
    languages: Mapping[str, Language]
    """How text is set, by the language tag that it bears."""
    places: Mapping[TextId, Place]
    """Where the source has each text."""
    readable: tuple[Path, ...]
    """The folders whose files the page may use."""
    about: Metadata


@dataclass(frozen=True)
class RenderedPdf:
    """A finished PDF, or what kept it from being one."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...] = ()
    loose: tuple[Problem, ...] = ()
    """Lines that look worse than they should, because nothing better was to be had."""
    placements: Placements = field(default_factory=Placements)
    """Where the layout put its texts."""
    missing: Mapping[int, str] = field(default_factory=dict)
    """The code points that no cut face has, each with the element that it was generated in."""
