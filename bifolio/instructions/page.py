"""Writes the instructions as one HTML file, in every language of the phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bifolio.instructions.jobs import PrintJob
from bifolio.project.templates import own_template

HERE = Path(__file__).parent
UNIT = re.compile(r"(?<=[\d}]) (?=(?:mm|g/m²|%))")
"""The space between a number, or its placeholder, and its unit, which becomes non-breaking."""

PHRASES, TEMPLATE = HERE / "phrases.yaml", HERE / "page.html.j2"


@cache
def phrases() -> Mapping[str, Any]:
    """Return the phrases of the page, by language."""
    read: Mapping[str, Any] = yaml.safe_load(UNIT.sub("\u00a0", PHRASES.read_text("utf-8")))
    return read


def page(titles: Mapping[str, str], jobs: Sequence[PrintJob], fonts: Iterable[Path] = ()) -> str:
    """Return the page as HTML; `titles` are those of the publication, by language.

    `fonts` (TrueType) are embedded for characters that the reader's fonts may lack.
    """
    return own_template(TEMPLATE).render(
        titles=titles,
        languages=list(phrases()),
        phrases=phrases(),
        jobs=[(job, {key: _facts(job, each) for key, each in phrases().items()}) for job in jobs],
        fonts=[font.read_bytes() for font in fonts],
    )


def _facts(job: PrintJob, phrases: Mapping[str, Any]) -> dict[str, object]:
    """A job in one language: its description, and rows of questions and answers."""
    values = {
        "paper": job.paper,
        "languages": phrases["and"].join(
            phrases["languages"].get(language, language) for language in job.edition.languages
        ),
        "up": job.sheets.up if job.sheets else 1,
        "sheets": phrases["sheets"]["one" if job.sheet_count == 1 else "many"].format(
            count=job.sheet_count
        ),
        "toner": f"{job.toner:.0f}",
        "weight": f"{job.sheets.weight:g}" if job.sheets else "",
        "orientation": phrases["orientations"][job.edition.orientation],
        "widths": " + ".join(f"{round(width, 1):g}" for width in job.panels),
        "edge": phrases["edges"].get(job.duplex, ""),
    }
    rows = [
        ("paper", phrases["papers"][job.kind]),
        ("duplex" if job.is_for_office else "office", phrases["duplex"][job.duplex]),
    ]
    if job.is_for_office:
        rows += [("scale", phrases["scale"])]
    rows += [("finishing", phrases["finishing"][job.finishing])]
    if job.is_for_office:
        rows += [("toner", phrases["toner"])]
    return {
        "what": phrases["kinds"][job.kind].format(**values),
        "rows": [(phrases["questions"][key], text.format(**values)) for key, text in rows],
    }
