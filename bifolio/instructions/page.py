"""Writes the instructions as one HTML file, in every language of the phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from bifolio.instructions.jobs import PURPOSES, READ, PrintJob
from bifolio.languages.names import names_in
from bifolio.project.templates import own_template

HERE = Path(__file__).parent
UNIT = re.compile(r"(?<=[\d}]) (?=(?:mm|pt|g/m²|%))")
"""The space between a number, or its placeholder, and its unit, which becomes non-breaking."""
HAN_BESIDE_LATIN = re.compile(
    r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])"
)
"""Where Han and letters or figures meet."""
FULL_WIDTH_PAIR = re.compile(
    r"[”’）》】，。、；：！？](?=[“‘（《【”’）》】，。、；：！？])|(?<=[“‘（《【])[“‘（《【]"
)
"""A full-width mark that is half as wide beside another one (CLREQ 3.1.6.1)."""
OPENING = re.compile("(?<=[\u4e00-\u9fff])[“‘]")
"""A full-width quote that has a space to its left, which it does not have where a line begins."""
HAN = re.compile("[\u4e00-\u9fff]")

PHRASES, TEMPLATE = HERE / "phrases.yaml", HERE / "page.html.j2"
DRAWINGS = HERE / "drawings.yaml"

LEAST_TYPE = 8.0
"""pt; smaller type is hard to read on paper from an office printer."""

START: Mapping[str, tuple[float, float]] = {
    "portrait-long-edge": (12.5, 12.5),
    "landscape-short-edge": (4.5, 17.5),
    "portrait-short-edge": (17.5, 4.5),
    "landscape-long-edge": (7.5, 14.5),
    "n-up": (29.5, 22.5),
    "one-sided": (29.5, 22.5),
    "handout": (27.5, 18.5),
    "document": (27.5, 16.5),
    "fold-letter": (10.5, 17.5),
    "fold-z": (8.5, 18.5),
    "booklet": (12.5, 20.5),
    "copies": (12.5, 8.5),
    "poster": (6.5, 12.5),
    "wall-poster": (6.5, 12.5),
    "press": (12.5, 6.5),
    "pages": (12.5, 20.5),
}
"""Where the lines of drawings begin (units, from the left and from above), so that all begin at the
same edges."""


@cache
def phrases() -> Mapping[str, Any]:
    """Return the phrases of the page, by language."""
    read: Mapping[str, Any] = yaml.safe_load(UNIT.sub("\u00a0", PHRASES.read_text("utf-8")))
    return read


def page(
    titles: Mapping[str, str],
    jobs: Sequence[PrintJob],
    fonts: Iterable[Path] = (),
    for_screens: Sequence[str] = (),
    letters: Mapping[int, Path] | None = None,
) -> str:
    """Return the page as HTML; `titles` are those of the publication, by language.

    `fonts` (TrueType) are embedded for characters that the reader's fonts may lack, and `letters`,
    by weight, for all others. `for_screens` are the names of files that need no instructions.
    """
    purposes = [
        Purpose(purpose, [shown(job) for job in jobs if job.purpose == purpose])
        for purpose in dict.fromkeys(PURPOSES.values())
    ]
    return own_template(TEMPLATE).render(
        titles=titles,
        languages=list(phrases()),
        phrases=phrases(),
        purposes=[each for each in purposes if each.jobs or (each.name == READ and for_screens)],
        for_screens=for_screens,
        read=READ,
        drawings=drawings(),
        start=START,
        fonts=[font.read_bytes() for font in fonts],
        letters={weight: font.read_bytes() for weight, font in (letters or {}).items()},
        spaced=spaced,
        set_text=set_text,
    )


def spaced(text: str) -> str:
    """Put a space between Han and letters or figures (CLREQ 3.2.2), as few browsers do."""
    return HAN_BESIDE_LATIN.sub(" ", text)


def set_text(text: str) -> Markup:
    """Set a phrase as HTML: `spaced`, without holes between full-width marks or at line starts."""
    found = str(escape(spaced(text)))
    if HAN.search(found):
        found = FULL_WIDTH_PAIR.sub(r'<span class="half">\g<0></span>', found)
        # A line ends with the space, or both are as wide as the mark.
        opening = r'<span class="gap"> </span><span class="open">\g<0></span>'
        found = OPENING.sub(opening, found)
    return Markup(found)  # noqa: S704 (escaped above)


@cache
def drawings() -> Mapping[str, Markup]:
    """Return the drawings, each the content of an SVG of 96 x 96 units."""
    read = yaml.safe_load(DRAWINGS.read_text("utf-8"))
    return {name: Markup(drawing) for name, drawing in read.items()}  # noqa: S704 (our own file)


@dataclass(frozen=True)
class Fact:
    """A question about a file, and the answer, in one language."""

    key: str
    """The key of the question in the phrases."""
    question: str
    text: str
    is_warning: bool
    """Whether a wrong copy comes out where it is not read."""


@dataclass(frozen=True)
class ShownJob:
    """A job for the template."""

    job: PrintJob
    facts: Mapping[str, Mapping[str, Any]]
    """By language."""

    def is_like(self, other: ShownJob) -> bool:
        """Whether `other` is printed in the same way."""
        return self._way == other._way

    @property
    def _way(self) -> tuple[object, ...]:
        rows = tuple(tuple(said["rows"]) for said in self.facts.values())
        return (self.job.drawings, rows)


@dataclass(frozen=True)
class Purpose:
    """What people want to do, and the files for it."""

    name: str
    jobs: Sequence[ShownJob]

    @property
    def drawing(self) -> str:
        """The drawing of what comes out."""
        return self.jobs[0].job.finishing if self.jobs else "pages"

    def like_before(self, index: int) -> int:
        """How many files up to the one at `index` are printed in the same way as it, in a row."""
        first = index
        while first and self.jobs[first - 1].is_like(self.jobs[first]):
            first -= 1
        return index - first + 1


def shown(job: PrintJob) -> ShownJob:
    """A job with what the page says of it."""
    return ShownJob(job, {language: _facts(job, language) for language in phrases()})


def _type_phrase(job: PrintJob) -> str:
    """The key of the phrase about the size of the type."""
    if round(job.scale, 2) != 1:
        return "small-scaled" if job.smallest_type < LEAST_TYPE else "scaled"
    return "small" if job.smallest_type < LEAST_TYPE else "full"


def _facts(job: PrintJob, language: str) -> dict[str, Any]:
    """A job in one language: its description, and rows of questions and answers."""
    words = phrases()[language]
    names = names_in(language, (*job.edition.languages, *job.languages))
    values = {
        "paper": job.paper,
        "languages": words["and"].join(names[each] for each in job.edition.languages),
        "up": job.sheets.up if job.sheets else 1,
        "sheets": words["sheets"]["one" if job.sheet_count == 1 else "many"].format(
            count=job.sheet_count
        ),
        "toner": f"{job.toner:.0f}",
        "type": f"{round(job.smallest_type, 1):g}",
        "reduced": f"{job.scale * 100:.0f}",
        "weight": f"{job.sheets.weight:g}" if job.sheets else "",
        "orientation": words["orientations"][job.edition.orientation],
        "widths": " + ".join(f"{round(width, 1):g}" for width in job.panels),
        "edge": words["edges"].get(job.duplex, ""),
        "pages": job.sides,
        "blanks": job.blanks_if_stapled,
    }
    rows = [
        ("paper", words["papers"][job.kind]),
        ("duplex" if job.is_for_office else "office", words["duplex"][job.duplex]),
    ]
    if job.is_for_office:
        rows += [("scale", words["scale"])]
        if job.smallest_type:
            rows += [("type", words["type"][_type_phrase(job)])]
    question = "finishing" if job.is_for_office else "use"
    rows += [(question, words["finishing"][job.finishing])]
    if job.blanks_if_stapled:
        rows += [("blank", words["blank"]["one" if job.blanks_if_stapled == 1 else "many"])]
    if job.is_for_office:
        rows += [("toner", words["toner"])]
    careful = set() if job.is_for_office else {"office"}
    if _type_phrase(job).startswith("small"):
        careful.add("type")
    return {
        "what": words["kinds"][job.description].format(**values),
        "rows": [
            Fact(key, words["questions"][key], text.format(**values), key in careful)
            for key, text in rows
        ],
    }
