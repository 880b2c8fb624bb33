"""Images: resolution, proportions, colour space, and the same picture as in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from math import hypot
from pathlib import Path
from typing import Any

from pikepdf import Array, Matrix, Name, Stream
from PIL import Image

from bifolio.document.crop import Crop
from bifolio.pdf.colour_spaces import families_of
from bifolio.pdf.content import STROKES
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.painting import Painted
from bifolio.pdf.structure import Element
from bifolio.preflight.document import Document, fold, place_of
from bifolio.preflight.drawn_pages import PICTURE_SCALE
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
from bifolio.problems import Place

SCREEN_SPACES = frozenset({"DeviceRGB", "DeviceGray", "ICCBased RGB", "ICCBased grey", "CalRGB"})

NEARLY = 0.5
"""pt; less is rounding."""

NO_SHAPE = 1
"""Pixels across or down of a strip that is stretched to a background: it has no proportions."""

STRETCHED = 0.02
"""The relative difference that the scales of width and height may have."""

ALIKE = 0.8
"""The least correlation of lightness of the same picture; it is above 0.95 after JPEG compression
and conversion to CMYK."""

SAME = 0.95
"""The least correlation of a picture with the file that it is surely from."""

CLEARER = 0.05
"""How much higher the correlation of a rotated or mirrored picture has to be."""

SEEN = 0.1
"""The least visible part of a picture; a cover may have its title on a background upon it."""

LEAST_SEEN = 8
"""Pixels across and down; smaller pictures are not compared on the page."""

FLAT = 3
"""Of 255; a range of a colour that is not visible."""

Pixels = tuple[Grey, Sequence[bool]]
"""The lightness of a file's picture, and which pixels of it are opaque."""

MOST_FILES = 64
"""Files whose pictures a process caches."""


def placed_images(evidence: Document) -> Iterator[tuple[PageRectangle, Matrix, Any]]:
    """Each image of the PDF with its matrix, and its box within the clip."""
    for number, painted in evidence.painted:
        if painted.kind == "image" and painted.box is not None:
            yield PageRectangle(number, painted.box), painted.state.matrix, painted.item


def coarse_images(evidence: Document) -> Iterator[Sighting]:
    """Each image with fewer pixels for its size than the profile's limit `resolution` (dpi)."""
    least = evidence.profile.limit("resolution")
    for number, painted in evidence.painted:
        if painted.kind != "image" or painted.box is None:
            continue
        matrix, image = painted.state.matrix, painted.item
        across, down = hypot(matrix.a, matrix.b) / 72, hypot(matrix.c, matrix.d) / 72
        found = min(int(image["/Width"]) / across, int(image["/Height"]) / down)
        if found < least - 0.5:
            box = PageRectangle(number, painted.box)
            message = f"{found:.0f} dpi, below the minimum of {least:g} dpi"
            known = _known(number, painted, evidence) if isinstance(evidence, Evidence) else None
            if known is None:
                yield Sighting(message, box)
                continue
            wanted = f"{across * least:.0f} x {down * least:.0f} pixels are enough there"
            message = f"'{known.path.name}' has {message}; {wanted}"
            yield Sighting(message, box, known.place, unit=known.unit)


@check("images/resolution", Severity.WARN)
def resolution(evidence: Document) -> Iterator[Sighting]:
    """The effective resolution of an image is too low.

    Why: Pixels become visible below 150 dpi on screens and 300 dpi in print.
    Fix: use a larger image, or place it smaller: `height:` of a figure
    """
    yield from coarse_images(evidence)


@check("images/outside-page", Severity.FAIL)
def outside_page(evidence: Document) -> Iterator[Sighting]:
    """A picture, raster or vector, extends beyond the page.

    Why: Content outside of the page is not printed.
    Fix: make the picture smaller in the stylesheet, or move it
    """
    known = _described(evidence.source) if isinstance(evidence, Evidence) else {}
    of_figures = [(box, known.get(fold(each.alternate), ())) for each, box in _figures(evidence)]
    of_images: list[tuple[PageRectangle, Sequence[SourceFile]]] = [
        (box, ()) for box, _, _ in placed_images(evidence)
    ]
    for box, files in (*of_images, *of_figures):
        beyond = evidence.beyond_page(box.page, box.rectangle)
        if beyond > NEARLY:
            message = f"a picture extends {beyond:.0f} pt beyond the page"
            file = files[0] if files else None
            yield Sighting(message, box, file.place if file else None)


def figure_boxes(evidence: Document) -> Iterator[PageRectangle]:
    """The box of each Figure element, within the clip."""
    for _, box in _figures(evidence):
        yield box


def _figures(evidence: Document) -> Iterator[tuple[Element, PageRectangle]]:
    """The Figure elements, each with its box within the clip."""
    visible: dict[tuple[int, int], list[Rectangle]] = {}
    for number, painted in evidence.painted:
        for _, content in painted.tags:
            if content is not None and painted.box is not None:
                visible.setdefault((number, content), []).append(painted.box)
    for element in evidence.elements:
        if element.tag == "Figure" and element.box:
            page, box = element.page or 1, element.box
            seen = [each for mark in element.marked for each in visible.get(mark, ())]
            parts = [box.within(each) for each in seen if box.overlaps(each)]
            yield element, PageRectangle(page, Rectangle.around(parts or [box]))


