"""Numbers that several languages read together, such as those of a table in two languages.

Languages that have different signs between groups of digits would misread each other's: 12,000 is
twelve in French and in German. Such numbers have a thin space, which all of them read (ISO 80000-1,
7.3.1; SI Brochure, 5.4.4); their decimal sign is that of the first language of the edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from bifolio.document.number import Number
from bifolio.document.unit import Unit
from bifolio.languages.written_numbers import write_number
from bifolio.text.runs import Content

THIN_SPACE = "\u202f"
"""NARROW NO-BREAK SPACE, at which no line ends."""


def with_common_numbers(
    copy: Mapping[tuple[str, str], Content], units: Iterable[Unit], languages: Sequence[str]
) -> dict[tuple[str, str], Content]:
    """Return `copy` with the numbers among `units` as all `languages` of an edition read them."""
    signs = {language: group_sign(language) for language in languages}
    shown = dict(copy)
    if len({*signs.values()}) < 2:
        return shown
    for unit in units:
        if isinstance(unit, Number) and unit.same_in_all:
            for language, sign in signs.items():
                if (key := (unit.id, language)) in shown:
                    shown[key] = _regrouped(shown[key], sign)
    return shown


@cache
def group_sign(language: str) -> str:
    """What `language` has between groups of digits."""
    return re.sub(r"\d", "", write_number("12345", language, grouped=True))


def _regrouped(content: Content, sign: str) -> Content:
    """Return `content` with thin spaces between thousands; India has groups of two before them."""
    grouped = re.compile(rf"\d+(?:{re.escape(sign)}\d+)+")
    runs = (
        replace(run, text=grouped.sub(partial(_in_threes, sign), run.text)) for run in content.runs
    )
    return replace(content, runs=tuple(runs))


def _in_threes(sign: str, number: re.Match[str]) -> str:
    return re.sub(r"\B(?=(?:\d{3})+$)", THIN_SPACE, number[0].replace(sign, ""))
