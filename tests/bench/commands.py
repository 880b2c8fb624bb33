"""Runs whole processes in turns, and measures their time and memory."""

from __future__ import annotations

import os
import re
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


def run(*command: str, cwd: Path = ROOT) -> float:
    """How long `command` takes in a new process, in seconds."""
    began = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, env=ENVIRONMENT)
    return time.perf_counter() - began


def in_turns(
    measures: Mapping[str, Callable[[], float]], runs: int = RUNS, unmeasured: int = 1
) -> dict[str, float]:
    """The best of each measure; all take turns, at first without being counted."""
    turns = [
        {name: measure() for name, measure in measures.items()} for _ in range(unmeasured + runs)
    ]
    counted = turns[unmeasured:]
    return {name: min(turn[name] for turn in counted) for name in measures}


def run_with_memory(*command: str, cwd: Path = ROOT) -> tuple[float, Memory]:
    """How long `command` takes, and the memory of it and of all processes that it starts."""
    began = time.perf_counter()
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
    seconds = time.perf_counter() - began
    ended.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return seconds, Memory(*peaks)


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
