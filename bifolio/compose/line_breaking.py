"""Chooses the line ends that suit a paragraph best as a whole, and sets its lines.

A line that is too short is stretched: each gap between Han and each space by the same share of its
maximum (CLREQ 3.2.2, 3.2.4); if that is not enough, Latin words between their letters. A line that
would still have a hole is loose: everything is stretched further, up to the limits that the
language sets for loose lines. A line that is too long has its spaces narrowed, and then its marks,
by rank and all of a rank by the same share, so that one more character fits (CLREQ 3.1.6.3); no
mark loses more than half of its space while another one of the line can lose some.
The demerits of a line are those of Knuth and Plass (1981), the square of its badness and the
penalty of its end; the least sum over the paragraph wins. In Chinese, two lines that differ visibly
in their spacing add demerits (their fitness classes): a tight line is not beside a loose one if
other line ends make both even.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
from typing import NamedTuple

from bifolio.compose.break_opportunities import (
    CUT_AFTER_SIGN,
    CUT_AT_SYLLABLE,
    EMERGENCY,
    Break,
    emergency_breaks,
)
from bifolio.compose.clusters import Cluster, Kind, Line, ShapedParagraph, has_gap
from bifolio.compose.setting import OBJECT
from bifolio.fonts import READABLE_GAP
from bifolio.languages import Language

LOOSE = 30_000.0
"""The badness of a line that has to be stretched too much."""

LOOSEST, HOLLOW = 1.2, 1.5
"""How many times as bad a line at the limit of stretching is, and one with a hole of `HOLE`.

The values are close to each other, so that few loose lines win over many that are less loose.
"""

INFINITE = float("inf")

HOLE = 2.0
"""em; a wider hole is worse than any number of loose lines that a paragraph may have."""

WIDE_HOLE, WIDER_HOLE = 300_000.0, 12_000.0
"""The badness of such a hole, and of each further `HOLE` of its width: fewer holes win, and of as
many holes the narrower ones."""

OVERFULL = 1_000_000.0
"""The badness of a line that is longer than the measure even when it is squeezed."""

LINE_PENALTY = 5.0
"""The penalty of every line."""

RAGGED_LINE = 1_000_000.0
"""Demerits of each ragged line, so that a paragraph has as few lines as possible."""

TRACKED = 300.0
"""The badness of Latin letters at the limit of tracking, in addition to 100."""

SQUEEZE_PENALTIES = {
    Kind.MIDDLE: 5.0,
    Kind.OPENING: 10.0,
    Kind.CLOSING: 10.0,
    Kind.PAUSE: 15.0,
    Kind.STOP: 30.0,
}
"""The badness of setting a mark half width within a line, by the rank of CLREQ 3.1.6.3.

A mark that loses a part of its space costs that part. Opening and closing brackets have one rank,
so that the two of a pair are set alike.
"""

SQUEEZED = 5.0
"""The additional badness of squeezing any mark: as bad as gaps of 0.03 em, which nobody sees."""

FIRST_HALF = 0.5
"""The share of their space that marks of all ranks lose before one loses more."""

DEEPLY = 2.0
"""How many times as bad the second half is: a comma with none of it looks like a Latin one."""

RANKS = sorted({*SQUEEZE_PENALTIES.values()})

NARROWED = {True: 30.0, False: 100.0}
"""The badness of spaces at their narrowest, by whether the language is Han.

