"""Pictures: each shows what its file shows, the right way up, and is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from pathlib import Path

from pikepdf import Array, Stream
from PIL import Image

from bifolio.document.blocks.figure import Figure
from bifolio.document.manuscript import Manuscript
from bifolio.document.unit import Unit
from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.painting import Painted
from bifolio.pdf.structure import Element, MarkedContent
from bifolio.preflight.document import PICTURE_SCALE, Document, fold, place_of
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.likeness import (
    TURNS,
    Grey,
    NotComparable,
    grey,
    likeness,
    on_paper,
    opaque,
    part_seen,
    pdf_picture,
    source_picture,
    stands_wrongly,
    turned,
)
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource
from bifolio.text.runs import Content

ALIKE = 0.8
"""The correlation of lightness from which on two pictures show the same; JPEG and a conversion to
CMYK leave more than 0.95 of it."""

CLEARER = 0.05
"""By how much a picture is more like its file when it is turned, where it was turned."""

SEEN = 0.1
"""The part of a picture that is seen at least; a cover may have its title on a ground upon it."""

LEAST_SEEN = 8
"""Pixels across and down of the page from which on a picture is compared there."""

FLAT = 3
"""Of 255 of a colour: where a picture differs by no more from place to place, nothing is seen."""

MOST_FILES = 64
"""Files of pictures of which a process keeps what it has read."""


@check("images/altered", Severity.FAIL)
def altered(evidence: Evidence) -> Iterator[Sighting]:
    """A picture differs from its file, is mirrored or rotated, or is hidden.

    Why: A wrong or mirrored picture misinforms the reader.
    Fix: rebuild the edition; if the layout mirrors or covers the picture on purpose, accept it:
    `accepted:` in the unit
    """
    files = _files(evidence.source)
    images = _by_content(evidence)
    for element, contents in zip(evidence.elements, evidence.below, strict=True):
        known = files.get(fold(element.alternate), ())
        if element.tag != "Figure" or not known:
            continue
        shown = [each for content in contents for each in images.get(content, ())]
        for content, path in known[:1]:
            for wrong in _wrong(element, shown, [each for _, each in known], evidence):
                message = f"'{path.name}' {wrong}"
                yield Sighting(message, place_of(element), content.place, unit=content.unit)


def _files(source: EditionSource) -> Mapping[str, Sequence[tuple[Content, Path]]]:
    """The files of pictures, by their alternative text."""
    found: dict[str, list[tuple[Content, Path]]] = {}
    units = {unit.id: unit for unit in source.manuscript.units()}
    organisations = {unit.id for unit in source.manuscript.text.organisations}
    for (unit, _), content in source.copy.items():
        path = _file(units.get(unit), unit in organisations, source.manuscript)
        if path:
            found.setdefault(fold(content.text), []).append((content, path))
    return found


def _file(unit: Unit | None, is_organisation: bool, manuscript: Manuscript) -> Path | None:
    """The file that a unit is shown by, if it is a picture or has a logo."""
    if isinstance(unit, Figure):
        return manuscript.folder / unit.image.source
    if unit is None or not is_organisation:
        return None
    return manuscript.logo(unit)


def _by_content(evidence: Document) -> Mapping[MarkedContent, list[Painted]]:
    """The images of each marked content."""
    found: dict[MarkedContent, list[Painted]] = {}
    for number, painted in evidence.painted:
        if painted.kind != "image" or not isinstance(painted.item, Stream):
            continue
        for _, mcid in painted.tags:
            if mcid is not None:
                found.setdefault((number, mcid), []).append(painted)
    return found


def _wrong(
    element: Element,
    shown: Sequence[Painted],
    paths: Sequence[Path],
    evidence: Document,
) -> Iterator[str]:
    """What is wrong with a picture that is made of the images `shown`; `paths` are its files."""
    sources = []
    for path in paths:
        try:
            sources.append(_source(path, path.stat().st_mtime_ns))
        except (NotComparable, OSError):
            if element.box and _is_blank(_crop(_seen(evidence, element), element.box)):
                yield "is not seen: its place has one colour"
            return  # a drawing; of what it shows nothing more is checked
    if not shown:
        yield "is not painted"
    for painted in shown:
        if how := stands_wrongly(painted.state.matrix):
            yield f"is {how}"
            continue
        try:
            picture = on_paper(pdf_picture(painted.item), _profile(evidence))
        except NotComparable:
            continue
        if how := _altered(picture, sources):
            yield how
        elif _is_covered(painted, picture, _seen(evidence, element)):
            yield "is not seen as it is: something covers it"


def _profile(document: Document) -> bytes:
    """The ICC profile of the output intent; empty if the PDF has none."""
    for intent in document.document.Root.get("/OutputIntents", Array()):
        profile = intent.get("/DestOutputProfile")
        if profile is not None:
            return bytes(profile.read_bytes())
    return b""


Known = tuple[Grey, Sequence[bool]]
"""The lightness of a file's picture, and which pixels of it are opaque."""


