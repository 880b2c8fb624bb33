"""Which line ends suit a heading: after a colon or a dash, beside a title in marks, between words.

All of them are possible; the penalties say which one is better where several fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bifolio.compose.clusters import Kind
from bifolio.compose.phrases import find_doubtful_words
from bifolio.languages import Language

Penalty = tuple[int, float]
"""The cluster that a line could begin with, and the penalty of the line end before it."""

ELSEWHERE = 500.0
"""The penalty of any other line end in a heading that has a colon or a dash: as bad as a line that
is short by half of its measure."""
BESIDE_TITLE = 150.0
"""That of a line end beside a title in such a heading, and of any other one in a heading that has
only such titles."""
WITHIN_TITLE = 1100.0
"""What is added within a short title in marks, 《天工|开物》: more than that of another line."""
DOUBTFUL = 300.0
"""What is added beside a word that may be a part of another one."""

COLONS = frozenset(":：")
DASHES = frozenset("—–")

LONGEST_TITLE = 8
"""The most characters of a title that is short."""

_TITLES = re.compile(
    "|".join(
        f"{opening}[^{opening}{closing}]{{2,{LONGEST_TITLE}}}{closing}"
        for opening, closing in ("《》", "〈〉", "“”", "‘’", "「」", "『』", "（）")
    )
)


def find_poor_ends(
    texts: Sequence[str], kinds: Sequence[Kind], language: Language
) -> Iterator[Penalty]:
    """Yield the line ends of a heading that are worse than others, with their penalties."""
    parts = {at for at in range(1, len(kinds)) if _begins_part(texts, kinds, at)}
    beside = {at for at in range(1, len(kinds)) if _is_beside_title(kinds, at)}
    within = set(_within_titles(texts))
    doubtful = set(find_doubtful_words(texts, kinds, language))
    for at in range(1, len(kinds)):
        penalty = WITHIN_TITLE * (at in within) + DOUBTFUL * (at in doubtful)
        if parts and at not in parts:
            penalty += BESIDE_TITLE if at in beside else ELSEWHERE
        elif beside and at not in parts | beside:
            penalty += BESIDE_TITLE
        if penalty:
            yield at, penalty


def _begins_part(texts: Sequence[str], kinds: Sequence[Kind], at: int) -> bool:
    """Whether a cluster follows a colon or a dash: no 9:30, and no 2015–2018."""
    before = at - 1
    while before > 0 and kinds[before] is Kind.SPACE:
        before -= 1
    is_wide = kinds[before] is not Kind.LATIN
    is_end = texts[before] in COLONS or (texts[before] in DASHES and texts[at] not in DASHES)
    return is_end and (is_wide or before < at - 1)


def _is_beside_title(kinds: Sequence[Kind], at: int) -> bool:
    pair = kinds[at - 1], kinds[at]
    return pair in ((Kind.CLOSING, Kind.HAN), (Kind.HAN, Kind.OPENING))


def _within_titles(texts: Sequence[str]) -> Iterator[int]:
    # One character for each cluster, so that the indices agree.
    for match in _TITLES.finditer("".join(text[0] for text in texts)):
        yield from range(match.start() + 2, match.end() - 1)