@check("images/stretched", Severity.FAIL)
def stretched(evidence: Document) -> Iterator[Sighting]:
    """An image is scaled by different factors in width and height.

    Why: A distorted picture misrepresents its subject.
    Fix: set the width or the height in the stylesheet, not both
    """
    for box, matrix, image in placed_images(evidence):
        width, height = int(image["/Width"]), int(image["/Height"])
        if min(width, height) <= NO_SHAPE:
            continue
        across, down = hypot(matrix.a, matrix.b) / width, hypot(matrix.c, matrix.d) / height
        if down and abs(across / down - 1) > STRETCHED:
            yield Sighting(f"the width is scaled by {across / down - 1:+.0%} more", box)


@check("images/colour-space", Severity.FAIL)
def colour_space(evidence: Document) -> Iterator[Sighting]:
    """An image is in a colour space that screens do not support.

    Why: Viewers display CMYK images in different colours.
    Fix: save the image in sRGB
    """
    for box, _, image in placed_images(evidence):
        for family in families_of(image.get("/ColorSpace", Name.DeviceGray)):
            if family not in SCREEN_SPACES:
                yield Sighting(f"the image is in {family}", box)


@check("images/missing", Severity.FAIL)
def missing(evidence: Evidence) -> Iterator[Sighting]:
    """A figure of the source is not in the PDF.

    Why: A missing picture leaves a gap that is easily overlooked.
    Fix: add the file to the publication's folder, and show the figure in the layout
    """
    alternates = set(map(fold, evidence.alternates))
    for expected in evidence.source.expected:
        files = expected.unit.pictures
        if expected.content.id in evidence.too_long:  # see text/overset
            continue
        if files and expected.folded not in alternates:
            name = ", ".join(dict.fromkeys(file.source for file in files.values()))
            yield expected.seen(f"the picture '{name}' is not in the PDF")


@check("images/altered", Severity.FAIL)
def altered(evidence: Evidence) -> Iterator[Sighting]:
    """A picture differs from its file, is mirrored or rotated, or is hidden.

    Why: A wrong or mirrored picture misinforms the reader.
    Fix: rebuild the edition; shorten what leaves no room for the picture, such as the titles of a
    cover; if the layout mirrors or covers it on purpose, accept it: `accepted:` in the unit
    """
    files = _described(evidence.source)
    images: dict[tuple[int, int | None], list[Painted]] = {}
    paths: dict[tuple[int, int | None], list[Painted]] = {}
    for number, painted in evidence.painted:
        is_image = painted.kind == "image" and isinstance(painted.item, Stream)
        if is_image or painted.kind == "path":
            for _, mcid in painted.tags:
                (images if is_image else paths).setdefault((number, mcid), []).append(painted)
    for element, contents in zip(evidence.elements, evidence.below, strict=True):
        known = files.get(fold(element.alternate))
        if element.tag != "Figure" or not known:
            continue
        shown = [each for content in contents for each in images.get(content, ())]
        file = known[0]
        drawn = [each for content in contents for each in paths.get(content, ())]
        has_words = not evidence.contents_with_words.isdisjoint(contents)
        for wrong in _wrong(element, shown, drawn, known, evidence, has_words=has_words):
            message = f"'{file.path.name}' {wrong}"
            yield Sighting(message, place_of(element), file.place, unit=file.unit)


@dataclass(frozen=True)
class SourceFile:
    """A picture file of the publication, and where the source has it."""

    path: Path
    place: Place
    unit: str
    crop: Crop | None = None

    @property
    def pixels(self) -> Pixels:
        """What it shows; raises `NotComparable` or `OSError` for a drawing."""
        return _source(self.path, self.path.stat().st_mtime_ns, self.crop)


def _described(source: EditionSource) -> Mapping[str, Sequence[SourceFile]]:
    """The files of figures and logos, by their alternate text."""
    manuscript = source.manuscript
    logos = {each.id: manuscript.logo(each) for each in manuscript.text.organisations}
    pictures = {each.id: each for each in manuscript.units() if each.pictures}
    found: dict[str, list[SourceFile]] = {}
    for (name, _), content in source.copy.items():
        files: list[tuple[Path, Crop | None]] = []
        if unit := pictures.get(name):
            paths = [manuscript.folder / each.source for each in (unit.pictures or {}).values()]
            files = [(path, unit.crop) for path in paths]
        if logo := logos.get(name):
            files.append((logo, None))
        found.setdefault(fold(content.text), []).extend(
            SourceFile(path, content.place, content.unit, crop) for path, crop in files
        )
    return found


