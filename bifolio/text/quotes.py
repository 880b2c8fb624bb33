"""Turns straight quotes into quotes, apostrophes or primes.

A straight mark may open a quotation, close one, mark an omission, or be a prime after a number
(feet, inches, minutes, seconds). That depends on all other marks of the paragraph, so the reading
of the whole paragraph with the least cost is chosen (Viterbi): each role of a mark has a cost by
the characters beside it, and a quote without a partner costs more than any of these. So a mark that
is left open never reverses those after it. Quotes typed as “ ” ‘ ’ stay, and pair with straight
ones. If the two best readings cost about the same, the mark stays as it was typed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import inf
from typing import NamedTuple

from bifolio.languages import Language, find_language
from bifolio.text.contexts import HAN, UNLIKELY, Costs, Neighbourhood
from bifolio.text.escapes import APOSTROPHE, LATIN_APOSTROPHE, addresses_in, with_escaped
from bifolio.text.runs import Runs, edit, mark_language, plain, substitute

STRAIGHT = "\"'"
CURLY = "“”‘’"
PRIMES = {"'": "′", '"': "″"}

_LETTER = rf"(?!{HAN})[^\W_]"
_LETTERS = rf"(?:{_LETTER})*"
_LATIN_WORDS = rf"(?<!{_LETTER}){_LETTERS}(?:{LATIN_APOSTROPHE}{_LETTERS})+"
"""Words with an apostrophe; each is matched from its first letter only, in linear time."""

UNPAIRED = 6.0
"""The cost of a quote without a partner."""
AS_TYPED = 11.0
"""The cost of no role at all: more than that of an unpaired quote within another."""
NESTED = 3.0
"""The cost of a quotation within one with the same marks."""
WITHIN_SENTENCES = 1.0
"""The cost of a quotation that begins in one sentence and ends within another."""
PER_LETTER, LONG = 0.002, 250
"""The cost of each character of a quotation, up to a number: usually the shorter one is right."""
CLEAR = 0.5
"""By how much the second best reading costs more if the best one is certain."""

MAX_DEPTH = 3
MAX_READINGS = 16
"""The number of states that are kept for each mark."""
HOPELESS = 3 * UNPAIRED
"""By how much more than the cheapest state a state costs that is dropped: the quotes that can be
open at a time cannot make up for more."""


class Role(Enum):
    """The role of a mark."""

    OPEN = "open"
    CLOSE = "close"
    STRAY = "stray"
    """It closes what was not opened here, such as a quotation over several paragraphs."""
    APOSTROPHE = "apostrophe"
    PRIME = "prime"
    TYPED = "typed"
    """None of these; it stays as it was typed."""


@dataclass(frozen=True)
class Doubt:
    """A mark whose role is uncertain."""

    at: int
    """Its place in the text."""
    line: int
    """The line of the source that it is on, from 0."""
    mark: str
    before: str
    """Up to two characters before it on its line."""
    excerpt: str

    @property
    def message(self) -> str:
        """What is wrong, for authors."""
        return f"the {self.mark} in {self.excerpt} is not certain"

    @property
    def hint(self) -> str:
        """What to do."""
        if self.mark == '"':
            return 'type “ or ”, or ″ for inches or seconds; \\" keeps it as it is'
        return "type ‘ or ’ (which is the apostrophe, too), or ′ for feet; \\' keeps it as it is"


class _Open(NamedTuple):
    """An open quote without its partner so far."""

    kind: str
    nth: int
    """Its index among the marks."""


_State = tuple[_Open, ...]
"""The quotes that are open at a point of a text, the outermost first."""


class _Step(NamedTuple):
    """One role of a mark, and the quotes that are open before and after it."""

    before: _State
    role: Role
    cost: float
    after: _State
    unpaired: tuple[int, ...] = ()
    """The marks that stay without a partner in this step."""


def set_quotes(runs: Runs, language: Language) -> Runs:
    """Turn the straight quotes in `runs` into quotes of `language`, apostrophes and primes.

    In Chinese texts, apostrophes are placeholders until `set_apostrophes` replaces them.
    """
    text = plain(runs)
    asked = STRAIGHT + APOSTROPHE if language.embedded else STRAIGHT
    if not any(mark in text for mark in asked):
        return runs
    return edit(runs, _pairing(runs, language).edits(text, language))


def set_apostrophes(runs: Runs, language: Language) -> Runs:
    """Replace the placeholders of apostrophes, and mark the language of their words.

    They are set in the Latin face, because in the Han face they are one em wide.
    """
    words = [match.span() for match in re.finditer(_LATIN_WORDS, plain(runs))]
    if not words:
        return runs
    marked = mark_language(runs, words, language.embedded, language.tag)
    return substitute(marked, LATIN_APOSTROPHE, APOSTROPHE)


def find_doubts(runs: Runs, language: Language) -> list[Doubt]:
    """Return the straight marks of `runs`, as typed, whose role is uncertain."""
    text = plain(runs)
    if not any(mark in text for mark in STRAIGHT):
        return []
    pairing = _pairing(runs, language)
    return [
        Doubt(at, text.count("\n", 0, at), text[at], *_around(text, at))
        for at, is_doubtful in zip(pairing.places, pairing.doubtful, strict=True)
        if is_doubtful and text[at] in STRAIGHT
    ]


def _around(text: str, at: int) -> tuple[str, str]:
    """The characters directly before the mark at `at`, and an excerpt of its line."""
    before = with_escaped(text[max(at - 8, 0) : at].rpartition("\n")[2])
    after = with_escaped(text[at + 1 : at + 9].partition("\n")[0])
    return before[-2:], f"{before}{text[at]}{after}".strip()


@dataclass(frozen=True)
class _Pairing:
    """The marks of a text and their roles."""

    places: tuple[int, ...]
    roles: tuple[Role, ...]
    doubtful: tuple[bool, ...]
    closers: tuple[str, ...]
    """For each closing mark, the character that matches the mark it closes."""

    def edits(self, text: str, language: Language) -> Iterator[tuple[int, int, str]]:
        """Yield the replacement of each straight mark."""
        for at, role, closer in zip(self.places, self.roles, self.closers, strict=True):
            new = text[at]
            if text[at] in STRAIGHT and role is not Role.TYPED:
                new = _set(text[at], role, closer, language)
            if language.embedded and role is Role.APOSTROPHE:
                new = LATIN_APOSTROPHE
            if new != text[at]:
                yield at, at + 1, new


def _set(mark: str, role: Role, closer: str, language: Language) -> str:
    pair = language.quotes[STRAIGHT.index(mark)]
    match role:
        case Role.OPEN:
            return pair[0]
        case Role.CLOSE | Role.STRAY:
            return closer or pair[1]
        case Role.PRIME:
            return PRIMES[mark]
        case _:
            return APOSTROPHE


def _pairing(runs: Runs, language: Language) -> _Pairing:
    return _pair(plain(runs), tuple(addresses_in(runs)), language)


@lru_cache(maxsize=8)  # called once to set the quotes, and once to find the doubtful ones
def _pair(text: str, kept: tuple[tuple[int, int], ...], language: Language) -> _Pairing:
    """Return the role of every quote of `text` outside of the spans of `kept`."""
    inside = {at for span in kept for at in range(*span)}
    places = tuple(
        at
        for at, character in enumerate(text)
        if character in STRAIGHT + CURLY and at not in inside
    )
    if not places:
        return _Pairing((), (), (), ())
    latin = find_language(language.embedded) if language.embedded else language
    neighbourhood = Neighbourhood(with_escaped(text), language, (latin or language).elisions)
    costs = [neighbourhood.costs(at) for at in places]
    marks = _Marks(neighbourhood.text, [text[at] for at in places], places, costs)
    best, margins = marks.read()
    unpaired = {index for step in best for index in step.unpaired}
    unpaired.update(each.nth for each in best[-1].after)
    roles, doubtful = [], []
    for index, step in enumerate(best):
        unsure = margins[index] < CLEAR
        roles.append(Role.TYPED if unsure and marks.marks[index] in STRAIGHT else step.role)
        doubtful.append(
            unsure or index in unpaired or _cost_of(step.role, costs[index]) >= UNLIKELY
        )
    return _Pairing(places, tuple(roles), tuple(doubtful), marks.closers(best))


class _Marks:
    """Finds the reading of the quotes of a text with the least cost."""

    def __init__(
        self, text: str, marks: Sequence[str], places: Sequence[int], costs: Sequence[Costs]
    ) -> None:
        self.marks = marks
        self._places = places
        self._costs = costs
        self._text = text
        self._sentence_ends = [found.start() for found in re.finditer(r"[。！？]|[.!?]\s", text)]

    def read(self) -> tuple[list[_Step], list[float]]:
        """Return the steps with the least cost, and by how much another role of each costs more."""
        layers = self._layers()
        costs: list[dict[_State, float]] = [{(): 0.0}]
        for layer in layers:
            cheapest: dict[_State, float] = {}
            for step in layer:
                cost = costs[-1][step.before] + step.cost
                cheapest[step.after] = min(cost, cheapest.get(step.after, inf))
            costs.append(cheapest)
        to_come: list[dict[_State, float]] = [{state: UNPAIRED * len(state) for state in costs[-1]}]
        for layer in reversed(layers):
            rest: dict[_State, float] = {}
            for step in layer:
                cost = step.cost + to_come[-1].get(step.after, inf)
                rest[step.before] = min(cost, rest.get(step.before, inf))
            to_come.append(rest)
        to_come.reverse()
        best: list[_Step] = []
        margins = []
        state: _State = ()
        for index, layer in enumerate(layers):

            def total(step: _Step, index: int = index) -> float:
                rest = to_come[index + 1].get(step.after, inf)
                return costs[index][step.before] + step.cost + rest

            taken = min((step for step in layer if step.before == state), key=total)
            others = (total(step) for step in layer if not _alike(step.role, taken.role))
            margins.append(min(others, default=inf) - total(taken))
            best.append(taken)
            state = taken.after
        return best, margins

    def _layers(self) -> list[list[_Step]]:
        """The steps of each mark from every state before it; only the cheapest are kept."""
        layers: list[list[_Step]] = []
        costs: dict[_State, float] = {(): 0.0}
        for index in range(len(self.marks)):
            layer = [step for state in costs for step in self._steps(state, index)]
            found: dict[_State, float] = {}
            for step in layer:
                cost = costs[step.before] + step.cost
                found[step.after] = min(cost, found.get(step.after, inf))
            kept = sorted(found, key=found.__getitem__)[:MAX_READINGS]
            limit = found[kept[0]] + HOPELESS
            costs = {state: found[state] for state in kept if found[state] <= limit}
            layers.append([step for step in layer if step.after in costs])
        return layers

    def closers(self, best: Sequence[_Step]) -> tuple[str, ...]:
        """The closing character of each mark, if the mark it closes was typed as a curly quote."""
        found = []
        for index, step in enumerate(best):
            opener = ""
            if step.role is Role.CLOSE:
                kind = _kind(self.marks[index])
                opener = next(
                    self.marks[each.nth] for each in reversed(step.before) if each.kind == kind
                )
            found.append({"“": "”", "‘": "’"}.get(opener, ""))
        return tuple(found)

    def _steps(self, state: _State, index: int) -> Iterator[_Step]:
        """Yield the possible steps of mark `index` while the quotes of `state` are open."""
        mark, costs = self.marks[index], self._costs[index]
        straight = mark in STRAIGHT
        if straight or mark in "“‘":
            yield from self._opened(state, index, costs.open if straight else 0.0)
        if straight or mark in "”’":
            yield from self._closed(state, index, 0.0 if mark == "”" else costs.close)
            stray = UNPAIRED + (costs.close if straight else 0.0)
            yield _Step(state, Role.STRAY, stray, state, (index,))
        if costs.apostrophe < inf:
            yield _Step(state, Role.APOSTROPHE, costs.apostrophe, state)
        if costs.prime < inf and straight:
            yield _Step(state, Role.PRIME, costs.prime, state)
        if straight:
            yield _Step(state, Role.TYPED, AS_TYPED, state, (index,))

    def _opened(self, state: _State, index: int, cost: float) -> Iterator[_Step]:
        kind = _kind(self.marks[index])
        alike = [at for at, each in enumerate(state) if each.kind == kind]
        new = _Open(kind, index)
        nested = cost + (NESTED if alike else 0.0)
        if len(state) < MAX_DEPTH:
            yield _Step(state, Role.OPEN, nested, (*state, new))
        else:  # the outermost one stays unpaired
            unpaired = _indices(state[:1])
            yield _Step(state, Role.OPEN, nested + UNPAIRED, (*state[1:], new), unpaired)
        if alike:  # the one that was opened before, and all within it, stay unpaired
            left, given_up = state[: alike[0]], state[alike[0] :]
            cost += UNPAIRED * len(given_up)
            yield _Step(state, Role.OPEN, cost, (*left, new), _indices(given_up))

    def _closed(self, state: _State, index: int, cost: float) -> Iterator[_Step]:
        kind = _kind(self.marks[index])
        at = next((at for at in reversed(range(len(state))) if state[at].kind == kind), None)
        if at is None:
            return
        given_up = state[at + 1 :]
        cost += UNPAIRED * len(given_up)
        cost += self._cost_of_quote(self._places[state[at].nth] + 1, self._places[index])
        yield _Step(state, Role.CLOSE, cost, state[:at], _indices(given_up))

    def _cost_of_quote(self, start: int, end: int) -> float:
        """The cost of a quotation by its content."""
        cost = PER_LETTER * min(end - start, LONG)
        if start == end or self._text[start:end].isspace():
            return cost + UNLIKELY
        ended = bisect_left(self._sentence_ends, start)
        within = ended < len(self._sentence_ends) and self._sentence_ends[ended] < end - 1
        if within and self._text[end - 1] not in "。！？…，.!?,":
            cost += WITHIN_SENTENCES
        return cost


def _indices(opened: Iterable[_Open]) -> tuple[int, ...]:
    return tuple(each.nth for each in opened)


def _cost_of(role: Role, costs: Costs) -> float:
    """The cost of a mark in `role`, by the characters beside it."""
    match role:
        case Role.OPEN:
            return costs.open
        case Role.APOSTROPHE:
            return costs.apostrophe
        case Role.PRIME:
            return costs.prime
        case _:
            return costs.close


def _kind(mark: str) -> str:
    return '"' if mark in '"“”' else "'"


def _alike(one: Role, other: Role) -> bool:
    """Whether two roles of a mark look the same on the page."""
    closing = (Role.CLOSE, Role.STRAY)
    return one is other or (one in closing and other in closing)
