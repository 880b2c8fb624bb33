"""The marks of quotations and titles, as each language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from bifolio.languages.data_file import closest, read_data

FILE = Path(__file__).parent / "punctuation" / "quotations.yaml"

NESTING = FILE.with_name("nesting.yaml")

OPENING = ("Pi", "Pf", "Ps")
"""Categories of quotation marks that begin a quotation (Unicode 16.0, 4.5); „ is a Ps."""


@dataclass(frozen=True)
class QuotationMarks:
    """What is around a quotation, and before its author."""

    begin: str
    end: str
    by: str


def quotation_marks(language: str, text: str) -> QuotationMarks:
    """The marks of a quotation in `language`; none around a `text` that has its own."""
    entry = closest(read_data(FILE), language)
    begin, end = entry["marks"]
    if text and (text[0] == '"' or category(text[0]) in OPENING):
        begin = end = ""
    return QuotationMarks(begin, end, entry["by"])


def nested_in_quotation(language: str) -> dict[int, str]:
    """How the marks that a quotation in `language` has of its own change within its marks.

    A table for `str.translate`: “ becomes ‘ and ‘ becomes “. Empty where no rule says so.
    """
    begin = closest(read_data(FILE), language)["marks"][0]
    for kind in closest(read_data(NESTING), language):
        if kind.startswith(begin):
            return {ord(mark): other for mark, other in zip(kind, kind[2:] + kind[:2], strict=True)}
    return {}


def nested(value: str, before: str, after: str, language: str) -> str:
    """Return `value` with the marks of its own that it has between `before` and `after`.

    Within marks of a kind, others of that kind alternate: 《〈A〉 and B》. A value that is one such
    title as a whole has only the marks around it: 《A》.
    """
    for kind in closest(read_data(NESTING), language):
        around = _open_in(before, kind)
        first = next((each for each in value if each in kind[::2]), "")
        if not around or first != around:
            continue
        end = kind[kind.index(around) + 1]
        if before[-1:] == around and after[:1] == end and _is_one(value, around, end):
            value = value[1:-1]
        else:
            value = value.translate(str.maketrans(kind, kind[2:] + kind[:2]))
    return value


def _open_in(text: str, kind: str) -> str:
    """The mark of a `kind` that the end of `text` is within; empty for none."""
    begun: list[str] = []
    for each in text:
        if each in kind[::2]:
            begun.append(each)
        elif each in kind and begun:
            begun.pop()
    return begun[-1] if begun else ""


def _is_one(value: str, begin: str, end: str) -> bool:
    """Whether the first mark of `value` is closed by its last."""
    if not (value.startswith(begin) and value.endswith(end)):
        return False
    inside = value[1:-1]
    return inside.find(end) == -1 or -1 < inside.find(begin) < inside.find(end)
