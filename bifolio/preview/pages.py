"""The pages of a PDF as the preview shows them, and whether they look as before."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2

from bifolio.pdf.drawing import show_all
from bifolio.pdf.geometry import Rectangle

COMPARED = 1.0
"""Pixels per pt at which pages are compared."""

ELSEWHERE = frozenset({"/Parent", "/StructParents", "/StructParent", "/Annots", "/Type", "/Tabs"})
"""Keys of a page that do not change how it looks."""

DIGITS = 20
"""Hexadecimal digits that identify the picture of a page."""


@dataclass(frozen=True)
class PreviewPage:
    """A page of an edition."""

    picture: str
    """What it looks like: pages with the same value look the same."""
    size: tuple[float, float]
    """Width and height (pt)."""
    trim: Rectangle
    """The page after trimming (pt)."""
    content: str
    """The digest of the objects that it is drawn from."""


def pages_of(pdf: bytes, known: Mapping[str, str]) -> Iterator[PreviewPage]:
    """Yield the pages of `pdf`.

    `known` has the pictures of earlier pages by their content. Other pages are drawn to see what
    they look like: a new character anywhere in an edition renumbers the glyphs of its fonts, and
    then pages of other content look the same.
    """
    drawn: pypdfium2.PdfDocument | None = None
    with pikepdf.open(io.BytesIO(pdf)) as document:
        digests = _Digests()
        for index, page in enumerate(document.pages):
            content = digests.of(page.obj)
            picture = known.get(content)
            if picture is None:
                drawn = drawn or pypdfium2.PdfDocument(pdf)
                picture = _looks(drawn[index])
            box = Rectangle.of(page.mediabox)
            size = box.right, box.top  # `show_all` draws from the origin
            yield PreviewPage(picture, size, Rectangle.of(page.trimbox), content)
    if drawn is not None:
        drawn.close()


def changed_pages(before: tuple[PreviewPage, ...], after: tuple[PreviewPage, ...]) -> list[int]:
    """The numbers of the pages of `after`, from 1, that look different from those `before`."""
    return [
        number
        for number, page in enumerate(after, 1)
        if number > len(before)
        or (page.picture, page.size) != (before[number - 1].picture, before[number - 1].size)
    ]


def _looks(page: Any) -> str:
    show_all(page, COMPARED)
    bitmap = page.render(scale=COMPARED)
    described = f"{bitmap.width} {bitmap.height} ".encode()
    return hashlib.sha256(described + bytes(bitmap.buffer)).hexdigest()[:DIGITS]


class _Digests:
    """Digests of objects with all that they refer to."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of(self, item: Any) -> str:
        """The digest of a page."""
        return self._digest(item).hex()

    def _digest(self, item: Any) -> bytes:
        """The digest of an object; one that is in itself counts once."""
        if not isinstance(item, pikepdf.Object):
            return repr(item).encode()
        number: tuple[int, int] = item.objgen
        if item.is_indirect and number in self._known:
            return self._known[number]
        if item.is_indirect:
            self._known[number] = b"itself"
        made = hashlib.sha256()
        if isinstance(item, pikepdf.Array):
            for each in item:
                made.update(self._digest(each))
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            for key, value in item.items():
                if key not in ELSEWHERE:
                    made.update(key.encode() + self._digest(value))
            if isinstance(item, pikepdf.Stream):
                made.update(item.read_raw_bytes())
        else:
            made.update(repr(item).encode())
        if item.is_indirect:
            self._known[number] = made.digest()
        return made.digest()
