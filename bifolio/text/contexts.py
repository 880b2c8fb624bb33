"""The costs of each role of a straight quote, by the characters beside it.

In Latin scripts, spaces distinguish an opening quote from a closing one. In Chinese only
punctuation does, so most quotes cost the same either way, and their order decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from bifolio.languages import Elisions, Language
from bifolio.languages.scripts import IDEOGRAPHS

QUOTES = "\"'“”‘’「」『』"
DASHES = "—–-―"
OPENING = "([{<¿¡（［｛【〔〖《〈/"
CLOSING = ")]}>）］｝】〕〗》〉/"
STOPS = ".!?。！？…"
PAUSES = ",;:、，；：·"
HAN = (
    f"[{IDEOGRAPHS}"
    r"\u2ff0-\u303f\u3040-\u312f\u3190-\u33ff\u4dc0-\u4dff\ufe10-\ufe19\ufe30-\ufe6b\uff00-\uffef]"
)
"""A pattern of letters and marks of Chinese and Japanese."""

WRONG = 8.0
"""The cost of a role that the spaces beside the mark contradict."""

WITHIN_WORD = 3.0, 3.0
"""The costs of opening and closing between two letters."""

UNLIKELY = 3.0
"""The cost of an apostrophe at the end of a word that is not known to have one."""

WORD = 40
"""The longest word or number that is searched beside a mark."""

DROPPED = 3.5
"""The cost of an apostrophe at the beginning of a word that is not known to have one."""

SIBILANT = "sxzSXZ"

_NUMBER = r"\d+(?:[.,]\d+)?"
_STRONG_PRIMES = (
    rf"(?<![\w.])\d+(')\s?{_NUMBER}(?:[¼½¾]|\s\d/\d)?(\")",
    rf"\d\s?°\s?{_NUMBER}(')",
    rf"°\s?{_NUMBER}'\s?{_NUMBER}(\")",
    rf"(?<![\w.]){_NUMBER}(\")\s?[×xX*]\s?{_NUMBER}(\")",
    rf"(?<![\w.]){_NUMBER}(')\s?[×xX*]\s?{_NUMBER}(')",
)
"""Patterns of feet and inches, minutes and seconds of an angle, two dimensions; groups: primes."""


@dataclass(frozen=True)
class Costs:
    """The cost of each role of a mark; infinite for a role that it cannot have."""

    open: float
    close: float
    apostrophe: float = inf
    prime: float = inf


@dataclass(frozen=True)
class Beside:
    """The character on one side of a mark; empty at the edge of the text."""

    character: str

    @property
    def is_space(self) -> bool:
        """Whether nothing, a space or a line end is there."""
        return not self.character or self.character.isspace()

    @property
    def is_han(self) -> bool:
        """Whether it belongs to Chinese or Japanese."""
        return bool(re.match(HAN, self.character))

    @property
    def is_latin(self) -> bool:
        """Whether it is a letter or digit of another script."""
        return self.character.isalnum() and not self.is_han

    @property
    def is_digit(self) -> bool:
        """Whether a measurement can end with it."""
        return self.character.isnumeric() and not self.is_han

    def one_of(self, characters: str) -> bool:
        """Whether it is one of `characters`."""
        return bool(self.character) and self.character in characters


class Neighbourhood:
    """A text, and what is around the marks in it."""

    def __init__(self, text: str, language: Language, elisions: Elisions) -> None:
        """Take a text in `language`; `elisions` are those of its words in Latin letters."""
        self.text = text
        self._skips_line_ends = language.is_han
        self._elisions = elisions
        self._primes = {at for form in _STRONG_PRIMES for at in _places(form, text)}
        self._rows = {
            at: row.span() for row in re.finditer(f"[{QUOTES}]+", text) for at in range(*row.span())
        }

    def costs(self, at: int) -> Costs:
        """Return the cost of each role of the mark at `at`."""
        left, right = self._beside(at, -1), self._beside(at, 1)
        opening, closing = (
            _among_han(left, right) if left.is_han or right.is_han else _among_words(left, right)
        )
        if (opening, closing) == WITHIN_WORD and self._is_beside_quote(at):
            opening = closing = 0.3  # "a""b"
        prime = inf
        if left.is_digit and self.text[at - 1] == left.character:
            prime = 0.0 if at in self._primes else _prime(self.text, at, right)
            opening += 3.0 if at in self._primes else 2.5
            closing += 3.0 if at in self._primes else 0.3
        apostrophe = inf
        if self.text[at] in "'’":
            apostrophe, penalty = self._apostrophe(at)
            opening += penalty
            if apostrophe == 0:
                closing += penalty
        return Costs(opening, closing, apostrophe, prime)

    def _beside(self, at: int, step: int) -> Beside:
        """The character beside a mark, without other quotes and without line ends beside Han."""
        text = self.text
        start, end = self._rows.get(at, (at, at + 1))
        at = start - 1 if step < 0 else end
        if self._skips_line_ends and 0 <= at < len(text) and text[at] == "\n":
            beyond = text[at + step : at + step + 1] if at + step >= 0 else ""
            if beyond and re.match(HAN, beyond):
                return Beside(beyond)
        return Beside(text[at] if 0 <= at < len(text) else "")

    def _is_beside_quote(self, at: int) -> bool:
        """Whether another quote is directly beside the mark."""
        return any(
            side and side in QUOTES for side in (self.text[at - 1 : at], self.text[at + 1 : at + 2])
        )

    def _apostrophe(self, at: int) -> tuple[float, float]:
        """The cost of an apostrophe, and what a quote costs in addition if one is likely."""
        text = self.text
        before, after = Beside(text[at - 1 : at] if at else ""), Beside(text[at + 1 : at + 2])
        if before.is_latin and after.is_latin and not self._is_prime(at):
            return 0.0, WRONG
        left, right = _word(text[max(at - WORD, 0) : at][::-1])[::-1], _word(text[at + 1 :][:WORD])
        if self._is_between_two(at, left, right):
            return 0.0, UNLIKELY
        if after.is_latin and not before.is_latin:
            if right.lower() in self._elisions.beginning:
                return 0.0, 2.0
            if re.fullmatch(r"\d\ds?", right):
                return 0.2, 1.0
            if self._beside(at, -1).character and not before.is_han:
                return DROPPED, 0.0  # 'ard
        return (self._ending(at, left) if before.is_latin else inf), 0.0

    def _is_between_two(self, at: int, left: str, right: str) -> bool:
        """Whether the mark is one of two around a word such as 'n'."""
        both, text = self._elisions.both, self.text
        following = text[at + 1 + len(right) : at + 2 + len(right)]
        preceding = text[at - len(left) - 1 : at - len(left)] if at > len(left) else ""
        return (right.lower() in both and following in ("'", "’")) or (
            left.lower() in both and preceding in ("'", "’")
        )

    def _is_prime(self, at: int) -> bool:
        """Whether the mark between two letters is after feet: 5'10."""
        return self.text[at - 1].isdigit() and (
            at in self._primes or bool(re.match(r"\d{1,2}(?!\d)", self.text[at + 1 : at + 4]))
        )

    def _ending(self, at: int, word: str) -> float:
        """The cost of an apostrophe at the end of `word`."""
        if word.lower() in self._elisions.end or re.fullmatch(r"\w{2,}in", word):
            return 0.8
        if self.text[at - 1] in SIBILANT:
            # A word follows that can be possessed: the students' books.
            return 1.0 if re.match(r" [^\W\d_]", self.text[at + 1 : at + 3]) else 1.6
        return UNLIKELY


