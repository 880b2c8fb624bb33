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

_SECOND = {"zh-hant": "zh-hans"}
"""The model that confirms the words of another one."""


def find_cut_words(
    texts: Sequence[str], kinds: Sequence[Kind], language: Language
) -> Iterator[int]:
    """Yield the Han before which a line end would be within a word; none without a model."""
    if not language.words:
        return
    # One character for each cluster, so that the indices agree.
    joined = "".join(text[0] for text in texts)
    words = _words(joined, language.words)
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


def find_doubtful_words(
    texts: Sequence[str], kinds: Sequence[Kind], language: Language
) -> Iterator[int]:
    """Yield the Han before which a word begins or ends that may be a part of another one.

    A word of one Han is one, unless it joins words (造 | 纸术); so is, in a language whose model is
    less certain, a word that the model of another one does not find (江南造 | 紙).
    """
    if not language.words:
        return
    joined = "".join(text[0] for text in texts)
    joining = language.conjunctions + language.prepositions + language.particles
    starts = [0, *accumulate(map(len, _words(joined, language.words)))]
    second = _SECOND.get(language.words)
    confirmed = {*accumulate(map(len, _words(joined, second)))} if second else {*starts}
    for before, at, after in zip(starts, starts[1:], [*starts[2:], len(joined)], strict=False):
        if at >= len(kinds) or not kinds[at - 1] is kinds[at] is Kind.HAN:
            continue
        is_after_lone = at - before == 1 or kinds[at - 2] is not Kind.HAN
        is_lone = after - at == 1 or kinds[at + 1] is not Kind.HAN
        is_joined = joined[at] in joining or joined[at - 1] in joining
        if ((is_after_lone or is_lone) and not is_joined) or at not in confirmed:
            yield at


def _words(text: str, model: str) -> list[str]:
    return list(_parser(model).parse(text))


@cache
def _parser(model: str) -> budoux.Parser:
    return _MODELS[model]()
