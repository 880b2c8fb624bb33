"""Joins the structure elements of an HTML element that continues over lines, columns or pages.

The renderer makes a box, and a structure element, for each line, column or page: two links of a
link over two lines. An element of the page is one structure element (ISO 14289-1, 7.1; ISO 32000-1,
14.7.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.css import AnonymousStyle

PART = "Part"
"""The key, until the tree is corrected, of the HTML element that a structure element belongs to."""

REPEATED = frozenset({"/Figure", "/THead", "/TFoot"})
"""Types that are never joined: the renderer repeats the head of a table on every page."""


def mark_part(element: Any, box: Any) -> None:
    """Note in a structure element to which HTML element its `box` belongs."""
    if element["S"] in REPEATED or box.style["position"] == "fixed":
        return
    # Anonymous boxes of one element with another box between them are not joined.
    anonymous = isinstance(box.style, AnonymousStyle)
    element[PART] = (id(box.element), box.element_tag, element["S"], anonymous)


class Parts:
    """Joins structure elements of one PDF."""

    def __init__(self, pdf: pydyf.PDF, objects: dict[Any, Any], numbers: list[Any]) -> None:
        """`objects` are those of `pdf` by reference, `numbers` is its parent tree (14.7.4.4)."""
        self.joined: set[Any] = set()
        """The references of elements that were joined to others."""
        self._pdf = pdf
        self._objects = objects
        self._numbers = numbers
        self._values = {number: at + 1 for at, number in enumerate(numbers) if not at % 2}

    def join(self, element: Any) -> None:
        """Join the children of `element` that belong to one HTML element."""
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
        """Make `parent` the parent of the children of `element`; yield their references there."""
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
