"""A quantity of a text, and what it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import product

Value = Fraction | str | tuple[int, int]
Reading = tuple[str, Value]
"""A kind (number, percent, date, time, telephone, or the base of a unit), and its value."""

LOCAL = 7
"""The least digits of a telephone number without area code (ITU-T E.164 sets no minimum)."""


class Certainty(IntEnum):
    """How certain it is that words are a quantity."""

    LOOSE = 0
    """The words may mean something else: one, 一. It can only match one of the other text."""
    WORDS = 1
    """In words: two halls. A translation may omit it: 双方 for the two sides."""
    FIGURES = 2
    """In figures, or in an unambiguous form such as 百分之十二."""


@dataclass(frozen=True)
class Quantity:
    """A number, date, time or the like in a text."""

    said: str
    """Its words."""
    readings: frozenset[Reading]
    """What it may mean; several if ambiguous: 05/06/2026, 90年代, 3点."""
    certainty: Certainty = Certainty.FIGURES
    unit: str = ""
    """Factor and base of its unit; empty if unknown."""
    rough: bool = False
    """Whether translations convert the unit: miles, floors."""
    parts: tuple[Quantity, ...] = ()
    """What it is if the other text has these: 24/7, 16:10."""
    apart: bool = False
    """Whether it is its parts unless the other text has the whole: 6222 0212 3456."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its readings."""
        return frozenset(kind for kind, _ in self.readings)

    @property
    def base(self) -> str:
        """The base of its unit: m for kilometres."""
        return self.unit.partition(" ")[2]

    def agrees(self, other: Quantity) -> bool:
        """Whether both may mean the same: the same number, or the same amount in base units."""
        readings = self.readings & other.readings
        if self.base and self.base == other.base:
            readings = frozenset(each for each in readings if each[0] == self.base)
        return bool(readings) or any(
            _same_telephone(str(one), str(two))
            for (kind, one), (other_kind, two) in product(self.readings, other.readings)
            if kind == other_kind == "telephone"
        )

    def contradicts(self, other: Quantity) -> bool:
        """Whether both certainly are the same quantity with another value: 1,500 and 1600.

        Numbers with different units are not: 90 minutes may be 1.5 hours.
        """
        if min(self.certainty, other.certainty) < Certainty.FIGURES or self.rough or other.rough:
            return False
        return any(
            _alike(kind, one, two)
            for (kind, one), (other_kind, two) in product(self.readings, other.readings)
            if kind == other_kind and (kind not in ("number", self.base) or self.unit == other.unit)
        )


def _same_telephone(one: str, two: str) -> bool:
    """Whether two telephone numbers differ in their country or area code only."""
    short, long = sorted((one, two), key=len)
    return len(short) >= LOCAL and long.endswith(short)


def _alike(kind: str, one: Value, two: Value) -> bool:
    """Whether two values are so similar that one of them is an error.

    Numbers that have nothing in common may be different things: 24/7 and 365 days.
    """
    if kind not in ("number", "code"):
        return True
    if isinstance(one, Fraction) and isinstance(two, Fraction):
        first, second = _figures(one), _figures(two)
        if first.strip("0") == second.strip("0"):
            return True
    else:
        first, second = str(one), str(two)
    return len(first) == len(second) or _distance(first, second) == 1


def _figures(value: Fraction) -> str:
    """The digits of a number, without its decimal mark."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6f}".rstrip("0").replace(".", "")


def _distance(one: str, two: str) -> int:
    """1 if one is the other with a character inserted or removed, else 2."""
    short, long = sorted((one, two), key=len)
    if len(long) - len(short) != 1:
        return 2
    return 1 if any(long[:at] + long[at + 1 :] == short for at in range(len(long))) else 2
