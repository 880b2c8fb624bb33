"""Whole commands: a cold build, nothing to do, a changed sentence, all files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from string import ascii_lowercase

from tests.bench.commands import BIFOLIO, NOTHING, ROOT, Taken, in_turns, run
from tests.bench.figures import Figure
from tests.bench.peers import chromium_sheet, typst, typst_sheet

BUILD = (*BIFOLIO, "build", "factsheet", "-q")
ONE = ("-e", "bilingual")
ALL = ("--target", "screen", "--target", "office", "--target", "press")

WORD = "improved"
"""A word of the fact sheet."""

MAKE = ("make", "--silent", "--old-file=.venv/.ready")
"""The environment is not updated."""


@contextmanager
def project() -> Iterator[Path]:
    """A folder with a copy of the fact sheet."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        shutil.copytree(ROOT / "source", home / "source")
        yield home


def cold() -> Iterator[Figure]:
    """A cold build of the bilingual sheet, beside Typst and Chromium."""
    with project() as home:
        fresh = count()
        turns = in_turns(
            {
                "ours": lambda: run(*BUILD, *ONE, "-o", str(home / str(next(fresh))), cwd=home),
                "Typst": lambda: run(*typst(home / "peer", typst_sheet())),
                "Chromium": lambda: run(*chromium_sheet(home)),
                "import": lambda: run(BIFOLIO[0], "-c", "import weasyprint"),
            }
        )
    name, ours = "cold build of the bilingual sheet, checked", turns["ours"]
    yield Figure.of(name, ours, "Typst, whole process", turns["Typst"], 5)
    yield Figure.of(name, ours, "Chromium --print-to-pdf", turns["Chromium"], 1)
    yield Figure.of(name, ours, "import weasyprint", turns["import"])


def nothing() -> Iterator[Figure]:
    """Commands with nothing to do, beside an empty Python program."""
    run(*MAKE)
    with project() as home:
        run(*BUILD, cwd=home)
        turns = in_turns(
            {
                "`make` with nothing to do": lambda: run(*MAKE),
                "`bifolio build` with nothing to do": lambda: run(*BUILD, cwd=home),
                "": lambda: run(*NOTHING),
            }
        )
    theirs = turns.pop("")
    for name, ours in turns.items():
        yield Figure.of(name, ours, "python -c pass", theirs, 3)


def rebuild() -> Iterator[Figure]:
    """A rebuild after a changed sentence, beside a cold build."""
    with project() as home:
        text = home / "source" / "factsheet" / "text.yaml"
        words = text.read_text("utf-8")
        numbers = count()

        def edited() -> Taken:
            letter = ascii_lowercase[next(numbers) % 26]  # results of the last words are kept
            text.write_text(words.replace(WORD, f"{WORD}{letter}"), "utf-8")
            return run(*BUILD, *ONE, "-o", str(home / "again"), cwd=home)

        turns = in_turns(
            {
                "cold": lambda: run(*BUILD, *ONE, "-o", str(home / str(next(numbers))), cwd=home),
                "rebuild": edited,
            }
        )
    name = "rebuild after one changed sentence, new process"
    yield Figure.of(name, turns["rebuild"], "cold build", turns["cold"], 0.5)


def everything() -> Iterator[Figure]:
    """All files of the fact sheet beside one, both from nothing."""
    with project() as home:
        fresh = count()

        def whole(output: str) -> Taken:
            build = run(*BUILD, *ALL, "-o", output, cwd=home)
            sheets = run(*BIFOLIO, "sheets", "factsheet", "-q", "-o", output, cwd=home)
            return Taken(*map(sum, zip(build, sheets, strict=True)))

        turns = in_turns(
            {
                "one": lambda: run(*BUILD, *ONE, "-o", str(home / str(next(fresh))), cwd=home),
                "all": lambda: whole(str(home / f"all{next(fresh)}")),
            },
            runs=2,
        )
        first = next(iter(sorted(home.glob("all*"))))
        files = len(list((first / "factsheet").glob("*.pdf")))
    yield Figure.of(
        f"all {files} files of the fact sheet, imposed sheets too",
        turns["all"],
        "one file",
        turns["one"],
        6,
    )
