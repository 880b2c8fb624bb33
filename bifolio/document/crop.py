"""The part of a picture that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlencode


@dataclass(frozen=True)
class Crop:
    """Cuts a picture to an aspect ratio, around a point of it."""

    aspect: float
    """Width divided by height."""
    focus: tuple[float, float] = (50.0, 50.0)
    """The point to keep in the middle, in per cent from the left and from the top."""

    def size(self, width: float, height: float) -> tuple[float, float]:
        """Width and height of the largest such part of a picture."""
        return min(width, height * self.aspect), min(height, width / self.aspect)

    def box(self, width: float, height: float) -> tuple[float, float, float, float]:
        """The left, upper, right and lower edge of that part."""
        across, down = self.size(width, height)
        left = min(max(self.focus[0] / 100 * width - across / 2, 0), width - across)
        upper = min(max(self.focus[1] / 100 * height - down / 2, 0), height - down)
        return left, upper, left + across, upper + down

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Those edges in whole pixels."""
        left, upper, right, lower = map(round, self.box(width, height))
        return left, upper, max(right, left + 1), max(lower, upper + 1)

    @property
    def fragment(self) -> str:
        """Its form in the fragment of a picture's address."""
        return urlencode({"aspect": repr(self.aspect), "focus": "{},{}".format(*self.focus)})

    @classmethod
    def of_fragment(cls, fragment: str) -> Self | None:
        """Read the fragment of an address; None if it has no crop."""
        values = {name: value[0] for name, value in parse_qs(fragment).items()}
        try:
            across, down = map(float, values["focus"].split(","))
            return cls(float(values["aspect"]), (across, down))
        except (KeyError, ValueError):
            return None
