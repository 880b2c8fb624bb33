"""How soon an edit is seen, beside Typst's recompile: `python -m tests.preview.bench [EDITS]`.

An edit changes one word of the bilingual fact sheet. Measured are the milliseconds that the `pages`
event of the preview has, and those until the picture of the changed page is there; beside them what
the running compiler of Typst takes for the same words. The edits take turns, so that all meet the
same load of the machine: what counts are the ratios. Memory is that of all processes.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from tests.bench import ROOT
from tests.peers import typst_source
from tests.preview.running import RunningPreview, started_preview

EDITS = 30
EDITION = "bilingual"
WORD = "improved"
"""A word of the fact sheet."""

PEER = "Typst, recompiled"
ROWS = ("event `pages`", "picture of the page", PEER, "Typst, with pictures")


def main(edits: int) -> None:
    """Measure and print."""
    times: dict[str, list[float]] = {name: [] for name in ROWS}
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        shutil.copytree(ROOT / "source", home / "source")
        recompile = typst_compiler(home)
        recompile("")
        with started_preview(home, "factsheet") as preview:
            events = preview.events(EDITION)
            after(events, "findings")
            words = preview.text.read_text("utf-8")
            before = 0.0
            for number in range(edits):
                word = f"{WORD}{'abcdefghij'[number % 10]}"
                began = time.perf_counter()
                preview.text.write_text(words.replace(WORD, word), "utf-8")
                seen = after(events, "pages")
                while not seen["changed"]:  # of what was saved before
                    seen = after(events, "pages")
                picture(preview, seen)
                taken = time.perf_counter() - began
                typst_times = (1000 * each for each in recompile(word))
                every = (seen["milliseconds"], 1000 * taken, *typst_times)
                for row, each in zip(times.values(), every, strict=True):
                    row.append(each)
                if number == min(9, edits // 2):
                    before = preview.memory()
                if number % 10 == 0:
                    after(events, "findings")
            growth = preview.memory() - before
            show(times)
            print(f"memory {before:.0f} MB after 10 edits, {growth:+.0f} MB after {edits}")


def after(events: Iterator[tuple[str, Any]], name: str) -> Any:
    """The data of the next event of that name."""
    return next(data for each, data in events if each == name)


def picture(preview: RunningPreview, seen: Any) -> None:
    """Fetch the picture of the first changed page, as the browser does."""
    page = seen["pages"][seen["changed"][0] - 1]
    preview.get(f"editions/{EDITION}/pages/{page['picture']}?scale=2.0")


def typst_compiler(folder: Path) -> Callable[[str], tuple[float, float]]:
    """A function that edits a word and returns the seconds in which Typst has PDF and pictures."""
    source = folder / "peer.typ"
    words = typst_source()
    source.write_text(words, "utf-8")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(ROOT / "fonts")])
    compiler = typst.Compiler(str(source), None, fonts)

    def recompile(word: str) -> tuple[float, float]:
        source.write_text(words.replace(WORD, word), "utf-8")
        began = time.perf_counter()
        compiler.compile()
        compiled = time.perf_counter()
        compiler.compile(format="png", ppi=144)
        return compiled - began, time.perf_counter() - began

    return recompile


def show(times: Mapping[str, Sequence[float]]) -> None:
    """Print the medians and the 95th percentiles."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    peer = statistics.median(times[PEER])
    edits = f"{len(times[PEER])} edits ({platform.node()}, load {load:.1f} a core)"
    print(f"\nedit to picture of the bilingual sheet, {edits}")
    print(f"{'ms':28}{'median':>8}{'95 %':>8}{'× Typst':>10}")
    for name, row in times.items():
        middle, late = statistics.median(row), sorted(row)[int(0.95 * (len(row) - 1))]
        print(f"{name:28}{middle:8.0f}{late:8.0f}{middle / peer:10.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EDITS)
