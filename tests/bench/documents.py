"""Long documents: seconds a page, whether that grows, memory; and a single long paragraph."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2

from tests.bench.commands import BIFOLIO, Taken, in_turns, run, run_with_memory
from tests.bench.figures import Figure
from tests.bench.peers import typst, typst_report
from tests.bench.words import EDITION, chinese, paragraphs, write_report

PAGES = (10, 50, 200)

PER_SECTION = 6
"""Paragraphs of each section."""

PER_PAGE = {"Chinese": 6, "bilingual": 4.2}
"""Paragraphs on a page, nearly."""

LANGUAGES = {"Chinese": ("zh-Hans",), "bilingual": ("en", "zh-Hans")}

CHARACTERS = 20_000
"""Of the long paragraph."""

PARTS = 100


def pages() -> Iterator[Figure]:
    """Reports of 10, 50 and 200 pages."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        for name, languages in LANGUAGES.items():
            yield from _reports(home, name, languages)


def _reports(home: Path, name: str, languages: Sequence[str]) -> Iterator[Figure]:
    times: dict[int, float] = {}
    largest = together = 0.0
    for wanted in PAGES:
        texts = [pair[-len(languages) :] for pair in paragraphs(round(wanted * PER_PAGE[name]))]
        write_report(home / "source" / "report", languages, texts, PER_SECTION)
        shutil.rmtree(home / "build", ignore_errors=True)
        taken, memory = run_with_memory(*BIFOLIO, "build", "report", "-q", cwd=home)
        largest, together = memory
        peer = typst_report([list(zip(languages, text, strict=True)) for text in texts])
        command = typst(home / "peer", peer)
        run(*command)
        theirs = run(*command)
        count = _pages(home / "build" / "report" / f"{EDITION}.pdf")
        times[count] = taken.wall
        what = f"{count} pages, {name}"
        own, of_typst = (
            Taken(*(each / number for each in whole))
            for whole, number in ((taken, count), (theirs, _pages(home / "peer" / "typst.pdf")))
        )
        yield Figure(f"{what}: a page", own.wall, most=0.15)
        yield Figure(f"{what}: a page, processor time", own.processor)
        yield Figure.of(f"{what}: a page", own, "Typst, a page", of_typst, 15)
    yield _growth(name, times)
    yield Figure(f"{what}: peak memory", largest, most=400, unit="MB")
    yield Figure(f"{what}: peak memory of all processes", together, unit="MB")


def _growth(name: str, times: dict[int, float]) -> Figure:
    """What a page more costs in the longest report, and in a short one: alike if it is linear."""
    (few, first), (some, second), (many, third) = times.items()
    late = (third - second) / (many - some)
    early = (second - first) / (some - few)
    between = f"{name}: a page more, from {some} to {many} pages"
    return Figure(between, late, f"from {few} to {some} pages", early, 1.2)


def _pages(pdf: Path) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def paragraph() -> Iterator[Figure]:
    """A paragraph of 20,000 characters, beside the same text in a hundred."""
    text = chinese(CHARACTERS)
    sentences = [each for each in re.split("(?<=。)", text) if each]
    ends = [len(sentences) * number // PARTS for number in range(PARTS + 1)]
    parts = [("".join(sentences[begin:end]),) for begin, end in pairwise(ends)]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        write_report(home / "source" / "one", ("zh-Hans",), [(text,)], 1)
        write_report(home / "source" / "many", ("zh-Hans",), parts, PARTS)

        def built(name: str) -> Taken:
            shutil.rmtree(home / "build", ignore_errors=True)
            return run(*BIFOLIO, "build", name, "-q", cwd=home)

        turns = in_turns({"one": lambda: built("one"), "many": lambda: built("many")}, runs=2)
    name = f"one paragraph of {CHARACTERS:,} characters"
    yield Figure.of(name, turns["one"], f"in {PARTS} paragraphs", turns["many"], 1.5)
