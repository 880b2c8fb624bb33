"""Keeps the two languages of facing pages in step, by the measured heights of their texts.

A layout writes `data-share="facing"` at an element with two pages in it, `data-place`: the left one
has all of the sections in one language, the right one in the other. They are measured, and put on
as many such spreads as they need: a spread ends before the first block that has no room on its page
in one of the languages. A section with `data-begins-spread` begins one. A table that is longer than
a page is divided between its rows; any other such block goes on behind its page. On a spread,
sections, headings, pictures and tables begin at one height on both pages, as far as the pages have
room for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest
from math import inf
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bifolio.render.anchors import BLOCK, NOTE, mark_of
from bifolio.render.divided_tables import (
    LEAST_ROWS,
    TableSize,
    begins_of_pieces,
    may_begin,
    pieces,
)
from bifolio.render.sharing import (
    HEADINGS,
    PLACE,
    SHARE,
    Extent,
    Part,
    parts_of,
    put,
)

FACING = "facing"
"""The value of `data-share` of an element with two pages that face each other."""

BEGINS = "data-begins-spread"
"""The attribute of a section that begins a spread."""

ROOM_BELOW = "data-room-below"
"""The attribute of an element that has so much room (px) below it more than its style says."""

ROUNDED = 0.1
"""px; by how much heights differ by rounding."""

NEARLY_EMPTY = 1 / 3
"""The part of a spread that is filled at least, if rows of spreads before it may go there."""

DEEPEST = 3
"""The level of the first heading of a spread at most; those of sections are of level 2."""


class FacingParts(NamedTuple):
    """Parts of a text that say the same in both languages."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]

    @property
    def is_kept(self) -> bool:
        """Whether it stays with what is before it."""
        return all(parts[0].is_kept for parts in self if parts)

    @property
    def level(self) -> int:
        """The level of its first heading; 0 without one."""
        within = (each.tag for row in self for part in row for each in part.element.iter())
        return next((int(tag[1]) for tag in within if tag in HEADINGS), 0)

    @property
    def is_level(self) -> bool:
        """Whether it begins as high on both pages: all but paragraphs below something."""
        first = [row[0] for row in self if row]
        return len(first) == 2 and all(part.begins or part.element.tag != "p" for part in first)

    @property
    def begins(self) -> bool:
        """Whether it begins a spread in any case."""
        return any(part.begins and BEGINS in part.section.attrib for row in self for part in row)


@dataclass(frozen=True)
class FacingPages:
    """The pages in which a layout has all of a text, and its rows."""

    around: Element
    pages: tuple[Element, Element]
    rows: tuple[FacingParts, ...]

    @property
    def parts(self) -> list[Part]:
        """The parts of both pages."""
        return [part for side in (0, 1) for row in self.rows for part in row[side]]

    def share(self, breaks: Sequence[int]) -> list[Element]:
        """Put the rows on spreads that begin with the rows `breaks`; return the pages."""
        for part in self.parts:
            part.section[:] = []
        made = []
        for begin, end in pairwise((*breaks, len(self.rows))):
            for side, page in enumerate(self.pages):
                made.append(Element(page.tag, page.attrib))
                put([part for row in self.rows[begin:end] for part in row[side]], made[-1])
        first = next(number for number, each in enumerate(self.around) if PLACE in each.attrib)
        others = [each for each in self.around if PLACE not in each.attrib]
        self.around[:] = [*others[:first], *made, *others[first:]]
        return made


def facing_pages(tree: Element) -> Iterator[FacingPages]:
    """The facing pages of the layout `tree`."""
    for around in tree.iter():
        pages = [each for each in around if PLACE in each.attrib]
        if around.get(SHARE) == FACING and len(pages) == 2:
            left, right = ([parts_of(section) for section in page] for page in pages)
            rows = [row for sections in zip(left, right, strict=True) for row in _rows(*sections)]
            yield FacingPages(around, (pages[0], pages[1]), tuple(rows))


def _rows(left: Sequence[Part], right: Sequence[Part]) -> Iterator[FacingParts]:
    """The parts of a section beside each other; what only one language has is in the row before."""
    matched = SequenceMatcher(None, [*map(_key, left)], [*map(_key, right)], autojunk=False)
    pairs = [
        (block.a + number, block.b + number)
        for block in matched.get_matching_blocks()
        for number in range(block.size)
    ]
    starts = [(0, 0), *pairs[1:]] if pairs else [(0, 0)]
    for (a, b), (after_a, after_b) in pairwise([*starts, (len(left), len(right))]):
        if after_a > a or after_b > b:
            yield from _divided(tuple(left[a:after_a]), tuple(right[b:after_b]))


