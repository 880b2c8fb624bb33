"""Rectangles in PDF coordinates; matrices are `pikepdf.Matrix` (ISO 32000-1, 8.3.3).

`pikepdf.Rectangle` has no union or overlap test, cannot be pickled or hashed by value, and gives
disjoint rectangles an intersection of negative width.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, SupportsFloat

if TYPE_CHECKING:  # rectangles alone need no PDF library
    from pikepdf import Matrix


class Rectangle(NamedTuple):
    """An axis-parallel rectangle; pt from the lower left corner of a page unless noted."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    @property
    def is_empty(self) -> bool:
        """Whether it is a point; a line is not empty."""
        return self.width <= 0 and self.height <= 0

    @classmethod
    def of(cls, corners: Iterable[SupportsFloat]) -> Rectangle:
        """Return the rectangle of a PDF array of two opposite corners (ISO 32000-1, 7.9.5).

        Raises `ValueError` unless there are four numbers.
        """
        x, y, to_x, to_y = map(float, corners)
        return cls(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))

    @classmethod
    def sized(cls, left: float, bottom: float, width: float, height: float) -> Rectangle:
        """Return the rectangle of a corner and a size."""
        return cls(left, bottom, left + width, bottom + height)

    @classmethod
    def around(cls, rectangles: Iterable[Rectangle]) -> Rectangle:
        """Return the bounding box of one or more rectangles."""
        lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
        return cls(min(lefts), min(bottoms), max(rights), max(tops))

    def within(self, other: Rectangle | None) -> Rectangle:
        """Return the intersection with `other`; if they have no point in common, an empty one."""
        if other is None:
            return self
        if not self.overlaps(other):
            return Rectangle(other.left, other.bottom, other.left, other.bottom)
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        right, top = min(self.right, other.right), min(self.top, other.top)
        return Rectangle(left, bottom, max(left, right), max(bottom, top))

    def overlaps(self, other: Rectangle) -> bool:
        """Whether they have a point in common, edges included."""
        return (
            max(self.left, other.left) <= min(self.right, other.right)
            and max(self.bottom, other.bottom) <= min(self.top, other.top)
        )  # fmt: skip

    def grown(self, by: float) -> Rectangle:
        """Return the rectangle whose edges are `by` further out."""
        return Rectangle(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def moved(self, x: float, y: float) -> Rectangle:
        """Return the rectangle moved right by `x` and up by `y`."""
        return Rectangle(self.left + x, self.bottom + y, self.right + x, self.top + y)

    def margins(self, inner: Rectangle) -> tuple[float, float, float, float]:
        """How far it extends beyond `inner`: left, bottom, right and top."""
        return (
            inner.left - self.left,
            inner.bottom - self.bottom,
            self.right - inner.right,
            self.top - inner.top,
        )

    def contains(self, inner: Rectangle, tolerance: float = 0.01) -> bool:
        """Whether `inner` lies within it; an edge may be further out by the tolerance."""
        return min(self.margins(inner)) >= -tolerance

    def transformed(self, matrix: Matrix) -> Rectangle:
        """Return the bounding box of its image under `matrix`."""
        corners = ((x, y) for x in (self.left, self.right) for y in (self.bottom, self.top))
        xs, ys = zip(*map(matrix.transform, corners), strict=True)
        return Rectangle(min(xs), min(ys), max(xs), max(ys))


UNIT_SQUARE = Rectangle(0, 0, 1, 1)
"""The area of an image in its own space (ISO 32000-1, 8.9.5.1)."""


@dataclass(frozen=True, slots=True)
class PageRectangle:
    """A rectangle on a page."""

    page: int
    """From 1."""
    rectangle: Rectangle

    def shares_area(self, other: PageRectangle) -> bool:
        """Whether they overlap; touching edges do not count."""
        common = self.rectangle.within(other.rectangle)
        return self.page == other.page and common.width > 0 and common.height > 0
