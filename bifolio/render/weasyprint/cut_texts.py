"""Finds texts and pictures that a place of fixed height has no room for, and counts missing lines.

The renderer drops what a flex container has no room for on its page, and sets the rest of a box
that is placed absolutely over the next page. On a page of any height they have all of their lines.
Titles that a page has no room for go on to the next one, which is no place for them either.
The boxes are private to WeasyPrint 70.0; guarded by `tests/render/test_cut_texts.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

from bifolio.render.anchors import ALTERNATIVE, NOTE, UNIT
from bifolio.render.weasyprint.extents import ONE_HIGH_PAGE, asked_height
from bifolio.text.placements import CutTexts
from bifolio.text.runs import TextId

RUNNING = "data-running"
"""The attribute of running heads, which a first page lacks."""

ONE_PAGE = "data-one-page"
"""The attribute of what has to be on one page, such as the head with the titles."""

NEARLY = 0.5
"""px; less is rounding."""


def cut_texts(document: Any, tree: Element, lay_out: Callable[[str], Any]) -> tuple[CutTexts, ...]:
    """Return what of the HTML `tree` is missing on the pages of `document` for lack of room.

    `lay_out` makes a layout with further styles; it is called if a text or picture is not complete
    or what has to be on one page is on more. What styles hide is not among them.
    """
    texts = list(_texts(tree))
    letters = _letters(document)
    short = [
        each
        for each in texts
        if letters[each] < (1 if _is_picture(each) else _count("".join(_words(each))))
    ]
    heads = _divided(document, tree)
    running = _long_running_head(document, tree)
    if not short and not heads:
        return running
    complete = lay_out(ONE_HIGH_PAGE)
    all_letters = _letters(complete)
    missing = [each for each in short if letters[each] < all_letters[each]]
    here, whole = _lines(document), _lines(complete)
    parents = {child: parent for parent in tree.iter() for child in parent}
    pages = _pages(document)
    found = [_long_head(each, document, complete, parents) for each in heads]
    for place, cut in groupby(missing, key=lambda each: _place(each, parents, pages)):
        own = list(cut)
        # Texts that are beside others on a line, such as units of figures, have none of their own.
        lines = max(sum(whole[each] - here[each] for each in own), 1)
        element, page = place
        of = max(sum(whole[each] for each in _texts(element)), lines)
        pictures = sum(map(_is_picture, own))
        found.append(
            CutTexts(_names(own, parents), page, lines, max(round(100 * lines / of), 1), pictures)
        )
    reported = {text for each in found for text in each.texts}
    return (*found, *(each for each in running if reported.isdisjoint(each.texts)))


def _long_running_head(document: Any, tree: Element) -> tuple[CutTexts, ...]:
    """The running head of the first page that has it and no room for all of its lines."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    for number, page in enumerate(document.pages, 1):
        for margin in page._page_box.children:
            if not isinstance(margin, boxes.MarginBox):
                continue
            lines = [each for each in margin.descendants() if isinstance(each, boxes.LineBox)]
            beyond = [each for each in lines if each.position_y < -NEARLY]
            texts = [
                each.element
                for line in lines
                for each in line.descendants()
                if each.element is not None and UNIT in each.element.attrib
            ]
            if beyond and texts:
                names = _names(list(dict.fromkeys(texts)), parents)
                percent = round(100 * len(beyond) / len(lines))
                return (CutTexts(names, number, len(beyond), percent, of="running head"),)
    return ()


def _names(texts: Sequence[Element], parents: Mapping[Element, Element]) -> tuple[TextId, ...]:
    return tuple(
        TextId(each.get(UNIT, each.get(ALTERNATIVE, "")), _language(each, parents))
        for each in texts
    )


def _divided(document: Any, tree: Element) -> list[Element]:
    """The elements that have to be on one page, and are on several."""
    heads = {each for each in tree.iter() if ONE_PAGE in each.attrib}
    if not heads:
        return []
    pages = Counter(each for page in document.pages for each in {*_elements(page)} & heads)
    return [each for each in tree.iter() if pages[each] > 1]


def _elements(page: Any) -> Iterator[Element]:
    """The elements of blocks on a page."""
    for box in page._page_box.descendants(placeholders=True):
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.BlockLevelBox) and box.element is not None:
            yield box.element


def _long_head(
    head: Element, document: Any, complete: Any, parents: Mapping[Element, Element]
) -> CutTexts:
    """What of `head` is below the foot of the page where it begins."""
    number, page, box = _first_box(head, document)
    room = page.content_box_y() + page.height - box.border_box_y() - box.padding_bottom
    _, _, whole = _first_box(head, complete)
    foot = whole.border_box_y() + room + NEARLY
    below = Counter(
        element
        for element, line in _boxes_of_texts(complete)
        if isinstance(line, boxes.LineBox) and line.position_y + line.height > foot
    )
    lines, own = _lines(complete), list(_texts(head))
    cut = [each for each in own if below[each]] or own[-1:]
    excess = max(sum(below[each] for each in own), 1)
    of = max(sum(lines[each] for each in own), excess)
    percent = max(round(100 * excess / of), 1)
    return CutTexts(_names(cut, parents), number, excess, percent, of="head")


def _first_box(element: Element, document: Any) -> tuple[int, Any, Any]:
    """The first page of `element`, from 1, with its box, and the box of the element on it."""
    return next(
        (number, page._page_box, box)
        for number, page in enumerate(document.pages, 1)
        for box in page._page_box.descendants()
        if box.element is element and isinstance(box, boxes.BlockLevelBox)
    )


def _texts(tree: Element) -> Iterator[Element]:
    """The elements of texts and of pictures with an alternative text in `tree`, in its order.

    Notes within texts are among them, running heads are not.
    """
    if RUNNING in tree.attrib:
        return
    if UNIT in tree.attrib or _is_picture(tree):
        yield tree
    for each in tree:
        yield from _texts(each)


def _is_picture(element: Element) -> bool:
    return ALTERNATIVE in element.attrib


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
    """How many letters of each element of a text are on the pages of a layout, 1 of a picture."""
    found: Counter[Element] = Counter()
    for element, box in _boxes_of_texts(document):
        if isinstance(box, boxes.TextBox):
            found[element] += _count(box.text)
        elif isinstance(box, boxes.ReplacedBox):
            found[element] += 1
    return found


def _lines(document: Any) -> Counter[Element]:
    """How many lines of each element of a text are on the pages of a layout.

    A picture has as many as are beside it.
    """
    found: Counter[Element] = Counter()
    for element, box in _boxes_of_texts(document):
        if isinstance(box, boxes.LineBox):
            found[element] += 1
        elif isinstance(box, boxes.ReplacedBox):
            found[element] += ceil(box.height / strut(box.style)[0])
    return found


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
        if element is not None and (UNIT in element.attrib or _is_picture(element)):
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