def _known(page: int, painted: Painted, evidence: Evidence) -> SourceFile | None:
    """The file of an image on a page: by the alternate text, or by what decoration shows."""
    marks = {(page, mcid) for _, mcid in painted.tags if mcid is not None}
    described = _described(evidence.source)
    for element, contents in zip(evidence.elements, evidence.below, strict=True):
        if element.tag == "Figure" and marks & set(contents):
            return next(iter(described.get(fold(element.alternate), ())), None)
    if not isinstance(painted.item, Stream):  # an inline image
        return None
    try:
        shown = grey(on_paper(pdf_picture(painted.item), _profile(evidence)))
    except NotComparable:
        return None
    manuscript = evidence.source.manuscript
    for block in manuscript.blocks():
        for file in block.picture_files():
            known = SourceFile(manuscript.folder / file.source, file.place, block.id)
            with suppress(NotComparable, OSError):
                if likeness(shown, known.pixels[0]) > SAME:
                    return known
    return None


def _wrong(
    element: Element,
    shown: Sequence[Painted],
    drawn: Sequence[Painted],
    files: Sequence[SourceFile],
    evidence: Document,
    *,
    has_words: bool,
) -> Iterator[str]:
    """The errors of a picture that consists of the images `shown` and the paths `drawn`.

    `files` are its files. A drawing may consist of words, as a logo does.
    """
    page = (evidence.pictures if has_words else evidence.grounds)[(element.page or 1) - 1]
    try:
        sources = [each.pixels for each in files]
    except (NotComparable, OSError):  # a drawing, whose content is not checked
        area = _crop(page, element.box) if element.box else None
        if area and _is_blank(area) and not (_is_plain(element, drawn) and not _is_paper(area)):
            yield "is hidden: its area has one colour"
        return
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
        elif _is_covered(painted, picture, page):
            yield "is hidden: something covers it"


def _is_plain(element: Element, drawn: Sequence[Painted]) -> bool:
    """Whether the paths of a drawing are an area of one colour, with no lines."""
    return (
        element.box is not None
        and len({each.fill for each in drawn}) == 1
        and all(each.operator not in STROKES for each in drawn)
        and any(each.box and each.box.contains(element.box, NEARLY) for each in drawn)
    )


def _profile(document: Document) -> bytes:
    """The ICC profile of the output intent; empty if the PDF has none."""
    for intent in document.document.Root.get("/OutputIntents", Array()):
        profile = intent.get("/DestOutputProfile")
        if profile is not None:
            return bytes(profile.read_bytes())
    return b""


@lru_cache(maxsize=MOST_FILES)
def _source(path: Path, changed: int, crop: Crop | None) -> Pixels:
    """Read a part of the picture of a file with this time of change (ns since 1970)."""
    picture = source_picture(path)
    if crop:
        picture = picture.crop(crop.pixels(*picture.size))
    return grey(picture), opaque(picture)


def _altered(picture: Image.Image, sources: Sequence[Pixels]) -> str:
    """How a picture differs from each of `sources`; empty if it is one of them."""
    values = grey(picture)
    differences = []
    for upright, mask in sources:
        seen = list(compress(values, mask))
        alike = likeness(seen, list(compress(upright, mask)))
        rotated, how = max(
            (likeness(seen, list(compress(turned(upright, way), mask))), how)
            for how, way in TURNS.items()
        )
        if rotated > max(alike + CLEARER, ALIKE):
            differences.append(f"is {how}")
        elif alike < ALIKE:
            differences.append("differs from the picture in its file")
        else:
            return ""
    return differences[0]


def _crop(page: Image.Image, box: Rectangle) -> Image.Image:
    """The part of the picture of a page within `box`."""
    left, bottom, right, top = (round(each * PICTURE_SCALE) for each in box)
    upper, lower = max(page.height - top, 0), min(page.height - bottom, page.height)
    return page.crop((max(left, 0), upper, max(min(right, page.width), left, 0), max(lower, upper)))


def _is_paper(part: Image.Image) -> bool:
    """Whether a part of a page is white."""
    return min(part.size) > 0 and all(low > 255 - FLAT for low, _ in part.getextrema())  # type: ignore[misc]


def _is_blank(part: Image.Image) -> bool:
    """Whether a part of a page has a single colour."""
    extremes = part.getextrema() if min(part.size) >= LEAST_SEEN else ((0, 255),)
    return all(high - low <= FLAT for low, high in extremes)  # type: ignore[misc]


def _is_covered(painted: Painted, picture: Image.Image, page: Image.Image) -> bool:
    """Whether something covers an upright picture on the page."""
    a, b, c, d, left, bottom = painted.state.matrix.shorthand
    if painted.box is None or abs(b) + abs(c) > abs(a) / 100:
        return False
    seen = _crop(page, painted.box)
    if "/SMask" in painted.item:
        return _is_blank(seen)  # its background is visible too
    width, height = picture.size
    # The part within the clip; the picture fills the unit square (ISO 32000-1, 8.9.5.1).
    x0, x1 = ((edge - left) / a * width for edge in (painted.box[0], painted.box[2]))
    y0, y1 = (height - (edge - bottom) / d * height for edge in (painted.box[3], painted.box[1]))
    if min(seen.size) < LEAST_SEEN or x1 - x0 < 1 or y1 - y0 < 1:
        return False
    part = picture.crop((round(x0), round(y0), round(x1), round(y1)))
    return part_seen(grey(part), grey(seen)) < SEEN
