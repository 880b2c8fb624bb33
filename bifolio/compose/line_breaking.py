"""Finds the line ends of a paragraph that make it look best as a whole, and sets its lines.

A line that is too short is stretched: each gap between Han and each space by the same share of the
most that it may take (CLREQ 3.2.2, 3.2.4), and where that is not enough, Latin words between their
letters. A line that would be left with a hole then is loose: all is stretched further, up to what
the language allows for that. A line that is too long has its spaces narrowed, and then its marks,
by rank and each of a rank by the same share of what it may lose, which lets a character come back
to the line (CLREQ 3.1.6.3). The
demerits of a line are those of Knuth and Plass (1981), the square of its badness with the price of
its end; the least sum over the paragraph wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bifolio.compose.break_opportunities import (
    CUT_AFTER_SIGN,
    CUT_AT_SYLLABLE,
    EMERGENCY,
    Break,
    emergency_breaks,
)
from bifolio.compose.clusters import Kind, Letter, Line, Paragraph
from bifolio.fonts import READABLE_GAP
from bifolio.languages import Language

LOOSE = 30_000.0
"""The badness of a line that has to be stretched too much."""

LOOSEST, HOLLOW = 1.2, 1.5
"""How many times as bad one is that is stretched to the very limit, and one with a hole of `HOLE`.

They are near to each other, so that few lines are loose rather than many that are a little less so.
"""

HOLE = 2.0
"""em; a wider hole is worse than any number of loose lines that a paragraph may have."""

WIDE_HOLE, WIDER_HOLE = 300_000.0, 12_000.0
"""The badness of such a hole, and what each further `HOLE` of it adds: fewer holes come first, and
of as many the narrower ones."""

OVERFULL = 1_000_000.0
"""The badness of a line that is longer than the measure, whatever is squeezed."""

LINE_PRICE = 5.0
"""The badness that every line has."""

RAGGED_LINE = 1_000_000.0
"""Demerits of each ragged line: no paragraph takes more of them than it must."""

TRACKED = 300.0
"""The badness of Latin letters that are set apart by as much as they may be, besides 100."""

SQUEEZE_PRICES = {
    Kind.MIDDLE: 5.0,
    Kind.OPENING: 10.0,
    Kind.CLOSING: 10.0,
    Kind.PAUSE: 15.0,
    Kind.STOP: 30.0,
}
"""The badness of setting a mark half width within a line, by the rank of CLREQ 3.1.6.3.

A mark that gives a part of its space costs that part. Brackets are of one rank, so that the two of
a pair are alike.
"""

SQUEEZED = 25.0
"""What it costs besides to squeeze marks at all: as much as gaps of half the most that is good."""

RANKS = sorted({*SQUEEZE_PRICES.values()})

NARROWED = {True: 30.0, False: 100.0}
"""The badness of spaces that are as narrow as they may be, in lines of Han and of words.

Between Han and Latin, narrow is still a space; between words it is what parts them.
"""

RAG = 0.25
"""The part of the measure by which a ragged line is as bad as one stretched to its limit."""

ROUNDING = 1e-6
"""The part of the measure that is nothing but the rounding of sums."""

RUNT_PRICE = 1000.0
"""The badness of a last line that is too short to stand alone."""

SHORT_LAST_PRICE = 30.0
"""The badness of a last line that is shorter than is good: as if its paragraph were a bit loose."""

TWO_HYPHENS = 1e6
"""Demerits of hyphens at two line ends in a row: more than those of the loosest line that is good
still, and less than those of a line with a hole."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The letters of a paragraph with their spaces, and sums over them from the beginning."""

    paragraph: Paragraph
    kinds: Sequence[Kind]
    halved: Sequence[bool]
    """Half width because of a neighbouring mark."""
    widths: Sequence[float]
    usual: Sequence[float]
    """What a space is set wider by than it is."""
    begins: Sequence[float]
    """The width up to a letter with which a line begins, an opening mark there half width."""
    saving_of: Sequence[tuple[float, Sequence[float]]]
    """The price of each rank of marks, and the sums of what they give."""
    most: Sequence[float]
    """What may be added after a letter, at most."""
    tracking: Sequence[float]
    """What may be added between two Latin letters, at most, once all else is stretched."""
    further: Sequence[float]
    """What may be added to that in a loose line."""
    least: Sequence[float]
    """What a space may be narrowed by, at most."""
    saving: Sequence[float]
    """What a mark gives when it is set half width."""
    width_to: Sequence[float]
    most_to: Sequence[float]
    tracking_to: Sequence[float]
    further_to: Sequence[float]
    least_to: Sequence[float]
    saving_to: Sequence[float]


