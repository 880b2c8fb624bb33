"""Writes the instructions as one HTML file, in every language of the phrases."""

from __future__ import annotations

import base64
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


def languages() -> tuple[str, ...]:
    """Return the languages of the page."""
    return tuple(_phrases())


def phrases(language: str) -> dict[str, Any]:
    """Return the phrases in `language`; raises `KeyError` if there are none."""
    return dict(_phrases()[language])


def page(titles: Mapping[str, str], jobs: Sequence[PrintJob], fonts: Iterable[Path] = ()) -> str:
    """Return the page as HTML; `titles` are those of the publication, by language.

    `fonts` (TrueType) are embedded for characters that the reader's fonts may lack.
    """
    return own_template(TEMPLATE).render(
        titles=titles,
        languages=languages(),
        phrases=_phrases(),
        jobs=[_as_values(each) for each in jobs],
        fonts=[_encoded(font.read_bytes()) for font in fonts],
    )


def _as_values(each: PrintJob) -> dict[str, object]:
    return {
        "file": each.file,
        "id": each.file.removesuffix(".pdf"),
        "phrases": {language: _facts(each, phrases) for language, phrases in _phrases().items()},
        "thumbnails": [
            {
                "source": f"data:image/png;base64,{_encoded(thumbnail.png)}",
                "width": thumbnail.width,
                "height": thumbnail.height,
            }
            for thumbnail in each.thumbnails
        ],
        "is_for_copier": each.kind not in ("press", "pages"),
    }


def _facts(each: PrintJob, phrases: Mapping[str, Any]) -> dict[str, object]:
    """A job in one language: its description, and rows of questions and answers."""
    values = {
        "paper": each.paper,
        "languages": phrases["and"].join(
            phrases["languages"].get(language, language) for language in each.edition.languages
        ),
        "up": each.sheets.up if each.sheets else 1,
        "sheets": phrases["sheets"]["one" if each.sheet_count == 1 else "many"].format(
            count=each.sheet_count
        ),
        "toner": f"{each.toner:.0f}",
        "weight": f"{each.sheets.weight:g}" if each.sheets else "",
        "orientation": phrases["orientations"][each.edition.orientation],
        "widths": " + ".join(f"{round(width, 1):g}" for width in each.panels),
        "edge": phrases["edges"].get(each.duplex, ""),
    }
    is_for_office = each.duplex != "not-here"
    rows = [
        ("paper", phrases["papers"][each.kind]),
        ("duplex" if is_for_office else "office", phrases["duplex"][each.duplex]),
    ]
    if is_for_office:
        rows += [("scale", phrases["scale"])]
    rows += [("finishing", phrases["finishing"][each.finishing])]
    if is_for_office:
        rows += [("toner", phrases["toner"])]
    return {
        "what": phrases["kinds"][each.kind].format(**values),
        "rows": [(phrases["questions"][key], text.format(**values)) for key, text in rows],
    }


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@cache
def _phrases() -> Mapping[str, Any]:
    phrases: Mapping[str, Any] = yaml.safe_load(UNIT.sub("\u00a0", PHRASES.read_text("utf-8")))
    return phrases
