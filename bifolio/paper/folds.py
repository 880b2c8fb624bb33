"""Folds of a sheet into a leaflet of six panels: fold lines and panel positions.

Panels are numbered in reading order: 0 is the cover, 5 the back. Side 0 of the sheet is the
outside, side 1 the inside, both seen upright: the sheet is flipped on its short edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

COVER, BACK = 0, 5
PANELS = 6
"""Three on each side."""


@dataclass(frozen=True)
class Fold:
    """A fold of a sheet into three panels side by side."""

    name: str
    sides: tuple[tuple[int, int, int], tuple[int, int, int]]
    """The panels on the outside and on the inside, from left to right."""
    tucked: float
    """mm by which the left panel of the outside, which is folded in, is narrower."""

    def widths(self, width: float, side: int) -> tuple[float, float, float]:
        """Return the widths of the panels of `side` (0: outside) of a sheet `width` mm wide."""
        wide = (width + self.tucked) / 3
        outside = (wide - self.tucked, wide, wide)
        return outside if side == 0 else outside[::-1]

    def creases(self, width: float, side: int) -> tuple[float, float]:
        """Return the fold lines of `side` of a sheet `width` mm wide, in mm from its left edge."""
        first, second, _ = accumulate(self.widths(width, side))
        return first, second

    def panels(self, width: float) -> Iterator[tuple[int, int, float, float]]:
        """Yield each panel in reading order: number, side, left edge and width (mm)."""
        for number in range(PANELS):
            side = 0 if number in self.sides[0] else 1
            at = self.sides[side].index(number)
            widths = self.widths(width, side)
            yield number, side, sum(widths[:at]), widths[at]


FOLDS = {
    "letter": Fold("letter", sides=((4, BACK, COVER), (1, 2, 3)), tucked=3.0),
    "z": Fold("z", sides=((3, 4, COVER), (1, 2, BACK)), tucked=0.0),
}
"""Letter fold (C fold): 297 mm are 97 + 100 + 100, mirrored on the inside. Z fold: 99 each."""