@dataclass(frozen=True, slots=True)
class _End:
    """A line end, with what it takes of the letters before it wherever their line begins."""

    at: int
    price: float
    hyphen: bool
    last: int
    """The last letter that is no space."""
    width_to: float
    """The width up to the end, from the beginning of the paragraph."""
    saving: float
    """What the last letter gives for standing at a line end: a closing mark is half width there."""


def fit(paragraph: Paragraph, kinds: Sequence[Kind], breaks: Sequence[Break]) -> list[Line]:
    """Return the lines of `paragraph`, whose lines may end at `breaks`."""
    if not paragraph.letters:
        return []
    row = _row(paragraph, kinds)
    chosen = _best(row, _feasible(row, [*breaks, Break(len(paragraph.letters))]))
    lines = []
    for first, end in pairwise([None, *chosen]):
        assert end is not None
        lines.append(_set(row, first.at if first else 0, end, end is chosen[-1]))
    return lines


def _row(paragraph: Paragraph, kinds: Sequence[Kind]) -> _Row:
    letters = paragraph.letters
    count = len(letters)
    halved = [False] * count
    usual, least, saving = [0.0] * count, [0.0] * count, [0.0] * count
    most, tracking, further = [0.0] * count, [0.0] * count, [0.0] * count
    widths = [letter.width for letter in letters]
    for at, (letter, kind) in enumerate(zip(letters, kinds, strict=True)):
        if kind is Kind.SPACE:
            narrow, set_, wide, widest = _space(letters, kinds, at, paragraph)
            usual[at], least[at] = set_ - letter.width, set_ - narrow
            most[at], further[at] = wide - set_, widest - wide
            widths[at] = set_
        elif at + 1 < count:
            most[at], tracking[at], further[at] = _gap(letter, kind, kinds[at + 1], paragraph)
        if kind >= Kind.MIDDLE and letter.half is not None:
            halved[at] = _is_half(letters, kinds, at, paragraph.language)
            if halved[at]:
                widths[at] = letter.half
            else:
                saving[at] = letter.width - letter.half
    values = (widths, most, tracking, further, least, saving)
    sums = [[0.0, *accumulate(each)] for each in values]
    begins = [
        to + (saved if kind is Kind.OPENING else 0.0)
        for to, saved, kind in zip(sums[0], saving, kinds, strict=False)
    ]
    ranks = [(price, _sums_of_rank(price, kinds, saving)) for price in RANKS if any(saving)]
    return _Row(paragraph, kinds, halved, widths, usual, begins, ranks, *values[1:], *sums)


def _sums_of_rank(price: float, kinds: Sequence[Kind], saving: Sequence[float]) -> list[float]:
    """Sums from the beginning of what the marks give whose price is `price`."""
    of_rank = (
        saved if saved and SQUEEZE_PRICES[kind] == price else 0.0
        for kind, saved in zip(kinds, saving, strict=True)
    )
    return [0.0, *accumulate(of_rank)]


def _gap(
    letter: Letter, kind: Kind, following: Kind, paragraph: Paragraph
) -> tuple[float, float, float]:
    """What the gap after a letter that is no space may take.

    As Han, as Latin once all else is stretched, and besides in a loose line.
    """
    language, em = paragraph.language, letter.em
    if kind is following is Kind.LATIN:
        tracking = language.tracking * em
        return 0.0, tracking, max(language.loose.tracking * em - tracking, 0.0)
    if kind < Kind.HAN or following is Kind.SPACE or not _has_gap(kind, following):
        return 0.0, 0.0, 0.0
    good, most = language.stretch, language.loose.stretch
    if not letter.widens:
        good, most = min(good, READABLE_GAP), min(most, READABLE_GAP)
    return good * em, 0.0, max(most - good, 0.0) * em


