"""The best line ends of a paragraph, found by comparing every line that fits."""

from __future__ import annotations

from collections.abc import Sequence

from bifolio.compose import line_breaking
from bifolio.compose.break_opportunities import Break
from bifolio.compose.clusters import Kind, ShapedParagraph

_Ways = dict[tuple[int, line_breaking._Fitness | None], tuple[float, list[int]]]
"""The sum of demerits and the line ends of the best ways to a line end, by their state."""


def best_ends(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], breaks: Sequence[Break]
) -> list[int]:
    """Return the clusters at which the lines end that have the least sum of demerits.

    Those of uneven lines count if there is a way without a loose line. Of several ways with the
    same sum, the one with the earlier line ends wins.
    """
    metrics = line_breaking._metrics_of(paragraph, kinds)
    ends = line_breaking._feasible(metrics, [*breaks, Break(len(paragraph.clusters))])
    demerits, best = _best(metrics, ends, even=False)
    is_loose = demerits >= (line_breaking.LINE_PENALTY + line_breaking.LOOSE) ** 2
    return best if is_loose or not paragraph.justified else _best(metrics, ends, even=True)[1]


def _best(
    metrics: line_breaking._Metrics, ends: Sequence[line_breaking._End], *, even: bool
) -> tuple[float, list[int]]:
    """The least sum of demerits, with those of uneven lines if `even`, and its line ends."""
    paragraph = metrics.paragraph
    every = 0.0 if paragraph.justified else line_breaking.RAGGED_LINE
    lines = len(paragraph.first_measures)
    # The least demerits up to each line end, and the ends before it, by the number of lines and the
    # fitness of the last one.
    ways: list[_Ways] = [{(0, None): (0.0, [])}]
    alive: list[list[int]] = [[0], *([] for _ in range(lines))]
    for index, end in enumerate(ends, 1):
        found: _Ways = {}
        for number in range(lines + 1):
            measure = paragraph.measure_of(number)
            for start in [*alive[number]]:
                first, before = (ends[start - 1].at, ends[start - 1]) if start else (0, None)
                need = line_breaking._shortfall(metrics, first, end, measure)
                if start < index - 1 and not line_breaking._may_fit(metrics, first, end, need):
                    alive[number].remove(start)
                    continue
                is_last = end is ends[-1]
                badness = line_breaking._badness(metrics, first, end, need, measure, is_last)
                added = every + line_breaking._demerits(metrics, before, end, badness, is_last)
                fitness = line_breaking._fitness(metrics, first, end, need, is_last)
                for (lines_before, earlier), (demerits, path) in ways[start].items():
                    if lines_before == number:
                        sum_ = demerits + added
                        sum_ += line_breaking._uneven(earlier, fitness) if even else 0.0
                        state = min(number + 1, lines), fitness if even else None
                        if state not in found or sum_ < found[state][0]:
                            found[state] = sum_, [*path, end.at]
        ways.append(found)
        for number in {number for number, _ in found}:
            alive[number].append(index)
    return min(ways[-1].values(), key=lambda way: way[0])


def chosen_ends(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], breaks: Sequence[Break]
) -> list[int]:
    """Return the clusters at which the composed lines end."""
    return [line.following for line in line_breaking.compose_lines(paragraph, kinds, breaks)]
