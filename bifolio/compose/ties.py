"""What stays on one line although UAX 14 allows a break: numbers and units, titles, labels.

GB/T 15834-2011, 5.1, and CLREQ 3.1.5 require that numbers are not broken; which words and units
belong to a number is data (`bifolio.languages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bifolio.compose.clusters import Cluster, Kind
from bifolio.languages import Language
from bifolio.languages.quantities import currency_pattern, one_of, unit_pattern
from bifolio.languages.references import references_of
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.text.hashtags import LONGEST, hashtag_spans

WITHIN_LABEL = 400.0
AFTER_LABEL = 200.0
"""The penalties of a line end within a label and before its number: 电|话：|86-10."""

LONGEST_ABBREVIATION = 14
"""The most letters in brackets that count as an abbreviation."""

LONGEST_UNIT = 4
"""Han of a unit name that is never broken; a longer name may be, with the penalty of a label."""

LONGEST_NAME = 8
"""Han in brackets that are preferably on one line of a text in an alphabet."""

LONGEST_NUMERAL = 6
"""Han numerals of a number that stays whole."""

DIGIT = "[0-9０-９]"
_SPACE = "[ \u00a0\u2009\u202f]"
_COUNT = "[0-9０-９²³¹⁰-⁹¼-¾⅐-⅞]"
"""What a number may end with."""

_FULL_WIDTH_WORD = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_CODE = re.compile(rf"(?<![A-Za-z])[A-Z]{{2,}}(?:/[A-Z]+)?{_SPACE}(?={DIGIT})")
_TELEPHONE = re.compile(
    rf"(?<![A-Za-z0-9])\+{DIGIT}{{1,3}}(?:{_SPACE}[(]?{DIGIT}[0-9-]*[)]?){{1,6}}"
)
_BRACKETED = re.compile(r"[（(［\[]([^（）()［］\[\]]*)[）)\]］]")

Penalty = tuple[int, float]
"""The cluster that a line could begin with, and the penalty of the line end before it."""


def find_ties(
    clusters: Sequence[Cluster], kinds: Sequence[Kind], language: Language
) -> tuple[set[int], list[Penalty]]:
    """Return the clusters that no line begins with, and those that preferably do not.

    The latter come with the least penalty of a line end before them.
    """
    # One character for each cluster, so that the indices agree.
    text = "".join(cluster.text[0] for cluster in clusters)
    tied = {
        at
        for start, end in hashtag_spans(text)
        if end - start <= LONGEST
        for at in range(start + 1, end)
    }
    penalties = [*_at_labels(text, language), *_at_codes(text), *_in_telephone_numbers(text)]
    for pattern in _preferably_whole(language):
        for match in pattern.finditer(text):
            penalties += ((at, WITHIN_LABEL) for at in range(match.start() + 1, match.end()))
    for pattern in _whole(language):
        for match in pattern.finditer(text):
            tied.update(range(match.start() + 1, match.end()))
    of_captions = {match.end() for match in _references(language).finditer(text)}
    for match in _quantities(language).finditer(text):
        if match.start() in of_captions:
            continue  # 表 1 列出: what follows is no unit
        places = range(match.start() + 1, match.end())
        unit = [at for at in places if kinds[at] is kinds[at - 1] is Kind.HAN]
        penalized = unit if len(unit) >= LONGEST_UNIT else []
        tied.update(at for at in places if at not in penalized)
        penalties += ((at, WITHIN_LABEL) for at in penalized)
    for match in _BRACKETED.finditer(text):
        inside = range(match.start(1), match.end(1))
        if len(inside) <= LONGEST_ABBREVIATION and not any(
            kinds[at] >= Kind.HAN and not _FULL_WIDTH_WORD.match(text[at]) for at in inside
        ):
            tied.update(range(match.start() + 1, match.end()))
    return tied, penalties


def find_numerals(clusters: Sequence[Cluster], language: Language) -> Iterator[Penalty]:
    """Yield the clusters within numbers in Han with what they count: 一百零八|道, 三十|代人.

    Each comes with the penalty of a line end before it. A longer number may be divided.
    """
    if not language.numerals:
        return
    text = "".join(cluster.text[0] for cluster in clusters)
    for match in _numerals(language).finditer(text):
        yield from ((at, WITHIN_LABEL) for at in range(match.start() + 1, match.end()))


@cache
def _numerals(language: Language) -> re.Pattern[str]:
    """A number in Han numerals, which may be a fraction, and the word that it counts."""
    numeral = f"[{language.numerals}]"
    words = one_of(word for word in language.units if not word.isascii())
    multiples = f"[{language.multiples}]{{0,2}}" if language.multiples else ""
    return re.compile(
        rf"(?<!{numeral}){numeral}{{1,{LONGEST_NUMERAL}}}(?!{numeral}){multiples}(?:{words})?"
    )


@cache
def _quantities(language: Language) -> re.Pattern[str]:
    """A number, an optional space and its unit or measure word."""
    multiples = f"[{language.multiples}]*" if language.multiples else ""
    return re.compile(
        rf"{_COUNT}\+?{_SPACE}?{multiples}{unit_pattern(language.tag, language.units)}"
    )


@cache
def _preferably_whole(language: Language) -> tuple[re.Pattern[str], ...]:
    """Patterns that stay whole unless that leaves a hole."""
    patterns = []
    if language.ordinals:  # 第三章, in Han numerals
        patterns.append(re.compile(_ordinal(language, f"[{language.numerals}]+")))
    if language.months:
        patterns.append(_days(language))
    if language.weeks:
        patterns.append(_weekdays(language))
    if not language.is_han:  # a name in its own script: Lin Dakun (林大堃)
        patterns.append(re.compile(rf"[(（\[][{IDEOGRAPHS}·]{{2,{LONGEST_NAME}}}[)）\]]"))
    return tuple(patterns)


@cache
def _days(language: Language) -> re.Pattern[str]:
    """A month and its day: 8 月 15 日."""
    month, day = (f"{DIGIT}+{_SPACE}?[{units}]" for units in (language.months, language.days))
    return re.compile(f"{month}{_SPACE}?{day}")


@cache
def _weekdays(language: Language) -> re.Pattern[str]:
    """The name of a weekday; 一周三天 has none."""
    return re.compile(rf"(?<![{language.numerals}]){one_of(language.weeks)}[{language.weekdays}]")


@cache
def _whole(language: Language) -> tuple[re.Pattern[str], ...]:
    """Patterns in which no line ends."""
    patterns = [
        # A number and its signs: 1,234.5, 86-10-59799695, 20～30; a comma before three digits.
        rf"{DIGIT}(?:(?:[.,:/–．：／－～~-]|(?<!—)—(?!—)|，(?={DIGIT}{{3}}(?!{DIGIT})))?{DIGIT})+",
        # The area code of a telephone number and what follows: (02) 2345, (212) 555-.
        rf"[(（](?:\+{DIGIT}{{1,3}}|0{DIGIT}{{0,4}})[)）]{_SPACE}?{DIGIT}",
        rf"[(（]{DIGIT}{{3}}[)）]{_SPACE}?{DIGIT}{{3}}-(?={DIGIT}{{4}})",
        # 1 000 000, and 210 × 297.
        rf"(?<!{DIGIT}){DIGIT}{{1,3}}(?:{_SPACE}{DIGIT}{{3}})+(?!{DIGIT})",
        rf"{_COUNT}{_SPACE}?(?:[mck]?m{_SPACE}?)?[×✕]{_SPACE}?{DIGIT}",
        # A sign and its number; a dash before a digit counts as one.
        rf"[+＋<>＜＞≈≤≥±#＃‐‑–−－〜～~.-]{DIGIT}|[≈≤≥±<>=]{_SPACE}{DIGIT}",
        # A value and its uncertainty: 182 ± 14.
        rf"{_COUNT}{_SPACE}?±{_SPACE}?{DIGIT}",
        rf"{currency_pattern(language.tag)}{_SPACE}?[+−-]?{DIGIT}",
        # A title and the word after it: No. 5, § 3.
        rf"(?<!\w){one_of(language.titles)}{_SPACE}?(?=\S).",
        # The name of a numbered caption: 图 1, Table 2.
        _caption(language),
        # A handle or a marked name: @name, #topic, © Name.
        r"[@＠#＃©§](?<![!-~].)(?!\s).",
        # A word of full-width letters.
        rf"{_FULL_WIDTH_WORD.pattern}+",
        # No line begins with a sign that separates two texts: Library · Hall 2.
        rf"\S{_SPACE}[·•∙|](?={_SPACE})",
        # A note mark in brackets.
        rf"\S[\[［]{DIGIT}{{1,3}}[\]］]",
    ]
    if "—" in language.joined:
        # If a dash is two em long, a single one joins numbers and names (GB/T 15834, 4.13).
        patterns.append(rf"(?<!—)—{DIGIT}")
    else:
        # No line begins with a dash.
        patterns.append(r"\w ?[—–](?!\w)|\w—")
    if language.ordinals:
        patterns.append(_ordinal(language, f"{DIGIT}+"))  # 第 12 条
    return tuple(map(re.compile, patterns))


def _caption(language: Language) -> str:
    """The pattern of the name of a numbered caption and its number.

    A name of one Han may be the end of another word, 代表 12 人; the space of a reference, which
    does not break, ties it to its number.
    """
    return rf"{one_of(name for name in _names(language) if len(name) > 1)}{_SPACE}?{DIGIT}"


@cache
def _references(language: Language) -> re.Pattern[str]:
    """The name of a numbered caption before its number, of one Han only with such a space."""
    long = one_of(name for name in _names(language) if len(name) > 1)
    return re.compile(rf"(?:{one_of(_names(language))}\u00a0|{long}{_SPACE}?)(?={DIGIT})")


def _names(language: Language) -> set[str]:
    """The names of numbered captions."""
    words = references_of(language.tag)
    return {*words.also, *(name.partition("{}")[0].strip() for name in words.names.values())}


@cache
def _ordinal(language: Language, number: str) -> str:
    """The pattern of an ordinal of `number`, with the word that it counts."""
    words = one_of(word for word in language.units if not word.isascii())
    return rf"[{language.ordinals}]{_SPACE}?{number}(?:{_SPACE}?{words})?"


def _in_telephone_numbers(text: str) -> Iterator[Penalty]:
    """The spaces within international telephone numbers (ITU-T E.123): +49 30 1234567."""
    for match in _TELEPHONE.finditer(text):
        yield from ((at, WITHIN_LABEL) for at in range(match.start() + 1, match.end()))


def _at_codes(text: str) -> Iterator[Penalty]:
    """The numbers of standards and other codes: GB/T 15834, ISO 9001."""
    for match in _CODE.finditer(text):
        yield match.end(), AFTER_LABEL


def _at_labels(text: str, language: Language) -> Iterator[Penalty]:
    """The clusters within labels and after them, with the penalty of a line end there."""
    for match in _labels(language).finditer(text):
        yield from ((at, WITHIN_LABEL) for at in range(match.start() + 1, match.end()))
        yield match.end(), AFTER_LABEL


@cache
def _labels(language: Language) -> re.Pattern[str]:
    """A label with its colon, before a number or a mail or web address."""
    return re.compile(
        rf"{one_of(language.labels)}[:：]? ?(?=[+\w]*{DIGIT}|[!-~]+@|[a-z]+://|www\.)"
    )