def _end(row: _Row, found: Break) -> _End:
    """What `found` makes of the line before it, which has a letter that is no space."""
    last = found.at - 1
    while last and row.kinds[last] is Kind.SPACE:
        last -= 1
    letter = row.paragraph.letters[last]
    width_to = row.width_to[last + 1] - letter.kerning
    if found.hyphen:
        width_to += letter.hyphen or 0.0
    saving = row.saving[last] if row.kinds[last] > Kind.OPENING else 0.0
    return _End(found.at, found.price, found.hyphen, last, width_to, saving)


def _is_half(letters: Sequence[Letter], kinds: Sequence[Kind], at: int, language: Language) -> bool:
    """Whether a mark always uses its half-width glyph, wherever it is in its line."""
    return letters[at].text in language.half_width or _shares_space(letters, kinds, at)


def _shares_space(letters: Sequence[Letter], kinds: Sequence[Kind], at: int) -> bool:
    """Whether a mark with a half-width glyph is set in it because of its neighbour (CLREQ 3.1.6.1).

    A closing mark is before any other mark, an opening one after another opening one.
    """
    kind = kinds[at]
    if kind is Kind.OPENING:
        return at > 0 and kinds[at - 1] is Kind.OPENING and letters[at - 1].half is not None
    if kind is Kind.MIDDLE or at + 1 == len(kinds):
        return False
    return kinds[at + 1].is_mark and letters[at + 1].half is not None


def _has_gap(kind: Kind, following: Kind) -> bool:
    """Whether two letters may be moved apart: the halves of a dash stay joined."""
    return not (kind is following is Kind.JOINED)


def _space(
    letters: Sequence[Letter], kinds: Sequence[Kind], at: int, paragraph: Paragraph
) -> tuple[float, float, float, float]:
    """The least, usual and most width of the space at `at`, and the most in a loose line."""
    language, width = paragraph.language, letters[at].width
    around = [kinds[near] for near in (at - 1, at + 1) if 0 <= near < len(kinds)]
    if language.is_han and any(kind >= Kind.HAN for kind in around):
        narrow, usual, wide = (part * letters[at].em for part in language.latin_space)
        return narrow, usual, wide, max(language.loose.latin_space * letters[at].em, wide)
    shrink, grow = language.word_space
    return width * shrink, width, width * grow, width * max(language.loose.word_space, grow)


def _feasible(row: _Row, breaks: list[Break]) -> list[_End]:
    """Add emergency breaks where a stretch between two breaks is longer than a line.

    They are in good places, and keep the edges that CLREQ asks for, if that makes it short
    enough.
    """
    paragraph = row.paragraph
    room = (paragraph.measure - max(paragraph.indent, 0)) * (1 + ROUNDING)

    def fits(first: int, end: _End) -> bool:
        return _width(row, first, end) <= room

    complete: list[_End] = []
    first = 0
    for end in (_end(row, found) for found in breaks):
        if not fits(first, end):
            cuts: list[_End] = []
            for edges, price in ((True, CUT_AFTER_SIGN), (True, EMERGENCY), (False, EMERGENCY)):
                cuts = [
                    _end(row, cut)
                    for cut in emergency_breaks(
                        paragraph.letters, row.kinds, paragraph.language, first, end.at, edges=edges
                    )
                    if cut.price <= price
                ]
                starts = [first, *(cut.at for cut in cuts)]
                if all(fits(at, cut) for at, cut in zip(starts, [*cuts, end], strict=True)):
                    break
            complete += cuts
        complete.append(end)
        first = end.at
    return complete