Between Han and Latin a narrow space is harmless; between words it is all that separates them.
"""

RAG = 0.25
"""The share of the measure by which a ragged line can be short to be as bad as one stretched to
its limit."""

ROUNDING = 1e-6
"""The share of the measure within which differences are rounding errors."""

RUNT_PENALTY = 1000.0
"""The penalty of a last line that is too short (a runt)."""

SHORT_LAST_PENALTY = 30.0
"""The penalty of a last line that is shorter than is good."""

TWO_HYPHENS = 1e6
"""Demerits of hyphens at two line ends in a row: more than those of the loosest acceptable line,
less than those of a line with a hole."""

UNEVEN = 3000.0
"""Demerits of two lines one after the other whose spacing differs visibly: as bad as gaps of 0.1 em
in one of them. Twice as many if one is tight and the other is very loose."""

TIGHT_FROM = 0.25
"""The share of their space that the marks of a tight line lose, on average."""
LOOSE_FROM, VERY_LOOSE_FROM = 0.34, 0.68
"""The shares of the limit of good stretching from which a line is loose, and very loose: about 0.05
and 0.1 em a gap. The first are seen beside squeezed marks, the second by themselves."""


class _Fitness(IntEnum):
    """How the spacing of a line looks; two lines look uneven if they are two classes apart."""

    TIGHT = 0
    EVEN = 1
    LOOSE = 2
    VERY_LOOSE = 3


@dataclass(frozen=True, slots=True)
class _Metrics:
    """What the clusters of a paragraph measure and may give or take, with prefix sums.

    `widths` and the fields after it have an entry for each cluster; in those whose name ends in
    `_to`, entry n is the sum over the clusters before n.
    """

    paragraph: ShapedParagraph
    kinds: Sequence[Kind]
    halved: Sequence[bool]
    """Whether it is half width because of a neighbouring mark."""
    widths: Sequence[float]
    usual: Sequence[float]
    """By how much a space is set wider than its glyph."""
    begins: Sequence[float]
    """The width before a cluster that begins a line, where an opening mark is half width."""
    saving_of: Sequence[tuple[float, Sequence[float]]]
    """The penalty of each rank of marks, and the prefix sums of what they can save."""
    most: Sequence[float]
    """The most that can be added after a cluster in a good line."""
    tracking: Sequence[float]
    """The most that can be added between two Latin letters, once all else is stretched."""
    further: Sequence[float]
    """The most that can be added in addition in a loose line."""
    least: Sequence[float]
    """The most by which a space can be narrowed."""
    saving: Sequence[float]
    """What a mark saves when it is set half width."""
    width_to: Sequence[float]
    most_to: Sequence[float]
    tracking_to: Sequence[float]
    further_to: Sequence[float]
    least_to: Sequence[float]
    saving_to: Sequence[float]


class _End(NamedTuple):
    """A line end, with what does not depend on where its line begins."""

    at: int
    penalty: float
    hyphen: bool
    last: int
    """The last cluster that is no space."""
    width_to: float
    """The width from the beginning of the paragraph to the line end."""
    saving: float
    """What the last cluster saves at a line end, where a closing mark is half width."""


def compose_lines(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], breaks: Sequence[Break]
) -> list[Line]:
    """Return the lines of `paragraph`; a line may end at each of `breaks`."""
    if not paragraph.clusters:
        return []
    metrics = _metrics_of(paragraph, kinds)
    chosen = _least_demerits(metrics, _feasible(metrics, [*breaks, Break(len(paragraph.clusters))]))
    starts = [0, *(end.at for end in chosen)]
    return [
        _composed_line(metrics, first, end, paragraph.measure_of(number), end is chosen[-1])
        for number, (first, end) in enumerate(zip(starts, chosen, strict=False))
    ]


class Widths(NamedTuple):
    """How narrow a text can be set, and how wide it is in one line."""

    least: float
    most: float


def widths_of(paragraph: ShapedParagraph, kinds: Sequence[Kind], breaks: Sequence[Break]) -> Widths:
    """Return the widths of `paragraph`, whatever its measure (CSS Sizing 3, 2: min-, max-content).

    The narrowest is as wide as what no line end divides.
    """
    if not paragraph.clusters:
        return Widths(0.0, 0.0)
    metrics = _metrics_of(paragraph, kinds)
    ends = [_end(metrics, found) for found in [*breaks, Break(len(paragraph.clusters))]]
    starts = [0, *(end.at for end in ends)]
    least = max(_width(metrics, first, end) for first, end in zip(starts, ends, strict=False))
    most = ends[-1].width_to - metrics.begins[0] + paragraph.indent
    return Widths(min(least, most), most)


def _metrics_of(paragraph: ShapedParagraph, kinds: Sequence[Kind]) -> _Metrics:
    clusters = paragraph.clusters
    count = len(clusters)
    halved = [False] * count
    usual, least, saving = [0.0] * count, [0.0] * count, [0.0] * count
    most, tracking, further = [0.0] * count, [0.0] * count, [0.0] * count
    widths = [cluster.width for cluster in clusters]
    for at, (cluster, kind) in enumerate(zip(clusters, kinds, strict=True)):
        if kind is Kind.SPACE:
            narrow, set_, wide, widest = _space(clusters, kinds, at, paragraph)
            usual[at], least[at] = set_ - cluster.width, set_ - narrow
            most[at], further[at] = wide - set_, widest - wide
            widths[at] = set_
        elif at + 1 < count and paragraph.justified:  # ragged lines are not stretched
            most[at], tracking[at], further[at] = _gap(cluster, kind, kinds[at + 1], paragraph)
        if kind >= Kind.MIDDLE and cluster.half is not None:
            halved[at] = _is_half(clusters, kinds, at, paragraph.language)
            if halved[at]:
                widths[at] = cluster.half
            else:
                saving[at] = cluster.width - cluster.half
    values = (widths, most, tracking, further, least, saving)
    sums = [[0.0, *accumulate(each)] for each in values]
    begins = [
        to + (saved if kind is Kind.OPENING else 0.0)
        for to, saved, kind in zip(sums[0], saving, kinds, strict=False)
    ]
    ranks = [(penalty, _sums_of_rank(penalty, kinds, saving)) for penalty in RANKS if any(saving)]
    return _Metrics(paragraph, kinds, halved, widths, usual, begins, ranks, *values[1:], *sums)


def _sums_of_rank(penalty: float, kinds: Sequence[Kind], saving: Sequence[float]) -> list[float]:
    """The prefix sums of what the marks with this penalty can save."""
    of_rank = (
        saved if saved and SQUEEZE_PENALTIES[kind] == penalty else 0.0
        for kind, saved in zip(kinds, saving, strict=True)
    )
    return [0.0, *accumulate(of_rank)]


def _gap(
    cluster: Cluster, kind: Kind, following: Kind, paragraph: ShapedParagraph
) -> tuple[float, float, float]:
    """The most that the gap after a cluster that is no space can take.

    Between Han, between Latin letters once all else is stretched, and in addition in a loose line.
    """
    language, em = paragraph.language, cluster.em
    if kind is following is Kind.LATIN:
        tracking = language.tracking * em
        return 0.0, tracking, max(language.loose.tracking * em - tracking, 0.0)
    if kind < Kind.HAN or not has_gap(kind, following):
        return 0.0, 0.0, 0.0
    good, most = language.stretch, language.loose.stretch
    if not cluster.widens:
        good, most = min(good, READABLE_GAP), min(most, READABLE_GAP)
    return good * em, 0.0, max(most - good, 0.0) * em


def _end(metrics: _Metrics, found: Break) -> _End:
    """The line end at `found`; the line before it has a cluster that is no space."""
    last = found.at - 1
    while last and metrics.kinds[last] is Kind.SPACE:
        last -= 1
    cluster = metrics.paragraph.clusters[last]
    width_to = metrics.width_to[last + 1] - cluster.kerning
    if found.hyphen:
        width_to += cluster.hyphen or 0.0
    saving = metrics.saving[last] if metrics.kinds[last] > Kind.OPENING else 0.0
    return _End(found.at, found.penalty, found.hyphen, last, width_to, saving)


def _is_half(
    clusters: Sequence[Cluster], kinds: Sequence[Kind], at: int, language: Language
) -> bool:
    """Whether a mark is half width wherever it is in its line."""
    return clusters[at].text in language.half_width or _shares_space(clusters, kinds, at)


def _shares_space(clusters: Sequence[Cluster], kinds: Sequence[Kind], at: int) -> bool:
    """Whether a mark is half width because of its neighbour (CLREQ 3.1.6.1).

    A closing mark is before any other mark, an opening one after another opening one, or after a
    box at the beginning of the text.
    """
    kind = kinds[at]
    if kind is Kind.OPENING:
        before = at > 0 and kinds[at - 1] is Kind.OPENING and clusters[at - 1].half is not None
        return before or _begins_text(clusters, kinds, at)
    if kind is Kind.MIDDLE or at + 1 == len(kinds):
        return False
    return kinds[at + 1].is_mark and clusters[at + 1].half is not None


def _begins_text(clusters: Sequence[Cluster], kinds: Sequence[Kind], at: int) -> bool:
    """Whether only boxes are before a cluster, such as the number of a note: as at a line start."""
    return all(
        cluster.text == OBJECT or kind is Kind.SPACE
        for cluster, kind in zip(clusters[:at], kinds[:at], strict=True)
    )


def _space(
    clusters: Sequence[Cluster], kinds: Sequence[Kind], at: int, paragraph: ShapedParagraph
) -> tuple[float, float, float, float]:
    """The least, usual and greatest width of the space at `at`, and that in a loose line."""
    language, width = paragraph.language, clusters[at].width
    around = [kinds[near] for near in (at - 1, at + 1) if 0 <= near < len(kinds)]
    if language.is_han and any(kind >= Kind.HAN for kind in around):
        narrow, usual, wide = (part * clusters[at].em for part in language.latin_space)
        return narrow, usual, wide, max(language.loose.latin_space * clusters[at].em, wide)
    shrink, grow = language.word_space
    return width * shrink, width, width * grow, width * max(language.loose.word_space, grow)


def _feasible(metrics: _Metrics, breaks: list[Break]) -> list[_End]:
    """Add emergency breaks between two breaks that are further apart than a line is long.

    They are in good places and keep to the rules for line starts and ends, if that is enough.
    """
    paragraph = metrics.paragraph
    narrowest = min((paragraph.measure, *paragraph.first_measures))
    room = (narrowest - max(paragraph.indent, 0)) * (1 + ROUNDING)

    def fits(first: int, end: _End) -> bool:
        whole = end.width_to - metrics.begins[first]
        return whole <= room or _width(metrics, first, end) <= room

    complete: list[_End] = []
    first = 0
    for end in (_end(metrics, found) for found in breaks):
        if not fits(first, end):
            cuts: list[_End] = []
            for edges, penalty in ((True, CUT_AFTER_SIGN), (True, EMERGENCY), (False, EMERGENCY)):
                cuts = [
                    _end(metrics, cut)
                    for cut in emergency_breaks(
                        paragraph.clusters,
                        metrics.kinds,
                        paragraph.language,
                        first,
                        end.at,
                        edges=edges,
                    )
                    if cut.penalty <= penalty
                ]
                starts = [first, *(cut.at for cut in cuts)]
                if all(fits(at, cut) for at, cut in zip(starts, [*cuts, end], strict=True)):
                    break
            complete += cuts
        complete.append(end)
        first = end.at
    return complete


def _least_demerits(metrics: _Metrics, ends: Sequence[_End]) -> list[_End]:
    """Return the line ends with the least sum of demerits.

    Most paragraphs need no loose line: what costs as much as one is left out at first. So is the
    unevenness of lines, which can only add demerits: if the best lines are even, no others are
    better. With a loose line, no choice makes a paragraph even.
    """
    if metrics.paragraph.justified:
        search = _Search(metrics, ends, (LINE_PENALTY + LOOSE) ** 2)
        if chosen := search.best():
            uneven = _unevenness(metrics, chosen) if metrics.paragraph.language.is_han else 0.0
            if uneven:
                chosen = _EvenSearch(metrics, ends, search.total + uneven).best() or chosen
            return chosen
    return _Search(metrics, ends, INFINITE).best()


class _Search:
    """The search for the line ends with the least sum of demerits, if it is less than `most`.

    If the first lines have measures of their own, the best way to a line end depends on the number
    of lines before it, too.
    """

    def __init__(self, metrics: _Metrics, ends: Sequence[_End], most: float) -> None:
        paragraph = metrics.paragraph
        self._metrics, self._ends, self._most = metrics, ends, most
        self._every = 0.0 if paragraph.justified else RAGGED_LINE
        self._starts = [0, *(end.at for end in ends)]
        self._begins = [metrics.begins[at] for at in self._starts[:-1]]
        self._begins[0] -= paragraph.indent
        self._numbers = range(len(paragraph.first_measures) + 1)
        # By the number of lines before them:
        self._total = [[most] * len(self._starts) for _ in self._numbers]
        self._total[0][0] = 0.0
        self._previous = [[(0, 0)] * len(self._starts) for _ in self._numbers]
        self._reached = [deque([0] if number == 0 else ()) for number in self._numbers]

    def best(self) -> list[_End]:
        """Return the line ends; none if there are no such ones."""
        last = self._numbers[-1]
        for index, end in enumerate(self._ends, 1):
            for number in self._numbers:
                after = min(number + 1, last)
                total, start = self._best_start(index, end, number)
                if total < self._total[after][index]:
                    self._total[after][index] = total
                    self._previous[after][index] = number, start
            for number in self._numbers:
                if self._total[number][index] < self._most:
                    self._reached[number].append(index)
        return self._chosen() if self.total < self._most else []

    @property
    def total(self) -> float:
        """The demerits of the best line ends."""
        return min(each[-1] for each in self._total)

    def _best_start(self, index: int, end: _End, number: int) -> tuple[float, int]:
        """The demerits up to a line end, and the best line end before it, in line `number`."""
        metrics, starts, begins = self._metrics, self._starts, self._begins
        begun, best, every = self._reached[number], self._total[number], self._every
        measure, is_last = metrics.paragraph.measure_of(number), index == len(self._ends)
        # As `_shortfall`, which would take a third of the time of the whole search.
        room, rounding = measure - end.width_to + end.saving, ROUNDING * measure
        while begun and begun[0] < index - 1:
            if _may_fit(metrics, starts[begun[0]], end, room + begins[begun[0]]):
                break
            begun.popleft()
        found, origin, tight = self._most, 0, []
        least = min(best[begun[0] : index]) + every if begun else 0.0
        for start in begun:
            first = starts[start]
            need = room + begins[start] - (end.saving if first == end.last else 0.0)
            if need <= -rounding:
                tight.append((start, need))
                continue
            need = 0.0 if need < rounding else need
            badness = _badness(metrics, first, end, need, measure, is_last)
            if least + (LINE_PENALTY + badness) ** 2 >= found:
                break  # a line that begins later is even shorter, and cannot be better
            demerits = best[start] + every + self._demerits(start, end, badness, is_last)
            if demerits < found:
                found, origin = demerits, start
        for start, need in reversed(tight):
            badness = _least_badness(metrics, starts[start], end, need)
            if best[start] + every + (LINE_PENALTY + badness + end.penalty) ** 2 > found:
                continue  # squeezing costs too much, however it is done
            badness = _badness(metrics, starts[start], end, need, measure, is_last)
            demerits = best[start] + every + self._demerits(start, end, badness, is_last)
            if demerits <= found:
                found, origin = demerits, start
        return found, origin

    def _demerits(self, start: int, end: _End, badness: float, is_last: bool) -> float:
        if is_last or end.hyphen:
            before = self._ends[start - 1] if start else None
            return _demerits(self._metrics, before, end, badness, is_last)
        return (LINE_PENALTY + badness + end.penalty) ** 2

    def _chosen(self) -> list[_End]:
        """Follow the best line ends back from the last one."""
        chosen = []
        number = min(self._numbers, key=lambda each: self._total[each][-1])
        index = len(self._ends)
        while index:
            chosen.append(self._ends[index - 1])
            number, index = self._previous[number][index]
        return chosen[::-1]


class _Way(NamedTuple):
    """A way to a line end."""

    total: float
    """Its demerits."""
    start: int
    """The line end before it, by its number."""
    state: tuple[int, _Fitness | None]
    """The state of the way to that one."""


class _EvenSearch:
    """The search with the demerits of uneven lines, if their sum is less than `most`.

    The best way to a line end depends on its state: the number of lines before it, of those with
    measures of their own, and the fitness of the last of them. It takes longer than `_Search`,
    which finds what `most` may be.
    """

    def __init__(self, metrics: _Metrics, ends: Sequence[_End], most: float) -> None:
        self._metrics, self._ends, self._most = metrics, ends, most
        self._starts = [0, *(end.at for end in ends)]
        self._ways: list[dict[tuple[int, _Fitness | None], _Way]] = [
            {(0, None): _Way(0.0, 0, (0, None))}
        ]
        self._numbers = range(len(metrics.paragraph.first_measures) + 1)
        self._reached = [deque([0] if number == 0 else ()) for number in self._numbers]

    def best(self) -> list[_End]:
        """Return the line ends; none if there are no such ones."""
        for index in range(1, len(self._starts)):
            self._ways.append({})
            for number in self._numbers:
                self._reach(index, number)
            for number in {number for number, _ in self._ways[index]}:
                self._reached[number].append(index)
        return self._chosen() if self._ways[-1] else []

    def _reach(self, index: int, number: int) -> None:
        """Find the best ways to a line end whose line is line `number`."""
        metrics, end, begun = self._metrics, self._ends[index - 1], self._reached[number]
        measure, is_last = metrics.paragraph.measure_of(number), index == len(self._ends)
        after = min(number + 1, self._numbers[-1])
        while begun and begun[0] < index - 1:
            first = self._starts[begun[0]]
            if _may_fit(metrics, first, end, _shortfall(metrics, first, end, measure)):
                break
            begun.popleft()
        for start in begun:
            first = self._starts[start]
            need = _shortfall(metrics, first, end, measure)
            badness = _badness(metrics, first, end, need, measure, is_last)
            if (LINE_PENALTY + badness) ** 2 >= self._most:
                if need > 0:
                    break  # a line that begins later is even shorter
                continue
            before = self._ends[start - 1] if start else None
            demerits = _demerits(metrics, before, end, badness, is_last)
            fitness = _fitness(metrics, first, end, need, is_last)
            for state, way in self._ways[start].items():
                total = way.total + demerits + _uneven(state[1], fitness)
                if state[0] == number and total < self._total(index, (after, fitness)):
                    self._ways[index][after, fitness] = _Way(total, start, state)

    def _total(self, index: int, state: tuple[int, _Fitness | None]) -> float:
        way = self._ways[index].get(state)
        return way.total if way else self._most

    def _chosen(self) -> list[_End]:
        """Follow the best ways back from the last line end."""
        chosen = []
        index, way = len(self._ends), min(self._ways[-1].values())
        while index:
            chosen.append(self._ends[index - 1])
            index, way = way.start, self._ways[way.start][way.state]
        return chosen[::-1]


def _uneven(before: _Fitness | None, fitness: _Fitness) -> float:
    """The demerits of a line after one with another fitness; None before the first line."""
    return 0.0 if before is None else UNEVEN * max(abs(fitness - before) - 1, 0)


def _unevenness(metrics: _Metrics, ends: Sequence[_End]) -> float:
    """The demerits of the uneven ones of lines that end at `ends`."""
    before, first, sum_ = None, 0, 0.0
    for number, end in enumerate(ends):
        need = _shortfall(metrics, first, end, metrics.paragraph.measure_of(number))
        fitness = _fitness(metrics, first, end, need, end is ends[-1])
        sum_ += _uneven(before, fitness)
        before, first = fitness, end.at
    return sum_


def _fitness(metrics: _Metrics, first: int, end: _End, need: float, is_last: bool) -> _Fitness:
    """How the spacing of a justified line looks that is `need` short, or too long if negative."""
    last, rounding = end.last, ROUNDING * metrics.paragraph.measure
    if need < 0:
        wanted = -need - (metrics.least_to[last] - metrics.least_to[first])
        saving = metrics.saving_to[last] - metrics.saving_to[first + 1] if last > first else 0.0
        return _Fitness.TIGHT if wanted > TIGHT_FROM * saving + rounding else _Fitness.EVEN
    if need <= rounding or (is_last and not metrics.paragraph.balanced):
        return _Fitness.EVEN
    most = metrics.most_to[last] - metrics.most_to[first]
    if need <= LOOSE_FROM * most:
        return _Fitness.EVEN
    return _Fitness.LOOSE if need <= VERY_LOOSE_FROM * most else _Fitness.VERY_LOOSE


def _demerits(
    metrics: _Metrics, before: _End | None, end: _End, badness: float, is_last: bool
) -> float:
    """The demerits of the line between two ends; None is the beginning of the paragraph."""
    penalty, demerits = end.penalty, 0.0
    if before and (is_last or end.hyphen):
        if is_last and _is_runt(metrics, before.at, end):
            penalty += RUNT_PENALTY
        elif is_last and _is_short(metrics, before.at, end):
            penalty += SHORT_LAST_PENALTY
        if _is_hyphened_twice(before, end):
            demerits = TWO_HYPHENS
    return demerits + (LINE_PENALTY + badness + penalty) ** 2


def _is_hyphened_twice(one: _End, other: _End) -> bool:
    """Whether two line ends have hyphens, except in words that are longer than a line."""
    return one.hyphen and other.hyphen and max(one.penalty, other.penalty) < CUT_AT_SYLLABLE


def _width(metrics: _Metrics, first: int, end: _End) -> float:
    """The unstretched width of a line, with the marks at its edges half width."""
    width = end.width_to - metrics.begins[first]
    return width - end.saving if end.last > first else width


def _shortfall(metrics: _Metrics, first: int, end: _End, measure: float) -> float:
    """How much shorter than the measure a line is; negative if it is longer."""
    paragraph = metrics.paragraph
    shortfall = measure - _width(metrics, first, end)
    if not first:
        shortfall -= paragraph.indent
    return 0.0 if abs(shortfall) < ROUNDING * measure else shortfall


def _may_fit(metrics: _Metrics, first: int, end: _End, need: float) -> bool:
    """Whether a line that is `need` short, or too long if negative, fits with all squeezed."""
    last = end.last
    if metrics.paragraph.justified:
        need += metrics.least_to[last] - metrics.least_to[first]
        if last > first:
            need += metrics.saving_to[last] - metrics.saving_to[first + 1]
    return need >= -ROUNDING * metrics.paragraph.measure


def _badness(
    metrics: _Metrics, first: int, end: _End, need: float, measure: float, is_last: bool
) -> float:
    """The badness of a line that is `need` short: 100 at the limit of good stretching."""
    paragraph = metrics.paragraph
    if not paragraph.justified:
        if need < 0:
            return OVERFULL
        is_free = is_last and not paragraph.balanced
        return 0.0 if is_free else 100 * (need / (RAG * measure)) ** 2
    if need < 0:
        squeeze = _squeeze(metrics, first, end.last, need)
        return OVERFULL if squeeze.left < 0 else squeeze.penalty
    if is_last and not paragraph.balanced:
        return 0.0
    return _stretched(metrics, first, end.last, need)


def _least_badness(metrics: _Metrics, first: int, end: _End, need: float) -> float:
    """What the badness of a line that is `-need` too long is at least."""
    least = metrics.least_to[end.last] - metrics.least_to[first]
    is_enough = -need <= least + ROUNDING * metrics.paragraph.measure
    return 0.0 if is_enough else SQUEEZED


def _stretched(metrics: _Metrics, first: int, last: int, need: float) -> float:
    """The badness of clusters `first` to `last` that are `need` short of the measure."""
    measure = metrics.paragraph.measure
    most = metrics.most_to[last] - metrics.most_to[first]
    if need <= most + ROUNDING * measure:
        return 100 * (need / most) ** 2 if most else 0.0
    tracking = metrics.tracking_to[last] - metrics.tracking_to[first]
    if need <= most + tracking + ROUNDING * measure:
        return 100 + TRACKED * ((need - most) / tracking) ** 2
    further = metrics.further_to[last] - metrics.further_to[first]
    hole = need - most - tracking - further
    if hole <= ROUNDING * measure:
        return LOOSE * (1 + (LOOSEST - 1) * (1 + hole / further) ** 2)
    hole /= HOLE * metrics.paragraph.clusters[last].em
    if hole <= 1:
        return LOOSE * (LOOSEST + (HOLLOW - LOOSEST) * hole)
    return WIDE_HOLE + WIDER_HOLE * hole


class _Squeeze(NamedTuple):
    """How a line is made shorter."""

    shares: Mapping[float, float]
    """The share of their space that marks lose, by the penalty of their rank."""
    narrowed: float
    """The share of their maximum by which spaces are narrowed."""
    penalty: float
    """The badness of the whole."""
    left: float
    """What remains too long, as a negative length; 0 if the line fits."""


def _squeeze(metrics: _Metrics, first: int, last: int, need: float) -> _Squeeze:
    """Shorten clusters `first` to `last` by `-need`: first the spaces, then the marks."""
    wanted, narrowed, badness = max(-need, 0.0), 0.0, 0.0
    least = metrics.least_to[last] - metrics.least_to[first]
    if least and wanted:
        narrowed = min(wanted / least, 1.0)
        wanted -= narrowed * least
        badness = NARROWED[metrics.paragraph.language.is_han] * narrowed**2
    rounding = ROUNDING * metrics.paragraph.measure
    if wanted > rounding:
        badness += SQUEEZED
    shares: dict[float, float] = {}
    ranks = [
        (penalty, most)
        for penalty, saving_to in (metrics.saving_of if last > first else ())
        if (most := saving_to[last] - saving_to[first + 1]) > 0
    ]
    for begin, end, factor in ((0.0, FIRST_HALF, 1.0), (FIRST_HALF, 1.0, DEEPLY)):
        for penalty, most in ranks:
            if wanted <= 0:
                break
            saved = min(wanted, most * (end - begin))
            shares[penalty] = begin + saved / most
            badness += factor * penalty * saved / (metrics.paragraph.clusters[last].em / 2)
            wanted -= saved
    return _Squeeze(shares, narrowed, badness, -wanted if wanted > rounding else 0.0)


def _is_runt(metrics: _Metrics, first: int, end: _End) -> bool:
    """Whether a last line is too short, or a single word."""
    clusters, language = metrics.paragraph.clusters, metrics.paragraph.language
    if _width(metrics, first, end) < language.last_line * clusters[end.last].em:
        return True
    return not language.is_han and Kind.SPACE not in metrics.kinds[first : end.last]


def _is_short(metrics: _Metrics, first: int, end: _End) -> bool:
    """Whether a last line is shorter than is good."""
    good = metrics.paragraph.language.good_last_line * metrics.paragraph.clusters[end.last].em
    return _width(metrics, first, end) < good


def _stretch(
    metrics: _Metrics, first: int, last: int, need: float
) -> tuple[list[float], float, bool]:
    """What is added after each of the clusters `first` to `last` to fill `need`.

    Also returns what remains missing, and whether the line is loose, that is, fully stretched.
    """
    rounding = ROUNDING * metrics.paragraph.measure
    shares, added, left = [], [0.0] * (last - first), need
    for values, sums in (
        (metrics.most, metrics.most_to),
        (metrics.tracking, metrics.tracking_to),
        (metrics.further, metrics.further_to),
    ):
        most = sums[last] - sums[first]
        shares.append(min(left / most, 1.0) if most > 0 else 0.0)
        left -= shares[-1] * most
        if shares[-1]:
            added = [
                more + shares[-1] * value
                for more, value in zip(added, values[first:last], strict=True)
            ]
        if left <= rounding:
            break
    return added, max(left, 0.0), len(shares) == 3 or left > rounding


def _composed_line(metrics: _Metrics, first: int, end: _End, measure: float, is_last: bool) -> Line:
    """Set one line: which marks are half width, and what is added after each cluster."""
    paragraph, last = metrics.paragraph, end.last
    width, need = _width(metrics, first, end), _shortfall(metrics, first, end, measure)
    halves = {at for at in range(first, last + 1) if metrics.halved[at]}
    if metrics.kinds[first] is Kind.OPENING and metrics.saving[first]:
        halves.add(first)
    narrow: dict[int, float] = {}
    extras = list(metrics.usual[first : last + 1])
    if last > first and metrics.kinds[last] > Kind.OPENING and metrics.saving[last]:
        if is_last and need >= metrics.saving[last] and not paragraph.trims_last:
            width += metrics.saving[last]  # the line ends before the edge
            need -= metrics.saving[last]
        else:
            halves.add(last)
    loose = False
    if need < 0 and paragraph.justified:
        squeeze = _squeeze(metrics, first, last, need)
        for at in range(first, last):
            extras[at - first] -= squeeze.narrowed * metrics.least[at]
            share = squeeze.shares.get(SQUEEZE_PENALTIES.get(metrics.kinds[at], 0.0), 0.0)
            if at > first and metrics.saving[at] and share:
                narrow[at] = share * metrics.saving[at]
        halves.update(at for at, given in narrow.items() if given >= metrics.saving[at])
        width += need - squeeze.left
    if need > 0 and paragraph.justified and not is_last:
        added, left, loose = _stretch(metrics, first, last, need)
        for at, more in enumerate(added):
            extras[at] += more
        width += need - left
    extras[-1] = 0.0
    return Line(
        first,
        last + 1,
        end.at,
        width,
        tuple(extras),
        frozenset(halves),
        end.hyphen,
        {at: given for at, given in narrow.items() if at not in halves},
        loose,
    )
