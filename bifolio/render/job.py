"""What the renderer takes and returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bifolio.fonts.subset import CutFace
from bifolio.languages import Language
from bifolio.pdf.metadata import Metadata
from bifolio.problems import Place, Problem
from bifolio.render.picture_needs import ANY_PAGE, PictureNeeds
from bifolio.text.placements import Placements
from bifolio.text.runs import TextId


@dataclass(frozen=True)
class Job:
    """One edition, ready to be built."""

    template: Path
    """The layout's template, the place of problems that the renderer reports of the page itself."""
    html: str
    stylesheets: tuple[Path, ...]
    inline_styles: str
    """CSS that comes from no file: the paper."""
    faces: tuple[CutFace, ...]
    """The edition's fonts."""
    line_ends: tuple[CutFace, ...]
    """The faces for hyphens at line ends."""
    languages: Mapping[str, Language]
    """The rules of text, by its language tag; text in other languages is not composed."""
    places: Mapping[TextId, Place]
    """Where each text is in the source."""
    readable: tuple[Path, ...]
    """The folders whose files the page may use."""
    about: Metadata
    pictures: PictureNeeds = ANY_PAGE
    """What the page needs of its pictures."""
    targets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The ids of the units of each section and block, to which texts may link."""
    line_memory: Path | None = None
    """The file that keeps composed lines for the next build."""


@dataclass(frozen=True)
class RenderedPdf:
    """A PDF as the renderer wrote it, or the problems why there is none."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...] = ()
    loose: tuple[Problem, ...] = ()
    """Lines that are stretched by more than looks good, since no better line end was found."""
    placements: Placements = field(default_factory=Placements)
    """Where the layout put its texts."""
    missing: Mapping[int, str] = field(default_factory=dict)
    """The code points that no face has, each with the element that it was generated in."""
