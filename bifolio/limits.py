"""Limits of time and memory for work on untrusted input: templates, texts, pictures."""

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
"""Memory of this process in pages; the first number is its address space (proc(5))."""

AGAIN = 1.0
"""Seconds until work beyond its limit is interrupted again: a library may have caught the first
`TooLong`."""

GRACE = 10
"""Seconds until the kernel ends the process: C code may never return to Python."""


class TooLong(Exception):
    """The work exceeds its time limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it takes longer than {seconds:g} seconds")


class ProcessEnded(Exception):
    """The process of `apart` ended before its work was done."""

    def __init__(self, exit_code: int) -> None:
        if exit_code == -signal.SIGXCPU:
            why = "it takes too long"
        elif exit_code in (-signal.SIGABRT, -signal.SIGKILL):
            why = "it takes too much memory"
        else:
            why = f"a library crashed (exit code {exit_code})"
        super().__init__(why)


def apart(work: Callable[[], Made]) -> Made:
    """Do `work` in another process, so that this one survives crashes.

    The result or exception of `work` is pickled. Raises `ProcessEnded` if the process ends before.
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
        process.kill()  # after an interruption; otherwise it has ended
        process.join()
    if error is not None:
        raise error
    return made  # type: ignore[no-any-return]


def _work(work: Callable[[], object], there: Connection) -> None:
    try:
        there.send((work(), None))
    except Exception as error:  # raised on the other side
        there.send((None, error))


@contextmanager
def time_limit(seconds: float) -> Iterator[Callable[[], bool]]:
    """Raise `TooLong` in the body after `seconds` of processor time.

    Yields a function that says whether it was raised, for bodies that catch every exception.

    Works only in the main thread, which handles signals; elsewhere there is no limit. Within
    another limit, the one that is reached first counts. A process that does not stop is ended by
    SIGXCPU after `GRACE`.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        stopped.set()
        raise TooLong(seconds)

    before, began = signal.signal(signal.SIGPROF, stop), time.process_time()
    rest, again = signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    if rest and rest < seconds:
        signal.signal(signal.SIGPROF, before)
        signal.setitimer(signal.ITIMER_PROF, rest, again)
    limit = resource.getrlimit(resource.RLIMIT_CPU)
    end = int(time.process_time() + seconds) + GRACE
    soft = min(each for each in (end, *limit) if each != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, limit[1]))
    try:
        yield stopped.is_set
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_CPU, limit)
        signal.signal(signal.SIGPROF, before)
        if rest:
            used = time.process_time() - began
            signal.setitimer(signal.ITIMER_PROF, max(rest - used, AGAIN / 100), again)


@contextmanager
def memory_limit(megabytes: int) -> Iterator[None]:
    """Raise `MemoryError` in the body if it allocates more than so much memory."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    limit_memory(megabytes)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def limit_memory(megabytes: int) -> None:
    """Raise `MemoryError` if this process allocates more than so much from now on.

    The address space of the whole process counts. There is no limit on systems without /proc.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        wanted = int(STATM.read_text("ascii").split()[0]) * PAGE + megabytes * 1_000_000
    except OSError:
        return
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
