"""What a reader finds who clicks on the words of a page: PDFium, the engine of Chrome, says it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

Letter = tuple[str, float, float]
"""A visible letter, and the middle of its ink (pt from the lower left corner)."""


@dataclass
class Link:
    """A Link element of the structure tree."""

    letters: list[tuple[int, Letter]] = field(default_factory=list)
    """What it says, each letter with its page (from 0)."""
    notes: list[tuple[int, Any]] = field(default_factory=list)
    """Its annotations, each with its page."""

    @property
    def words(self) -> str:
        """What it says, without white space."""
        return "".join(letter for _, (letter, _, _) in self.letters)


class Clicks:
    """A PDF that is clicked on."""

    def __init__(self, pdf: bytes) -> None:
        self.file = pikepdf.open(io.BytesIO(pdf))
        self._pages = {page.objgen: number for number, page in enumerate(self.file.pages)}
        self._document = pypdfium2.PdfDocument(pdf)
        self._letters = dict(self._by_content())

    def lead_to(self, page: int, x: float, y: float) -> str:
        """The address that a click leads to; nothing where it hits no link."""
        link = pdfium.FPDFLink_GetLinkAtPoint(self._document[page], x, y)
        if not link:
            return ""
        action = pdfium.FPDFLink_GetAction(link)
        length = pdfium.FPDFAction_GetURIPath(self._document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(self._document, action, buffer, length)
        return buffer.value.decode("utf-8")

    def links(self) -> list[Link]:
        """Every Link element, in no order."""
        found = []
        for item in self.file.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Link":
                found.append(Link())
                self._read(item, item.Pg, found[-1])
        return found

    def annotations(self) -> list[Any]:
        """Every link annotation of the pages."""
        notes = (note for page in self.file.pages for note in page.get("/Annots", ()))
        return [note for note in notes if note.Subtype == "/Link"]

    def _read(self, element: Any, page: Any, link: Link) -> None:
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if not isinstance(kid, pikepdf.Dictionary):
                self._add(page, int(kid), link)
                continue
            of = kid.get("/Pg", page)
            if kid.get("/Type") == "/MCR":
                self._add(of, int(kid.MCID), link)
            elif kid.get("/Type") == "/OBJR":
                link.notes.append((self._pages[of.objgen], kid.Obj))
            else:
                self._read(kid, of, link)

    def _add(self, page: Any, content: int, link: Link) -> None:
        number = self._pages[page.objgen]
        # The drawing of a QR code is a link without letters.
        link.letters += [(number, each) for each in self._letters.get((number, content), ())]

    def _by_content(self) -> Iterator[tuple[tuple[int, int], list[Letter]]]:
        """The letters of each marked content, by page and identifier."""
        letters: dict[tuple[int, int], list[Letter]] = {}
        for number, page in enumerate(self._document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                item = pdfium.FPDFText_GetTextObject(text, index)
                if pdfium.FPDFText_IsGenerated(text, index) == 1 or not item:
                    continue
                key = number, pdfium.FPDFPageObj_GetMarkedContentID(item)
                said = letters.setdefault(key, [])
                code = pdfium.FPDFText_GetUnicode(text, index)
                if code > 0x20 and not pdfium.FPDFText_IsHyphen(text, index):
                    left, bottom, right, top = text.get_charbox(index)
                    said.append((chr(code), (left + right) / 2, (bottom + top) / 2))
        yield from letters.items()
