"""Finds texts that a place of fixed height has no room for, and counts their missing lines.

The renderer drops what a flex container has no room for on its page, and sets the rest of a box
that is placed absolutely over the next page. On a page of any height they have all of their lines.
The boxes are private to WeasyPrint 70.0; guarded by `tests/render/test_cut_texts.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from bifolio.render.anchors import NOTE, UNIT
from bifolio.render.weasyprint.extents import ONE_HIGH_PAGE, asked_height
from bifolio.text.placements import CutTexts
from bifolio.text.runs import TextId

RUNNING = "data-running"
"""The attribute of running heads, which a first page lacks."""


def cut_texts(document: Any, tree: Element, lay_out: Callable[[str], Any]) -> tuple[CutTexts, ...]:
    """Return what of the HTML `tree` is missing on the pages of `document` for lack of room.

    `lay_out` makes a layout with further styles; it is called if a text is not complete. Texts that
    styles hide are not among them.
    """
    texts = list(_texts(tree))
    letters = _letters(document)
    short = [each for each in texts if letters[each] < _count("".join(_words(each)))]
    if not short:
        return ()
    complete = lay_out(ONE_HIGH_PAGE)
    all_letters = _letters(complete)
    missing = [each for each in short if letters[each] < all_letters[each]]
    here, whole = _lines(document), _lines(complete)
    parents = {child: parent for parent in tree.iter() for child in parent}
    pages = _pages(document)
    found = []
    for place, cut in groupby(missing, key=lambda each: _place(each, parents, pages)):
        own = list(cut)
        # Texts that are beside others on a line, such as units of figures, have none of their own.
        lines = max(sum(whole[each] - here[each] for each in own), 1)
        element, page = place
        of = max(sum(whole[each] for each in _texts(element)), lines)
        names = tuple(TextId(each.get(UNIT, ""), _language(each, parents)) for each in own)
        found.append(CutTexts(names, page, lines, max(round(100 * lines / of), 1)))
    return tuple(found)


def _texts(tree: Element) -> Iterator[Element]:
    """The elements of texts in `tree`, notes within texts too, without those in running heads."""
    if RUNNING in tree.attrib:
        return
    if UNIT in tree.attrib:
        yield tree
    for each in tree:
        yield from _texts(each)


def _words(text: Element) -> Iterator[str]:
    """What a text says, without its notes, which are elsewhere on the page."""
    yield text.text or ""
    for each in text:
        if NOTE not in each.attrib and UNIT not in each.attrib:
            yield from _words(each)
        yield each.tail or ""


def _count(text: str) -> int:
    """The number of letters and digits; spaces and hyphens change at the ends of lines."""
    return sum(map(str.isalnum, text))


def _letters(document: Any) -> Counter[Element]:
    """How many letters of each element of a text are on the pages of a layout."""
    found: Counter[Element] = Counter()
    for element, box in _boxes_of_texts(document):
        if isinstance(box, boxes.TextBox):
            found[element] += _count(box.text)
    return found


def _lines(document: Any) -> Counter[Element]:
    """How many lines of each element of a text are on the pages of a layout."""
    return Counter(
        element for element, box in _boxes_of_texts(document) if isinstance(box, boxes.LineBox)
    )


def _boxes_of_texts(document: Any) -> Iterator[tuple[Element, Any]]:
    """The boxes in elements of texts, each with that element.

    What is placed absolutely has no boxes on further pages, where it is over another text.
    """
    first: dict[Element, int] = {}
    for number, page in enumerate(document.pages):
        yield from _below(page._page_box, None, number, first)


def _below(
    box: Any, text: Element | None, page: int, first: dict[Element, int]
) -> Iterator[tuple[Element, Any]]:
    """The boxes below `box`, which is in `text`; `first` has the pages of absolute boxes."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)  # absolutely positioned boxes are in a wrapper
        element, own = child.element, text
        is_absolute = element is not None and child.style["position"] == "absolute"
        if is_absolute and first.setdefault(element, page) < page:
            continue
        if element is not None and UNIT in element.attrib:
            own = element
        if own is not None:
            yield own, child
        yield from _below(child, own, page, first)


def _pages(document: Any) -> Mapping[Element, tuple[int, bool]]:
    """The first page of each element, from 1, and whether its style asks for a height."""
    found: dict[Element, tuple[int, bool]] = {}
    for number, page in enumerate(document.pages, 1):
        for box in page._page_box.descendants(placeholders=True):
            box = getattr(box, "_box", box)
            if box.element is not None and isinstance(box, boxes.BlockLevelBox):
                found.setdefault(box.element, (number, asked_height(box) > 0))
    return found


def _place(
    text: Element,
    parents: Mapping[Element, Element],
    pages: Mapping[Element, tuple[int, bool]],
) -> tuple[Element, int]:
    """The nearest element around `text` with a height of its own, or the whole page; its page."""
    around = [each for each in _around(text, parents) if each in pages]
    fixed = next((each for each in around if pages[each][1]), around[-1])
    return fixed, pages[fixed][0]


def _around(element: Element, parents: Mapping[Element, Element]) -> Sequence[Element]:
    """The elements around `element`, the innermost first."""
    found = []
    while element in parents:
        element = parents[element]
        found.append(element)
    return found


def _language(text: Element, parents: Mapping[Element, Element]) -> str:
    """The language of a text: that of its element or the nearest one around it."""
    return next(
        (str(each.get("lang")) for each in (text, *_around(text, parents)) if each.get("lang")), ""
    )
