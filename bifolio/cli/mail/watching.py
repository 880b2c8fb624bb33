"""Reports on stderr the progress of work on many readers, on a terminal and in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from bifolio.cli.styles import counted
from bifolio.cli.terminal import Terminal

Value = TypeVar("Value")

FIRST = 1.0
"""Seconds until the first report in a log."""

IN_A_LOG = 5.0
"""Seconds between two reports in a log; on a terminal each replaces the last."""

STEP = 100
"""Readers between two readings of the clock."""


def watching(what: str) -> Callable[[Iterable[Value]], Iterator[Value]]:
    """Return a function that passes values on and reports `what` is done, and their number."""

    def watch(values: Iterable[Value]) -> Iterator[Value]:
        with Terminal() as terminal:
            due = time.monotonic() + FIRST
            for number, value in enumerate(values):
                yield value
                if number % STEP:
                    continue
                line = f"{what}: {counted(number + 1, 'reader')}"
                if terminal.shows_progress:
                    terminal.progress(line)
                elif (now := time.monotonic()) >= due:
                    terminal.said(line)
                    due = now + IN_A_LOG

    return watch
