"""Limits of time and memory for work on what others wrote: templates, text, pictures."""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE = resource.getpagesize()

STATM = Path("/proc/self/statm")
"""Pages of this process; the first number is its address space (proc(5))."""


class TooLong(Exception):
    """The work takes more time than it may."""

    def __init__(self, seconds: float) -> None:
        """Name the limit."""
        super().__init__(f"it takes longer than {seconds:g} seconds")


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in here after `seconds`.

    Works in the main thread of a process, where signals are handled, and not within a time limit
    of its own kind; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TooLong(seconds)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def memory_limit(megabytes: int) -> Iterator[None]:
    """Raise `MemoryError` in here for what would take more than so much memory in addition."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    limit_memory(megabytes)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def limit_memory(megabytes: int) -> None:
    """Let what this process takes from now on, beyond so much in addition, raise `MemoryError`.

    Counted is the address space of the whole process. Where a system does not say how large that
    is, there is no limit.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        wanted = int(STATM.read_text("ascii").split()[0]) * PAGE + megabytes * 1_000_000
    except OSError:
        return
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
