"""What is built, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bifolio.document.publication import Edition, Target
from bifolio.preflight.findings import Report
from bifolio.problems import Problem

CACHE = ".cache"


@dataclass(frozen=True)
class Order:
    """What to build."""

    publications: tuple[Path, ...]
    """The folders of the publications."""
    editions: tuple[str, ...]
    """The names of the editions; none means all that are made for `targets`."""
    output: Path
    """The folder for the PDFs: NAME/EDITION.pdf."""
    date: datetime | None = None
    """The date of the PDFs, instead of the publication's."""
    targets: tuple[Target, ...] = ("screen",)
    """What the editions are made for, where they are not named."""
    font_cache: Path | None = None
    """Where cut fonts are kept; default: in `output`. A check has a folder of its own, so that
    what was built from a damaged cache differs from what it builds."""

    def wanted(self, editions: Mapping[str, Edition]) -> tuple[str, ...]:
        """The names of the editions to print, of those that a publication has."""
        if self.editions:
            return tuple(name for name in self.editions if name in editions)
        return tuple(name for name in editions if editions[name].target in self.targets)


@dataclass(frozen=True)
class Delivery:
    """One finished PDF."""

    path: Path
    pages: int
    size: int
    """Bytes."""
    report: Report
    """What preflight says of it."""
    loose: tuple[Problem, ...] = ()
    """Lines that would have had to be stretched by more than is good."""


Notify = Callable[[Delivery, int], None]
"""Called with each finished PDF and the number of those still being built."""
