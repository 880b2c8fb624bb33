"""Limits of time and memory for work on what others wrote: templates, text, pictures."""

from __future__ import annotations

import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")

PAGE = resource.getpagesize()

STATM = Path("/proc/self/statm")
"""Pages of this process; the first number is its address space (proc(5))."""


AGAIN = 1.0
"""Seconds after which work that goes on beyond its limit is stopped again: a library may take the
first `TooLong` for an error of its own."""

GRACE = 10
"""Seconds after which the kernel ends the process: a library in C never comes back to Python."""


class TooLong(Exception):
    """The work takes more time than it may."""

    def __init__(self, seconds: float) -> None:
        """Name the limit."""
        super().__init__(f"it takes longer than {seconds:g} seconds")


class ProcessEnded(Exception):
    """A process that worked apart ended before its work was done."""

    def __init__(self, exit_code: int) -> None:
        """Say why, as far as its exit code does."""
        if exit_code == -signal.SIGXCPU:
            why = "it takes too long"
        elif exit_code in (-signal.SIGABRT, -signal.SIGKILL):
            why = "it takes too much memory"
        else:
            why = f"a library broke (exit code {exit_code})"
        super().__init__(why)


def apart(work: Callable[[], Made]) -> Made:
    """Do `work` in a process of its own, so that this one lives on however that ends.

    What `work` returns and raises is handed over; both are pickled. Raises `ProcessEnded` where the
    process ends before.
    """
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, there), daemon=True)
    process.start()
    there.close()
    try:
        made, error = here.recv()
    except EOFError:
        process.join()
        raise ProcessEnded(process.exitcode or 0) from None
    finally:
        process.kill()  # where somebody interrupts it; elsewhere it has ended
        process.join()
    if error is not None:
        raise error
    return made  # type: ignore[no-any-return]


def _work(work: Callable[[], object], there: Connection) -> None:
    said: tuple[object, Exception | None]
    try:
        said = work(), None
    except Exception as error:  # it is raised on the other side
        said = None, error
    there.send(said)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in here after `seconds` of the processor, so that a busy machine is no fault.

    Works in the main thread of a process, where signals are handled, and not within a time limit
    of its own kind; elsewhere there is no limit. A process that does not even stop then is ended by
    SIGXCPU after `GRACE`.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TooLong(seconds)

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    limit = resource.getrlimit(resource.RLIMIT_CPU)
    end = int(time.process_time() + seconds) + GRACE
    _limit_processor(end, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_CPU, limit)
        signal.signal(signal.SIGPROF, before)


def _limit_processor(end: int, before: tuple[int, int]) -> None:
    """Let the kernel end this process after `end` seconds of the processor, or as it was."""
    ends = [each for each in (end, *before) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_CPU, (min(ends), before[1]))


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
