"""Where Chinese words begin, by the models of BudouX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import budoux

from bifolio.compose.clusters import Kind
from bifolio.languages import Language

_MODELS = {
    "zh-hans": budoux.load_default_simplified_chinese_parser,
    "zh-hant": budoux.load_default_traditional_chinese_parser,
}


def find_cut_words(
    texts: Sequence[str], kinds: Sequence[Kind], language: Language
) -> Iterator[int]:
    """Yield the Han before which a line end would be within a word; none without a model."""
    if not language.words:
        return
    # One character for each cluster, so that the indices agree.
    joined = "".join(text[0] for text in texts)
    words = _parser(language.words).parse(joined)
    # The models attach a conjunction to the word before it; a line begins with it: 往来 | 和移民.
    begins = {
        at - (at > 0 and joined[at - 1] in language.conjunctions)
        for at in accumulate(map(len, words), initial=0)
    }
    for at in range(1, len(kinds)):
        if kinds[at - 1] is kinds[at] is Kind.HAN:
            # A preposition after a mark stays with its word: 相连：| 从里昂.
            leads = at == 1 or kinds[at - 2] is not Kind.HAN
            if at not in begins or (leads and joined[at - 1] in language.prepositions):
                yield at


@cache
def _parser(model: str) -> budoux.Parser:
    return _MODELS[model]()