def _among_words(left: Beside, right: Beside) -> tuple[float, float]:
    """The costs of opening and closing between Latin words."""
    may_open = left.is_space or left.one_of(OPENING + DASHES)
    may_close = right.is_space or right.one_of(CLOSING + DASHES + STOPS + PAUSES)
    if may_open and not may_close:
        return 0.0, 2.0 if left.one_of(DASHES + "/") else WRONG
    if may_close and not may_open:
        return WRONG, 0.0
    if may_open:
        opens = not right.is_space
        closes = not left.is_space and not left.one_of(OPENING)
        return (1.0 if opens else 4.0), (1.0 if closes else 4.0)
    return WITHIN_WORD


def _among_han(left: Beside, right: Beside) -> tuple[float, float]:
    """The costs of opening and closing beside Han, without spaces to distinguish them."""
    before = (
        (not left.character, 0.0, WRONG),
        (left.is_space, 0.0, 2.0),
        (left.one_of(OPENING), 0.0, 3.0),
        (left.one_of("：:"), 0.0, 3.0),
        (left.one_of("、"), 0.0, 2.0),
        (left.one_of("，；,;"), 0.0, 0.5),
        (left.one_of(STOPS), 0.5, 0.0),
        (left.one_of(DASHES), 0.0, 0.5),
    )
    after = (
        (not right.character, WRONG, 0.0),
        (right.is_space, 2.0, 0.0),
        (right.one_of("…"), 1.0, 0.0),
        (right.one_of(CLOSING + STOPS + PAUSES), 4.0, 0.0),
        (right.one_of(OPENING), 0.0, 0.5),
    )
    opening = closing = 0.0
    for rules in (before, after):
        for holds, open_cost, close_cost in rules:
            if holds:
                opening += open_cost
                closing += close_cost
                break
    return opening, closing


def _prime(text: str, at: int, right: Beside) -> float:
    """The cost of a prime after a number that is not in one of the forms with primes."""
    number = re.search(rf"(?:(?!{HAN})[\w.,])*$", text[max(at - WORD, 0) : at])
    digits = number[0] if number else ""
    cost = 0.8 if text[at] == '"' else 1.2
    if re.search(r"[^\W\d_]", digits):
        cost += 1.2  # R2D2, iPhone15
    if re.search(r"\d{4,}$", digits):
        cost += 1.5  # a year
    if text[at] == "'" and re.match(r"s\b|\d{3}(?!\d)", text[at + 1 : at + 5]):
        return inf  # 1990's, 10'000
    return cost + (1.0 if right.is_latin and not right.is_digit else 0.0)


def _places(pattern: str, text: str) -> Iterator[int]:
    """Where the groups of `pattern` are in `text`."""
    for match in re.finditer(pattern, text):
        yield from (start for start, _ in match.regs[1:])


def _word(text: str) -> str:
    """The letters and digits of Latin scripts that `text` begins with."""
    match = re.match(rf"(?:(?!{HAN})[^\W_])*", text)
    return match[0] if match else ""
