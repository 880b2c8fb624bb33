"""Images of pages, and how lines of text look on them.

Drawing takes longer than anything else that is done with a page, and images of many pages take too
much memory. So all lines of a page are measured while its images are there: `looks_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from bifolio.pdf.content import DEEPEST
from bifolio.pdf.drawing import CannotDraw, show_all
from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.glyphs import Glyph, TextLine
from bifolio.preflight.findings import CannotCheck

PICTURE_SCALE = 1.5
"""Pixels per pt of page images."""

MOST_KEPT = 6
"""The most pages of a document of which all images are kept, 9 MB for an A4 page."""

KEPT_OF_MORE = 2
"""Pages of a longer document whose images are kept: checks draw one page after the other."""

FEW = 32
"""The colours to which a part of a photograph is reduced."""

NO_TEXT = (
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_IMAGE,
    pdfium.FPDF_PAGEOBJ_SHADING,
)
"""What pages consist of besides text."""

COVERED = 0.06
"""The part of the ink of a letter that may be lost to what is painted over it: rounding."""

UNSEEN = 3
"""Of 255; text that changes the colour of its pixels by no more is invisible."""

APART = 2.0
"""In em: the gap between the glyphs of a line that are at different places of a drawing."""

Colour = tuple[int, ...]
"""Red, green and blue, 0 to 255."""

Ground = tuple[tuple[int, Colour], ...]
"""Colours with their pixel counts, the commonest first."""


class DrawnPages:
    """The images of pages with and without text, drawn on demand."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)
        self._kept: dict[int, dict[bool, Image.Image]] = {}
        """The images of the pages that were asked for last, by index from 0: with and without
        text."""
        self._most = MOST_KEPT if len(self) <= MOST_KEPT else KEPT_OF_MORE

    def __len__(self) -> int:
        return len(self._document)

    def pair(self, index: int) -> tuple[Image.Image, Image.Image]:
        """The images of a page with and without text. Raises `CannotCheck`."""
        found = self._images(index, {True, False})
        return found[True], found[False]

    def image(self, index: int, *, with_text: bool) -> Image.Image:
        """One of the images of a page. Raises `CannotCheck`."""
        return self._images(index, {with_text})[with_text]

    def text_alone(self, index: int) -> Image.Image:
        """The image of the text of a page alone, on white paper. Raises `CannotCheck`."""
        page = self._document[index]
        try:
            show_all(page, PICTURE_SCALE)
            for each in page.get_objects(filter=NO_TEXT, max_depth=DEEPEST):
                pdfium.FPDFPageObj_SetIsActive(each, False)
            return _picture(page)
        except CannotDraw as reason:
            raise CannotCheck(str(reason)) from None
        finally:
            page.close()

    def _images(self, index: int, wanted: Set[bool]) -> dict[bool, Image.Image]:
        found = self._kept.pop(index, {})
        if missing := wanted - found.keys():
            found |= self._draw(index, missing)
        self._kept[index] = found
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return found

    def _draw(self, index: int, wanted: Set[bool]) -> dict[bool, Image.Image]:
        page = self._document[index]
        drawn = {}
        try:
            show_all(page, PICTURE_SCALE)
            if True in wanted:
                drawn[True] = _picture(page)
            if False in wanted:
                for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=DEEPEST):
                    pdfium.FPDFPageObj_SetIsActive(text, False)
                drawn[False] = _picture(page)
        except CannotDraw as reason:
            raise CannotCheck(str(reason)) from None
        finally:
            page.close()  # it has been changed, and takes memory
        return drawn


class PageImages:
    """One image of each page, by index from 0."""

    def __init__(self, drawn: DrawnPages, *, with_text: bool) -> None:
        self._drawn, self._with_text = drawn, with_text

    def __getitem__(self, index: int) -> Image.Image:
        return self._drawn.image(index, with_text=self._with_text)

    def __iter__(self) -> Iterator[Image.Image]:
        return (self[index] for index in range(len(self._drawn)))


def _picture(page: Any) -> Image.Image:
    picture: Image.Image = page.render(scale=PICTURE_SCALE).to_pil()
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def colours_of(picture: Image.Image, box: Rectangle) -> Ground:
    """The colours in a part of a page image; a photograph is reduced to `FEW`."""
    left, right = (round(x * PICTURE_SCALE) for x in (box.left, box.right))
    top, bottom = (picture.height - round(y * PICTURE_SCALE) for y in (box.top, box.bottom))
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, picture.width), min(bottom, picture.height)
    if right <= left or bottom <= top:
        return ()
    part = picture.crop((left, top, right, bottom))
    counted = part.getcolors() or part.quantize(FEW).convert("RGB").getcolors() or []
    return tuple(sorted(counted, reverse=True))  # type: ignore[arg-type]


