"""Measures how high the parts of a text are in a layout, and shares them out.

The boxes are private to WeasyPrint 70.0; guarded by `tests/render/test_sharing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from bifolio.render.anchors import UNIT
from bifolio.render.divided_tables import TableSize, is_table, rows_of
from bifolio.render.facing_pages import (
    ROOM_BELOW,
    ROUNDED,
    FacingPages,
    FacingParts,
    breaks_of,
    facing_pages,
    room_above,
    row_extents,
    with_divided_tables,
)
from bifolio.render.sharing import (
    EMPTY,
    GROWTH,
    LAYOUTS,
    MEASURED,
    OVERFULL,
    PLACE,
    REDUCTION,
    REDUCTIONS,
    STEPS,
    Extent,
    Part,
    Sharing,
    filled,
    fullest,
    shared,
    sharings,
    smaller_step_for,
    step_for,
)
from bifolio.render.weasyprint.page_foot import moved_down

HIGH = 1e6
"""px; the height of a place whose style does not say it."""

NO_ROOM = 1.0
"""px; the height of a place that is empty in any case."""

LESS = 0.97
"""The part of the room of a page that is filled where more does not fit."""

TOO_FULL = 1.3
"""How full a place is measured to be that is not tried: no page has so much more room."""

ONE_HIGH_PAGE = "@page { size: var(--paper-width) 50000mm !important }"
"""The style of a page on which texts of any length are measured."""


def share_out(tree: Element, lay_out: Callable[[str], Any]) -> Any:
    """Share out what the page `tree` says over its places, and return its layout.

    `lay_out` makes a layout of the page as it is, with further styles. Type begins at its smallest
    step, and becomes as large as the places have room for: where the pages prove to have less room
    than was measured, it becomes smaller again. Where the smallest is too large, titles and
    pictures are reduced before a text is overfull.
    """
    found = list(sharings(tree))
    whole = [(each, [*each]) for sharing in found for each in sharing.elements]
    facing = next(facing_pages(tree), None)

    def lay_out_pages() -> Any:
        return _facing(facing, lay_out) if facing else lay_out("")

    if not found:
        return lay_out_pages()
    most = _least(found, STEPS)
    for reduction in range(_least(found, REDUCTIONS) + 1):
        if reduction:
            most = 0
            _reduce(found, whole, reduction)
        document, full, over = _fitted(found, whole, lay_out, lay_out_pages, most)
        if not over:
            return document
    while over:
        _let_run_over(over, found, whole, lay_out)
        document = lay_out("")
        over = [each for each in full if _has_too_much(each, document)]
    return document


def _fitted(
    found: Sequence[Sharing],
    whole: Whole,
    lay_out: Callable[[str], Any],
    lay_out_pages: Callable[[], Any],
    most: int,
) -> tuple[Any, Collection[Element], list[Element]]:
    """Share out texts in the largest type that fits, of step `most` or smaller.

    Returns the layout, the elements that are full, and those of them that have too much text.
    """
    step, full = _share(found, lambda: lay_out(ONE_HIGH_PAGE), most)
    if over := [each for each, fullness in full.items() if fullness > TOO_FULL]:
        return None, full, over
    while True:
        document = lay_out_pages()
        over = [each for each in full if _has_too_much(each, document)]
        if not over or not step:
            return document, full, over
        _restore(whole)
        step, full = _share(found, lambda: lay_out(ONE_HIGH_PAGE), step - 1)


def _reduce(found: Sequence[Sharing], whole: Whole, reduction: int) -> None:
    """Let titles and pictures be smaller, and the texts of all of `found` in their first places."""
    _restore(whole)
    for each in found:
        each.around.set(REDUCTION, str(reduction))


def _least(found: Sequence[Sharing], attribute: str) -> int:
    """The number that all of `found` allow by their `attribute`."""
    return min(int(each.around.get(attribute, "0")) for each in found)


Whole = Sequence[tuple[Element, list[Element]]]
"""Elements with the children that they had before texts were shared out."""


def _restore(whole: Whole) -> None:
    """Undo the sharing out of texts."""
    for element, children in whole:
        element[:] = children
        element.attrib.pop(EMPTY, None)


def _let_run_over(
    over: Collection[Element],
    found: Sequence[Sharing],
    whole: Whole,
    lay_out: Callable[[str], Any],
) -> None:
    """Let the texts of `over` run over pages; what an element has for the rest gets that."""
    for each in over:
        each.set(OVERFULL, "true")
    if any(each.around in over and each.with_rest != each for each in found):
        _restore(whole)
        _share_rest(found, lay_out(ONE_HIGH_PAGE))


def _has_too_much(element: Element, document: Any) -> bool:
    """Whether the text of `element` does not fit, although it was expected to."""
    if OVERFULL in element.attrib:
        return False
    if _go_on(document, [element]) or _is_cut(document, element):
        return True
    found = (box for page in document.pages for box in _boxes(page._page_box, {element}))
    return any(asked_height(box) and box.height > _height(box) + ROUNDED for box in found)


def _facing(pages: FacingPages, lay_out: Callable[[str], Any]) -> Any:
    """Lay out facing pages in step.

    Where a page has less room than was measured, such as by margins at its head, all get less.
    """
    document = lay_out(ONE_HIGH_PAGE)
    extents = row_extents(pages, extents_of(document, pages.parts))
    room = min(heights_of(document, pages.pages).values(), default=HIGH)
    if sizes := _sizes_of_long_tables(document, pages, extents, room):
        pages = with_divided_tables(pages, sizes, extents, room)
        pages.share([0])
        extents = row_extents(pages, extents_of(lay_out(ONE_HIGH_PAGE), pages.parts))
    for _ in range(LAYOUTS):
        breaks = breaks_of(pages.rows, extents, room)
        made = pages.share(breaks)
        document = lay_out("")
        ends = pairwise((*breaks, len(pages.rows)))
        several = [page for page, (a, b) in zip(made[::2], ends, strict=True) if b - a > 1]
        several += [made[made.index(page) + 1] for page in several]
        if not _go_on(document, several):
            return _in_step(pages, breaks, made, document, lay_out)
        room *= LESS
    return document


def _sizes_of_long_tables(
    document: Any, pages: FacingPages, extents: Sequence[Sequence[Extent]], room: float
) -> dict[Element, TableSize]:
    """The measures of the tables of rows that are higher than a page in one of the languages."""
    long = {
        part.element
        for number, row in enumerate(pages.rows)
        if any(side[number].foot - side[number].top > room for side in extents)
        for part in (*row.left, *row.right)
        if is_table(part.element)
    }
    found: dict[Element, TableSize] = {}
    if not long:
        return found
    for box in (box for page in document.pages for box in _boxes(page._page_box, long)):
        table = next(each for each in box.descendants() if isinstance(each, boxes.TableBox))
        groups = (each for each in table.children if not each.is_header)
        rows = [row for group in groups for row in group.children]
        if not rows or len(rows) != len(rows_of(box.element)):
            continue  # a head alone, or rows that are not shown
        tops = [float(row.position_y) for row in rows]
        end = tops[-1] + float(rows[-1].height)
        top = float(box.border_box_y())
        heights = tuple(after - before for before, after in pairwise((*tops, end)))
        widths = tuple(map(float, table.column_widths))
        foot = top + float(box.border_height()) - end
        found[box.element] = TableSize(tops[0] - top, heights, foot, widths)
    return found


def _in_step(
    pages: FacingPages,
    breaks: Sequence[int],
    made: Sequence[Element],
    document: Any,
    lay_out: Callable[[str], Any],
) -> Any:
    """Let rows begin as high on both pages of the spreads `made` that begin with `breaks`."""
    tops = _tops(document, {part.element for part in pages.parts})
    rooms = [_room_at_foot(document, each) for each in made]
    spreads = zip(pairwise((*breaks, len(pages.rows))), rooms[::2], rooms[1::2], strict=True)
    lengthened: list[Element] = []
    for (begin, end), *room in spreads:
        rows = [
            (before, row)
            for before, row in pairwise(pages.rows[begin:end])
            if row.is_level and all(before)
        ]
        lengthened += _lengthened(rows, tops, (room[0], room[1]))
    if not lengthened:
        return document
    in_step = lay_out("")
    if len(in_step.pages) == len(document.pages):
        return in_step
    for each in lengthened:
        del each.attrib[ROOM_BELOW]
    return document


def _lengthened(
    rows: Sequence[tuple[FacingParts, FacingParts]],
    tops: Mapping[Element, float],
    rooms: tuple[float, float],
) -> Iterator[Element]:
    """The elements that get room below them, so that the second row of each pair is level."""
    known = [pair for pair in rows if all(side[0].element in tops for side in pair[1])]
    of_rows = [(tops[row.left[0].element], tops[row.right[0].element]) for _, row in known]
    for (before, _), lacking in zip(known, room_above(of_rows, rooms), strict=True):
        for side, room in zip(before, lacking, strict=True):
            if room:
                side[-1].element.set(ROOM_BELOW, f"{room:.2f}")
                yield side[-1].element


def _tops(document: Any, elements: Collection[Element]) -> dict[Element, float]:
    """Where each of `elements` begins on its page (px)."""
    found: dict[Element, float] = {}
    for page in document.pages:
        for box in _boxes(page._page_box, elements):
            found.setdefault(box.element, box.border_box_y())
    return found


def _room_at_foot(document: Any, element: Element) -> float:
    """The height (px) that `element` leaves at the foot of its page; 0 if it is on several."""
    found = [
        (page._page_box, [*_boxes(page._page_box, {*element})])
        for page in document.pages
        if any(_boxes(page._page_box, {element}))
    ]
    if len(found) != 1:
        return 0.0
    page, sections = found[0]
    feet = (box.position_y + box.margin_height() - moved_down(box) for box in sections)
    room: float = page.content_box_y() + page.height - max(feet, default=page.content_box_y())
    return max(room, 0.0)


def _go_on(document: Any, elements: Collection[Element]) -> bool:
    """Whether one of `elements` is on more than one page."""
    found: list[Element] = [
        each
        for page in document.pages
        for each in {box.element: None for box in _boxes(page._page_box, elements)}
    ]
    return len(found) > len(set(found))


def _is_cut(document: Any, element: Element) -> bool:
    """Whether a text of `element` is on no page: flex containers do not break over pages well."""
    texts = {each for each in element.iter() if UNIT in each.attrib and "".join(each.itertext())}
    for page in document.pages:
        texts -= {
            getattr(box, "_box", box).element
            for box in page._page_box.descendants(placeholders=True)
        }
    return bool(texts)


def _share(
    found: Sequence[Sharing], lay_out: Callable[[], Any], most: int
) -> tuple[int, dict[Element, float]]:
    """Choose one step of type for all of `found`, `most` or a smaller one, and share them out.

    Returns the step, and how full the elements are whose places are full, or have too little room.
    """
    step = most  # most texts have room for it
    for each in found:
        each.begin(step)
    for _ in range(LAYOUTS):
        document = lay_out()
        plans = [_plan(document, each) for each in found]
        fullness = max(each for _, each in plans)
        if fullness > 1 and step:  # it was larger than the places have room for
            most = step - 1
            step = smaller_step_for(fullness, step)
        else:
            now, step = step, step_for(fullness, step, most)
            if step == now and now < most and fullness * GROWTH <= 1:
                step += 1  # it may fit, since pictures do not become higher
            if step == now:
                break
        for each in found:
            each.take(step)
    for each, (breaks, _) in zip(found, plans, strict=True):
        del each.around.attrib[MEASURED]
        each.share(breaks)
    fullness_of = {each.around: full for each, (_, full) in zip(found, plans, strict=True)}
    return step, {each: full for each, full in fullness_of.items() if full > LESS}


def _share_rest(found: Sequence[Sharing], document: Any) -> None:
    """Share out texts of the smallest type; those that are too long fill their places and go on."""
    for each in found:
        if each.around.get(OVERFULL):
            rooms = [LESS * room for room in _rooms(document, each)]
            extents = extents_of(document, each.parts)
            each.with_rest.share(filled(extents, each.parts, [*rooms, HIGH]))
        else:
            each.share(_plan(document, each)[0])


def _rooms(document: Any, sharing: Sharing) -> list[float]:
    """The heights (px) of the places of `sharing`."""
    heights = heights_of(document, sharing.places)
    return [
        NO_ROOM if EMPTY in place.attrib else heights.get(place) or room_around(document, place)
        for place in sharing.places
    ]


def _plan(document: Any, sharing: Sharing) -> tuple[list[int], float]:
    """Return the parts that begin each place of `sharing`, and how full the fullest place is."""
    rooms = _rooms(document, sharing)
    if len(rooms) == 1:  # in columns, of which no part of a text knows the height
        height = max(_natural_height(document, sharing.places[0]), 1.0)  # no room is full, too
        return [0], height / rooms[0]
    extents = extents_of(document, sharing.parts)
    breaks = shared(extents, sharing.parts, rooms)
    return breaks, fullest(extents, breaks, rooms)


def room_around(document: Any, place: Element) -> float:
    """The height (px) that the nearest box with a height around `place` leaves it; `HIGH` if none.

    Places beside each other are as high as each other.
    """
    path = next((found for page in document.pages for found in _paths(page._page_box, place)), [])
    first = max((at for at, box in enumerate(path[:-1]) if asked_height(box)), default=None)
    if first is None:
        return HIGH
    path = path[first:]
    room: float = _height(path[0]) - (path[-1].content_box_y() - path[0].content_box_y())
    for outer, inner in pairwise(path):
        children = outer.children
        after = children[children.index(inner) + 1 :]
        room -= sum(map(_height_in_flow, after)) + inner.padding_bottom + inner.border_bottom_width
    return max(room, 1.0)


def _height_in_flow(box: Any) -> float:
    """The height that a box takes in the flow of its siblings; none if it is beside them."""
    if not box.is_in_normal_flow() or (box.element is not None and PLACE in box.element.attrib):
        return 0.0
    margins = (box.margin_top if box.style["margin_top"] != "auto" else 0.0, box.margin_bottom)
    return float(box.border_height() + sum(margins))


def _paths(box: Any, element: Element) -> Iterator[list[Any]]:
    """The boxes from `box` to each box of `element`."""
    for child in getattr(box, "children", ()):
        if child.element is element:
            yield [box, child]
        elif not isinstance(child, boxes.LineBox):
            for path in _paths(child, element):
                yield [box, *path]


def _natural_height(document: Any, element: Element) -> float:
    """The height (px) of the first box of `element`."""
    found = (box for page in document.pages for box in _boxes(page._page_box, {element}))
    return next((float(box.height) for box in found), 0.0)


def extents_of(document: Any, parts: Sequence[Part]) -> list[Extent]:
    """Where each of `parts` begins and ends (px) on the page of a layout that has it.

    What has no box of its own begins and ends where the one before it ends, or the first begins.
    """
    lists = {part.list_of_notes for part in parts if part.list_of_notes is not None}
    found: dict[Element, Extent] = {}
    own = {part.element for part in parts} | {note for each in lists for note in each}
    for elements in (own, lists):
        for box in (box for page in document.pages for box in _boxes(page._page_box, elements)):
            edge = box.border_box_y()
            top = box.position_y if box.element in lists else edge  # with the space above
            found.setdefault(box.element, Extent(top, edge + box.border_height()))
    head = min((each.top for each in found.values()), default=0.0)
    extents, foot, moved = [], head, 0.0
    for number, part in enumerate(parts):
        top, foot = found.get(part.element, Extent(foot, foot))
        noted = _height_of_notes(part, found)
        extents.append(Extent(top + moved, foot + moved + noted))
        moved += noted
        if part.list_of_notes in found and _ends_section(parts, number):
            moved -= found[part.list_of_notes].foot - foot  # its notes are counted in the parts
    return extents


def _ends_section(parts: Sequence[Part], number: int) -> bool:
    return number + 1 == len(parts) or parts[number + 1].section is not parts[number].section


def _height_of_notes(part: Part, found: Mapping[Element, Extent]) -> float:
    """The height (px) of the list that the notes of `part` are if it ends a place."""
    whole = found.get(part.list_of_notes) if part.list_of_notes is not None else None
    if whole is None or part.list_of_notes is None or not part.notes:
        return 0.0
    heights = {
        each: found[each].foot - found[each].top for each in part.list_of_notes if each in found
    }
    space = whole.foot - whole.top - sum(heights.values())
    return space + sum(heights.get(each, 0.0) for each in part.notes)


def heights_of(document: Any, elements: Collection[Element]) -> dict[Element, float]:
    """The heights (px) of the contents of those of `elements` whose style sets a height."""
    return {
        box.element: _height(box)
        for page in document.pages
        for box in _boxes(page._page_box, elements)
        if asked_height(box)
    }


def asked_height(box: Any) -> float:
    """The height, or the least one, that the style of a box asks for (px); 0 if for none."""
    style = box.style
    asked = style["min_height"] if style["height"] == "auto" else style["height"]
    return float(asked.value) if getattr(asked, "unit", None) == "px" else 0.0


def _height(box: Any) -> float:
    """The height that the style of a box gives to its content; 0 if it gives none."""
    if box.style["box_sizing"] != "border-box":
        return asked_height(box)
    around = (box.padding_top, box.padding_bottom, box.border_top_width, box.border_bottom_width)
    return asked_height(box) - float(sum(around))


def _boxes(box: Any, elements: Collection[Element]) -> Iterator[Any]:
    """The boxes of `elements` below `box`."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)  # absolutely positioned boxes are in a wrapper
        is_own = child.element is not None and child.element_tag == child.element.tag
        if is_own and isinstance(child, boxes.BlockLevelBox) and child.element in elements:
            yield child
        elif not isinstance(child, boxes.LineBox):
            yield from _boxes(child, elements)
