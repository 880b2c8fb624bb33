"""Gives the targets of internal links an id, and links the words to it.

A text links to a section or block by its id in the source. A page may show that in several
languages, or in parts: the target is the first text of it in the language of the link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

BLOCK = "data-block"
"""The attribute with the id of the block that an element holds."""

UNIT = "data-unit"
"""The attribute with the id of the unit whose text an element holds."""

INTERNAL = "#"
"""Begins the address of an internal link."""


class _Place(NamedTuple):
    element: Element
    language: str


def set_anchors(tree: Element, targets: Mapping[str, Collection[str]]) -> None:
    """Change the internal links in `tree`, and give each of their targets an id.

    `targets` has the ids of the units of each section and block. A link to what the page does not
    show becomes plain words.
    """
    links = list(_links(tree, tree.get("lang", "")))
    wanted = {each.element.get("href", "")[1:] for each in links}
    if not wanted:
        return
    names: dict[str, set[str]] = {}
    for name in wanted:
        for key in (name, *targets.get(name, ())):
            names.setdefault(key, set()).add(name)
    found: dict[str, list[_Place]] = {}
    for place in _walk(tree, tree.get("lang", "")):
        attributes = place.element.attrib
        for key in {attributes.get(UNIT, ""), attributes.get(BLOCK, "")}:
            for name in names.get(key, ()):
                found.setdefault(name, []).append(place)
    own = {each.get("id", "") for each in tree.iter()}
    for link, language in links:
        name = link.get("href", "")[1:]
        if name in found:
            link.set("href", INTERNAL + _id_of(name, language, found[name]))
        elif name not in own:
            link.tag = "span"
            del link.attrib["href"]


def _id_of(name: str, language: str, places: list[_Place]) -> str:
    """The id of the first of `places` in `language`; default: the first of all."""
    alike = (each for each in places if each.language == language and UNIT in each.element.attrib)
    element, spoken = next(alike, places[0])
    if "id" not in element.attrib:
        element.set("id", f"{name}@{spoken}")
    return element.get("id", "")


def _links(element: Element, language: str) -> Iterator[_Place]:
    for place in _walk(element, language):
        if place.element.tag == "a" and place.element.get("href", "").startswith(INTERNAL):
            yield place


def _walk(element: Element, language: str) -> Iterator[_Place]:
    """The elements below `element`, in the order of the document, each with its language."""
    for child in element:
        own = child.get("lang", language)
        yield _Place(child, own)
        yield from _walk(child, own)
