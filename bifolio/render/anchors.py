"""Gives the targets of internal links an id, and links the words to it.

A text links to a section or block by its id in the source. A page may show that in several
languages, or in parts: the target is the first text of it in the language of the link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bifolio.text.runs import TextId

BLOCK = "data-block"
"""The attribute with the id of the block that an element holds."""

UNIT = "data-unit"
"""The attribute with the id of the unit whose text an element holds."""

ALTERNATIVE = "data-alternative"
"""The attribute with the id of the unit that is the alternative text of a picture."""

LONGEST_DESCRIPTION = 120
"""Characters of the text of a target by which a link is described."""

INTERNAL = "#"
"""Begins the address of an internal link."""

HEADING = "title:"
"""Begins the target of an internal link whose words are the heading of that target."""


NOTES, FOOT = "data-notes", "foot"
"""The attribute that says where the notes of the texts in an element are, and one of its values."""

NOTE = "data-note"
"""The attribute with the id of the note that an element holds."""

LIST_OF_NOTES = "notes"
"""The class of the element with the notes of a part of the page."""


MARK = ".mark"
"""Ends the name of the mark of a note, as that of a block."""


def mark_of(note: str) -> str:
    """The name of the mark of a note, as that of a block."""
    return f"{note}{MARK}"


CAPTION = ".caption"
"""Ends the id of the unit that is the caption of a block."""

INLINE = frozenset({"a", "span", "small", "strong", "em", "b", "i", "sup", "sub", "code", "abbr"})
"""Elements within a text; all others are parts with a text of their own."""


class MissingTarget(NamedTuple):
    """What a text refers to and the page does not show."""

    name: str
    """The id of the section or block."""
    text: TextId
    """The text with the reference."""


class _Place(NamedTuple):
    element: Element
    language: str
    unit: str
    """The id of the unit whose text it is in."""


def set_anchors(tree: Element, targets: Mapping[str, Collection[str]]) -> list[MissingTarget]:
    """Change the internal links in `tree`, and give each of their targets an id.

    `targets` has the ids of the units of each section and block. A link to what the page does not
    show becomes plain words; returns the targets that are not shown of links without words, such as
    the numbers of pages and captions, and of links whose words are headings.
    """
    root = _Place(tree, tree.get("lang", ""), "")
    links = list(_links(root))
    wanted = {_name_of(each.element) for each in links}
    if not wanted:
        return []
    names: dict[str, set[str]] = {}
    for name in wanted:
        for key in (name, *targets.get(name, ())):
            names.setdefault(key, set()).add(name)
    found: dict[str, list[_Place]] = {}
    for place in _walk(root):
        attributes = place.element.attrib
        for key in {attributes.get(UNIT, ""), attributes.get(BLOCK, "")}:
            for name in names.get(key, ()):
                found.setdefault(name, []).append(place)
    own = {each.get("id", "") for each in tree.iter()}
    missing: list[MissingTarget] = []
    for link, language, unit in links:
        name, is_heading = _name_of(link), link.get("href", "")[1:].startswith(HEADING)
        if is_heading:
            link.set("href", INTERNAL + name)
        if name in found:
            link.set("href", INTERNAL + _id_of(name, language, found[name]))
        elif name not in own:
            if is_heading or (not link.text and not len(link)):
                missing.append(MissingTarget(name, TextId(unit, language)))
            link.tag = "span"
            del link.attrib["href"]
    return missing


def _name_of(link: Element) -> str:
    """The name of the section or block to which an internal link leads."""
    return link.get("href", "").removeprefix(INTERNAL).removeprefix(HEADING)


def _id_of(name: str, language: str, places: list[_Place]) -> str:
    """The id of the first of `places` in `language`; default: the first of all."""
    alike = (each for each in places if each.language == language)
    element, spoken, _ = next(alike, places[0])
    if "id" not in element.attrib:
        element.set("id", f"{name}@{spoken}")
    return element.get("id", "")


def _links(root: _Place) -> Iterator[_Place]:
    for place in _walk(root):
        if place.element.tag == "a" and place.element.get("href", "").startswith(INTERNAL):
            yield place


def _walk(parent: _Place) -> Iterator[_Place]:
    """The elements below `parent`, in the order of the document."""
    for child in parent.element:
        language = child.get("lang", parent.language)
        place = _Place(child, language, child.get(UNIT, parent.unit))
        yield place
        yield from _walk(place)


def texts_of_targets(tree: Element) -> dict[str, str]:
    """The beginning of the text of each element with an id, without notes and their marks.

    A block with a caption is described by that.
    """
    return {
        each.get("id", ""): " ".join("".join(_spoken(_caption(each))).split())[:LONGEST_DESCRIPTION]
        for each in tree.iter()
        if "id" in each.attrib
    }


def _caption(target: Element) -> Element:
    """The caption of a target in the language of its links; default: the target."""
    name, _, language = target.get("id", "").rpartition("@")
    captions = [
        each.element
        for each in _walk(_Place(target, target.get("lang", language), ""))
        if each.element.get(UNIT) == f"{name}{CAPTION}" and each.language == language
    ]
    return captions[0] if captions else target


def _spoken(element: Element) -> Iterator[str]:
    """The text in `element`, with a space for each line break and between its parts."""
    apart = "" if element.tag in INLINE else " "
    yield apart + (element.text or "")
    for child in element:
        if NOTE not in child.attrib and not child.get(BLOCK, "").endswith(MARK):
            yield from _spoken(child)
        yield child.tail or ""
    yield apart


def set_notes(tree: Element) -> None:
    """Put each note where the layout has notes, and make its text a paragraph.

    The nearest element around the mark with `data-notes` decides: `foot` leaves the note to the
    foot of the page, `end` puts it at the end of that element. Without one, the notes of a block
    are below it. In HTML, a note within a paragraph cannot have a paragraph in it; the renderer
    takes what it is given.
    """
    parents = {child: parent for parent in tree.iter() for child in parent}
    for note in [each for each in tree.iter() if NOTE in each.attrib]:
        for each in note.iter():
            if UNIT in each.attrib:
                each.tag = "p"
        around = list(_around(note, parents))
        chosen = next((each for each in around if NOTES in each.attrib), None)
        if chosen is not None and chosen.get(NOTES) == FOOT:
            continue
        parents[note].remove(note)
        _list_in(chosen, around, parents).append(note)
        note.tag = "div"
        note.set("class", "note-text")


def _around(element: Element, parents: Mapping[Element, Element]) -> Iterator[Element]:
    """The elements around `element`, the innermost first."""
    while element in parents:
        element = parents[element]
        yield element


def _list_in(
    chosen: Element | None, around: list[Element], parents: Mapping[Element, Element]
) -> Element:
    """The list of notes at the end of `chosen`, or below the block around a mark."""
    if chosen is not None:
        parent, at = chosen, len(chosen)
    else:
        blocks = [each for each in around if BLOCK in each.attrib]
        texts = [each for each in around if UNIT in each.attrib]
        of = (blocks or texts or around)[-1]
        parent = parents[of]
        at = list(parent).index(of) + 1
        after = parent[at] if at < len(parent) else None
        if after is not None and after.get("class") == LIST_OF_NOTES:
            return after
    if chosen is not None and at and chosen[-1].get("class") == LIST_OF_NOTES:
        return chosen[-1]
    notes = Element("div", {"class": LIST_OF_NOTES})
    parent.insert(at, notes)
    return notes
