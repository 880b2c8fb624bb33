"""How soon an edit is seen in the preview, beside Typst's recompile in a running process.

An edit changes one word of the bilingual fact sheet. Measured are the milliseconds that the `pages`
event of the preview has, and those until the picture of the changed page is there; beside them what
the running compiler of Typst takes for the same words. Memory is that of all processes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typst

from tests.bench.builds import WORD, project
from tests.bench.figures import Figure
from tests.bench.peers import FONTS, typst_sheet
from tests.preview.running import RunningPreview, started_preview

EDITS = 60
EDITION = "bilingual"

THIRD = 0.33
"""Seconds after which somebody who stops typing should see the word."""


def edit() -> Iterator[Figure]:
    """Edit after edit, the preview and Typst in turns."""
    events: list[float] = []
    pictures: list[float] = []
    peers: list[float] = []
    with project() as home:
        recompile = _typst_compiler(home)
        recompile("")
        with started_preview(home, "factsheet") as preview:
            stream = preview.events(EDITION)
            after(stream, "findings")
            words = preview.text.read_text("utf-8")
            early = 0.0
            for number in range(EDITS):
                word = f"{WORD}{'abcdefghij'[number % 10]}"
                event, picture = _edit(preview, stream, words.replace(WORD, word))
                events.append(event)
                pictures.append(picture)
                peers.append(recompile(word))
                if number == 9:
                    early = preview.memory()
                if number % 10 == 0:
                    after(stream, "findings")
            growth = preview.memory() - early
    peer, theirs = "Typst's recompile", statistics.median(peers)
    yield Figure("edit to event `pages`, median", statistics.median(events), peer, theirs)
    yield Figure("edit to picture, median", statistics.median(pictures), peer, theirs, 30)
    yield Figure("edit to picture, 95 %", _late(pictures), peer, theirs, 60)
    yield Figure("edit to picture, median", statistics.median(pictures), most=THIRD)
    yield Figure("preview: memory after 10 edits", early, unit="MB")
    yield Figure(f"preview: growth of memory to {EDITS} edits", growth, unit="MB")


def _edit(
    preview: RunningPreview, stream: Iterator[tuple[str, Any]], words: str
) -> tuple[float, float]:
    """Save `words`; the seconds until the event, and until the picture of the page is there."""
    began = time.perf_counter()
    preview.text.write_text(words, "utf-8")
    seen = after(stream, "pages")
    while not seen["changed"]:  # of what was saved before
        seen = after(stream, "pages")
    page = seen["pages"][seen["changed"][0] - 1]
    preview.get(f"editions/{EDITION}/pages/{page['picture']}?scale=2.0")  # as the browser does
    return seen["milliseconds"] / 1000, time.perf_counter() - began


def after(events: Iterator[tuple[str, Any]], name: str) -> Any:
    """The data of the next event of that name."""
    return next(data for each, data in events if each == name)


def _late(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


def _typst_compiler(folder: Path) -> Callable[[str], float]:
    """A function that edits a word and returns the seconds in which Typst has the PDF."""
    source = folder / "peer.typ"
    words = typst_sheet()
    source.write_text(words, "utf-8")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(str(source), None, fonts)

    def recompile(word: str) -> float:
        source.write_text(words.replace(WORD, word), "utf-8")
        began = time.perf_counter()
        compiler.compile()
        return time.perf_counter() - began

    return recompile
