"""Where a line may end.

Unicode's line breaking (UAX 14) is the ground, told by the caller; what is here is what Chinese
and careful English ask beyond it: CLREQ 3.1.5 for the edges of lines, GB/T 15834-2011, 5.1, and
what belongs together whatever its characters are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bifolio.compose.hyphenation import ADDRESS, find_syllables, find_syllables_of_words
from bifolio.compose.letters import Kind, Letter
from bifolio.languages import Language

FORBIDDEN = float("inf")
FREE = 0.0
WITHIN_WORD = 40.0
"""The price of a line end that UAX 14 allows within what is written as one word."""
WITHIN_LABEL = 400.0
AFTER_LABEL = 200.0
"""The prices of a line end within a label and before its number: 电|话：|86-10."""
WITHIN_ADDRESS = 200.0
WITHIN_SYLLABLES = 2000.0
"""The price of cutting a word of an address: less than a loose line, more than all else."""
HYPHENATED = 60.0
EMERGENCY = 5000.0
"""The price of cutting what should not be cut, because it is longer than the line."""
CUT_BETWEEN_WORDS, CUT_AT_SYLLABLE, CUT_AFTER_SIGN = EMERGENCY / 16, EMERGENCY / 8, EMERGENCY / 4
"""The prices of the better places to do so."""

ADDRESS_SIGNS = frozenset("./@_?&=#")
"""After these a line may end within an address of the web or of mail."""

LONGEST_ABBREVIATION = 14
"""Letters in brackets that are one abbreviation still."""

HYPHEN = "-"
"""No line ends with one that was typed: readers take it for one that the line end put there."""

LATIN_NEVER_FIRST = frozenset(".,:;!?%)]}")
LATIN_NEVER_LAST = frozenset("([{")
"""UAX 14 sees to these (LB 13, LB 14), but not beside Han, where a line may end at any letter, and
not where an emergency cuts a word or a number."""

NOTE_MARK = re.compile("[¹²³⁰⁴-⁹*†‡①-⑳㈠-㈩⑴-⒇]")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_DIGIT = "[0-9０-９]"
_FULL_WIDTH_WORD = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_BRACKETED = re.compile(r"[（(［\[]([^（）()［］\[\]]*)[）)\]］]")
_SMALL = 0.8
"""A figure this much smaller than the letter before it is a note mark."""


@dataclass(frozen=True)
class Break:
    """The line may end before letter `at`."""

    at: int
    price: float = FREE
    hyphen: bool = False


def find_breaks(
    letters: Sequence[Letter],
    kinds: Sequence[Kind],
    allowed: Sequence[bool],
    language: Language,
    hyphens: Sequence[int] = (),
) -> list[Break]:
    """Return where a line of the paragraph may end, in order, its end not among them.

    `allowed` says for each letter whether UAX 14 lets a line begin with it; `hyphens` are the
    letters before which a word may be hyphenated.
    """
    texts = [letter.text for letter in letters]
    tied = _tied(texts, kinds, language)
    prices: dict[int, float] = {}
    for at in range(1, len(letters)):
        if kinds[at] is Kind.SPACE or at in tied:
            continue
        before = at - 1
        while before > 0 and kinds[before] is Kind.SPACE:
            before -= 1
        chinese = _is_chinese(kinds[before]) or _is_chinese(kinds[at])
        if (allowed[at] or (chinese and before == at - 1)) and not _is_edge(
            letters, kinds, before, at, language
        ):
            prices[at] = WITHIN_WORD if _is_cut(texts, kinds, at) else FREE
    for price, places in (
        (WITHIN_SYLLABLES, find_syllables(texts)),
        (WITHIN_ADDRESS, _within_addresses(texts)),
    ):
        for at in places:
            if at not in tied and not _is_edge(letters, kinds, at - 1, at, language):
                prices[at] = price
    for at, price in _at_labels(texts, language):
        if at in prices:
            prices[at] = max(prices[at], price)
    for at in _lonely(texts, kinds, language):
        prices.pop(at, None)
    breaks = [Break(at, price) for at, price in prices.items()]
    breaks += [
        Break(at, HYPHENATED, hyphen=True)
        for at in hyphens
        if at not in tied and at not in prices and letters[at - 1].hyphen is not None
    ]
    return sorted(breaks, key=lambda found: found.at)


def emergency_breaks(
    letters: Sequence[Letter],
    kinds: Sequence[Kind],
    language: Language,
    first: int,
    last: int,
    *,
    edges: bool = True,
) -> Iterator[Break]:
    """Yield breaks within letters `first` to `last`, which are longer than a line together.

    Between words they are cheapest, then between syllables, after signs, and anywhere. With `edges`
    none makes a forbidden edge.
    """
    texts = [letter.text for letter in letters]
    syllables = {
        at
        for at in find_syllables_of_words(texts, first, last)
        if letters[at - 1].hyphen is not None
    }
    for at in range(first + 1, last):
        if kinds[at] is Kind.SPACE or (edges and _is_edge(letters, kinds, at - 1, at, language)):
            continue
        if kinds[at - 1] is Kind.SPACE:
            yield Break(at, CUT_BETWEEN_WORDS)
        elif at in syllables:
            yield Break(at, CUT_AT_SYLLABLE, hyphen=True)
        else:
            yield Break(at, CUT_AFTER_SIGN if texts[at - 1] in ADDRESS_SIGNS else EMERGENCY)


def _is_chinese(kind: Kind) -> bool:
    return kind >= Kind.HAN


def _is_edge(
    letters: Sequence[Letter], kinds: Sequence[Kind], before: int, at: int, language: Language
) -> bool:
    """Whether a line must not end with `before`, or not begin with `at`."""
    last, first = letters[before].text, letters[at].text
    if last == first and last in language.joined:
        return True
    if first[0] in language.never_first:
        return True
    if before == at - 1 and (first in LATIN_NEVER_FIRST or last in LATIN_NEVER_LAST):
        return True
    if NOTE_MARK.match(first) or (
        first[0] in _DIGITS and letters[at].em < _SMALL * letters[before].em
    ):
        return True
    if last == HYPHEN and kinds[at] is Kind.LATIN:
        return True
    if last[-1] == "/" and kinds[at] is Kind.LATIN:
        return False  # within an address; UAX 14 knows
    return last[-1] in language.never_last


def _lonely(texts: Sequence[str], kinds: Sequence[Kind], language: Language) -> Iterator[int]:
    """The places after which nothing follows but fewer Han than a last line has, and marks."""
    han = 0
    for at in range(len(kinds) - 1, -1, -1):
        if kinds[at] in (Kind.LATIN, Kind.JOINED) and not NOTE_MARK.match(texts[at]):
            return
        han += kinds[at] is Kind.HAN and not NOTE_MARK.match(texts[at])
        if not language.is_han or han >= language.last_line:
            return
        yield at


def _at_labels(texts: Sequence[str], language: Language) -> Iterator[tuple[int, float]]:
    """The letters within labels, and the one after each, with the price of a line end there."""
    for match in _labels(language).finditer("".join(text[0] for text in texts)):
        yield from ((at, WITHIN_LABEL) for at in range(match.start() + 1, match.end()))
        yield match.end(), AFTER_LABEL


@cache
def _labels(language: Language) -> re.Pattern[str]:
    """A label with its colon, where a number or an address of mail or of the web follows."""
    labels = "|".join(map(re.escape, language.labels)) or "(?!)"
    return re.compile(rf"(?:{labels})[:：]? ?(?=[+\w]*{_DIGIT}|[!-~]+@|[a-z]+://|www\.)")


def _within_addresses(texts: Sequence[str]) -> Iterator[int]:
    """The letters after a sign within an address; never within the signs of `://`."""
    for match in ADDRESS.finditer("".join(text[0] for text in texts)):
        for at in range(match.start() + 1, match.end()):
            if texts[at - 1] in ADDRESS_SIGNS and texts[at] not in ADDRESS_SIGNS:
                yield at


def _is_cut(texts: Sequence[str], kinds: Sequence[Kind], at: int) -> bool:
    """Whether the line would end within what is written as one word."""
    return kinds[at - 1] is Kind.LATIN and kinds[at] is Kind.LATIN and texts[at - 1] != "—"


def _tied(texts: Sequence[str], kinds: Sequence[Kind], language: Language) -> set[int]:
    """The letters that stay on the line of the letter before them."""
    tied: set[int] = set()
    joined = "".join(text[0] for text in texts)
    for pattern in _patterns_of_what_is_whole(language):
        for match in pattern.finditer(joined):
            tied.update(range(match.start() + 1, match.end()))
    for match in _BRACKETED.finditer(joined):
        inside = range(match.start(1), match.end(1))
        if len(inside) <= LONGEST_ABBREVIATION and not any(
            _is_chinese(kinds[at]) and not _FULL_WIDTH_WORD.match(joined[at]) for at in inside
        ):
            tied.update(range(match.start() + 1, match.end()))
    return tied


@cache
def _patterns_of_what_is_whole(language: Language) -> tuple[re.Pattern[str], ...]:
    units = "|".join(map(_unit, language.units)) or "(?!)"
    multiples = f"[{language.multiples}]*" if language.multiples else ""
    patterns = [
        # A number and its signs: 1,234.5, 86-10-59799695, 20～30; a comma before three digits.
        rf"{_DIGIT}(?:(?:[.,:/–．：／－～-]|，(?={_DIGIT}{{3}}(?!{_DIGIT})))?{_DIGIT})+",
        rf"[+＋−－-]{_DIGIT}+",
        # A number, an optional space and its unit, which ends where a word does.
        rf"{_DIGIT} ?{multiples}(?:{units})",
        # A word of letters as wide as Han.
        rf"{_FULL_WIDTH_WORD.pattern}+",
        # A note mark in brackets.
        rf"\S[\[［]{_DIGIT}{{1,3}}[\]］]",
    ]
    if not language.is_han:
        # No line begins with a dash.
        patterns.append(r"\w ?[—–](?!\w)|\w—")
    return tuple(map(re.compile, patterns))


def _unit(unit: str) -> str:
    """A unit as a pattern: one in letters ends where the word ends."""
    return re.escape(unit) + (r"(?![A-Za-z])" if unit.isascii() and unit.isalpha() else "")
