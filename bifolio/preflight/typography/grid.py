"""Measures the baseline grid of paragraphs, and of columns of body text side by side.

The lines of a paragraph are one leading apart. Adjacent columns of body text share a grid of lines,
or of half lines around headings. Nothing else must: notes, contacts and tables have a leading of
their own, and a single column may resume anywhere below a picture. Lengths are pt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import fmean

from bifolio.pdf.glyphs import TextLine, TextParagraph

GRID = 0.1
"""The tolerance for a baseline (pt)."""

RUNNING = frozenset({"P", "LBody"})
"""Structure types of running text; table cells follow their rows."""


@dataclass(frozen=True)
class _Column:
    """The lines of a paragraph in one column, from top to bottom."""

    lines: tuple[TextLine, ...]
    leading: float

    @cached_property
    def size(self) -> float:
        sizes = Counter(round(line.size, 1) for line in self.lines)
        return sizes.most_common(1)[0][0]

    @cached_property
    def offset(self) -> float:
        """The offset of its lines in a grid of half its leading, from the foot of the page."""
        step = self.leading / 2
        return commonest_offset([line.baseline % step for line in self.lines], step)

    def is_beside(self, other: _Column) -> bool:
        """Whether both have lines at the same height, and do not overlap horizontally."""
        apart = any(
            max(line.right for line in one) < min(line.left for line in two)
            for one, two in ((self.lines, other.lines), (other.lines, self.lines))
        )
        top, foot = self.lines[0].baseline, self.lines[-1].baseline
        reach = self.leading / 2
        return apart and (
            other.lines[-1].baseline - reach <= top and foot - reach <= other.lines[0].baseline
        )


Missed = tuple[TextLine, float, float]
"""A line, its deviation (pt), and the step of the grid (pt)."""


def off_leading(paragraph: TextParagraph) -> Iterator[Missed]:
    """The lines that miss the grid of half the leading of their own paragraph."""
    for column in _columns(paragraph):
        step, expected = column.leading / 2, column.offset
        for line in column.lines:
            off = distance(line.baseline, expected, step)
            if off > GRID and abs(line.size - column.size) < GRID:
                yield line, off, step


def out_of_register(paragraphs: Sequence[TextParagraph]) -> Iterator[Missed]:
    """The first lines of body text that do not align with the body text beside them."""
    columns = [
        column
        for paragraph in paragraphs
        if paragraph.kind in RUNNING
        for column in _columns(paragraph)
    ]
    lines = Counter[tuple[float, float]]()
    for column in columns:
        lines[round(column.leading, 1), column.size] += len(column.lines)
    if not lines:
        return
    (leading, size), _ = lines.most_common(1)[0]
    body = [
        column for column in columns if column.size == size and abs(column.leading - leading) < GRID
    ]
    step = fmean(column.leading for column in body) / 2
    common = commonest_offset([column.lines[0].baseline % step for column in body], step)
    for column in body:
        at = column.lines[0].baseline
        beside = [other for other in body if column.is_beside(other)]
        apart = [distance(at, other.lines[0].baseline, step) for other in beside]
        if distance(at, common, step) > GRID and any(off > GRID for off in apart):
            yield column.lines[0], max(apart), step


def distance(one: float, other: float, step: float) -> float:
    """How far two baselines are from a common grid."""
    off = one - other
    return min(off % step, -off % step)


def commonest_offset(offsets: Sequence[float], step: float) -> float:
    """The offset with the most neighbours among `offsets`."""

    def near(one: float) -> int:
        return sum(distance(one, other, step) <= GRID for other in offsets)

    return max(offsets, key=near)


def _columns(paragraph: TextParagraph) -> Iterator[_Column]:
    """The parts of a paragraph in each column, if most of its lines are one leading apart."""
    steps = [
        one.baseline - other.baseline
        for one, other in pairwise(paragraph.lines)
        if one.baseline > other.baseline
    ]
    if not steps:
        return
    [(leading, _)] = Counter(round(step, 1) for step in steps).most_common(1)
    alike = [step for step in steps if abs(step - leading) < GRID]
    if 2 * len(alike) < len(steps):
        return
    rows: list[list[TextLine]] = [[]]
    for line in paragraph.lines:
        if rows[-1] and line.baseline >= rows[-1][-1].baseline:
            rows.append([])
        rows[-1].append(line)
    for row in rows:
        yield _Column(tuple(row), fmean(alike))
