"""Compares what translations keep unchanged: acronyms, and names in Latin letters.

Whether to translate, transcribe or keep a name is the translator's choice, and capitalised words
are not always names. So only acronyms are compared, and words in Latin letters in a text of another
script, which the original must spell alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

LATIN = r"A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
"""Letters of the Latin script (UAX 24), for classes of characters."""

NEAR = 4
"""The least letters of a word in which one error (Damerau) counts as a misspelling."""
FAR = 8
"""The least letters of a word in which two errors do."""

_WORD = rf"[{LATIN}]+(?:['’.-][{LATIN}]+)*"
_WORDS = re.compile(_WORD)
_NAME = re.compile(rf"{_WORD}(?:[ ·]{_WORD})*")
_ACRONYM = re.compile(
    rf"(?<![{LATIN}\d@&'’-])[A-Z]{{2,}}(?:-[A-Z]{{2,}})*(?=s?(?![{LATIN}@&$€£¥]))"
)
_ROMAN = re.compile(r"[IVXLCDM]+")
_BESIDE = re.compile(rf"[ ][A-Z]{{2,}}(?![{LATIN}])")
_GIVEN_NAME = re.compile(rf"(?<![{LATIN}])[A-ZÀ-ÖØ-Þ][{LATIN}.-]*[a-zß-öø-ÿ.]\s$")
_AFTER_SURNAME = re.compile(r"\s*(?:$|[,;:.()\[\]/|–—-])")

_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not decompose."""


def fold(text: str) -> str:
    """Convert full-width characters to half-width ones."""
    return unicodedata.normalize("NFKC", text)


def acronyms(text: str, ordinary: Collection[str] = ()) -> list[str]:
    """The acronyms of `text`, each once; `ordinary` are lower-case words of its language.

    Words in capitals are not acronyms if they are ordinary (FREE), several in a row (OPENING
    HOURS), a Roman number (XIV) or a surname after a given name (Jan NOWAK).
    """
    if text.isupper():
        return []
    found = (match for match in _ACRONYM.finditer(text) if not _is_shouted(match))
    return list(dict.fromkeys(match[0] for match in found if match[0].lower() not in ordinary))


def _is_shouted(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    if _ROMAN.fullmatch(match[0]) or _BESIDE.match(text, end):
        return True
    if re.search(rf"(?<![{LATIN}])[A-Z]{{2,}} $", text[:start]):
        return True
    return bool(_GIVEN_NAME.search(text[:start]) and _AFTER_SURNAME.match(text, end))


def has_word(text: str, word: str) -> bool:
    """Whether `text` has a word in Latin letters, ignoring case and plural."""
    pattern = rf"(?<![{LATIN}]){re.escape(word)}(?:['’]?s)?(?![{LATIN}])"
    return re.search(pattern, text, re.IGNORECASE) is not None


def latin_words(text: str) -> list[str]:
    """The words of `text` in Latin letters, without the English genitive ending."""
    return [re.sub(r"['’]s$", "", word) for word in _WORDS.findall(text)]


def without_words(text: str, words: Collection[str]) -> str:
    """`text` without some of its words in Latin letters."""
    return _WORDS.sub(lambda match: "" if match[0] in words else match[0], text)


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """The words in Latin letters of `texts`, in lower case, except those in capitals."""
    return frozenset(
        word.lower() for text in texts for word in latin_words(text) if not word.isupper()
    )


def misspelt(kept: str, original: str) -> Iterator[tuple[str, str]]:
    """Each name in Latin letters in `kept` that `original` spells differently, with that spelling.

    `kept` is in another script. The spelling is empty for a name of two or more words of which the
    original has none.
    """
    known, there = latin_words(original), latin_words(kept)
    bare = {_bare(word) for word in known}
    spelt = {_bare(word) for word in there}
    missing = [word for word in dict.fromkeys(known) if _bare(word) not in spelt]
    for name in dict.fromkeys(_NAME.findall(kept)):
        words = [word for word in latin_words(name) if _is_name(word)]
        unknown = [word for word in words if _bare(word) not in bare]
        near = [(word, each) for word in unknown for each in missing if are_near(word, each)]
        yield from dict(near).items()
        if not near and len(unknown) == len(words) > 1:
            yield name, ""


def misspelt_surnames(translation: str, original: str) -> Iterator[tuple[str, str]]:
    """Each surname that `translation` spells differently after the same given name.

    For two languages in Latin letters, in which most other capitalised words are translated.
    """
    bare = {_bare(word) for word in latin_words(original)}
    pairs = _bigrams(original)
    for given, surname in _bigrams(translation):
        if _bare(surname) in bare:
            continue
        for first, second in pairs:
            if first == given and are_near(surname, second):
                yield f"{given} {surname}", f"{first} {second}"


def _bigrams(text: str) -> list[tuple[str, str]]:
    """The pairs of names separated by a space, also without an elided prefix (d', l')."""
    words = list(_WORDS.finditer(text))
    return [
        (first, two[0])
        for one, two in pairwise(words)
        if _is_name(two[0]) and text[one.end() : two.start()] == " "
        for first in dict.fromkeys((one[0], re.split(r"['’.-]", one[0])[-1]))
        if _is_name(first)
    ]


def _is_name(word: str) -> bool:
    """Whether a word may be part of a name: capitalised, but not in capitals."""
    return len(word) > 1 and word[0].isupper() and not word.isupper()


def are_near(one: str, two: str) -> bool:
    """Whether two words differ by their marks, or by a letter, as a misspelling does.

    Inflected forms (workshop, workshops) are no misspellings.
    """
    if _bare(one) == _bare(two) or not (two[0].isupper() or one[0].islower()):
        return False
    first, second = _unmarked(one), _unmarked(two)
    if first == second:
        return True
    if re.sub(r"e?s$", "", first) == re.sub(r"e?s$", "", second):
        return False
    shorter = min(len(first), len(second))
    most = 2 if shorter >= FAR else 1 if shorter >= NEAR else 0
    return distance(first, second) <= most


def _bare(word: str) -> str:
    """A word without what spellings of it may differ in: E-mail, email."""
    return unicodedata.normalize("NFC", re.sub(r"['’.-]", "", word)).casefold()


def _unmarked(word: str) -> str:
    """A word without the marks of its letters: Novák as novak."""
    apart = unicodedata.normalize("NFD", _bare(word))
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(_STROKES)


def distance(one: str, two: str) -> int:
    """The edit distance of two words; transposed letters count once (Damerau)."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        above, before = before, row
        row = [at]
        for to, other in enumerate(two, 1):
            least = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == two[to - 2] and other == one[at - 2]:
                least = min(least, above[to - 2] + 1)
            row.append(least)
    return row[-1]
