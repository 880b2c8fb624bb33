"""How Chinese is set: full-width punctuation, its own quotes, space between Han and Latin."""

from __future__ import annotations

from bifolio.addresses import address_spans
from bifolio.content import Runs, substitute
from bifolio.languages import Language
from bifolio.typeset.escapes import LATIN_MARKS
from bifolio.typeset.line_ends import set_line_ends
from bifolio.typeset.quotes import set_latin, set_quotes
from bifolio.typeset.substitution import HAN, apply


def set_chinese(runs: Runs, language: Language) -> Runs:
    """Set Chinese `runs`: quotes, the language's table, Han–Latin space."""
    runs = set_line_ends(apply(set_quotes(runs, language), language), language)
    for pattern, replacement in SPACING:
        runs = substitute(runs, pattern, replacement, address_spans(runs))
    return set_latin(runs, language)


SPACING = (
    # A quarter em between Han and Latin letters or digits (CLREQ 3.2.2); U+0020 is about that.
    (rf"(?<=[{HAN}])(?=[A-Za-z0-9{LATIN_MARKS}])|(?<=[A-Za-z0-9%{LATIN_MARKS}])(?=[{HAN}])", " "),
)
