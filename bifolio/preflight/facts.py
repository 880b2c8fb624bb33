"""Facts that are the same in every language: numbers, dates, telephones, addresses, names.

Each is read in the ways in which English and Chinese write it, and given in one way, so that two
texts can be compared: 12 September and 9月12日, 1.3 million and 130万, 12 per cent and 百分之十二,
+86 (10) 5979 9695 and ８６－１０－５９７９９６９５.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from bifolio.addresses import without_addresses

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|March|Mar|April|Apr|May|June?|July?|Aug(?:ust)?|Sept(?:ember)?|Sep"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_RANGE = r"(?:\s*[-–]\s*(\d{1,2}))?"
_DAY = rf"(\d{{1,2}})(?:st|nd|rd|th)?{_RANGE}(?!\d)"
_DIGITS = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_FIGURE = f"[{''.join(_DIGITS)}]"
_COUNT = f"{_FIGURE}?十{_FIGURE}?|{_FIGURE}"
_NUMBER = r"(?<![A-Za-z\d])\d[\d,]*(?:\.\d+)?"
_SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9,
    "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))

ACRONYM = re.compile(r"(?<![A-Za-z0-9@./-])[A-Z]{2,}[A-Z0-9]*(?![A-Za-z0-9@])")
NAME = re.compile(
    r"(?<![\w-])[A-Z][\w'’-]*(?:(?:\s+(?:of|and|for|the|in|on))*\s+[A-Z][\w'’-]*)+", re.ASCII
)
LATIN_NAME = re.compile(r"(?<![\w-])[A-Z][a-z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*", re.ASCII)
BEFORE_NAMES = frozenset(
    {"A", "An", "The", "This", "That", "These", "Those", "In", "On", "At", "For", "From", "To"}
    | {"With", "And", "Or", "But", "By", "Of", "As", "If", "Please", "Key", "No", "Write"}
    | {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
    | {month.capitalize() for month in MONTHS}
)
"""Words with a capital letter that begin a sentence or a date, and no name."""


def fold(text: str) -> str:
    """`text` with full-width letters, figures and marks as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def numbers(text: str) -> set[str]:
    """The numbers, percentages, dates and telephones of `text`, each in one way of writing."""
    found: set[str] = set()
    rest = fold(without_addresses(text))
    for pattern, read in _READERS:

        def take(match: re.Match[str], read: _Read = read) -> str:
            found.update(read(match))
            return " "

        rest = pattern.sub(take, rest)
    return found


def names(text: str, *, latin: bool = False) -> list[str]:
    """The names of `text`: words with capital letters, at least two of them in English.

    With `latin` the text is one in another script, where one word in Latin letters is a name.
    """
    found = []
    for match in (LATIN_NAME if latin else NAME).finditer(fold(without_addresses(text))):
        words = match[0].split()
        while words and (words[0] in BEFORE_NAMES or words[0].islower()):
            del words[0]
        while words and (words[-1] in BEFORE_NAMES or words[-1].islower()):
            del words[-1]
        if len(words) > 1 or (latin and words):
            found.append(" ".join(words))
    return found


_Read = Callable[[re.Match[str]], list[str]]


def _dates(month: str, *days: str | None) -> list[str]:
    return [f"date {int(month)}-{int(day)}" for day in days if day]


def _month_of(name: str) -> str:
    start = name.rstrip(".").lower()[:3]
    return str(next(at for at, month in enumerate(MONTHS, 1) if month.startswith(start)))


def _year(year: str | None) -> list[str]:
    return [year] if year else []


def _count(characters: str) -> str:
    """A Chinese number up to 99 in figures."""
    if "十" not in characters:
        return "".join(str(_DIGITS[each]) for each in characters)
    tens, ones = characters.split("十")
    return str(10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0))


def _plain(number: str, power: int = 0) -> str:
    value = Decimal(number.replace(",", "").rstrip(".")) * 10**power
    return f"{value.normalize():f}"


def _telephone(match: re.Match[str]) -> list[str]:
    digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
    return [f"telephone {digits.lstrip('0')}"]


_READERS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    # 二〇二六年九月十二日
    (
        re.compile(f"(?:({_FIGURE}{{4}})年)?({_COUNT})月({_COUNT})[日号]"),
        lambda m: _dates(_count(m[2]), _count(m[3])) + _year(_count(m[1]) if m[1] else None),
    ),
    (
        re.compile(
            r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"
            r"(?:\s*[至到~–—-]\s*(\d{1,2})\s*[日号])?"
        ),
        lambda m: _dates(m[2], m[3], m[4]) + _year(m[1]),
    ),
    (
        re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月"),
        lambda m: [f"month {int(m[2])}", *_year(m[1])],
    ),
    (
        re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?![\d-])"),
        lambda m: _dates(m[2], m[3]) + _year(m[1]),
    ),
    (
        re.compile(rf"(?<!\d){_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}}))?"),
        lambda m: _dates(_month_of(m[3]), m[1], m[2]) + _year(m[4]),
    ),
    (
        re.compile(rf"\b{_MONTH}\s+{_DAY}(?:,?\s+(\d{{4}}))?"),
        lambda m: _dates(_month_of(m[1]), m[2], m[3]) + _year(m[4]),
    ),
    (
        re.compile(rf"\b{_MONTH}\s+(\d{{4}})"),
        lambda m: [f"month {_month_of(m[1])}", m[2]],
    ),
    (re.compile(r"[+(]\d[\d\s().–-]{5,}\d"), _telephone),
    (re.compile(r"(?<![\d-])(?=(?:\d-?){7})\d{1,4}(?:-\d{1,8}){2,}(?![\d-])"), _telephone),
    (re.compile(r"(?<!\d)0\d{1,3}[ -]\d{3,4}[ -]?\d{3,5}(?!\d)"), _telephone),
    (
        re.compile(rf"百分之\s*(?:({_COUNT})|({_NUMBER}))"),
        lambda m: [f"{_count(m[1]) if m[1] else _plain(m[2])}%"],
    ),
    (re.compile(rf"({_NUMBER})\s*(?:%|per\s?cent)"), lambda m: [f"{_plain(m[1])}%"]),
    (
        re.compile(rf"({_NUMBER})\s*({_SCALE})"),
        lambda m: [_plain(m[1], _SCALES[m[2]])],
    ),
    (re.compile(_NUMBER), lambda m: [_plain(m[0])]),
)
"""How each kind of fact is written and read; what one has read the next ones do not see."""