def _divided(left: tuple[Part, ...], right: tuple[Part, ...]) -> Iterator[FacingParts]:
    """A text in both languages with the parts after it that only one has, in rows.

    The first of these is in the row of the text, others are in rows of their own: the last of both
    languages beside each other, and so on, so that the end of both is on one spread.
    """
    alone = 1 if left and right and len(left) > 1 and len(right) > 1 else 2
    yield FacingParts(left[:alone], right[:alone])
    rows = list(zip_longest(left[: alone - 1 : -1], right[: alone - 1 : -1]))
    for one, other in reversed(rows):
        yield FacingParts((one,) if one else (), (other,) if other else ())


def _key(part: Part) -> tuple[str, str]:
    element = part.element
    return element.tag, element.get(BLOCK, element.get("class", ""))


def with_divided_tables(
    pages: FacingPages,
    sizes: Mapping[Element, TableSize],
    extents: Sequence[Sequence[Extent]],
    room: float,
) -> FacingPages:
    """Return `pages` with tables that are higher than a page in pieces.

    `extents` has that of each row in both languages, `sizes` the measures of tables.
    """
    rows: list[FacingParts] = []
    for number, row in enumerate(pages.rows):
        own = [sizes[part.element] for side in row for part in side if part.element in sizes]
        counts = {len(size.rows) for size in own}
        if len(own) != 2 or len(row.left) != 1 or len(row.right) != 1 or len(counts) != 1:
            rows.append(row)
            continue
        # Each piece has room for the notes of all, which may be below any of them.
        noted = max(
            side[number].foot - side[number].top - size.height(0, len(size.rows))
            for side, size in zip(extents, own, strict=True)
        )
        first = room - noted - _used_before(pages.rows, extents, number, room)
        if max(size.height(0, LEAST_ROWS) for size in own) > first:
            begin = number
            while begin and pages.rows[begin].is_kept:
                begin -= 1
            above = max(side[number].top - side[begin].top for side in extents)
            first = room - noted - above
        may = may_begin(row.left[0].element)
        begins = begins_of_pieces(own, may, first, room - noted)
        divided = [_pieces_of(side[0], begins, size) for side, size in zip(row, own, strict=True)]
        rows += (FacingParts((left,), (right,)) for left, right in zip(*divided, strict=True))
    return replace(pages, rows=tuple(rows))


def _used_before(
    rows: Sequence[FacingParts], extents: Sequence[Sequence[Extent]], number: int, room: float
) -> float:
    """How much of the spread on which the row `number` begins is above it, if it has room there."""
    if rows[number].begins or not number:
        return 0.0
    last = _filled(rows[:number], [side[:number] for side in extents], room)[-1]
    return max(side[number].top - side[last].top for side in extents)


def _pieces_of(part: Part, begins: Sequence[int], size: TableSize) -> list[Part]:
    """The pieces of a table, each with the notes whose marks are in it."""
    elements = pieces(part.element, begins, size.columns)
    notes = list(part.notes)
    found = []
    for number, element in enumerate(elements):
        marks = {each.get(BLOCK) for each in element.iter()}
        is_last = number == len(elements) - 1
        own = tuple(each for each in notes if is_last or mark_of(each.get(NOTE, "")) in marks)
        notes = [each for each in notes if each not in own]
        is_first = number == 0
        found.append(
            Part(
                part.section,
                element,
                is_first and part.begins,
                is_first and part.is_kept,
                own,
                part.list_of_notes,
            )
        )
    return found


def breaks_of(
    rows: Sequence[FacingParts], extents: Sequence[Sequence[Extent]], room: float
) -> list[int]:
    """Return the numbers of the rows that begin a spread of pages that are `room` high.

    `extents` has that of each row in both languages. Spreads are filled in turn; where one would be
    nearly empty before a row that has no room on it, it takes rows from spreads before it.
    """
    breaks = _filled(rows, extents, room)
    begins = [number for number in breaks if number == 0 or rows[number].begins]
    evened: list[int] = []
    for begin, end in pairwise((*begins, len(rows))):
        own = [number for number in breaks if begin <= number < end]
        evened += _evened(rows, extents, room, [*own, end])
    return evened


def _filled(
    rows: Sequence[FacingParts], extents: Sequence[Sequence[Extent]], room: float
) -> list[int]:
    """The rows that begin a spread if each has as many as it has room for."""
    breaks = [0]

    def is_full(number: int) -> bool:
        """Whether the row `number` has no room with what is on the last spread."""
        return any(
            side[end].foot - side[breaks[-1]].top > room
            for side in extents
            for end in range(number, _end_of_kept(rows, number))
        )

    for number, row in enumerate(rows):
        if row.is_kept or number == breaks[-1]:
            continue
        if row.begins:
            breaks.append(number)
        while number > breaks[-1] and is_full(number):
            breaks.append(_last_to_begin(rows, breaks[-1], number))
    return breaks


