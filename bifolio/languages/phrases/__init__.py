"""What Bifolio itself says on a page, in each language: of QR codes, and to print shops."""

from __future__ import annotations

from pathlib import Path

from bifolio.languages import LIKELY
from bifolio.languages.data_file import read_data

FILE = Path(__file__).with_name("phrases.yaml")

ANY = "und"
"""The key of what serves in languages without an entry."""


def phrase(name: str, language: str) -> str:
    """Return the phrase called `name` in `language`, or in the closest tag (RFC 4647, 3.4)."""
    phrases: dict[str, str] = read_data(FILE)[name]
    tag = LIKELY.get(language, language)
    while tag and tag not in phrases:
        tag = tag.rpartition("-")[0]
        tag = LIKELY.get(tag, tag)
    return phrases[tag or ANY]
