"""Measures the baseline grid: the lines of a paragraph, and columns of body text side by side.

Lines of a paragraph are as far apart as its leading. Columns of body text that are beside each
other share their lines, or half lines where a heading has half a leading around it. Nothing else
has to: notes, contacts and tables in smaller type have a leading of their own, and below a
picture in the only column of a page a line may be anywhere. Lengths are pt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from bifolio.pdf.glyphs import TextLine, TextParagraph

GRID = 0.1
"""pt by which a baseline may miss the grid."""

RUNNING = frozenset({"P", "LBody"})
"""Structure types of running text; the cells of a table follow their rows."""


@dataclass(frozen=True)
class _Column:
    """The lines of a paragraph in one column, from top to bottom."""

    lines: tuple[TextLine, ...]
    leading: float

    @property
    def size(self) -> float:
        sizes = Counter(round(line.size, 1) for line in self.lines)
        return sizes.most_common(1)[0][0]

    @property
    def offset(self) -> float:
        """Where its lines are in the grid of half its leading that begins at the page's foot."""
        step = self.leading / 2
        return commonest_offset([line.baseline % step for line in self.lines], step)

    def stands_beside(self, other: _Column) -> bool:
        """Whether the lines of both are beside each other, in columns that do not overlap."""
        apart = max(line.right for line in self.lines) < min(
            line.left for line in other.lines
        ) or max(line.right for line in other.lines) < min(line.left for line in self.lines)
        top, foot = self.lines[0].baseline, self.lines[-1].baseline
        reach = self.leading / 2
        return apart and (
            other.lines[-1].baseline - reach <= top and foot - reach <= other.lines[0].baseline
        )


Missed = tuple[TextLine, float, float]
"""A line, how far it is off (pt), and the step of the grid that it misses."""


def off_leading(paragraph: TextParagraph) -> Iterator[Missed]:
    """The lines that miss the grid of half the leading of their own paragraph."""
    for column in _columns(paragraph):
        step, wanted = column.leading / 2, column.offset
        for line in column.lines:
            off = distance(line.baseline, wanted, step)
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
        beside = [other for other in body if column.stands_beside(other)]
        apart = [distance(at, other.lines[0].baseline, step) for other in beside]
        if distance(at, common, step) > GRID and any(off > GRID for off in apart):
            yield column.lines[0], max(apart), step


def distance(one: float, other: float, step: float) -> float:
    """How far two baselines are from being on one grid."""
    off = one - other
    return min(off % step, -off % step)


def commonest_offset(offsets: Sequence[float], step: float) -> float:
    """The offset that most of `offsets` are near to."""

    def near(one: float) -> int:
        return sum(distance(one, other, step) <= GRID for other in offsets)

    return max(offsets, key=near)


def _columns(paragraph: TextParagraph) -> Iterator[_Column]:
    """The parts of a paragraph in each column, where most of its lines are one leading apart."""
    steps = [
        one.baseline - other.baseline
        for one, other in pairwise(paragraph.lines)
        if one.baseline > other.baseline
    ]
    if not steps:
        return
    leading, count = Counter(round(step, 1) for step in steps).most_common(1)[0]
    alike = [step for step in steps if abs(step - leading) < GRID]
    if 2 * len(alike) < len(steps) or not count:
        return
    rows: list[list[TextLine]] = [[]]
    for line in paragraph.lines:
        if rows[-1] and line.baseline >= rows[-1][-1].baseline:
            rows.append([])
        rows[-1].append(line)
    for row in rows:
        yield _Column(tuple(row), fmean(alike))