def _best(row: _Row, ends: Sequence[_End]) -> list[_End]:
    """Return the line ends with the least sum of demerits."""
    every = 0.0 if row.paragraph.justified else RAGGED_LINE
    starts = [0, *(end.at for end in ends)]
    total: list[float] = [0.0] + [float("inf")] * len(ends)
    previous = [0] * len(starts)
    oldest = 0
    for index, end in enumerate(ends, 1):
        is_last = index == len(ends)
        while oldest < index - 1 and not _may_fit(row, starts[oldest], end):
            oldest += 1
        least = min(total[oldest:index]) + every
        for start in range(oldest, index):
            if total[start] == float("inf"):
                continue
            need = _missing(row, starts[start], end)
            badness = _badness(row, starts[start], end, need, is_last)
            if need >= 0 and least + (LINE_PRICE + badness) ** 2 >= total[index]:
                break  # what begins later is shorter still, and cannot be better
            before = ends[start - 1] if start else None
            demerits = total[start] + every + _demerits(row, before, end, badness, is_last)
            if demerits < total[index]:
                total[index], previous[index] = demerits, start
    chosen = []
    index = len(ends)
    while index:
        chosen.append(ends[index - 1])
        index = previous[index]
    return chosen[::-1]


def _demerits(row: _Row, before: _End | None, end: _End, badness: float, is_last: bool) -> float:
    """The demerits of a line between two ends, None being the beginning of the paragraph."""
    price, demerits = end.price, 0.0
    if before:
        if is_last and _is_runt(row, before.at, end):
            price += RUNT_PRICE
        elif is_last and _is_short(row, before.at, end):
            price += SHORT_LAST_PRICE
        if _is_hyphened_twice(before, end):
            demerits = TWO_HYPHENS
    return demerits + (LINE_PRICE + badness + price) ** 2


def _is_hyphened_twice(one: _End, other: _End) -> bool:
    """Whether two line ends have hyphens, but for words that are longer than a line."""
    return one.hyphen and other.hyphen and max(one.price, other.price) < CUT_AT_SYLLABLE


def _width(row: _Row, first: int, end: _End) -> float:
    """The usual width of a line, the marks at its edges half width."""
    width = end.width_to - row.begins[first]
    return width - end.saving if end.last > first else width


def _missing(row: _Row, first: int, end: _End) -> float:
    """What a line is shorter than the measure; negative where it is longer."""
    paragraph = row.paragraph
    missing = paragraph.measure - _width(row, first, end)
    if not first:
        missing -= paragraph.indent
    return 0.0 if abs(missing) < ROUNDING * paragraph.measure else missing


def _may_fit(row: _Row, first: int, end: _End) -> bool:
    """Whether a line is not too long once all is squeezed."""
    last, missing = end.last, _missing(row, first, end)
    if row.paragraph.justified:
        missing += row.least_to[last] - row.least_to[first] + _savings(row, first, last)
    return missing >= -ROUNDING * row.paragraph.measure


def _savings(row: _Row, first: int, last: int) -> float:
    """What the marks between the edges of a line give at most."""
    return max(row.saving_to[last] - row.saving_to[first + 1], 0.0) if last > first else 0.0


def _badness(row: _Row, first: int, end: _End, need: float, is_last: bool) -> float:
    """How bad a line that misses `need` is: 100 where it is stretched to its limit."""
    paragraph, last = row.paragraph, end.last
    if need >= 0:
        if is_last and not paragraph.balanced:
            return 0.0
        if not paragraph.justified:
            return 100 * (need / (RAG * paragraph.measure)) ** 2
        return _stretched(row, first, last, need)
    if not paragraph.justified:
        return OVERFULL
    squeeze = _squeeze(row, first, last, need)
    return OVERFULL if squeeze.left < 0 else squeeze.price


def _stretched(row: _Row, first: int, last: int, need: float) -> float:
    """The badness of letters `first` to `last` that are `need` short of the measure."""
    measure = row.paragraph.measure
    most = row.most_to[last] - row.most_to[first]
    if need <= most + ROUNDING * measure:
        return 100 * (need / most) ** 2 if most else 0.0
    tracking = row.tracking_to[last] - row.tracking_to[first]
    if need <= most + tracking + ROUNDING * measure:
        return 100 + TRACKED * ((need - most) / tracking) ** 2
    further = row.further_to[last] - row.further_to[first]
    hole = need - most - tracking - further
    if hole <= ROUNDING * measure:
        return LOOSE * (1 + (LOOSEST - 1) * (1 + hole / further) ** 2)
    hole /= HOLE * row.paragraph.letters[last].em
    if hole <= 1:
        return LOOSE * (LOOSEST + (HOLLOW - LOOSEST) * hole)
    return WIDE_HOLE + WIDER_HOLE * hole


