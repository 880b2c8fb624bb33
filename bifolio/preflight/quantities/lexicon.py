"""The vocabulary of one language for the readers of quantities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from bifolio.languages.numerals import Numerals
from bifolio.preflight.quantities.sums import Arithmetic

Value = TypeVar("Value")


class Lexicon:
    """Evaluates words and fields in one language."""

    def __init__(self, numerals: Numerals) -> None:
        """Prepare for `numerals`."""
        self.numerals = numerals
        self.arithmetic = Arithmetic(numerals)
        self._months = _lowered(numerals.months)
        self._weekdays = _lowered(numerals.weekdays)
        self._parts = _lowered(numerals.parts)
        self._idioms = _lowered(numerals.idioms)

    def value(self, said: str | None) -> Fraction | None:
        """The number in a field."""
        if not said:
            return None
        if said.isdigit():
            return Fraction(int(said))
        sums = self.arithmetic.sums(said)
        return min(sums[-1].values) if sums else None

    def whole(self, said: str | None) -> int | None:
        """The whole number in a field."""
        value = self.value(said)
        return int(value) if value is not None and value.denominator == 1 else None

    def days(self, said: str) -> list[int]:
        """The days in a field."""
        digits = self.numerals.digits
        found = re.findall(rf"\d{{1,2}}|[{digits}]+" if digits else r"\d{1,2}", said)
        return [day for each in found if (day := self.whole(each)) is not None]

    def month(self, name: str) -> int:
        """The number of a month."""
        return int(self._months[name.lower()])

    def weekday(self, name: str) -> Fraction:
        """The number of a day of the week, Monday being 1."""
        return self._weekdays[name.lower()]

    def part(self, name: str) -> Fraction | None:
        """A denominator in words or figures."""
        return self._parts.get(name.lower()) or self.value(name)

    def idiom(self, phrase: str) -> tuple[tuple[str, Fraction | tuple[int, int]], ...]:
        """The readings of a phrase."""
        return self._idioms[phrase.lower()]


def _lowered(words: Mapping[str, Value]) -> dict[str, Value]:
    return {word.lower(): value for word, value in words.items()}
