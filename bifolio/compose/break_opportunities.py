"""Where a line may end.

The ground is the Unicode line breaking algorithm (UAX 14), whose verdict the caller passes in. What
is here is what Chinese and careful English ask beyond it, from the tables of `bifolio.languages`:
which characters begin or end no line (CLREQ 3.1.5, GB/T 15834-2011, 5.1), where UAX 14 is stricter
than Chinese typesetting, and what a line end costs within a word, an address or a heading. What
belongs together whatever its characters are is found by `ties`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bifolio.compose.clusters import Kind, Letter
from bifolio.compose.hyphenation import find_syllables, find_syllables_of_words
from bifolio.compose.phrases import find_cut_words
from bifolio.compose.ties import find_ties
from bifolio.languages import Language
from bifolio.text.addresses import find_addresses

FORBIDDEN = float("inf")
FREE = 0.0
WITHIN_WORD = 40.0
"""The price of a line end that UAX 14 allows within what is written as one word."""
WITHIN_ADDRESS = 200.0
WITHIN_SYLLABLES = 2000.0
"""The price of cutting a word of an address: less than a loose line, more than all else."""
CUT_HAN_HEADING = 2000.0
"""The price of cutting a word of Han in a heading: more than that of another line."""
CUT_HAN_RAGGED = 60.0
"""The same in other ragged lines: as bad as a line that is short by a fifth of its measure. In
justified lines it is free."""
TORN_RAGGED = 1200.0
"""What it costs more in ragged lines to tear a label, a code or a long unit from its number: one
line more is better. In justified lines it is only better than a hole."""
HYPHENATED = 60.0
EMERGENCY = 5000.0
"""The price of cutting what should not be cut, because it is longer than the line."""
CUT_BETWEEN_WORDS, CUT_AT_SYLLABLE, CUT_AFTER_SIGN = EMERGENCY / 16, EMERGENCY / 8, EMERGENCY / 4
"""The prices of the better places to do so."""

ADDRESS_SIGNS = frozenset("./@_?&=#")
"""After these a line may end within an address of the web or of mail."""

HYPHENS = frozenset("-\u2010")
"""No line ends with one that was typed, but for a compound that is longer than the line: readers of
PDFs (poppler, PDFium) take it for one of the line end and drop it from the text."""
SLASH = "/"
SHORTEST_PART = 2
"""The letters of a compound before and after a hyphen at which a line may end: not e-|mail."""
SHORTEST_CHOICE = 3
"""The same for a slash: and/|or, but not km/|h."""

LATIN_NEVER_FIRST = frozenset(".,:;!?%)]}-–‐")
LATIN_NEVER_LAST = frozenset("([{")
"""UAX 14 sees to these (LB 13, LB 14), but not where an emergency cuts a word or a number."""

NOTE_MARK = re.compile("[¹²³⁰⁴-⁹*†‡①-⑳㈠-㈩⑴-⒇]")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
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
    *,
    cut_han: float = FREE,
) -> list[Break]:
    """Return where a line of the paragraph may end, in order, its end not among them.

    `allowed` says for each letter whether UAX 14 lets a line begin with it, Chinese quotes taken
    for brackets (LB 19 does not know which way a quote looks); `hyphens` are the letters before
    which a word may be hyphenated; `cut_han` is the price of a line end within a word of Han, which
    only ragged lines have.
    """
    texts = [letter.text for letter in letters]
    tied, dear = find_ties(letters, kinds, language)
    prices = _prices(letters, kinds, allowed, language, tied)
    prices |= _prices_in_addresses(letters, kinds, language, tied)
    if cut_han:
        dear = [(at, price + TORN_RAGGED) for at, price in dear]
        dear += ((at, cut_han) for at in find_cut_words(texts, kinds, language))
    for at, price in dear:
        if at in prices:
            prices[at] = max(prices[at], price)
    for at in _lonely(texts, kinds, language):
        prices.pop(at, None)
    breaks = [Break(at, price) for at, price in prices.items() if price < FORBIDDEN]
    breaks += [
        Break(at, HYPHENATED, hyphen=True)
        for at in hyphens
        if at not in tied and at not in prices and letters[at - 1].hyphen is not None
    ]
    return sorted(breaks, key=lambda found: found.at)


def _prices(
    letters: Sequence[Letter],
    kinds: Sequence[Kind],
    allowed: Sequence[bool],
    language: Language,
    tied: Container[int],
) -> dict[int, float]:
    """The letters that a line may begin with, and the price of the line end before them."""
    texts = [letter.text for letter in letters]
    prices: dict[int, float] = {}
    for at in range(1, len(letters)):
        if kinds[at] is Kind.SPACE or at in tied:
            continue
        before = at - 1
        while before > 0 and kinds[before] is Kind.SPACE:
            before -= 1
        if (allowed[at] or _is_lifted(letters, kinds, before, at, language)) and not _is_edge(
            letters, kinds, before, at, language
        ):
            prices[at] = _price(texts, kinds, at)
    return prices


def _prices_in_addresses(
    letters: Sequence[Letter], kinds: Sequence[Kind], language: Language, tied: Container[int]
) -> dict[int, float]:
    """The same within addresses of the web and of mail, where a hyphen ends no line.

    One that the line end put there would be taken for a part of the address.
    """
    texts = [letter.text for letter in letters]
    addresses = _addresses(texts)
    prices = {at: FORBIDDEN for span in addresses for at in span if texts[at - 1] in HYPHENS}
    for price, places in (
        (WITHIN_SYLLABLES, find_syllables(texts, addresses)),
        (WITHIN_ADDRESS, _within_addresses(texts, addresses)),
    ):
        for at in places:
            if at not in tied and not _is_edge(letters, kinds, at - 1, at, language):
                prices[at] = price
    return prices


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

    Between words and after hyphens they are cheapest, then between syllables, after signs, and
    anywhere. With `edges` none makes a forbidden edge.
    """
    texts = [letter.text for letter in letters]
    syllables = {
        at
        for at in find_syllables_of_words(texts, first, last, _addresses(texts))
        if letters[at - 1].hyphen is not None
    }
    for at in range(first + 1, last):
        if kinds[at] is Kind.SPACE or (edges and _is_edge(letters, kinds, at - 1, at, language)):
            continue
        if kinds[at - 1] is Kind.SPACE:
            yield Break(at, CUT_BETWEEN_WORDS)
        elif at in syllables:
            yield Break(at, CUT_AT_SYLLABLE, hyphen=True)
        elif texts[at - 1] in HYPHENS and _has_parts(texts, at, SHORTEST_PART):
            yield Break(at, CUT_BETWEEN_WORDS)
        else:
            is_sign = texts[at - 1] in ADDRESS_SIGNS and texts[at][0] not in _DIGITS
            yield Break(at, CUT_AFTER_SIGN if is_sign else EMERGENCY)