@dataclass(frozen=True)
class _Squeeze:
    """How a line is made shorter."""

    shares: Mapping[float, float]
    """The part of what they may lose that marks do lose, by the price of their rank."""
    narrowed: float
    """The part of what spaces may be narrowed by that they are."""
    price: float
    """The badness of all that."""
    left: float
    """What is too much still, less than nothing; 0 where the line has its length."""


def _squeeze(row: _Row, first: int, last: int, need: float) -> _Squeeze:
    """Make letters `first` to `last` shorter, which miss `need`: first the spaces, then marks."""
    if need >= 0:
        return _Squeeze({}, 0.0, 0.0, 0.0)
    least = row.least_to[last] - row.least_to[first]
    narrowed = min(-need / least, 1.0) if least else 0.0
    badness = NARROWED[row.paragraph.language.is_han] * narrowed**2
    wanted = -need - narrowed * least
    if wanted > ROUNDING * row.paragraph.measure:
        badness += SQUEEZED
    shares: dict[float, float] = {}
    for price, saving_to in row.saving_of if last > first else ():
        most = saving_to[last] - saving_to[first + 1]
        if wanted > 0 and most > 0:
            shares[price] = min(wanted / most, 1.0)
            badness += price * min(wanted, most) / (row.paragraph.letters[last].em / 2)
            wanted -= min(wanted, most)
    left = -wanted if wanted > ROUNDING * row.paragraph.measure else 0.0
    return _Squeeze(shares, narrowed, badness, left)


def _is_runt(row: _Row, first: int, end: _End) -> bool:
    """Whether a last line is too short to stand alone, or a single word."""
    letters, language = row.paragraph.letters, row.paragraph.language
    if _width(row, first, end) < language.last_line * letters[end.last].em:
        return True
    return not language.is_han and Kind.SPACE not in row.kinds[first : end.last]


def _is_short(row: _Row, first: int, end: _End) -> bool:
    """Whether a last line is shorter than is good."""
    good = row.paragraph.language.good_last_line * row.paragraph.letters[end.last].em
    return _width(row, first, end) < good


def _stretch(row: _Row, first: int, last: int, need: float) -> tuple[list[float], float, bool]:
    """What is added after each of the letters `first` to `last` to win `need`.

    And what is missing then, and whether the line is loose: then all is stretched as far as may be.
    """
    rounding = ROUNDING * row.paragraph.measure
    shares, added, left = [], [0.0] * (last - first), need
    for values, sums in (
        (row.most, row.most_to),
        (row.tracking, row.tracking_to),
        (row.further, row.further_to),
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


def _set(row: _Row, first: int, end: _End, is_last: bool) -> Line:
    """Set one line: which marks are half as wide, and what is added after each letter."""
    paragraph, last = row.paragraph, end.last
    width, need = _width(row, first, end), _missing(row, first, end)
    halves = {at for at in range(first, last + 1) if row.halved[at]}
    if row.kinds[first] is Kind.OPENING and row.saving[first]:
        halves.add(first)
    narrow: dict[int, float] = {}
    extras = list(row.usual[first : last + 1])
    if last > first and row.kinds[last] > Kind.OPENING and row.saving[last]:
        if is_last and need >= row.saving[last]:
            width += row.saving[last]  # no edge is near
            need -= row.saving[last]
        else:
            halves.add(last)
    loose = False
    if need < 0 and paragraph.justified:
        squeeze = _squeeze(row, first, last, need)
        for at in range(first, last):
            extras[at - first] -= squeeze.narrowed * row.least[at]
            share = squeeze.shares.get(SQUEEZE_PRICES.get(row.kinds[at], 0.0), 0.0)
            if at > first and row.saving[at] and share:
                narrow[at] = share * row.saving[at]
        halves.update(at for at, given in narrow.items() if given >= row.saving[at])
        width += need - squeeze.left
    if need > 0 and paragraph.justified and not is_last:
        added, left, loose = _stretch(row, first, last, need)
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
