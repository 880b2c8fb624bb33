"""The marks of quotations that stand apart from the text, as each language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from bifolio.languages.data_file import closest, read_data

FILE = Path(__file__).parent / "punctuation" / "quotations.yaml"

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
