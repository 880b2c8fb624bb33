"""Shares the sections of a text out over panels or columns, by their measured heights.

A layout writes `data-share` at an element, and `data-place` at each of the panels or columns in it,
with its number in the order of reading; the first has all of the sections. There they are measured,
and moved in their order, so that the places end at nearly the same height. A section is divided
between its blocks where it does not fit otherwise, or where that balances much better.
`data-steps="2"` beside `data-share` says that there are two larger steps of type, which stylesheets
know by `data-step`. The largest type that fits is used, the same for all elements of a layout. An
element with one place, such as two columns of CSS, only has its type chosen. Places without a
height of their own have what the height of the element leaves them. `data-reductions="3"` says that
titles and pictures may become smaller in three steps, which stylesheets know by `data-reduction`,
where a text does not fit at the smallest type. An element whose text does not fit then is
`data-overfull`, so that a stylesheet can let it run over pages instead of losing it; an empty
element in it with `data-rest` then has what its places have no room for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import inf
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bifolio.render.anchors import BLOCK, LIST_OF_NOTES, NOTE, UNIT, mark_of

SHARE, PLACE, STEPS, STEP = "data-share", "data-place", "data-steps", "data-step"
"""Attributes of the element whose text is shared out and of its places; steps of type."""

REDUCTIONS, REDUCTION = "data-reductions", "data-reduction"
"""Attributes of the element whose text is shared out: how often what is beside the text may become
smaller to make room for it, and how often it has."""

OVERFULL = "data-overfull"
"""The attribute of an element whose text does not fit into its places."""

REST = "data-rest"
"""The attribute of an empty element for the text that the places have no room for."""

MEASURED = "data-measured"
"""The attribute of an element while its text is measured, on a page of any height."""

EMPTY = "data-empty"
"""The attribute of a place that has none of the text."""

GOES_ON = "data-goes-on"
"""The attribute of a part of a section that continues it in another place."""

KEPT = "data-kept"
"""The attribute of a block that stays with what is before it in its section."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

COLONS = (":", "：")
"""End a text that introduces what follows."""

DIVIDED = 1.2
"""Sections are divided where whole ones would make the fullest place so many times fuller."""

HALF = 0.5
"""How full a place may be without a reason to divide a section."""

GROWTH = 1.1
"""How much higher a text becomes by a step of its type at least: more than the type itself, since
lines have fewer letters."""

LAYOUTS = 6
"""Times that a text may be laid out until it is shared out."""


class Extent(NamedTuple):
    """From where to where a part of a section reaches (px), if all are in one column."""

    top: float
    foot: float


@dataclass(frozen=True)
class Part:
    """A child of a section, which stays in one piece."""

    section: Element
    element: Element
    begins: bool
    """Whether it is the first of its section."""
    is_kept: bool
    """Whether it stays with what is before it: a heading, an introduction, or any text."""
    notes: tuple[Element, ...]
    """The notes whose marks are in it; they are at the end of the section, or of each of its parts
    where it is divided."""
    list_of_notes: Element | None
    """The list at the end of its section."""


@dataclass(frozen=True)
class Sharing:
    """The text that an element shares out over its places."""

    around: Element
    places: tuple[Element, ...]
    parts: tuple[Part, ...]

    @property
    def with_rest(self) -> Sharing:
        """The same with one more place, for the rest, if there is an element for it."""
        rest = tuple(each for each in self.around.iter() if REST in each.attrib)
        return replace(self, places=(*self.places, *rest))

    @property
    def elements(self) -> tuple[Element, ...]:
        """The places and the sections, whose children change."""
        return *self.places, *dict.fromkeys(part.section for part in self.parts)

    def begin(self, step: int) -> None:
        """Mark the text, in type of that step, as one that is measured.

        Places that will be empty have no room of it.
        """
        self.take(step)
        self.around.set(MEASURED, "true")
        if all(part.is_kept for part in self.parts[1:]):
            for place in self.places[1:]:
                place.set(EMPTY, "true")

    def take(self, step: int) -> None:
        """Let the type have that step; the smallest has no attribute."""
        self.around.attrib.pop(STEP, None)
        if step:
            self.around.set(STEP, str(step))

    def share(self, breaks: Sequence[int]) -> None:
        """Put the parts into the places; `breaks` are the numbers of the first of each place."""
        if len(self.places) == 1:
            return
        own = list(dict.fromkeys(part.section for part in self.parts))
        for section in own:
            section[:] = []
        for place in self.places:
            place[:] = [each for each in place if not each.get(GOES_ON) and each not in own]
        ends = pairwise((*breaks, len(self.parts)))
        for place, (begin, end) in zip(self.places, ends, strict=True):
            put(self.parts[begin:end], place)
            place.attrib.pop(EMPTY, None)
            if begin == end:
                place.set(EMPTY, "true")


def put(parts: Sequence[Part], place: Element) -> None:
    """Put `parts` into `place`; a section whose first part is not among them goes on there."""
    for number, (section, group) in enumerate(groupby(parts, key=lambda part: part.section)):
        own = list(group)
        at = section
        if not own[0].begins:
            at = Element(section.tag, {**section.attrib, GOES_ON: "true"})
        at.extend(part.element for part in own)
        if notes := [note for part in own for note in part.notes]:
            at.append(Element("div", {"class": LIST_OF_NOTES}))
            at[-1].extend(notes)
        place.insert(number, at)