@dataclass(frozen=True)
class ColouredPart:
    """Glyphs of a line in one colour."""

    colour: Colour
    box: Rectangle
    ground: Ground
    """What is behind them."""


@dataclass(frozen=True)
class Look:
    """How a line of text looks."""

    unseen: str
    """Its letters that leave no ink on the page."""
    parts: tuple[ColouredPart, ...]


def looks_of(images: tuple[Image.Image, Image.Image], lines: Sequence[TextLine]) -> list[Look]:
    """How lines look on their page, of which there are `images` with and without text."""
    picture, ground = images
    inked = _inked(picture, ground)
    return [
        Look(
            _unseen(line, line.box, inked),
            tuple(
                ColouredPart(part.glyphs[0].colour, part.box, colours_of(ground, part.box))
                for part in _parts_of(line)
            ),
        )
        for line in lines
    ]


def _parts_of(line: TextLine) -> list[TextLine]:
    """The glyphs of a line in one colour, one after the other on one baseline.

    What is between the labels of a drawing is no ground of theirs.
    """
    parts: list[list[Glyph]] = []
    for glyph in line.glyphs:
        last = parts[-1][-1] if parts else None
        if last and glyph.colour == last.colour and not _is_apart(last, glyph):
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return [TextLine(tuple(part)) for part in parts]


def _is_apart(one: Glyph, next_one: Glyph) -> bool:
    """Whether two glyphs of a line are at other places of a drawing, not of one text."""
    size = max(one.size, next_one.size)
    if one.turned or next_one.turned:
        return False
    return next_one.x - one.right > APART * size or abs(next_one.y - one.y) > size / 2


def covered_letters(
    drawn: DrawnPages, index: int, covered: Mapping[int, tuple[TextLine, Sequence[Rectangle]]]
) -> dict[int, str]:
    """The letters of lines of a page of which something hides a part, by the keys of `covered`.

    `covered` has lines with the boxes that are painted over them. Raises `CannotCheck`.
    """
    alone = drawn.text_alone(index)
    own = _inked(alone, Image.new("RGB", alone.size, "white"))
    lost = ImageChops.subtract(own, _inked(*drawn.pair(index)))

    def is_covered(glyph: Glyph, boxes: Sequence[Rectangle]) -> bool:
        box = TextLine((glyph,)).box
        if not glyph.text.isalnum() or not any(each.overlaps(box) for each in boxes):
            return False
        ink = _ink_in(box, own).histogram()[-1]
        return _ink_in(box, lost).histogram()[-1] > COVERED * ink

    found = {
        key: "".join(each.text for each in line.glyphs if is_covered(each, boxes))
        for key, (line, boxes) in covered.items()
    }
    return {key: letters for key, letters in found.items() if letters}


def _inked(picture: Image.Image, ground: Image.Image) -> Image.Image:
    """Where the text of a page makes a visible difference: 255 there, 0 elsewhere."""
    red, green, blue = ImageChops.difference(picture, ground).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 * (value > UNSEEN) for value in range(256)])


def _ink_in(box: Rectangle, inked: Image.Image) -> Image.Image:
    """The part of the picture of a page within `box`."""
    upper, lower = (inked.height - round(y * PICTURE_SCALE) for y in (box.top, box.bottom))
    left, right = round(box.left * PICTURE_SCALE), round(box.right * PICTURE_SCALE) + 1
    return inked.crop((left, upper, right, lower))


def _unseen(line: TextLine, box: Rectangle, inked: Image.Image) -> str:
    """The letters of a line that leave no ink on its page."""
    columns, _ = _ink_in(box, inked).getprojection()
    left = round(box.left * PICTURE_SCALE)

    def is_seen(glyph: Glyph) -> bool:
        if glyph.turned and glyph.text.isalnum():
            return _ink_in(glyph.turned, inked).getbbox() is not None
        begin = round(glyph.x * PICTURE_SCALE) - left
        end = max(round(glyph.right * PICTURE_SCALE) - left, begin + 1)
        return (
            not glyph.text.isalnum()
            or any(columns[max(begin, 0) : end])
            # Glyphs of one line may have several baselines: rulers.
            or _ink_in(TextLine((glyph,)).box, inked).getbbox() is not None
        )

    return "".join(
        f"{' ' * (at in line.spaces)}{glyph.text}"
        for at, glyph in enumerate(line.glyphs)
        if not is_seen(glyph)
    ).strip()
