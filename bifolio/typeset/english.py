"""How English is set: curly quotes, real dashes, spaces that do not break."""

from __future__ import annotations

from bifolio.content import Runs, substitute

NO_BREAK_SPACE = "\u00a0"

RULES = (
    (r"(?<!-)---(?!-)", "—"),
    (r"(?<!-)--(?!-)", "–"),
    (r"\.\.\.", "…"),
    # An apostrophe that stands for dropped figures: the '90s.
    (r"'(?=\d\ds?\b)", "’"),
    (r"(?<![^\s(\[{“\"‘–—/-])'(?=\S)", "‘"),
    (r"'", "’"),
    (r'(?<![^\s(\[{‘–—/-])"(?=\S)', "“"),
    (r'"', "”"),
    (r"\b(No\.|Nos\.|Art\.|Dr\.|Mr\.|Mrs\.|Ms\.|p\.|pp\.) (?=\S)", rf"\1{NO_BREAK_SPACE}"),
)
"""Pattern and replacement, in the order in which they apply."""


def set_english(runs: Runs) -> Runs:
    """Set English `runs`: quotes, apostrophes, dashes (-- and ---), ellipses, no-break spaces."""
    for pattern, replacement in RULES:
        runs = substitute(runs, pattern, replacement)
    return runs
