"""The numbers of the items of lists, as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from bifolio.languages.data_file import closest, read_data

FILE = Path(__file__).with_name("styles.yaml")

NARROW, EM_PER_NARROW, EM_PER_LETTER = "ijl.)", 0.3, 0.58
"""The width of digits and Latin letters, narrow and others, at most (em)."""

GAP = 0.4
"""Between a number that ends with a Latin mark and its item (em); a full-width mark has one."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of the items of a list."""

    texts: tuple[str, ...]
    """With the space after them."""
    indent: float
    """The width of the widest one (em)."""


def item_numbers(language: str, level: int, first: int, count: int) -> Numbers:
    """The numbers of `count` items in `language` from `first`; `level` is 1 for the outer list."""
    levels = closest(read_data(FILE)["levels"], language)
    style = levels[min(level, len(levels)) - 1]
    texts = []
    for number in range(first, first + count):
        written = _written(number, read_data(FILE)["systems"][style["system"]])
        texts.append(f"{style.get('before', '')}{written}{style['after']}")
    widest = max(map(_width, texts), default=0)
    return Numbers(tuple(map(_spaced, texts)), round(widest, 2))


def _written(number: int, system: Mapping[str, Any]) -> str:
    """The number in `system`: in digits if the system does not have it."""
    if number < 1 or number > system.get("greatest", number) or "digits" in system:
        return str(number)
    written = ""
    if letters := system.get("alphabet"):
        while number:
            number, at = divmod(number - 1, len(letters))
            written = letters[at] + written
        return written
    for value, symbol in system["sum"].items():
        written += symbol * (number // value)
        number %= value
    return written


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "FW"


def _spaced(text: str) -> str:
    return text if _is_wide(text[-1]) else f"{text} "


def _width(text: str) -> float:
    """About the width of a number with the space after it (em)."""
    letters = (EM_PER_NARROW if each in NARROW else EM_PER_LETTER for each in text)
    widths = (1 if _is_wide(each) else em for each, em in zip(text, letters, strict=True))
    return sum(widths) + (0 if _is_wide(text[-1]) else GAP)
