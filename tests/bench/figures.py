"""Figures with their goals, and the table of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.bench.commands import Taken

COLUMNS = ("figure", "ours", "peer", "theirs", "ratio", "of CPU", "goal", "reached")


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it should be at most."""

    name: str
    ours: float
    peer: str = ""
    """What it is compared with; empty for a figure that has a goal of its own."""
    theirs: float = 0.0
    most: float | None = None
    """The goal: the largest ratio, or without a peer the largest figure; None: there is none."""
    unit: str = "s"
    processor: float = 0.0
    """The ratio of processor times, which depends less on what else is running; 0 if unknown."""

    @classmethod
    def of(
        cls, name: str, ours: Taken, peer: str, theirs: Taken, most: float | None = None
    ) -> Self:
        """What a command takes, beside another one."""
        ratio = ours.processor / theirs.processor if theirs.processor else 0.0
        return cls(name, ours.wall, peer, theirs.wall, most, processor=ratio)

    @property
    def ratio(self) -> float:
        """Ours as a multiple of theirs."""
        return self.ours / self.theirs

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.most is None or (self.ratio if self.peer else self.ours) <= self.most

    def row(self) -> tuple[str, ...]:
        """The cells of its row."""
        own = f"{_short(self.ours)} {self.unit}"
        theirs = f"{_short(self.theirs)} {self.unit}" if self.peer else ""
        ratio = _short(self.ratio) if self.peer else ""
        goal = ""
        if self.most is not None:
            goal = f"≤ {self.most:g}" + ("" if self.peer else f" {self.unit}")
        processor = _short(self.processor) if self.processor else ""
        return (self.name, own, self.peer, theirs, ratio, processor, goal, _verdict(self))


def _verdict(figure: Figure) -> str:
    if figure.most is None:
        return ""
    return "yes" if figure.reached else "no"


def _short(number: float) -> str:
    """Three significant digits."""
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a table in Markdown."""
    rows = [COLUMNS, *(each.row() for each in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    head, *body = (_line(row, widths) for row in rows)
    rule = "|".join("-" * (width + 2) for width in widths)
    return "\n".join([head, f"|{rule}|", *body])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """The processor, the number of cores, and how busy they are."""
    described = Path("/proc/cpuinfo").read_text("utf-8")
    model = re.search(r"^model name\s*:\s*(.+)$", described, re.MULTILINE)
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0] / cores
    return f"{model[1] if model else 'processor'}, {cores} cores, load {load:.1f} a core"
