"""Where words and addresses may be hyphenated, by the TeX patterns of a language (pyphen)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import pyphen

from bifolio.compose.clusters import Cluster
from bifolio.languages import Language

WORD = re.compile(r"(?<![\w./@-])[^\W\d_]+(?![\w/@]|[.-]\w)")
"""A word of letters that is no part of an address, a compound or a code."""

PART = re.compile(r"(?<![\w./@])[^\W\d_]+(?![\w/@]|\.\w)")
"""Such a word, or a part of a compound."""

ANY_WORD = (6, 2, 3)
"""The same of other words, in languages without rules of their own."""

WORD_OF_ADDRESS = (6, 2, 3)
"""Letters of the shortest word that is cut in an address, before the cut, and after it."""


class Patterns(NamedTuple):
    """How the words of a language are hyphenated."""

    tag: str
    limits: tuple[int, int, int]
    """The least number of letters in a word, before its hyphen, and after it."""


def patterns_of(tag: str | None, languages: Mapping[str, Language]) -> Patterns | None:
    """How words of the language `tag` are hyphenated; None if they are not.

    One that is not among `languages`, the rules of the publication, has those of any other.
    """
    if not tag:
        return None
    language = languages.get(tag)
    limits = language.hyphenation if language else ANY_WORD
    return Patterns(tag, limits) if limits else None


def find_hyphens(clusters: Sequence[Cluster], patterns: Sequence[Patterns | None]) -> list[int]:
    """Return the clusters before which a line may end with a hyphen.

    `patterns`: those of each cluster, None for no hyphenation. A word with a capital after its
    first letter is a name and stays whole.
    """
    hyphens: list[int] = []
    # One character for each cluster, so that the indices agree.
    for match in WORD.finditer("".join(cluster.text[0] for cluster in clusters)):
        own = patterns[match.start()]
        if {*patterns[match.start() : match.end()]} == {own} and match[0][1:].islower():
            hyphens += (match.start() + at for at in _positions(match[0], own))
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
    clusters: Sequence[Cluster], first: int, last: int, addresses: Sequence[range]
) -> Iterator[int]:
    """Yield the clusters from `first` to `last` before which a word may be hyphenated.

    For words, and parts of compounds, that are longer than a line: in the language of the word, or
    in English in a text whose words have none. Words in one of `addresses` are left out, and so are
    names and codes, which have a capital after the first letter: readers would take the hyphen for
    a part of them.
    """
    least, before, after = ANY_WORD
    for word in PART.finditer("".join(cluster.text[0] for cluster in clusters)):
        if not first <= word.start() < last or any(word.start() in each for each in addresses):
            continue
        own = clusters[word.start()].language
        dictionary = _dictionary(own, before, after) or _dictionary("en", before, after)
        is_known = word[0].isascii() or pyphen.language_fallback(own) is not None
        if dictionary and len(word[0]) >= least and is_known and word[0][1:].islower():
            places = (word.start() + at for at in dictionary.positions(word[0]))
            yield from (at for at in places if at < last)


def _positions(word: str, patterns: Patterns | None) -> list[int]:
    if patterns is None:
        return []
    least, before, after = patterns.limits
    dictionary = _dictionary(patterns.tag, before, after)
    return list(dictionary.positions(word)) if dictionary and len(word) >= least else []


@lru_cache
def _dictionary(tag: str, before: int, after: int) -> pyphen.Pyphen | None:
    found = pyphen.language_fallback(tag)
    return pyphen.Pyphen(lang=found, left=before, right=after) if found else None
