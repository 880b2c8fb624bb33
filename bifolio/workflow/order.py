"""What to build, and the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bifolio.document.publication import Edition, Target
from bifolio.workflow.built import BuiltPdf


@dataclass(frozen=True)
class Order:
    """What to build."""

    publications: tuple[Path, ...]
    """The folders of the publications."""
    editions: tuple[str, ...]
    """The names of the editions; default: all editions for `targets`."""
    output: Path
    """The folder for the PDFs: NAME/EDITION.pdf."""
    date: datetime | None = None
    """The date of the PDFs, instead of the publication's."""
    targets: tuple[Target, ...] = ("screen",)
    """The targets of the editions, if they are not named."""
    font_cache: Path | None = None
    """The cache of font subsets; default: in `output`. A check uses another one, so that a rebuild
    differs from a PDF that was built with a damaged cache."""

    @property
    def seconds(self) -> str:
        """The date in seconds since 1970; empty if it is the publication's."""
        return f"{self.date.timestamp():.0f}" if self.date else ""

    def wanted(self, editions: Mapping[str, Edition]) -> tuple[str, ...]:
        """The names of the `editions` of a publication to build."""
        if self.editions:
            return tuple(name for name in self.editions if name in editions)
        return tuple(name for name in editions if editions[name].target in self.targets)


@dataclass(frozen=True)
class Delivery:
    """One finished PDF."""

    path: Path
    built: BuiltPdf
    is_new: bool = True
    """Whether it was built now; otherwise it was up to date."""


class Watcher:
    """Is called while PDFs are built or checked; these methods do nothing."""

    def begun(self, paths: Sequence[Path], current: Sequence[Path] = ()) -> None:
        """All `paths` are being built or checked; `current` ones are up to date."""

    def finished(self, path: Path) -> None:
        """One of them is finished, well or not; called in another thread."""

    def delivered(self, delivery: Delivery) -> None:
        """A PDF was written."""