def _evened(
    rows: Sequence[FacingParts],
    extents: Sequence[Sequence[Extent]],
    room: float,
    breaks: Sequence[int],
) -> Sequence[int]:
    """The rows that begin as many spreads as `breaks`, which end with the end of the last one.

    They are others if one before the last spread would be nearly empty, and is fuller then.
    """
    begin, end = breaks[0], breaks[-1]
    count = len(breaks) - 1

    def full(first: int, last: int) -> float:
        return max(side[last - 1].foot - side[first].top for side in extents) / room

    def least(ends: Sequence[int]) -> float:
        return min((full(*each) for each in pairwise(ends[:-1])), default=1.0)

    if least(breaks) >= NEARLY_EMPTY:
        return breaks[:-1]
    may_begin = [each for each in range(begin + 1, end) if _may_begin(rows, each)]
    at = sorted({*breaks, *may_begin})
    # By the first row of the next spread, how empty so many spreads are at least, and their breaks,
    # negative: of equal ones, the first spreads are the fullest.
    best: dict[int, tuple[float, tuple[int, ...]]] = {begin: (0.0, (-begin,))}
    for number in range(count):
        row: dict[int, tuple[float, tuple[int, ...]]] = {}
        for first, (empty, before) in best.items():
            for last in at[at.index(first) + 1 :]:
                fullness = full(first, last)
                if fullness > 1 and at.index(last) - at.index(first) > 1:
                    break
                lacking = 0.0 if number == count - 1 else max(1 - fullness, 0.0) ** 2
                row[last] = min(row.get(last, (inf, ())), (empty + lacking, (*before, -last)))
        best = row
    found = [-each for each in best.get(end, (inf, ()))[1]] or breaks
    return (found if least(found) > least(breaks) else breaks)[:-1]


def room_above(
    tops: Sequence[tuple[float, float]], rooms: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return how much room (px) each row of a spread needs above it to begin as high on both pages.

    `tops` has where the rows begin on the left and the right page, `rooms` what these have left at
    their feet. Where that is too little, rows stay as they are.
    """
    added = [0.0, 0.0]
    found = []
    for top in tops:
        now = [top[side] + added[side] for side in (0, 1)]
        lower = max(now)
        lacking = [lower - each if lower - each > ROUNDED else 0.0 for each in now]
        if any(added[side] + lacking[side] > rooms[side] for side in (0, 1)):
            lacking = [0.0, 0.0]
        added = [added[side] + lacking[side] for side in (0, 1)]
        found.append((lacking[0], lacking[1]))
    return found


def _last_to_begin(rows: Sequence[FacingParts], begin: int, end: int) -> int:
    """The last row after `begin`, and up to `end`, that may begin a spread; `end` if none may.

    The left page is read to its end before the right one, which may not begin with a heading that
    is two levels below a section (ISO 14289-1, 7.4.2).
    """
    return next((each for each in range(end, begin, -1) if _may_begin(rows, each)), end)


def _may_begin(rows: Sequence[FacingParts], number: int) -> bool:
    """Whether the row `number` may begin a spread."""
    level = next((row.level for row in rows[number:] if row.level), 0)
    return not rows[number].is_kept and level <= DEEPEST


def _end_of_kept(rows: Sequence[FacingParts], number: int) -> int:
    """The end of the rows that stay with the row `number`."""
    end = number + 1
    while end < len(rows) and rows[end].is_kept:
        end += 1
    return end


def row_extents(
    pages: FacingPages, found: Sequence[Extent]
) -> tuple[Sequence[Extent], Sequence[Extent]]:
    """The extents of the rows in both languages; `found` has those of `pages.parts`."""
    middle = sum(len(row.left) for row in pages.rows)
    left, right = found[:middle], found[middle:]
    return (
        _joined([len(row.left) for row in pages.rows], left),
        _joined([len(row.right) for row in pages.rows], right),
    )


def _joined(counts: Sequence[int], extents: Sequence[Extent]) -> list[Extent]:
    """The extents of rows of so many parts each; one without parts is as high as nothing."""
    joined: list[Extent] = []
    begin = 0
    for count in counts:
        own = extents[begin : begin + count]
        before = joined[-1].foot if joined else 0.0
        joined.append(Extent(own[0].top, own[-1].foot) if own else Extent(before, before))
        begin += count
    return joined
