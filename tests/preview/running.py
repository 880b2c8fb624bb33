"""A preview as a program of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen


@dataclass
class RunningPreview:
    """A preview that runs."""

    process: subprocess.Popen[str]
    address: str
    home: Path
    """The folder of the project."""
    publication: str

    @property
    def text(self) -> Path:
        """The file of its words."""
        return self.home / "source" / self.publication / "text.yaml"

    def replace(self, old: str, new: str) -> None:
        """Edit the text."""
        words = self.text.read_text("utf-8")
        assert old in words
        self.text.write_text(words.replace(old, new, 1), "utf-8")

    def children(self, only: int = 0) -> set[int]:
        """The processes that it has started, and theirs; `only` those of that process itself."""
        found: set[int] = set()
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        if only:
            return {each for each, parent in parents.items() if parent == only}
        new = {self.process.pid}
        while new:
            new = {each for each, parent in parents.items() if parent in new}
            found |= new
        return found

    def memory(self) -> float:
        """MB in use by all of its processes."""
        used = 0
        for each in (self.process.pid, *self.children()):
            status = Path(f"/proc/{each}/status").read_text()
            found = re.search(r"VmRSS:\s+(\d+)", status)
            used += int(found[1]) if found else 0
        return used / 1024

    def get(self, path: str) -> bytes:
        """What the server answers."""
        with urlopen(self.address + path) as answer:
            content: bytes = answer.read()
        return content

    def events(self, edition: str) -> Iterator[tuple[str, Any]]:
        """The events of an edition: each its name and its data."""
        with urlopen(f"{self.address}events?edition={edition}") as stream:
            name = ""
            for line in stream:
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "event":
                    name = value
                elif key == "data":
                    yield name, json.loads(value)


@contextmanager
def started_preview(home: Path, publication: str, *options: str) -> Iterator[RunningPreview]:
    """The preview of a publication in the project at `home`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bifolio", "preview", publication, *options],
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    found = re.search(r"http://\S+", process.stdout.readline())
    if not found:
        process.kill()
        raise AssertionError(process.communicate()[1])
    try:
        yield RunningPreview(process, found[0], home, publication)
    finally:
        process.kill()
        process.communicate()
