"""A number, which is typed once and which every language writes by its own rules."""

from __future__ import annotations

import re
from dataclasses import replace

from bifolio.document.passage import Passage
from bifolio.document.unit import Unit
from bifolio.languages.written_numbers import write_number

NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,15})?")
"""A number: -1234.50. With a zero before it, it is none but a name, such as 007."""


class TypedNumber(Passage):
    """A number as typed, with all of its decimals: the text of a unit in every language."""


class Number(Unit):
    """A number; its text in a language is how that language writes it."""

    grouped: bool = False
    """Whether its digits are in groups."""

    def passage(self, language: str) -> Passage | None:
        """The number as `language` writes it."""
        passage = super().passage(language)
        if passage is None:
            return None
        written = write_number(passage.source, language, grouped=self.grouped)
        return replace(passage, source=written, typed="")


def number_in(typed: str) -> str | None:
    """Return the number that `typed` is, with a hyphen for a minus sign; None if it is none."""
    number = typed.strip().replace("\u2212", "-")
    return number if NUMBER.fullmatch(number) else None


def decimals_of(number: str) -> int:
    """How many decimals a number has."""
    return len(number.partition(".")[2])
