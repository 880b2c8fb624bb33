"""Where words and addresses may be cut, by the patterns that TeX has for a language (pyphen)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import pyphen

from bifolio.compose.clusters import Letter
from bifolio.languages import Language

WORD = re.compile(r"(?<![\w./@-])[^\W\d_]+(?![\w/@]|[.-]\w)")
"""Letters that are a word for themselves: no part of an address, a compound or a code."""

PART = re.compile(r"(?<![\w./@])[^\W\d_]+(?![\w/@]|\.\w)")
"""The same, or a part of a compound."""

WORD_OF_ADDRESS = (6, 2, 3)
"""The least number of letters in a word of an address that is cut, before the cut, and after it."""


def find_hyphens(letters: Sequence[Letter], languages: Sequence[Language | None]) -> list[int]:
    """Return the letters before which a line may end with a hyphen.

    `languages` has for each letter the language whose patterns it may be hyphenated by, None where
    it may not. A word with a capital within is a name and stays whole.
    """
    hyphens: list[int] = []
    # One character for each letter, so that places are places.
    for match in WORD.finditer("".join(letter.text[0] for letter in letters)):
        language = languages[match.start()]
        if {*languages[match.start() : match.end()]} == {language} and match[0][1:].islower():
            hyphens += (match.start() + at for at in _positions(match[0], language))
    return hyphens


def find_syllables(texts: Sequence[str], addresses: Sequence[range]) -> Iterator[int]:
    """Yield the letters of `addresses` before which a syllable begins.

    A line may end there, without a hyphen, before it is left with a hole (The Chicago Manual of
    Style, 17th edition, 14.18). The words of addresses are English or look so.
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
    """Yield the letters between `first` and `last` before which an English word may be hyphenated.

    It is for words, and parts of compounds, that are longer than a line, in whatever language. What
    is in one of `addresses` is none, and what has a capital within is a name or a code, in
    which readers would take a hyphen for a part of it.
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
