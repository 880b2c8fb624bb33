"""The best line ends of a paragraph, found by comparing every line that fits."""

from __future__ import annotations

from collections.abc import Sequence

from bifolio.compose import line_breaking
from bifolio.compose.break_opportunities import Break
from bifolio.compose.clusters import Kind, ShapedParagraph


def best_ends(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], breaks: Sequence[Break]
) -> list[int]:
    """Return the clusters at which the lines end that have the least sum of demerits.

    Of several ways with the same sum, the one with the earlier line ends wins.
    """
    metrics = line_breaking._metrics_of(paragraph, kinds)
    ends = line_breaking._feasible(metrics, [*breaks, Break(len(paragraph.clusters))])
    every = 0.0 if paragraph.justified else line_breaking.RAGGED_LINE
    lines = len(paragraph.first_measures)
    # The least demerits up to each line end, and the ends before it, by the number of lines.
    ways: list[dict[int, tuple[float, list[int]]]] = [{0: (0.0, [])}]
    alive: list[list[int]] = [[0], *([] for _ in range(lines))]
    for index, end in enumerate(ends, 1):
        found: dict[int, tuple[float, list[int]]] = {}
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
                demerits, path = ways[start][number]
                demerits += every
                demerits += line_breaking._demerits(metrics, before, end, badness, is_last)
                after = min(number + 1, lines)
                if after not in found or demerits < found[after][0]:
                    found[after] = demerits, [*path, end.at]
        ways.append(found)
        for number in found:
            alive[number].append(index)
    return min(ways[-1].values(), key=lambda way: way[0])[1]


def chosen_ends(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], breaks: Sequence[Break]
) -> list[int]:
    """Return the clusters at which the composed lines end."""
    return [line.following for line in line_breaking.compose_lines(paragraph, kinds, breaks)]
