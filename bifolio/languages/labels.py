"""Words that Bifolio adds to a text, in each language."""

from __future__ import annotations

from pathlib import Path

from bifolio.languages.data_file import closest, read_data

FILE = Path(__file__).parent / "words" / "labels.yaml"


def label(name: str, language: str) -> str:
    """The word called `name` in `language`, with the space after it; empty if it has none."""
    return str(closest(read_data(FILE)[name], language))
