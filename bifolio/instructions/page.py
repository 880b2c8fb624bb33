"""Writes the page: one file of HTML, in every language that the phrases have."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bifolio.instructions.jobs import Print
from bifolio.project.templates import own_template

HERE = Path(__file__).parent
UNIT = re.compile(r"(?<=[\d}]) (?=(?:mm|g/m²|%))")
"""The space between a number, or what puts one in, and its unit: no line ends there."""

PHRASES, TEMPLATE = HERE / "phrases.yaml", HERE / "page.html.j2"


def languages() -> tuple[str, ...]:
    """The languages that the page speaks."""
    return tuple(_phrases())


def phrases(language: str) -> dict[str, Any]:
    """What the page says in `language`; raises `KeyError` for one that it does not speak."""
    return dict(_phrases()[language])


def page(titles: Mapping[str, str], prints: Sequence[Print], fonts: Iterable[Path] = ()) -> str:
    """The page as HTML in one file; `titles` are those of the publication by language.

    `fonts` (TrueType) set what the reader's own fonts do not have.
    """
    return own_template(TEMPLATE).render(
        titles=titles,
        languages=languages(),
        said=_phrases(),
        prints=[_shown(each) for each in prints],
        fonts=[_encoded(font.read_bytes()) for font in fonts],
    )


def _shown(each: Print) -> dict[str, object]:
    return {
        "file": each.file,
        "id": each.file.removesuffix(".pdf"),
        "said": {language: _facts(each, phrases) for language, phrases in _phrases().items()},
        "pictures": [
            {
                "source": f"data:image/png;base64,{_encoded(picture.png)}",
                "width": picture.width,
                "height": picture.height,
            }
            for picture in each.pictures
        ],
        "is_for_copier": each.kind not in ("press", "pages"),
    }


def _facts(each: Print, phrases: Mapping[str, Any]) -> dict[str, object]:
    """What is said of a print in one language: what it is, and a row of questions and answers."""
    values = {
        "paper": each.paper,
        "languages": phrases["and"].join(
            phrases["languages"].get(language, language) for language in each.edition.languages
        ),
        "up": each.sheets.up if each.sheets else 1,
        "sheets": phrases["sheets"]["one" if each.papers == 1 else "many"].format(
            count=each.papers
        ),
        "toner": f"{each.toner:.0f}",
        "weight": f"{each.sheets.weight:g}" if each.sheets else "",
        "lies": phrases["lies"][each.edition.orientation],
        "widths": " + ".join(f"{round(width, 1):g}" for width in each.panels),
        "edge": phrases["edges"].get(each.turned, ""),
    }
    is_for_office = each.turned != "not-here"
    rows = [
        ("paper", phrases["papers"][each.kind]),
        ("turn" if is_for_office else "office", phrases["turns"][each.turned]),
    ]
    if is_for_office:
        rows += [("scale", phrases["scale"])]
    rows += [("then", phrases["then"][each.after])]
    if is_for_office:
        rows += [("toner", phrases["toner"])]
    return {
        "what": phrases["kinds"][each.kind].format(**values),
        "rows": [(phrases["asked"][key], text.format(**values)) for key, text in rows],
    }


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@cache
def _phrases() -> Mapping[str, Any]:
    phrases: Mapping[str, Any] = yaml.safe_load(UNIT.sub("\u00a0", PHRASES.read_text("utf-8")))
    return phrases