def sharings(tree: Element) -> Iterator[Sharing]:
    """What the layout `tree` shares out."""
    for around in tree.iter():
        if around.get(SHARE) == "":
            places = tuple(
                sorted(
                    (each for each in around.iter() if PLACE in each.attrib),
                    key=lambda each: int(each.get(PLACE, "0")),
                )
            )
            if places:
                parts = tuple(part for each in places[0] for part in parts_of(each))
                yield Sharing(around, places, parts)


def parts_of(section: Element) -> list[Part]:
    """Return the parts of a section."""
    children = [each for each in section if each.get("class") != LIST_OF_NOTES]
    lists = [each for each in section if each.get("class") == LIST_OF_NOTES]
    end = lists[-1] if lists else None
    notes = [note for each in lists for note in each]
    parts = []
    for number, child in enumerate(children):
        is_kept = number > 0 and (KEPT in child.attrib or _introduces(children[number - 1]))
        marks = {each.get(BLOCK) for each in child.iter()}
        is_last = number == len(children) - 1
        own = tuple(each for each in notes if is_last or mark_of(each.get(NOTE, "")) in marks)
        notes = [each for each in notes if each not in own]
        parts.append(Part(section, child, number == 0, is_kept, own, end))
    return parts


def _introduces(element: Element) -> bool:
    """Whether what follows `element` stays with it: headings, in one language or in several."""
    texts = [each for each in element.iter() if UNIT in each.attrib] or [element]
    is_heading = all(each.tag in HEADINGS for each in texts)
    return is_heading or "".join(element.itertext()).rstrip().endswith(COLONS)


def shared(extents: Sequence[Extent], parts: Sequence[Part], rooms: Sequence[float]) -> list[int]:
    """Return the numbers of the parts that begin each place, which is as high as `rooms` says.

    The fullest place is as low as possible, and sections are divided only where that is the only
    way to fit, or makes a place much lower that is more than half full.
    """
    whole = [at for at, part in enumerate(parts) if part.begins and at]
    divided = [at for at, part in enumerate(parts) if not part.is_kept and at]
    best = balanced(extents, whole, rooms)
    other = balanced(extents, divided, rooms)
    full, lower = fullest(extents, best, rooms), fullest(extents, other, rooms)
    if lower > 1:
        return filled(extents, parts, rooms)
    return other if full > 1 or full > max(DIVIDED * lower, HALF) else best


def filled(extents: Sequence[Extent], parts: Sequence[Part], rooms: Sequence[float]) -> list[int]:
    """Return the first part of each place, each as full as it can be; the last one has the rest.

    What no other place has room for is in the last one, too, with all that follows.
    """
    at = [number for number, part in enumerate(parts) if not part.is_kept and number]
    breaks = [0]
    for room in rooms[:-1]:
        begin = breaks[-1]
        ends = (*(each for each in at if each > begin), len(extents))
        fitting = [
            end
            for end in ends
            if begin < end and extents[end - 1].foot - extents[begin].top <= room
        ]
        first = min(ends)
        fits_last = begin < first and extents[first - 1].foot - extents[begin].top <= rooms[-1]
        breaks.append(max(fitting, default=begin if fits_last else first))
    return breaks


def fullest(extents: Sequence[Extent], breaks: Sequence[int], rooms: Sequence[float]) -> float:
    """How full the fullest place is: 1 where its text is as high as it."""
    ends = pairwise((*breaks, len(extents)))
    return max(
        (
            (extents[end - 1].foot - extents[begin].top) / room
            for (begin, end), room in zip(ends, rooms, strict=True)
            if end > begin
        ),
        default=0.0,
    )


def balanced(extents: Sequence[Extent], at: Sequence[int], rooms: Sequence[float]) -> list[int]:
    """Return the first part of each place, so that the fullest of them is as empty as possible.

    Of several such ways, the others are as even as possible, and the last ones empty.
    Places begin with one of the parts `at`; the first has at least one, later ones may be empty.
    """
    ends = [0, *at, len(extents)]
    # By an end, how full so many places are at least, and where the last of them begins.
    least: list[dict[int, tuple[float, float, int]]] = [{0: (0.0, 0.0, 0)}]
    for number, room in enumerate(rooms):
        row: dict[int, tuple[float, float, int]] = {}
        for end in ends:
            for begin, (most, squares, _) in least[-1].items():
                if begin <= end and (end or number or not extents):
                    height = extents[end - 1].foot - extents[begin].top if end > begin else 0.0
                    full = height / room
                    row[end] = min(
                        row.get(end, (inf, inf, 0)),
                        (max(most, full), squares + full * full, -begin),
                    )
        least.append(row)
    breaks = []
    end = len(extents)
    for row in reversed(least[1:]):
        end = -row[end][2]
        breaks.append(end)
    return breaks[::-1]


def smaller_step_for(fullness: float, now: int) -> int:
    """Return the largest step of type, smaller than now, at which a text probably fits."""
    while now and fullness > 1:
        now, fullness = now - 1, fullness / (GROWTH * GROWTH)
    return now


def step_for(fullness: float, now: int, steps: int) -> int:
    """Return the largest step of type at which a text of this `fullness` probably fits."""
    while now < steps and fullness * GROWTH * GROWTH <= 1:
        now, fullness = now + 1, fullness * GROWTH * GROWTH
    return now
