"""Ends builds, checks and impositions by signals at random moments, and checks what is left.

`make kills` (COUNT=100) does so a hundred times, with SIGTERM, SIGHUP, SIGINT and SIGKILL in turn,
and prints what came of it. After each kill no process may be left, and every PDF is whole; after
the next run no temporary file or folder is. Exits with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bifolio.project.scratch import UNLOCKED_FOR

MARK = "BIFOLIO_TEST_MARK"

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL)

COMMANDS = {
    "build": ("build", "paper", "-q"),
    "check": ("check", "paper"),
    "impose": ("impose", "n-up", "build/paper/bilingual.pdf", "-o", "build/sheets.pdf"),
}


@dataclass
class Figures:
    """What came of the kills."""

    killed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many runs were ended, by command and signal."""
    ended: int = 0
    """How many had ended by themselves before."""
    seen_half: int = 0
    """How many left temporary files or folders that the next run had to delete."""
    errors: list[str] = field(default_factory=list)


def processes_with(mark: str) -> list[int]:
    """The processes whose environment has the mark, and that are no zombies."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = f"{MARK}={mark}".encode() in (folder / "environ").read_bytes()
            is_zombie = ") Z " in (folder / "stat").read_text()
        except OSError:
            continue
        if is_ours and not is_zombie:
            found.append(int(folder.name))
    return found


def wait_until_gone(mark: str, seconds: float = 20) -> list[int]:
    """Wait for the end of the processes with the mark; return those that stay."""
    end = time.monotonic() + seconds
    while (left := processes_with(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


class Place:
    """A project with a small publication, and a folder for temporary files."""

    def __init__(self, folder: Path) -> None:
        """Begin it, run every command once, and remember how long each takes."""
        self.project, self.temporary = folder / "project", folder / "t"
        self.project.mkdir()
        self.temporary.mkdir()
        subprocess.run([*BIFOLIO, "new", "paper"], cwd=self.project, check=True, stdout=QUIET)
        self.seconds = {name: self._time(name) for name in COMMANDS}
        self.digests = self.pdfs()

    def _time(self, name: str) -> float:
        begin = time.monotonic()
        self.run(name)
        return time.monotonic() - begin

    def run(self, name: str) -> None:
        """Run a command to its end."""
        process = self.start(name, "")
        if code := process.wait(300):
            raise SystemExit(f"{name} exits with {code}")

    def start(self, name: str, mark: str) -> subprocess.Popen[bytes]:
        """Start a command whose processes bear `mark`."""
        return subprocess.Popen(
            [*BIFOLIO, *COMMANDS[name]],
            cwd=self.project,
            env={**os.environ, "TMPDIR": str(self.temporary), MARK: mark},
            stdout=QUIET,
            stderr=QUIET,
        )

    def pdfs(self) -> dict[str, str]:
        """The digest of every PDF: they are the same, to the byte, whenever they are built."""
        found = self.project.glob("build/**/*.pdf")
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def left(self) -> list[Path]:
        """The temporary files and folders that are there."""
        begun = [
            path for path in self.project.rglob(".*.*") if path.name.rpartition(".")[2].isdecimal()
        ]
        return [*self.temporary.iterdir(), *begun]


BIFOLIO = (sys.executable, "-m", "bifolio")
QUIET = subprocess.DEVNULL


def kill(place: Place, name: str, number: signal.Signals, moment: float, figures: Figures) -> None:
    """Start a command, end it after `moment` seconds, and note what is left."""
    mark, before = uuid.uuid4().hex, set(place.left())
    process = place.start(name, mark)
    time.sleep(moment)
    if process.poll() is None:
        figures.killed[name, number.name] += 1
    else:
        figures.ended += 1
    process.send_signal(number)
    process.wait(60)
    what = f"{name} ended by {number.name} after {moment:.2f} s"
    if processes := wait_until_gone(mark):
        figures.errors.append(f"{what}: processes {processes} are left")
    if place.pdfs() != place.digests:
        figures.errors.append(f"{what}: a PDF is another one")
    left = set(place.left()) - before
    figures.seen_half += bool(left)
    if left and number is not signal.SIGKILL:
        figures.errors.append(f"{what}: {', '.join(map(str, left))} left")


def campaign(count: int, seed: int, folder: Path) -> Figures:
    """Kill `count` times, and let every command run to its end once more."""
    chance = random.Random(seed)
    place, figures = Place(folder), Figures()
    for at in range(count):
        name = list(COMMANDS)[at // len(SIGNALS) % len(COMMANDS)]
        moment = chance.uniform(0, place.seconds[name])
        kill(place, name, SIGNALS[at % len(SIGNALS)], moment, figures)
    for name in COMMANDS:
        place.run(name)
    if place.left():  # of folders that nobody has locked, none can say yet whose they are
        time.sleep(UNLOCKED_FOR)
        place.run("build")
    figures.errors += [f"{path} is left at the end" for path in place.left()]
    if place.pdfs() != place.digests:
        figures.errors.append("a PDF is another one at the end")
    return figures


def main() -> int:
    """Kill, and print the figures."""
    parser = argparse.ArgumentParser("python -m tests.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="k") as name:
        figures = campaign(options.count, options.seed, Path(name))
    for command in COMMANDS:
        row = (f"{figures.killed[command, each.name]:3} {each.name}" for each in SIGNALS)
        print(f"{command:8}{', '.join(row)}")
    print(f"{figures.ended} had ended before; {figures.seen_half} left something to the next run")
    print(*figures.errors, f"{len(figures.errors)} errors", sep="\n")
    return 1 if figures.errors else 0


if __name__ == "__main__":
    sys.exit(main())
