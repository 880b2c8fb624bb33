"""Keeps where the layout put the texts of each finished PDF, for later checks of the file.

The source may have changed since, and then the marked contents of a rebuild are not those of the
file.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bifolio.project.files import write
from bifolio.text.placements import Placements
from bifolio.workflow.order import CACHE

_ADAPTER = TypeAdapter(Placements)


def keep_placements(path: Path, placements: Placements) -> None:
    """Keep the placements of the PDF that is written to `path`, if the cache can be written."""
    with suppress(OSError):
        write(_record_of(path), _ADAPTER.dump_json(placements))


def kept_placements(path: Path) -> Placements | None:
    """The placements of the PDF that was last built to `path`; None where none are kept."""
    try:
        return _ADAPTER.validate_json(_record_of(path).read_bytes())
    except (OSError, ValidationError):  # an older version may have written it
        return None


def _record_of(path: Path) -> Path:
    return path.parent.parent / CACHE / "placements" / path.parent.name / f"{path.stem}.json"
