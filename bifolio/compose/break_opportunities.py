"""Where a line may end.

The basis is the Unicode line breaking algorithm (UAX 14), whose result the caller passes in. This
module adds the rules of Chinese and of careful English, from the tables of `bifolio.languages`:
which characters never begin or end a line (CLREQ 3.1.5, GB/T 15834-2011, 5.1), where UAX 14 is
stricter than Chinese typesetting, and the penalty of a line end within a word, an address or a
heading. `ties` finds what stays together whatever its characters are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from bifolio.compose.clusters import Cluster, Kind
from bifolio.compose.headings import find_poor_ends
from bifolio.compose.hyphenation import find_syllables, find_syllables_of_words
from bifolio.compose.phrases import find_cut_words
from bifolio.compose.setting import LEADER
from bifolio.compose.ties import find_numerals, find_ties
from bifolio.languages import Language
from bifolio.text.addresses import find_addresses

FORBIDDEN = float("inf")
FREE = 0.0
WITHIN_WORD = 40.0
"""The penalty of a line end that UAX 14 allows within what is written as one word."""
WITHIN_ADDRESS = 200.0
BEFORE_HYPHEN = 1200.0
"""The penalty of a line end before a hyphen of an address (The Chicago Manual of Style, 17th
edition, 14.18): PDF readers drop only one that ends a line."""
WITHIN_SYLLABLES = 2000.0
"""The penalty of cutting a word of an address: less than a loose line, more than all else."""
WITHIN_COMPOUND = 2000.0
"""The penalty of a line end after a hyphen of a Latin compound in Chinese: as within an address."""
CUT_HAN_HEADING = 2000.0
"""The penalty of breaking within a Chinese word in a heading: more than that of another line."""
CUT_HAN_RAGGED = 60.0
"""The same in other ragged lines: as bad as a line that is short by a fifth of its measure. In
justified lines there is no penalty."""
TORN_RAGGED = 1200.0
"""The additional penalty, in ragged lines, of separating a label, a code or a long unit from its
number: one line more is better. In justified lines it is only better than a hole."""
HYPHENATED = 60.0
EMERGENCY = 5000.0
"""The penalty of cutting what should not be cut, because it is longer than the line."""
CUT_BETWEEN_WORDS, CUT_AT_SYLLABLE, CUT_AFTER_SIGN = EMERGENCY / 16, EMERGENCY / 8, EMERGENCY / 4
"""The penalties of the better places to do so."""

ADDRESS_SIGNS = frozenset("./@_?&=#")
"""After these a line may end within a web address."""
MAIL_SIGNS = frozenset("@.")
"""Before these a line may end within a mail address: with them, it would look complete."""

HYPHENS = frozenset("-\u2010")
"""No line ends with a typed hyphen of a Latin compound, except in one that is longer than the line,
and in Chinese before a line is loose. PDF readers would drop a typed hyphen at a line end from the
text; the renderer writes another one there."""
SLASH = "/"
SHORTEST_PART = 2
"""The letters of a compound before and after a hyphen at which a line may end: not e-|mail."""
SHORTEST_WORD = 4
"""The same for a compound that is shorter than the line: Jean-|Baptiste, but not AI-|assisted."""
SHORTEST_CHOICE = 3
"""The same for a slash: and/|or, but not km/|h."""

LATIN_NEVER_FIRST = frozenset(".,:;!?%)]}-–‐")
LATIN_NEVER_LAST = frozenset("([{")
"""UAX 14 covers these (LB 13, LB 14), but not where an emergency break cuts a word or a number."""

_BEGINNING = frozenset(".-")
"""Marks that end words in UAX 14 (LB 13, LB 21) and may begin one: .odt, -5 ℃."""

_COMPOUND = re.compile(r"(?<![\w./@])[^\W\d_]+(?:-[^\W\d_]+)+(?![\w/@]|\.\w)")
NOTE_MARK = re.compile("[¹²³⁰⁴-⁹*†‡①-⑳㉑-㉟㊱-㊿㈠-㈩⑴-⒇]")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_SMALL = 0.8
"""A figure this much smaller than the character before it is a note mark."""


class Break(NamedTuple):
    """A line may end before cluster `at`."""

    at: int
    penalty: float = FREE
    hyphen: bool = False


def find_breaks(
    clusters: Sequence[Cluster],
    kinds: Sequence[Kind],
    allowed: Sequence[bool],
    language: Language,
    hyphens: Sequence[int] = (),
    *,
    cut_han: float = FREE,
) -> list[Break]:
    """Return where a line of the paragraph may end, in order, without the end of the paragraph.

    `allowed`: for each cluster, whether UAX 14 lets a line begin with it, with Chinese quotes
    treated as brackets (LB 19 does not know whether a quote opens or closes). `hyphens`: the
    clusters before which a word may be hyphenated. `cut_han`: the penalty of a line end within a
    Chinese word, which only ragged lines have; that of headings for a heading in any language.
    """
    texts = [cluster.text for cluster in clusters]
    tied, penalized = find_ties(clusters, kinds, language)
    penalties = _penalties(clusters, kinds, allowed, language, tied)
    penalties |= _penalties_in_addresses(clusters, kinds, language, tied)
    if cut_han:
        torn = FORBIDDEN if cut_han == FORBIDDEN else TORN_RAGGED
        penalized = [(at, penalty + torn) for at, penalty in penalized]
        penalized += ((at, cut_han) for at in find_cut_words(texts, kinds, language))
    penalized += find_numerals(clusters, language)
    if cut_han == CUT_HAN_HEADING:
        penalized += find_poor_ends(texts, kinds, language)
    for at, penalty in penalized:
        if at in penalties:
            penalties[at] = max(penalties[at], penalty)
    for at in _lonely(texts, kinds, language):
        penalties.pop(at, None)
    breaks = [Break(at, penalty) for at, penalty in penalties.items() if penalty < FORBIDDEN]
    breaks += [
        Break(at, HYPHENATED, hyphen=True)
        for at in hyphens
        if at not in tied and at not in penalties and clusters[at - 1].hyphen is not None
    ]
    return sorted(breaks, key=lambda found: found.at)


def _penalties(
    clusters: Sequence[Cluster],
    kinds: Sequence[Kind],
    allowed: Sequence[bool],
    language: Language,
    tied: Container[int],
) -> dict[int, float]:
    """The clusters that a line may begin with, and the penalty of the line end before each."""
    texts = [cluster.text for cluster in clusters]
    penalties: dict[int, float] = {}
    for at in range(1, len(clusters)):
        if kinds[at] is Kind.SPACE or at in tied:
            continue
        if not (allowed[at] or texts[at] in _BEGINNING or texts[at][0] in language.may_be_first):
            continue  # as `_is_lifted`, for most letters
        before = at - 1
        while before > 0 and kinds[before] is Kind.SPACE:
            before -= 1
        if (allowed[at] or _is_lifted(clusters, kinds, before, at, language)) and not _is_edge(
            clusters, kinds, before, at, language
        ):
            penalties[at] = _penalty(texts, kinds, at, language)
    return penalties


def _penalties_in_addresses(
    clusters: Sequence[Cluster], kinds: Sequence[Kind], language: Language, tied: Container[int]
) -> dict[int, float]:
    """The same within web and mail addresses, in which no line ends with a hyphen.

    Readers would take a hyphen of the line end for a part of the address.
    """
    texts = [cluster.text for cluster in clusters]
    addresses = _addresses(texts)
    penalties = {at: FORBIDDEN for span in addresses for at in span if texts[at - 1] in HYPHENS}
    for penalty, places in (
        (WITHIN_SYLLABLES, find_syllables(texts, addresses)),
        (BEFORE_HYPHEN, _before_hyphens(texts, addresses)),
        (WITHIN_ADDRESS, _at_signs(texts, addresses)),
    ):
        for at in places:
            is_sign = texts[at] in MAIL_SIGNS or texts[at] in HYPHENS
            if at not in tied and (is_sign or not _is_edge(clusters, kinds, at - 1, at, language)):
                penalties[at] = penalty
    return penalties


def emergency_breaks(
    clusters: Sequence[Cluster],
    kinds: Sequence[Kind],
    language: Language,
    first: int,
    last: int,
    *,
    edges: bool = True,
) -> Iterator[Break]:
    """Yield breaks within clusters `first` to `last`, which together are longer than a line.

    The penalty is least between words and after hyphens, then between syllables, after signs, and
    anywhere. With `edges`, no break makes a forbidden line start or end. An address that is to stay
    whole is cut at its signs, before its hyphens, between its syllables, or anywhere.
    """
    texts = [cluster.text for cluster in clusters]
    addresses = _addresses(texts, with_hosts=True)
    syllables = {
        at
        for at in find_syllables_of_words(clusters, first, last, addresses)
        if clusters[at - 1].hyphen is not None
    }
    of_addresses = _emergencies_in_addresses(texts, addresses)
    for at in range(first + 1, last):
        if at in of_addresses:
            if of_addresses[at] < FORBIDDEN:
                yield Break(at, of_addresses[at])
            continue
        if kinds[at] is Kind.SPACE or (edges and _is_edge(clusters, kinds, at - 1, at, language)):
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


def _emergencies_in_addresses(texts: Sequence[str], addresses: Sequence[range]) -> dict[int, float]:
    """The penalty of each line end in addresses that are to stay whole."""
    penalties = {at: EMERGENCY for address in addresses for at in address}
    penalties |= dict.fromkeys(find_syllables(texts, addresses), CUT_AFTER_SIGN)
    penalties |= dict.fromkeys(_before_hyphens(texts, addresses), CUT_AT_SYLLABLE)
    penalties |= dict.fromkeys(_at_signs(texts, addresses), CUT_BETWEEN_WORDS)
    return {
        at: FORBIDDEN if texts[at - 1] in HYPHENS else penalty for at, penalty in penalties.items()
    }


def _is_chinese(kind: Kind) -> bool:
    return kind >= Kind.HAN


def _is_lifted(
    clusters: Sequence[Cluster], kinds: Sequence[Kind], before: int, at: int, language: Language
) -> bool:
    """Whether a line may begin with `at` although UAX 14 forbids it."""
    if _begins_word(clusters, kinds, at):
        return True
    first = clusters[at].text[0]
    return first in language.may_be_first and before == at - 1 and _is_chinese(kinds[before])


def _begins_word(clusters: Sequence[Cluster], kinds: Sequence[Kind], at: int) -> bool:
    """Whether a mark that ends words in UAX 14 (LB 13, LB 21) begins one here: .odt, -5 ℃."""
    mark = clusters[at].text
    if mark not in _BEGINNING or at + 1 >= len(clusters):
        return False
    before, following = clusters[at - 1].text, clusters[at + 1].text[0]
    if mark == "-":
        return following in _DIGITS and (kinds[at - 1] > Kind.HAN or before == " ")
    return following.isalnum() and kinds[at - 1] is not Kind.LATIN and kinds[at + 1] is Kind.LATIN


def _is_edge(
    clusters: Sequence[Cluster], kinds: Sequence[Kind], before: int, at: int, language: Language
) -> bool:
    """Whether a line must not end with `before`, or not begin with `at`."""
    last, first = clusters[before].text, clusters[at].text
    if last == first and last in language.joined:
        return True
    if first[0] in language.never_first:
        return True
    if before == at - 1 and (first in LATIN_NEVER_FIRST or last in LATIN_NEVER_LAST):
        return not _begins_word(clusters, kinds, at)
    if NOTE_MARK.match(first) or (
        first[0] in _DIGITS and clusters[at].em < _SMALL * clusters[before].em
    ):
        return True
    if last[-1] == SLASH and kinds[at] is Kind.LATIN:
        return False  # within an address or between two words: UAX 14 decides
    return last[-1] in language.never_last


def _penalty(texts: Sequence[str], kinds: Sequence[Kind], at: int, language: Language) -> float:
    """The penalty of an allowed line end: higher within what is written as one word."""
    if not (kinds[at - 1] is kinds[at] is Kind.LATIN) or texts[at - 1] == "—":
        return FREE
    if texts[at - 1] in HYPHENS:
        return WITHIN_COMPOUND if language.is_han and _is_in_compound(texts, at) else FORBIDDEN
    if texts[at - 1] == SLASH:
        return WITHIN_WORD if _has_parts(texts, at, SHORTEST_CHOICE) else FORBIDDEN
    return WITHIN_WORD


def _is_in_compound(texts: Sequence[str], at: int) -> bool:
    """Whether a cluster follows a hyphen between longer words: no address, no AI-assisted."""
    # One character for each cluster, so that the indices agree.
    joined = "".join(text[0] for text in texts)
    return any(match.start() < at < match.end() for match in _COMPOUND.finditer(joined)) and (
        joined[at - 1 - SHORTEST_WORD : at - 1].isalpha()
        and joined[at : at + SHORTEST_WORD].isalpha()
        and at + SHORTEST_WORD <= len(joined)
    )


def _has_parts(texts: Sequence[str], at: int, least: int) -> bool:
    """Whether `least` letters or figures precede the sign before `at`, and as many follow it."""
    around = (*texts[max(at - 1 - least, 0) : at - 1], *texts[at : at + least])
    return len(around) == 2 * least and all(text[0].isalnum() for text in around)


def _lonely(texts: Sequence[str], kinds: Sequence[Kind], language: Language) -> Iterator[int]:
    """The places after which a last line would have too few Han, a leader and its number aside."""
    han = 0
    end = texts.index(LEADER) if LEADER in texts else len(texts)
    for at in range(end - 1, -1, -1):
        if kinds[at] is Kind.LATIN and not NOTE_MARK.match(texts[at]):
            return
        han += kinds[at] is Kind.HAN and not NOTE_MARK.match(texts[at])
        if not language.is_han or han >= language.last_line:
            return
        yield at


def _addresses(texts: Sequence[str], *, with_hosts: bool = False) -> list[range]:
    """The clusters of each web or mail address; a bare host name only `with_hosts`."""
    joined = "".join(text[0] for text in texts)
    signs = ("@", "/", ".") if with_hosts else ("@", "/", "www.")
    if not any(sign in joined.lower() for sign in signs):
        return []  # which is quicker than to look for any address
    return [
        range(found.start + 1, found.end)
        for found in find_addresses(joined)
        if any(sign in found.text.lower() for sign in signs)
    ]


def _at_signs(texts: Sequence[str], addresses: Iterable[range]) -> Iterator[int]:
    """The clusters of addresses before which a line may end: never within the signs of `://`.

    A line ends after a sign of a web address, and before one of a mail address.
    """
    for address in addresses:
        start = address.start - 1
        is_mail = "@" in texts[start : address.stop] and "/" not in texts[start : address.stop]
        for at in address:
            is_sign = texts[at] in MAIL_SIGNS if is_mail else texts[at - 1] in ADDRESS_SIGNS
            if is_sign and (is_mail or texts[at] not in ADDRESS_SIGNS):
                yield at


def _before_hyphens(texts: Sequence[str], addresses: Iterable[range]) -> Iterator[int]:
    """The clusters of addresses that are hyphens between letters."""
    for address in addresses:
        for at in address:
            if texts[at] in HYPHENS and _has_parts(texts, at + 1, SHORTEST_PART):
                yield at
