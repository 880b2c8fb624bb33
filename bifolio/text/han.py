"""Sets Chinese: full-width punctuation, Chinese quotes, space between Han and Latin."""

from __future__ import annotations

from bifolio.languages import Language
from bifolio.text.autospace import set_spaces
from bifolio.text.joined_lines import join_lines
from bifolio.text.quotes import set_apostrophes, set_quotes
from bifolio.text.runs import Runs
from bifolio.text.substitution import apply


def set_chinese(runs: Runs, language: Language) -> Runs:
    """Set Chinese `runs`: quotes, the table of the language, Han–Latin space."""
    runs = join_lines(apply(set_quotes(runs, language), language), language)
    return set_apostrophes(set_spaces(runs, language), language)
