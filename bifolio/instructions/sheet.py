"""Writes the instructions as pages to be printed: PRINTING.pdf, which lies beside the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from bifolio.instructions.jobs import PURPOSES, READ, PrintJob
from bifolio.instructions.page import (
    HERE,
    LEAST_TYPE,
    START,
    Fact,
    ShownJob,
    drawings,
    phrases,
    shown,
)
from bifolio.project.templates import own_template

TEMPLATE = HERE / "sheet.html.j2"
STYLESHEET = HERE / "sheet.css"

LEFT_OUT = ("scale", "toner")
"""Questions without their answers on paper: 100 % is said once, at the head, and toner is for those
who choose a file."""

SetWords = Callable[[str, str], Markup]
"""Sets a text by the rules of a language; returns HTML."""

INK, DONE, BACK = (
    'stroke="#1b1f23"',
    'stroke="#c2410c" stroke-width="2.5"',
    'stroke-dasharray="1 5"',
)
"""The lines of drawings, in attributes: of things, of the back of a sheet, and of what is done."""


@dataclass(frozen=True)
class Alike:
    """Files that are printed in the same way."""

    jobs: Sequence[ShownJob]

    @property
    def first(self) -> ShownJob:
        """The one whose instructions are shown."""
        return self.jobs[0]

    def seen_in(self, language: str) -> PrintJob:
        """The one whose picture is shown in a language: the first that is in it, or the first."""
        jobs = [each.job for each in self.jobs]
        return next((job for job in jobs if language in job.edition.languages), jobs[0])


@dataclass(frozen=True)
class SheetPurpose:
    """What people want to do, and the files for it."""

    name: str
    files: Sequence[Alike]


def sheet(
    titles: Mapping[str, str],
    jobs: Sequence[PrintJob],
    set_words: SetWords,
    for_screens: Sequence[str] = (),
) -> str:
    """Return the pages as HTML, each language on pages of its own.

    `titles` are those of the publication, by language; `for_screens` are the names of files that
    need no instructions.
    """
    purposes = [
        SheetPurpose(purpose, alike(job for job in jobs if job.purpose == purpose))
        for purpose in dict.fromkeys(PURPOSES.values())
    ]
    return own_template(TEMPLATE).render(
        titles=titles,
        languages=list(phrases()),
        phrases=phrases(),
        purposes=[each for each in purposes if each.files or (each.name == READ and for_screens)],
        for_screens=for_screens,
        read=READ,
        start=START,
        smallest=_smallest_type(jobs),
        drawings=_drawings(),
        ink=Markup(INK),  # noqa: S704 (our own)
        words=set_words,
        rows=rows_on_paper,
    )


def _smallest_type(jobs: Iterable[PrintJob]) -> str:
    """The size of the smallest type of the files whose type is not small (pt), or nothing."""
    sizes = (job.smallest_type for job in jobs if job.is_for_office and round(job.scale, 2) == 1)
    readable = [size for size in sizes if size >= LEAST_TYPE]
    return f"{round(min(readable), 1):g}" if readable else ""


def rows_on_paper(job: ShownJob, language: str) -> Iterator[Fact]:
    """What the pages say of a file; the size of its type only if it is small or scaled."""
    is_scaled = round(job.job.scale, 2) != 1
    for row in job.facts[language]["rows"]:
        if row.key not in LEFT_OUT and (row.key != "type" or row.is_warning or is_scaled):
            yield row


def alike(jobs: Iterable[PrintJob]) -> tuple[Alike, ...]:
    """Put files together that are printed in the same way."""
    found: dict[tuple[object, ...], list[ShownJob]] = {}
    for job in jobs:
        each = shown(job)
        rows = tuple(tuple(rows_on_paper(each, language)) for language in each.facts)
        found.setdefault((job.drawings, rows), []).append(each)
    return tuple(map(Alike, found.values()))


@cache
def _drawings() -> Mapping[str, Markup]:
    """The drawings with attributes instead of classes: in SVG, the renderer knows no stylesheet."""
    found = {}
    for name, drawing in drawings().items():
        plain = str(drawing).replace('class="mark"', DONE).replace('class="back"', BACK)
        found[name] = Markup(plain)  # noqa: S704 (our own file)
    return found
