"""The structure tree of a PDF (ISO 32000-1, 14.7), as a row of elements in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NumberObject


@dataclass(frozen=True)
class Element:
    """One structure element."""

    tag: str
    """Its structure type."""
    language: str
    """Its own or inherited, BCP 47."""
    alternate: str
    """What is said instead of it."""
    page: int | None
    """From 1; None where it does not say."""
    parents: tuple[str, ...]
    """The structure types around it, outermost first."""
    contents: tuple[int, ...]
    """The marked content that it holds itself."""
    annotations: int
    """How many annotations it holds itself."""
    box: tuple[float, float, float, float] | None
    """The BBox of its layout attributes (left, bottom, right, top; pt)."""
    attributes: Any = None


def elements_of(reader: Any) -> list[Element]:
    """Return the elements of a PDF in reading order; none for one without tags."""
    catalog = reader.trailer["/Root"]
    root = catalog.get("/StructTreeRoot")
    if root is None:
        return []
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1)}
    language = str(catalog.get("/Lang", ""))
    return list(_walk(root.get_object().get("/K"), language, None, (), pages))


def _walk(
    kid: Any, language: str, page: int | None, parents: tuple[str, ...], pages: dict[int, int]
) -> Iterator[Element]:
    kid = kid.get_object() if kid is not None else None
    if isinstance(kid, ArrayObject):
        for each in kid:
            yield from _walk(each, language, page, parents, pages)
    elif isinstance(kid, DictionaryObject) and "/S" in kid:
        language = str(kid.get("/Lang", language))
        if "/Pg" in kid:
            page = pages.get(kid.raw_get("/Pg").idnum, page)
        inner = kid.get("/K")
        inner = inner.get_object() if inner is not None else None
        own = list(inner) if isinstance(inner, ArrayObject) else [inner]
        attributes = kid.get("/A")
        attributes = attributes.get_object() if attributes is not None else None
        yield Element(
            str(kid["/S"]).removeprefix("/"),
            language,
            str(kid.get("/Alt", "")),
            page,
            parents,
            tuple(int(each) for each in own if isinstance(each, NumberObject)),
            sum(_is_annotation(each) for each in own),
            _bbox(attributes),
            attributes,
        )
        yield from _walk(inner, language, page, (*parents, str(kid["/S"])[1:]), pages)


def _is_annotation(kid: Any) -> bool:
    kid = kid.get_object() if kid is not None else None
    return isinstance(kid, DictionaryObject) and kid.get("/Type") == "/OBJR"


def is_true(value: object) -> bool:
    """Whether an entry of a PDF is the boolean true."""
    return isinstance(value, BooleanObject) and value == BooleanObject(True)


def _bbox(attributes: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(attributes, dict) or "/BBox" not in attributes:
        return None
    left, bottom, right, top = map(float, attributes["/BBox"])
    return left, bottom, right, top
