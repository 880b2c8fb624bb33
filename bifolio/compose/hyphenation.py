"""Where words and addresses may be hyphenated, by the TeX patterns of a language (pyphen)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import pyphen

from bifolio.compose.clusters import Cluster
from bifolio.languages import Language

WORD = re.compile(r"(?<![\w./@-])[^\W\d_]+(?![\w/@]|[.-]\w)")
"""A word of letters that is no part of an address, a compound or a code."""

PART = re.compile(r"(?<![\w./@])[^\W\d_]+(?![\w/@]|\.\w)")
"""Such a word, or a part of a compound."""

WORD_OF_ADDRESS = (6, 2, 3)
"""Letters of the shortest word that is cut in an address, before the cut, and after it."""


def find_hyphens(clusters: Sequence[Cluster], languages: Sequence[Language | None]) -> list[int]:
    """Return the clusters before which a line may end with a hyphen.

    `languages`: for each cluster the language whose patterns apply, None for no hyphenation. A word
    with a capital after its first letter is a name and stays whole.
    """
    hyphens: list[int] = []
    # One character for each cluster, so that the indices agree.
    for match in WORD.finditer("".join(cluster.text[0] for cluster in clusters)):
        language = languages[match.start()]
        if {*languages[match.start() : match.end()]} == {language} and match[0][1:].islower():
            hyphens += (match.start() + at for at in _positions(match[0], language))
    return hyphens


def find_syllables(texts: Sequence[str], addresses: Sequence[range]) -> Iterator[int]:
    """Yield the clusters of `addresses` before which a syllable begins.

    A line may end there, without a hyphen, before it is left with a hole (The Chicago Manual of
    Style, 17th edition, 14.18). The words of addresses are taken for English.
    """
    least, before, after = WORD_OF_ADDRESS
    for address in addresses:
        dictionary = _dictionary("en", before, after)  # which takes long to load
        start = address.start - 1
        joined = "".join(text[0] for text in texts[start : address.stop])
        for word in re.finditer(rf"[A-Za-z]{{{least},}}", joined):
            for at in dictionary.positions(word[0]) if dictionary else ():
                yield start + word.start() + at


def find_syllables_of_words(
    texts: Sequence[str], first: int, last: int, addresses: Sequence[range]
) -> Iterator[int]:
    """Yield the clusters from `first` to `last` before which an English word may be hyphenated.

    For words, and parts of compounds, that are longer than a line, in any language. Words in one of
    `addresses` are left out, and so are names and codes, which have a capital after the first
    letter: readers would take the hyphen for a part of them.
    """
    least, before, after = WORD_OF_ADDRESS
    dictionary = _dictionary("en", before, after)
    for word in PART.finditer("".join(text[0] for text in texts)):
        if not first <= word.start() < last or any(word.start() in each for each in addresses):
            continue
        if dictionary and len(word[0]) >= least and word[0].isascii() and word[0][1:].islower():
            places = (word.start() + at for at in dictionary.positions(word[0]))
            yield from (at for at in places if at < last)


def _positions(word: str, language: Language | None) -> list[int]:
    if language is None or language.hyphenation is None:
        return []
    least, before, after = language.hyphenation
    dictionary = _dictionary(language.tag, before, after)
    return list(dictionary.positions(word)) if dictionary and len(word) >= least else []


@lru_cache
def _dictionary(tag: str, before: int, after: int) -> pyphen.Pyphen | None:
    found = pyphen.language_fallback(tag)
    return pyphen.Pyphen(lang=found, left=before, right=after) if found else None
