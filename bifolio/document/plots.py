"""Where the parts of a chart are: scales, bars, lines with gaps, rings of shares, and fills."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

FROM_ZERO = Decimal("0.75")
"""Lines are drawn from zero if the least number is below this part of the greatest."""

TICKS = 5
"""The most lines of a scale."""

LABELS = 7
"""The most labels below a line that has no column for each."""

STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 20, 25, 50, 60, 100)
"""Every how many points there is a label: halves and wholes of decades, dozens of months."""

SIDE = 100
"""The width and height of the drawing of a ring, in units of its own."""

RADIUS, THICKNESS = 37, 24
"""Of a ring, in these units: half-way between its edges, and from edge to edge."""

GAP = 1.2
"""Between the parts of a ring, in these units."""


@dataclass(frozen=True)
class Scale:
    """The range of the numbers of a chart."""

    least: Decimal
    greatest: Decimal

    def part(self, value: Decimal) -> float:
        """Where `value` is: 0 at the least number, 1 at the greatest."""
        span = (self.greatest - self.least) or Decimal(1)
        return float((value - self.least) / span)


def scale_of_bars(values: Sequence[Decimal]) -> Scale:
    """The scale of bars, which begin at zero."""
    return Scale(min((Decimal(0), *values)), max((Decimal(0), *values)))


def scale_of_lines(values: Sequence[Decimal]) -> Scale:
    """The scale of lines: from zero, unless all numbers are close to each other."""
    least, greatest = min(values), max(values)
    if 0 <= least < greatest * FROM_ZERO:
        least = Decimal(0)
    elif greatest <= 0 and greatest > least * FROM_ZERO:
        greatest = Decimal(0)
    return Scale(least, greatest)


def with_ticks(scale: Scale) -> tuple[Scale, tuple[Decimal, ...]]:
    """Widen `scale` to round numbers; return it and at most `TICKS` of them, from the least."""
    if scale.least == scale.greatest:
        zero = Decimal(0)
        scale = Scale(
            min(scale.least, zero), max(scale.greatest, zero if scale.least else Decimal(1))
        )
    rough = (scale.greatest - scale.least) / (TICKS - 1)
    power = Decimal(1).scaleb(rough.adjusted())
    for factor in (1, 2, 5, 10, 20):
        step = power * factor
        first = (scale.least / step).to_integral_value("ROUND_FLOOR")
        last = (scale.greatest / step).to_integral_value("ROUND_CEILING")
        if 0 < last - first < TICKS:
            break
    ticks = tuple(step * number for number in range(int(first), int(last) + 1))
    return Scale(ticks[0], ticks[-1]), ticks


def label_step(points: int) -> int:
    """Every how many of so many points there is a label, so that at most `LABELS` are shown."""
    return next((each for each in STEPS if points <= each * LABELS), math.ceil(points / LABELS))


Point = tuple[float, float]


def runs(points: Sequence[Point | None]) -> Iterator[tuple[Point, ...]]:
    """The parts of a line between missing points."""
    run: list[Point] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        elif run:
            yield tuple(run)
            run = []


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


def ring(parts: Sequence[Decimal]) -> Iterator[tuple[dict[str, object], ...]]:
    """The strokes of each part of a ring that begins at the top and goes round clockwise."""
    whole = sum(parts) or Decimal(1)
    shown = sum(1 for each in parts if each)
    begin = Decimal(0)
    for part, fill in zip(parts, FILLS, strict=False):
        end = begin + part
        yield tuple(
            {
                "path": _arc(float(begin / whole), float(end / whole), stripe, shown > 1),
                "width": round(stripe.height * THICKNESS, 2),
                "dashes": " ".join(f"{each * THICKNESS / 2:g}" for each in stripe.dashes or ()),
            }
            for stripe in (fill if part else ())
        )
        begin = end


def _arc(begin: float, end: float, stripe: Stripe, gap: bool) -> str:
    """The path of a stripe from `begin` to `end`, which are parts of the circle."""
    radius = RADIUS - stripe.middle * THICKNESS
    inset = min(GAP / 2 / (2 * math.pi * radius), (end - begin) / 4) if gap else 0
    begin, end = begin + inset, end - inset
    stops = [begin, (begin + end) / 2, end]  # two arcs: one cannot be a whole circle
    points = [
        f"{SIDE / 2 + radius * math.sin(2 * math.pi * each):.2f}"
        f" {SIDE / 2 - radius * math.cos(2 * math.pi * each):.2f}"
        for each in stops
    ]
    return f"M{points[0]}" + "".join(f"A{radius:g} {radius:g} 0 0 1 {each}" for each in points[1:])


STRIP = (400, 6)
"""The width and height of the drawing of a bar, of which a shorter bar shows the beginning."""


def strip(fill: int) -> tuple[dict[str, object], ...]:
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
