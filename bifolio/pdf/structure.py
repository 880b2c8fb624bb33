"""The structure tree of a PDF (ISO 32000-1, 14.7), as a row of elements in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from bifolio.pdf.geometry import Rectangle

MarkedContent = tuple[int, int]
"""A marked content: the number of its page, from 1, and its identifier there (MCID)."""


@dataclass(frozen=True)
class Element:
    """One structure element."""

    tag: str
    """Its structure type."""
    language: str
    """Its own or inherited, BCP 47."""
    alternate: str
    """Its alternate text (Alt)."""
    page: int | None
    """From 1; None where it does not say."""
    parents: tuple[str, ...]
    """The structure types around it, outermost first."""
    contents: tuple[int, ...]
    """The marked content that it holds itself on its page."""
    annotations: int
    """How many annotations it holds itself."""
    box: Rectangle | None
    """The BBox of its layout attributes."""
    attributes: Any = None
    row: tuple[MarkedContent | None, ...] = ()
    """What it holds in reading order: marked contents, and None for each element within it."""
    replacements: tuple[str, ...] = ()
    """Its replacement texts: ActualText, Alt and E (ISO 32000-1, 14.9.3 to 5)."""
    notes: tuple[int, ...] = ()
    """The numbers of the annotations that it holds itself, as objects of the PDF."""

    @property
    def marked(self) -> tuple[MarkedContent, ...]:
        """The marked contents that it holds itself; they may be on several pages."""
        return tuple(content for content in self.row if content is not None)


REPLACEMENTS = ("/ActualText", "/Alt", "/E")
"""The entries of an element, or of a marked content, that replace what it holds when it is read."""


def elements_of(pdf: pikepdf.Pdf) -> list[Element]:
    """Return the elements of a PDF in reading order; none for one without tags."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return []
    pages = {page.objgen[0]: number for number, page in enumerate(pdf.pages, 1)}
    language = str(pdf.Root.get("/Lang", ""))
    return list(_walk(root.get("/K"), language, None, (), pages))


def _walk(
    kid: Any, language: str, page: int | None, parents: tuple[str, ...], pages: dict[int, int]
) -> Iterator[Element]:
    if isinstance(kid, Array):
        for each in kid:
            yield from _walk(each, language, page, parents, pages)
    elif isinstance(kid, Dictionary) and "/S" in kid:
        language = str(kid.get("/Lang", language))
        if "/Pg" in kid:
            page = pages.get(kid.Pg.objgen[0], page)
        inner, attributes = kid.get("/K"), kid.get("/A")
        own = list(inner) if isinstance(inner, Array) else [inner]
        yield Element(
            str(kid.S)[1:],
            language,
            str(kid.get("/Alt", "")),
            page,
            parents,
            tuple(int(each) for each in own if isinstance(each, int)),
            sum(_is_annotation(each) for each in own),
            _bbox(attributes),
            attributes,
            tuple(_row(own, page, pages)),
            tuple(str(kid[key]) for key in REPLACEMENTS if key in kid),
            tuple(_notes(own)),
        )
        yield from _walk(inner, language, page, (*parents, str(kid.S)[1:]), pages)


def contents_below(elements: Sequence[Element]) -> list[list[MarkedContent]]:
    """Return the marked contents of each element and of those within it, in reading order.

    One that the tags name twice is there twice. `elements` are those of `elements_of`.
    """
    below: list[list[MarkedContent]] = []
    # Elements come before what is in them: those that are not read to their end wait here.
    waiting: list[tuple[list[MarkedContent], Iterator[MarkedContent | None]]] = []
    for element in elements:
        below.append([])
        waiting.append((below[-1], iter(element.row)))
        while waiting:
            contents, row = waiting[-1]
            inner = _read_to_the_next(row, contents)
            if inner:
                break
            waiting.pop()
            if waiting:
                waiting[-1][0].extend(contents)
    return below


def _read_to_the_next(row: Iterator[MarkedContent | None], contents: list[MarkedContent]) -> bool:
    """Add contents up to the next element within; whether there is one."""
    for each in row:
        if each is None:
            return True
        contents.append(each)
    return False


def _row(
    own: Sequence[Any], page: int | None, pages: dict[int, int]
) -> Iterator[MarkedContent | None]:
    for kid in own:
        if isinstance(kid, int):
            yield page or 1, kid
            continue
        if not isinstance(kid, Dictionary):
            continue
        if "/S" in kid:
            yield None
        elif "/MCID" in kid:
            on = pages.get(kid.Pg.objgen[0], page) if "/Pg" in kid else page
            yield on or 1, int(kid.MCID)


def _is_annotation(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR"


def _notes(own: Sequence[Any]) -> Iterator[int]:
    for kid in own:
        if _is_annotation(kid) and "/Obj" in kid and kid.Obj.is_indirect:
            yield kid.Obj.objgen[0]


def _bbox(attributes: Any) -> Rectangle | None:
    if not isinstance(attributes, Dictionary) or "/BBox" not in attributes:
        return None
    return Rectangle.of(attributes.BBox)
