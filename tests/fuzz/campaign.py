"""Runs targets for a time, each in a process of its own, and collects what was found."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.guards import MOST_SECONDS, Broken
from tests.fuzz.mutations import Case, cases
from tests.fuzz.targets import Target

ROUND = 200
"""Cases of one run of Hypothesis; the next one has another seed, and does not narrow down."""

PATIENCE = 2 * MOST_SECONDS
"""Seconds of the processor without a new case after which a target hangs: it is stopped with its
case."""

IDLE = 10 * PATIENCE
"""Seconds by the clock after which it hangs without working."""

CASE, NAME, RESULT, LOG = "case", "name", "result.json", "log"


@dataclass
class Outcome:
    """What came of fuzzing one target."""

    target: str
    cases: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    """How often each exit code came."""
    findings: dict[str, str] = field(default_factory=dict)
    """What no input may cause, with the file that caused it."""
    seconds: float = 0.0


def run(targets: Sequence[Target], seconds: float, number: int, folder: Path) -> list[Outcome]:
    """Fuzz `targets` for `seconds` together, the first round with the seed `number`.

    What is found is kept in `folder`.
    """
    return [_watched(target, seconds / len(targets), number, folder) for target in targets]


def _watched(target: Target, seconds: float, number: int, folder: Path) -> Outcome:
    """Fuzz a target in a process that is stopped where it hangs."""
    home = folder / target.name
    home.mkdir(parents=True, exist_ok=True)
    for name in (CASE, NAME, RESULT):
        (home / name).unlink(missing_ok=True)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_be_child, args=(target, seconds, number, home))
    process.start()
    hangs = _wait(process, home)
    outcome = _outcome(target, home)
    if hangs or process.exitcode:
        case = _kept(Case(_text(home / NAME), _bytes(home / CASE)), home)
        end = "time: it never ends" if hangs else f"crash: exit code {process.exitcode}"
        outcome.findings[end] = str(case)
    return outcome


def _wait(process: BaseProcess, home: Path) -> bool:
    """Wait until the process has ended; end it where it has no new case for long."""
    assert process.pid is not None
    noted, worked, started = 0.0, 0.0, time.monotonic()
    while process.is_alive():
        process.join(0.2)
        if noted != (now := _noted(home / CASE)):
            noted, worked, started = now, _processor_time(process.pid), time.monotonic()
        busy, idle = _processor_time(process.pid) - worked, time.monotonic() - started
        if process.is_alive() and (busy > PATIENCE or idle > IDLE):
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            return True
    return False


def _noted(path: Path) -> float:
    """When a case was written down last; 0 for never."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _processor_time(process: int) -> float:
    """Seconds of the processor that a process took (proc(5)); 0 where it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _outcome(target: Target, home: Path) -> Outcome:
    try:
        return Outcome(**json.loads((home / RESULT).read_text("utf-8")))
    except FileNotFoundError:
        return Outcome(target.name)


def _be_child(target: Target, seconds: float, number: int, home: Path) -> None:
    """Fuzz, write down what came of it, and end."""
    sys.dont_write_bytecode = True
    with (home / LOG).open("wb") as log:  # libraries in C write there, too
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        workshop = Path(name).resolve() / "project"
        workshop.mkdir()
        tempfile.tempdir = str(workshop)
        os.environ["BIFOLIO_STATE"] = str(workshop / "state")
        os.environ["BIFOLIO_CACHE"] = str(workshop / "cache")
        _Campaign(target, home, target.opened(workshop)).run(seconds, number)


class _Campaign:
    """The cases of one target."""

    def __init__(self, target: Target, home: Path, examine: Callable[[Case], int]) -> None:
        self._target = target
        self._home = home
        self._examine = examine
        self._codes: Counter[str] = Counter()
        self._findings: dict[str, str] = {}
        self._fresh: Broken | None = None
        self._smallest = Case("", b"")
        self._start = time.monotonic()
        self._end = 0.0

    def run(self, seconds: float, number: int) -> None:
        """Run the seeds, then changes of them, until the time is over."""
        self._end = self._start + seconds
        seeds = self._target.seeds()
        for each in random.Random(number).sample(seeds, len(seeds)):
            if self._is_over():
                break
            self._try(each)
            if self._fresh is not None:
                self._findings[self._fresh.signature] = str(_kept(each, self._home))
        self._fresh = None
        while not self._is_over():
            number += 1
            self._round(cases(seeds, self._target.words), number)
        self._write()

    def _round(self, strategy: SearchStrategy[Case], number: int) -> None:
        @seed(number)
        @settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @given(strategy)
        def examine(case: Case) -> None:
            if self._is_over() and self._fresh is None:
                return
            self._try(case)
            if self._fresh is not None:
                raise self._fresh

        try:
            examine()
        except Broken as broken:
            self._findings[broken.signature] = str(_kept(self._smallest, self._home))
        finally:
            self._fresh = None

    def _try(self, case: Case) -> None:
        """Run one case; what breaks an oracle for the first time is fresh."""
        self._note(case)
        self._fresh = None
        try:
            code = str(self._examine(case))
        except Broken as broken:
            code = broken.signature
            if code not in self._findings:
                self._fresh, self._smallest = broken, case
        self._codes[code] += 1

    def _note(self, case: Case) -> None:
        """Write down what is about to be run, for whoever finds this process dead."""
        (self._home / NAME).write_text(case.name, "utf-8")
        (self._home / CASE).write_bytes(case.content)

    def _is_over(self) -> bool:
        return time.monotonic() > self._end

    def _write(self) -> None:
        seconds = time.monotonic() - self._start
        outcome = Outcome(
            self._target.name, self._codes.total(), dict(self._codes), self._findings, seconds
        )
        (self._home / RESULT).write_text(json.dumps(asdict(outcome)), "utf-8")


def _kept(case: Case, home: Path) -> Path:
    """Write a case that found something to a folder that stays; return its path."""
    number = len(list((home / "found").glob("*")))
    path = home / "found" / f"{number:02}" / case.name
    path.parent.mkdir(parents=True)
    path.write_bytes(case.content)
    return path


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else "before-the-first-case"


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
