"""Sets texts in alphabetic scripts: curly quotes, real dashes, no-break spaces."""

from __future__ import annotations

import re
from functools import cache

from bifolio.languages import Language, SpacedMarks, spaced_marks
from bifolio.languages.numerals import find_numerals
from bifolio.languages.quantities import one_of, unit_pattern
from bifolio.languages.written_dates import month_names
from bifolio.text.joined_lines import join_lines
from bifolio.text.quotes import set_quotes
from bifolio.text.runs import Runs, edit, plain, substitute
from bifolio.text.substitution import apply

NO_BREAK_SPACE = "\u00a0"
NARROW_SPACE = "\u202f"
"""A narrow no-break space."""


def keep_together(runs: Runs, language: str) -> Runs:
    """Replace spaces at which no line ends by no-break spaces: in numbers, and beside marks."""
    marks = spaced_marks(language)
    if marks.narrow:
        runs = substitute(runs, _space_before(marks.narrow), NARROW_SPACE)
    for pattern in _no_break(marks):
        runs = substitute(runs, pattern, NO_BREAK_SPACE)
    return runs


def _space_before(marks: str) -> str:
    """The pattern of a space before one of `marks`."""
    return rf"(?<=\S) (?=[{re.escape(marks)}](?!\w))"


def set_alphabetic(runs: Runs, language: Language) -> Runs:
    """Set `runs` by the rules of `language`: quotes, dashes, ellipses, no-break spaces."""
    runs = apply(join_lines(set_quotes(runs, language), language), language)
    for pattern, replacement in _ties(language):
        runs = substitute(runs, pattern, replacement)
    return _kept_dates(runs, language)


@cache
def _no_break(marks: SpacedMarks) -> tuple[str, ...]:
    beside = (
        rf"(?<=(?<!\w)[{re.escape(marks.after)}]) (?=\S)" if marks.after else "",
        _space_before(marks.before) if marks.before else "",
    )
    return (
        # Groups of three digits (ISO 80000-1, 7.3.1), numbers and their units (SI brochure, 5.4.3).
        r"(?<!\d{4})(?<=\d) (?=\d{3}(?!\d))",
        rf"(?<=\d) (?=(?:[%‰]|{unit_pattern('und')})(?!\w))",
        # What a sign relates to: 182 ± 14, p < 0.05.
        r"(?<=\d) (?=± ?\d)",
        r"(?<=[±<>=≈≤≥]) (?=[-−]?\d)",
        *filter(None, beside),
    )


@cache
def _ties(language: Language) -> tuple[tuple[str, str], ...]:
    """Pattern and replacement, in order: no-break spaces in names and before units.

    After initials (J. K. Smith), titles (Mr. Smith) and labels (Tel: 86-10), before units (10 km).
    """
    return (
        (r"\b([A-Z]\.) (?=[A-Z])", rf"\1{NO_BREAK_SPACE}"),
        (rf"(?<!\w)({one_of(language.titles)}) (?=\S)", rf"\1{NO_BREAK_SPACE}"),
        (rf"\b({one_of(language.labels)}) (?=[+\d]|\S+@)", rf"\1{NO_BREAK_SPACE}"),
        (rf"(?<=\d) (?={unit_pattern(language.tag, language.units)}(?!\w))", NO_BREAK_SPACE),
    )


def _kept_dates(runs: Runs, language: Language) -> Runs:
    """Replace the spaces within dates at which no line ends by no-break spaces."""
    for pattern in _dates(language):
        runs = edit(
            runs,
            (
                (end, end + 1, NO_BREAK_SPACE)
                for match in re.finditer(pattern, plain(runs))
                for end in map(match.end, range(1, len(match.groups())))
            ),
        )
    return runs


@cache
def _dates(language: Language) -> tuple[str, ...]:
    """Patterns of dates, with a group for each part between two such spaces."""
    if not language.dates:
        return ()
    months = one_of(find_numerals(language.tag).months or month_names(language.tag))
    fields = {"{day}": r"\d{1,2}", "{month}": f"(?:{months})", "{year}": r"\d{4}"}
    patterns = []
    for date in language.dates:
        parts = (re.split(r"(\{\w+\})", part) for part in date.split("_"))
        groups = " ".join(
            f"({''.join(fields.get(piece, re.escape(piece)) for piece in part)})" for part in parts
        )
        patterns.append(rf"\b{groups}\b")
    return tuple(patterns)