def _is_chinese(kind: Kind) -> bool:
    return kind >= Kind.HAN


def _is_lifted(
    letters: Sequence[Letter], kinds: Sequence[Kind], before: int, at: int, language: Language
) -> bool:
    """Whether a line may begin with `at` although UAX 14 forbids it."""
    if _begins_word(letters, kinds, at):
        return True
    first = letters[at].text[0]
    return first in language.may_be_first and before == at - 1 and _is_chinese(kinds[before])


def _begins_word(letters: Sequence[Letter], kinds: Sequence[Kind], at: int) -> bool:
    """Whether a mark that ends words for UAX 14 (LB 13, LB 21) begins one here: .odt, -5 ℃."""
    mark = letters[at].text
    if mark not in (".", "-") or at + 1 >= len(letters):
        return False
    before, following = letters[at - 1].text, letters[at + 1].text[0]
    if mark == "-":
        return following in _DIGITS and (kinds[at - 1] > Kind.HAN or before == " ")
    return following.isalnum() and kinds[at - 1] is not Kind.LATIN and kinds[at + 1] is Kind.LATIN


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
        return not _begins_word(letters, kinds, at)
    if NOTE_MARK.match(first) or (
        first[0] in _DIGITS and letters[at].em < _SMALL * letters[before].em
    ):
        return True
    if last[-1] == SLASH and kinds[at] is Kind.LATIN:
        return False  # within an address or between two words; UAX 14 knows
    return last[-1] in language.never_last


def _price(texts: Sequence[str], kinds: Sequence[Kind], at: int) -> float:
    """The price of a line end that is allowed: dearer within what is written as one word."""
    if not (kinds[at - 1] is kinds[at] is Kind.LATIN) or texts[at - 1] == "—":
        return FREE
    if texts[at - 1] in HYPHENS:
        return FORBIDDEN
    if texts[at - 1] == SLASH:
        return WITHIN_WORD if _has_parts(texts, at, SHORTEST_CHOICE) else FORBIDDEN
    return WITHIN_WORD


def _has_parts(texts: Sequence[str], at: int, least: int) -> bool:
    """Whether `least` letters or figures stand before the sign before `at`, and from `at` on."""
    around = (*texts[max(at - 1 - least, 0) : at - 1], *texts[at : at + least])
    return len(around) == 2 * least and all(text[0].isalnum() for text in around)


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


def _addresses(texts: Sequence[str]) -> list[range]:
    """The letters of each address of the web or of mail; a bare name of a host is a word."""
    return [
        range(found.start + 1, found.end)
        for found in find_addresses("".join(text[0] for text in texts))
        if "@" in found.text or "/" in found.text or found.text.lower().startswith("www.")
    ]


def _within_addresses(texts: Sequence[str], addresses: Iterable[range]) -> Iterator[int]:
    """The letters after a sign within an address; never within the signs of `://`."""
    for address in addresses:
        for at in address:
            if texts[at - 1] in ADDRESS_SIGNS and texts[at] not in ADDRESS_SIGNS:
                yield at
