"""Facts that are the same in every language: addresses, acronyms, names."""

from __future__ import annotations

import re
import unicodedata

from bifolio.addresses import without_addresses

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
ACRONYM = re.compile(r"(?<![A-Za-z0-9@./-])[A-Z]{2,}[A-Z0-9]*(?![A-Za-z0-9@])")
NAME = re.compile(
    r"(?<![\w-])[A-Z][\w'’-]*(?:(?:\s+(?:of|and|for|the|in|on))*\s+[A-Z][\w'’-]*)+", re.ASCII
)
LATIN_NAME = re.compile(r"(?<![\w-])[A-Z][a-z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*", re.ASCII)
BEFORE_NAMES = frozenset(
    {"A", "An", "The", "This", "That", "These", "Those", "In", "On", "At", "For", "From", "To"}
    | {"With", "And", "Or", "But", "By", "Of", "As", "If", "Please", "Key", "No", "Write"}
    | {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
    | {month.capitalize() for month in MONTHS}
)
"""Words with a capital letter that begin a sentence or a date, and no name."""


def fold(text: str) -> str:
    """`text` with full-width letters, figures and marks as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def names(text: str, *, latin: bool = False) -> list[str]:
    """The names of `text`: words with capital letters, at least two of them in English.

    With `latin` the text is one in another script, where one word in Latin letters is a name.
    """
    found = []
    for match in (LATIN_NAME if latin else NAME).finditer(fold(without_addresses(text))):
        words = match[0].split()
        while words and (words[0] in BEFORE_NAMES or words[0].islower()):
            del words[0]
        while words and (words[-1] in BEFORE_NAMES or words[-1].islower()):
            del words[-1]
        if len(words) > 1 or (latin and words):
            found.append(" ".join(words))
    return found
