"""Evaluates numbers in words, or in figures and words: two hundred and five, 3万5千, 1.4 bn.

The words are language data (`bifolio.languages.numerals`); the arithmetic is the same in all
languages: a smaller number after a larger one is added, a multiplier multiplies what precedes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from bifolio.languages.numerals import Numerals, Words
from bifolio.preflight.facts import LATIN

SEPARATORS = " '’"
"""The thousands separators of all languages (ISO 80000-1, 7.3.1), and the Swiss apostrophe."""
POINT = r"\.(?:\d{1,2}|\d{4,9})(?!\d)"
"""A decimal point, which every language has in names: version 2.0, CC BY 4.0, Web 2.0."""
LONGEST_FIGURES = 40
"""Digits of a number, at most."""
LONGEST = 12
"""Words after the first of one number, at most: longer ones are read in pieces."""
POSITIONAL = 3
"""Digits in words that make up a number without multipliers, at least: 一九九; 三四 is 3 or 4."""


@dataclass(frozen=True)
class Sum:
    """A number."""

    values: frozenset[Fraction]
    """Its possible values, more than one if ambiguous."""
    words: int
    """How many words it has; 0 if it begins with figures."""
    loose: bool
    """Whether its words may not be a number at all."""


@dataclass
class _Adder:
    """Adds up the words of one number."""

    parts: list[Fraction] = field(default_factory=list)
    room: Fraction | None = None
    """The next word must be less than this; None before the first."""
    after_figures: bool = False

    def add(self, value: Fraction, *, figures: bool) -> bool:
        """Add `value`; False if it does not continue the number."""
        if self.room is not None and value >= self.room:
            return False
        self.parts.append(value)
        self.room = Fraction(0)
        if not figures and value in range(20, 100, 10):
            self.room = Fraction(10)
        elif not figures and value in range(200, 1000, 100):  # one word in Spanish: doscientos
            self.room = Fraction(100)
        self.after_figures = figures
        return True

    def multiply(self, factor: Fraction) -> bool:
        """Multiply by `factor`; False if it does not continue the number."""
        counted: list[Fraction] = []
        while self.parts and (self.parts[-1] < factor or (self.after_figures and not counted)):
            counted.append(self.parts.pop())
        product = (sum(counted) or Fraction(1)) * factor
        if self.parts and not counted and self.room is not None and product >= self.room:
            return False
        self.parts.append(product)
        self.room, self.after_figures = factor, False
        return True


class Arithmetic:
    """Reads numbers in one language."""

    def __init__(self, numerals: Numerals) -> None:
        """Prepare for `numerals`."""
        self.numerals = numerals

    @cached_property
    def words(self) -> Words:
        """Every word for a number, ambiguous ones included."""
        return _folded({**self.numerals.loose, **self.numerals.words})

    @cached_property
    def multipliers(self) -> Words:
        """Every multiplier, abbreviations after figures included."""
        return _folded({**self.numerals.abbreviations, **self.numerals.multipliers})

    @cached_property
    def figures(self) -> str:
        """A regular expression for a number in figures."""
        groups = re.escape(self.numerals.groups + SEPARATORS)
        decimal = re.escape(self.numerals.decimal)
        whole = rf"\d{{1,3}}(?:[{groups}]\d{{3}}){{1,6}}(?!\d)|\d{{1,{LONGEST_FIGURES}}}(?!\d)"
        return rf"(?>{whole})(?:[{decimal}]\d{{1,9}}(?!\d)|{POINT})?"

    @cached_property
    def number(self) -> str:
        """A regular expression for a number in figures or words."""
        numerals, joint = self.numerals, self.numerals.joints
        before, end = rf"(?<![{LATIN}\d])", rf"(?![{LATIN}])"
        times = f"(?!{self._units_with_prefix})(?:{any_of(numerals.multipliers)})"
        short = any_of(numerals.abbreviations)
        figures = (
            rf"{before}{self.figures}(?:\s?(?:{short}){end}"
            rf"|(?:{numerals.about or '(?!)'})?(?:[ -]?{times}{end}){{1,3}}(?:\d+{times}){{0,3}})?"
        )
        word = f"(?:{any_of(self.words)}|{times})"
        return rf"(?:{figures}|{before}{word}(?:(?:{joint}){word}){{0,{LONGEST}}}{end})"

    @property
    def _units_with_prefix(self) -> str:
        """A regular expression for units that begin with a multiplier: 50万千瓦 are kilowatts.

        They are none if what follows the multiplier is a longer unit: 2兆歐元 are euros, not ohms.
        """
        multipliers = tuple(self.numerals.multipliers)
        patterns = []
        for unit in sorted(self.numerals.units, key=len, reverse=True):
            if unit.startswith(multipliers):
                name = unit.lstrip("".join(multipliers))
                longer = [each for each in self.numerals.units if each.startswith(name)]
                rests = {each[len(name) :]: 1 for each in longer if each != name and name}
                patterns.append(re.escape(unit) + (f"(?!{any_of(rests)})" if rests else ""))
        return "|".join(patterns) or "(?!)"

    def sums(self, text: str) -> list[Sum]:
        """The numbers in `text`, a match of `number`."""
        tokens = [match[0].lower() for match in self._token.finditer(text)]
        if number := self._positional(tokens):
            return [number]
        found: list[Sum] = []
        adder = _Adder()
        taken: list[str] = []
        for token in tokens:
            if not self._take(adder, token):
                found += self._finished(adder, taken)
                adder, taken = _Adder(), []
                self._take(adder, token)
            taken.append(token)
        found += self._finished(adder, taken)
        if len(found) > 1 and not self.numerals.joints.strip("|"):  # 三四个: three or four
            found = [Sum(each.values, each.words, loose=bool(each.words)) for each in found]
        return found

    @cached_property
    def _token(self) -> re.Pattern[str]:
        words = any_of({**self.words, **self.multipliers})
        return re.compile(rf"{self.figures}|{words}", re.IGNORECASE)

    def _take(self, adder: _Adder, token: str) -> bool:
        if token in self.multipliers:
            return adder.multiply(self.multipliers[token])
        if token in self.words:
            value = self.words[token]
            return value == 0 or adder.add(value, figures=False)
        return adder.add(min(self.values(token)), figures=True)

    def _finished(self, adder: _Adder, taken: list[str]) -> list[Sum]:
        if not adder.parts:
            return []
        if len(taken) == 1 and taken[0][0].isdigit():
            return [Sum(self.values(taken[0]), 0, loose=False)]
        values = {Fraction(sum(adder.parts))}
        words = 0 if taken[0][0].isdigit() else len(taken)
        if len(taken) > 1 and taken[-1] in _folded(self.numerals.abbreviations):
            values |= self.values(taken[0])
        if self.numerals.elliptic and len(taken) > 2 and taken[-1] in self.words:
            factor, last = self.multipliers.get(taken[-2], Fraction(0)), self.words[taken[-1]]
            if factor >= 100:  # 三百五 is 350
                values.add(Fraction(sum(adder.parts)) - last + last * factor / 10)
        return [Sum(frozenset(values), words, self._is_loose(taken))]

    def _is_loose(self, taken: list[str]) -> bool:
        """Whether words may not be a number: one, 百, second."""
        certain = self._certain
        first = taken[0]
        if len(taken) == 1:
            return not first[0].isdigit() and first not in certain
        return first in self.multipliers and first not in certain

    @cached_property
    def _certain(self) -> Words:
        return _folded(self.numerals.words)

    def _positional(self, tokens: list[str]) -> Sum | None:
        """A positional number in words: 二〇二六."""
        if not self.numerals.digits or len(tokens) < 2:
            return None
        digits = [self.words.get(token, Fraction(10)) for token in tokens]
        if any(token in self.multipliers for token in tokens) or max(digits) >= 10:
            return None
        if len(tokens) < POSITIONAL and 0 not in digits:
            return None
        value = Fraction(int("".join(str(int(digit)) for digit in digits)))
        return Sum(frozenset({value}), len(tokens), loose=False)

    def values(self, figures: str) -> frozenset[Fraction]:
        """The possible values of a number in figures: two if a mark may be a decimal mark."""
        decimal, groups = self.numerals.decimal, self.numerals.groups + SEPARATORS
        found = set()
        if re.fullmatch(rf"\d{{1,3}}(?:[{re.escape(groups)}]\d{{3}})+", figures):
            found.add(Fraction(int(re.sub(r"\D", "", figures))))
        head, mark, tail = figures, "", ""
        if match := re.search(rf"[{re.escape(decimal)}.](\d+)$", figures):
            head, mark, tail = figures[: match.start()], match[0][0], match[1]
        whole = re.sub(r"\D", "", head)
        if not found or (mark and mark in decimal):
            found.add(Fraction(int(whole + tail), 10 ** len(tail)))
        return frozenset(found)


def _folded(words: Words) -> dict[str, Fraction]:
    return {word.lower(): value for word, value in words.items()}


def any_of(words: Mapping[str, object]) -> str:
    """A regular expression for any of `words`, longest first; without words it matches nothing."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
