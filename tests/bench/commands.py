"""Runs whole processes in turns, and measures their time and memory."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent

BIFOLIO = (sys.executable, "-m", "bifolio")

NOTHING = (sys.executable, "-c", "pass")

RUNS = 5

PATIENCE = 2.0
"""Seconds in which the processes of a command have to end after it."""

LOOK_AGAIN = 0.1
"""Seconds between two looks at the memory of processes."""


ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""Where modules need not be compiled each time; the first run of each command is not counted."""


class Memory(NamedTuple):
    """Peaks, in MB."""

    largest: float
    """Of the largest process."""
    whole: float
    """Of all processes together; what they share counts once."""


class Taken(NamedTuple):
    """What a command takes, in seconds."""

    wall: float
    processor: float = 0.0
    """Of it and of all processes that it starts; it depends less on what else is running."""


def run(*command: str, cwd: Path = ROOT) -> Taken:
    """How long `command` takes in a new process."""
    _adopt_orphans()
    before, began = _processor_time(), time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, env=ENVIRONMENT)
    wall = time.perf_counter() - began
    _wait_for_orphans()
    return Taken(wall, _processor_time() - before)


def _processor_time() -> float:
    """Of all processes that this one has waited for, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _adopt_orphans() -> None:
    """Become the parent of processes whose parent ends (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    """Wait for processes that a command has started and that end after it, for a moment."""
    until = time.monotonic() + PATIENCE
    with suppress(ChildProcessError):
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)


def in_turns(
    measures: Mapping[str, Callable[[], Taken]], runs: int = RUNS, unmeasured: int = 1
) -> dict[str, Taken]:
    """The best of each measure; all take turns, at first without being counted."""
    turns = [
        {name: measure() for name, measure in measures.items()} for _ in range(unmeasured + runs)
    ]
    counted = turns[unmeasured:]
    return {
        name: Taken(*map(min, zip(*(turn[name] for turn in counted), strict=True)))
        for name in measures
    }


def run_with_memory(*command: str, cwd: Path = ROOT) -> tuple[Taken, Memory]:
    """How long `command` takes, and the memory of it and of all processes that it starts."""
    _adopt_orphans()
    before, began = _processor_time(), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peaks = [0.0, 0.0]
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
    watcher.start()
    code = process.wait()
    wall = time.perf_counter() - began
    ended.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    _wait_for_orphans()
    return Taken(wall, _processor_time() - before), Memory(*peaks)


def _watch(pid: int, peaks: list[float], ended: threading.Event) -> None:
    """Write the peaks of the processes of `pid` to `peaks`."""
    while not ended.wait(LOOK_AGAIN):
        family = [pid, *children_of(pid)]
        peaks[0] = max(peaks[0], *(_megabytes(each, "status", "VmHWM") for each in family))
        peaks[1] = max(peaks[1], sum(_megabytes(each, "smaps_rollup", "Pss") for each in family))


def children_of(pid: int) -> set[int]:
    """The processes that `pid` has started, and theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    new = {pid}
    while new:
        new = {each for each, parent in parents.items() if parent in new} - found
        found |= new
    return found


def _megabytes(pid: int, file: str, entry: str) -> float:
    """What the kernel says of the memory of a process; 0 if it has ended."""
    with suppress(OSError):
        described = Path(f"/proc/{pid}/{file}").read_text("utf-8")
        if found := re.search(rf"^{entry}:\s+(\d+)", described, re.MULTILINE):
            return int(found[1]) / 1024
    return 0.0
