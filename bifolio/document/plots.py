"""Where the parts of a chart are, and the paths that draw them.

detroit, which is D3 in Python, draws them: its scales and shapes return numbers and the data of SVG
paths. What it has no rule for is ours: where a scale begins, how many lines and labels there are,
and which fills differ in grey. It takes a tenth of a second to load, so that this module is
imported where a chart is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import detroit

Scale = Callable[[float], float]
"""Where a number is in a drawing."""

FROM_ZERO = 0.75
"""Lines are drawn from zero if the least number is below this part of the greatest."""

TICKS = 6
"""The most lines of a scale."""

LABELS = 7
"""The most labels below a line that has no column for each."""

STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 20, 25, 50, 60, 100)
"""Every how many points there is a label: halves and wholes of decades, dozens of months."""

MARKS = 30
"""Points of a line that have a mark each."""

HEIGHT, EDGE = 132, 6
"""The height of a drawing of lines, and its room above and below them, in units of its own."""

WIDTHS = {"narrow": 300, "wide": 520}
"""The widths of a drawing of lines, in these units: in a column, and across the page."""

RADIUS, THICKNESS = 37, 24
"""Of a ring: half-way between its edges, and from edge to edge; its drawing is 100 units wide."""

GAP = 1.2
"""Between the parts of a ring, in these units."""

STRIP = (400, 6)
"""The width and height of the drawing of a bar, of which a shorter bar shows the beginning."""

SAME = 1e-12
"""Numbers that differ by less than this part of them are one number on a scale."""


def scale_of_bars(values: Sequence[float]) -> Scale:
    """The scale of bars, which begin at zero, in hundredths of the room that they have."""
    least, greatest = min((0, *values)), max((0, *values))
    scale: Scale = detroit.scale_linear([least, greatest if least < greatest else 1], [0, 100])
    return scale


def stack(rows: Sequence[Sequence[float]], *, to_whole: bool) -> list[list[tuple[float, float]]]:
    """Where the parts of the bar of each row begin and end, in hundredths of the longest bar.

    `to_whole` has each bar as long as the longest.
    """
    offset = detroit.stack_offset_expand if to_whole else detroit.stack_offset_none
    series = detroit.stack().set_keys(range(min(map(len, rows)))).set_offset(offset)(rows)
    ends = [[(part[0], part[1]) for part in bar] for bar in zip(*series, strict=True)]
    scale = scale_of_bars([end for bar in ends for _, end in bar])
    return [[(scale(start), scale(end)) for start, end in bar] for bar in ends]


def scale_of_lines(values: Sequence[float]) -> tuple[Scale, tuple[Decimal, ...]]:
    """The scale of lines in a drawing, and the numbers at its lines, all with as many decimals.

    It begins and ends with round numbers; at zero, unless all numbers are close to each other.
    """
    least, greatest = min(values), max(values)
    if math.isclose(least, greatest, rel_tol=SAME):
        least, greatest = min(least, 0), max(greatest, 0 if least else 1)
    elif 0 <= least < greatest * FROM_ZERO:
        least = 0
    elif 0 >= greatest > least * FROM_ZERO:
        greatest = 0
    found = []
    for intervals in range(TICKS - 1, 1, -1):  # or more; `nice` may find no domain for one
        scale = detroit.scale_linear([least, greatest], [HEIGHT - EDGE, EDGE]).nice(intervals)
        ticks = scale.ticks(intervals)
        if len(ticks) <= TICKS:
            start, end = scale.get_domain()
            found.append((end - start, scale, ticks))
    _, scale, ticks = min(found, key=lambda each: each[0])  # which leaves the least room empty
    numbers = [Decimal(str(each)).normalize() for each in ticks]
    places = max(0, *(-int(each.as_tuple().exponent) for each in numbers))
    return scale, tuple(Decimal(f"{each:.{places}f}") for each in numbers)


def label_step(points: int) -> int:
    """Every how many of so many points there is a label, so that at most `LABELS` are shown."""
    return next((each for each in STEPS if points <= each * LABELS), math.ceil(points / LABELS))


@dataclass(frozen=True)
class DrawnLine:
    """A line with the marks of its points."""

    path: str
    marks: tuple[tuple[float, float], ...]
    """The middles of its marks: of all points, or of those that no line leads to."""


def draw_line(values: Sequence[float | None], scale: Scale) -> dict[str, DrawnLine]:
    """The line through `values`, with a gap for each that is None, in each of `WIDTHS`."""
    return {name: _draw_line(values, scale, width) for name, width in WIDTHS.items()}


def _draw_line(values: Sequence[float | None], scale: Scale, width: int) -> DrawnLine:
    points = detroit.scale_point(range(len(values)), [0, width]).set_padding_outer(0.5)
    line = detroit.line(lambda _, at: points(at), scale).digits(2)
    line.set_defined(lambda value, *_: value is not None)
    known = {at: value for at, value in enumerate(values) if value is not None}
    marks = tuple(
        (round(points(at), 2), round(scale(value), 2))
        for at, value in known.items()
        if len(values) <= MARKS or not {at - 1, at + 1} & known.keys()
    )
    # Up to the last known point: detroit 2.6.3 adds a point after one that is missing at the end.
    return DrawnLine(line(values[: max(known, default=-1) + 1]) or "", marks)


def draw_marks() -> tuple[str, ...]:
    """The marks of the lines, each around the point 0, 0: they differ without their colours."""
    marks = (
        (detroit.symbol_circle, 24),
        (detroit.symbol_square, 24),
        (detroit.symbol_diamond2, 34),  # which looks as large as the others
        (detroit.symbol_triangle, 24),
    )
    return tuple(detroit.symbol(symbol, size).digits(2)() for symbol, size in marks)


@dataclass(frozen=True)
class Stripe:
    """A stripe of a fill, along a bar or a ring; all in parts of its height."""

    middle: float
    """0 is the middle of the bar, -0.5 and 0.5 are its edges."""
    height: float
    dashes: tuple[float, float] | None = None
    """Lengths of dashes and of the gaps between them."""


SOLID = (Stripe(0, 1),)

FILLS = (
    SOLID,
    (Stripe(0, 1, (0.18, 0.14)),),
    SOLID,
    tuple(Stripe(middle, 0.2) for middle in (-0.4, 0, 0.4)),
    (Stripe(0, 1, (0.5, 0.2)),),
    (Stripe(-0.25, 0.5), Stripe(0.4, 0.2)),
)
"""The fills of series and parts, which differ without their colours: solid, stripes across, solid
in a light colour, stripes along, and others."""


def draw_ring(parts: Sequence[float]) -> Iterator[str]:
    """The path of each part of a ring that begins at the top and goes round clockwise."""
    sectors = detroit.pie().set_sort_values(None)(parts)
    for sector, fill in zip(sectors, FILLS, strict=False):
        start, end = sector["start_angle"], sector["end_angle"]
        yield "".join(_draw_stripe(each, start, end) for each in fill) if start < end else ""


def _draw_stripe(stripe: Stripe, start: float, end: float) -> str:
    """The path of a stripe from one angle to another, in as many pieces as it has dashes."""
    dash, gap = (each * THICKNESS / 2 for each in stripe.dashes or (math.inf, 0))
    pieces = max(1, round((end - start) * RADIUS / (dash + gap)))
    angle = (end - start) / pieces
    pad = min((gap or GAP) / RADIUS, angle / 2)
    middle, half = RADIUS - stripe.middle * THICKNESS, stripe.height * THICKNESS / 2
    arc = detroit.arc().set_inner_radius(middle - half).set_outer_radius(middle + half).digits(2)
    pie = detroit.pie().set_start_angle(start).set_end_angle(end).set_pad_angle(pad)
    return "".join(map(arc.set_pad_radius(RADIUS), pie([1] * pieces)))


def draw_strip(fill: int) -> tuple[dict[str, object], ...]:
    """The strokes of a bar with the fill of a number, from 0."""
    width, height = STRIP
    return tuple(
        {
            "path": f"M0 {height / 2 + stripe.middle * height:g}h{width}",
            "width": round(stripe.height * height, 2),
            "dashes": " ".join(f"{each * height * 1.2:g}" for each in stripe.dashes or ()),
        }
        for stripe in FILLS[fill]
    )