@lru_cache(maxsize=MOST_FILES)
def _source(path: Path, changed: int) -> Known:
    """The picture of a file that was `changed` at a time (ns since 1970)."""
    picture = source_picture(path)
    return grey(picture), opaque(picture)


def _altered(picture: Image.Image, sources: Sequence[Known]) -> str:
    """How a picture differs from each of the files that it may be; empty where it is one."""
    values = grey(picture)
    ways = []
    for upright, mask in sources:
        alike = likeness(*_opaque(values, upright, mask))
        others = {
            how: likeness(*_opaque(values, turned(upright, way), mask))
            for how, way in TURNS.items()
        }
        how = max(others, key=lambda each: others[each])
        if others[how] > max(alike + CLEARER, ALIKE):
            ways.append(f"is {how}")
        elif alike < ALIKE:
            ways.append("does not show what its file shows")
        else:
            return ""
    return ways[0]


def _opaque(one: Grey, other: Grey, mask: Sequence[bool]) -> tuple[Grey, Grey]:
    """The pixels of two pictures where the mask has them."""
    return list(compress(one, mask)), list(compress(other, mask))


def _seen(evidence: Document, element: Element) -> Image.Image:
    """The page of a figure as a picture, without its text."""
    return evidence.grounds[(element.page or 1) - 1]


def _crop(page: Image.Image, box: Rectangle) -> Image.Image:
    """The part of the picture of a page that is in `box`."""
    left, bottom, right, top = (round(each * PICTURE_SCALE) for each in box)
    upper, lower = max(page.height - top, 0), min(page.height - bottom, page.height)
    return page.crop((max(left, 0), upper, max(min(right, page.width), left, 0), max(lower, upper)))


def _is_blank(part: Image.Image) -> bool:
    """Whether a part of a page has one colour all over."""
    extremes = part.getextrema() if min(part.size) >= LEAST_SEEN else ((0, 255),)
    return all(high - low <= FLAT for low, high in extremes)  # type: ignore[misc]


def _is_covered(painted: Painted, picture: Image.Image, page: Image.Image) -> bool:
    """Whether the page does not show an upright picture where it is painted."""
    a, b, c, d, left, bottom = painted.state.matrix.shorthand
    if painted.box is None or abs(b) + abs(c) > abs(a) / 100:
        return False
    seen = _crop(page, painted.box)
    if "/SMask" in painted.item:
        return _is_blank(seen)  # what is behind it is seen too
    width, height = picture.size
    # The part that is not clipped: the picture fills the unit square (ISO 32000-1, 8.9.5.1).
    x0, x1 = ((edge - left) / a * width for edge in (painted.box[0], painted.box[2]))
    y0, y1 = (height - (edge - bottom) / d * height for edge in (painted.box[3], painted.box[1]))
    if min(seen.size) < LEAST_SEEN or x1 - x0 < 1 or y1 - y0 < 1:
        return False
    part = picture.crop((round(x0), round(y0), round(x1), round(y1)))
    return part_seen(grey(part), grey(seen)) < SEEN
