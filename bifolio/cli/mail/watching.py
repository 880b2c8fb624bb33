"""Reports on stderr the progress of work on many readers, on a terminal and in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Value = TypeVar("Value")

FIRST = 1.0
"""Seconds until the first report."""

ON_A_TERMINAL, IN_A_LOG = 0.2, 5.0
"""Seconds between two reports: on a terminal each replaces the last."""

STEP = 100
"""Readers between two readings of the clock."""


def watching(what: str) -> Callable[[Iterable[Value]], Iterator[Value]]:
    """Return a function that passes values on and reports `what` is done, and their number."""

    def watch(values: Iterable[Value]) -> Iterator[Value]:
        on_terminal = sys.stderr.isatty()
        due, reported = time.monotonic() + FIRST, False
        for number, value in enumerate(values):
            yield value
            if number % STEP == 0 and (now := time.monotonic()) >= due:
                end = "\r" if on_terminal else "\n"
                print(f"{what}: {number + 1} readers", end=end, file=sys.stderr, flush=True)
                due, reported = now + (ON_A_TERMINAL if on_terminal else IN_A_LOG), True
        if reported and on_terminal:
            print(file=sys.stderr)

    return watch
