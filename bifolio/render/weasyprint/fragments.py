"""Joins the parts of an element that goes on over lines, columns and pages, in the structure tree.

The renderer lays an element out in as many boxes as it has lines, columns or pages, and tags each:
a link over two lines became two links, a paragraph over two pages two paragraphs. An element of the
page is one structure element (ISO 14289-1, 7.1; ISO 32000-1, 14.7.2 has no line or page in it).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.css import AnonymousStyle

PART = "Part"
"""What says, until the tree is mended, which element of the page a tag is a part of."""

REPEATED = frozenset({"/Figure", "/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD"})
"""Elements that are never joined: the renderer may repeat the head of a table on every page."""


def mark_part(element: Any, box: Any) -> None:
    """Note in a structure element which element of the page its `box` is a part of."""
    if element["S"] in REPEATED or box.style["position"] == "fixed":
        return
    # Anonymous boxes of one element that have something between them are not one.
    anonymous = isinstance(box.style, AnonymousStyle)
    element[PART] = (id(box.element), box.element_tag, element["S"], anonymous)


class Parts:
    """Joins structure elements of one PDF."""

    def __init__(self, pdf: pydyf.PDF, objects: dict[Any, Any], numbers: list[Any]) -> None:
        """`objects` are those of `pdf` by reference, `numbers` is its parent tree (14.7.4.4)."""
        self.joined: set[Any] = set()
        """The references of elements that have gone into others."""
        self._pdf = pdf
        self._objects = objects
        self._numbers = numbers
        self._values = {number: at + 1 for at, number in enumerate(numbers) if not at % 2}

    def join(self, element: Any) -> None:
        """Join the children of `element` that are parts of one element of the page."""
        kept: list[Any] = []
        first: dict[Any, Any] = {}
        for kid in element["K"]:
            inner: Any = self._objects.get(kid)
            part: Any = inner.get(PART) if isinstance(inner, dict) else None
            earlier = first.get(part) if part else None
            if earlier and (not part[-1] or earlier == kept[-1]):
                self._take_in(self._objects[earlier], inner)
                self.joined.add(kid)
                continue
            if part:
                first[part] = kid
            kept.append(kid)
        element["K"][:] = kept

    def hand_over(self, element: Any, parent: Any) -> Iterator[Any]:
        """Let `parent` be the parent of all that `element` holds; yield what it holds there."""
        for kid in element["K"]:
            inner: Any = self._objects.get(kid)
            if isinstance(kid, int):
                self._set_owner(element["Pg"], kid, parent)
                yield kid if element["Pg"] == parent["Pg"] else self._content(element["Pg"], kid)
                continue
            if inner["Type"] == "/MCR":
                self._set_owner(inner["Pg"], inner["MCID"], parent)
            elif inner["Type"] == "/OBJR":
                annotation = self._objects[inner["Obj"]]
                self._numbers[self._values[annotation["StructParent"]]] = parent.reference
            else:
                inner["P"] = parent.reference
            yield kid

    def _take_in(self, first: Any, other: Any) -> None:
        first["K"].extend(list(self.hand_over(other, first)))

    def _set_owner(self, page: Any, content: int, owner: Any) -> None:
        number = self._objects[page]["StructParents"]
        self._numbers[self._values[number]][content] = owner.reference

    def _content(self, page: Any, content: int) -> Any:
        """A reference to marked content of another page than that of its element (14.7.4.2)."""
        reference = pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": content})
        self._pdf.add_object(reference)
        self._objects[reference.reference] = reference
        return reference.reference
