"""Reads the numbers, dates, times and telephone numbers of a text as values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product

from bifolio.languages.numerals import Numerals, find_numerals
from bifolio.preflight.facts import LATIN
from bifolio.preflight.quantities.kinds import READERS, ROMAN, Read, number, times
from bifolio.preflight.quantities.lexicon import Lexicon
from bifolio.preflight.quantities.quantity import LOCAL, Certainty, Quantity, Reading
from bifolio.preflight.quantities.sums import LONGEST_FIGURES, Arithmetic, Sum, any_of
from bifolio.text.addresses import without_addresses

USED = "\0"
"""Replaces what has been read, so that positions in the text are kept."""

MOST_TEXTS = 2000
"""Texts whose quantities are kept: two checks read them, for each edition that has them."""

NEARBY = 40
"""Characters around a number that may have its unit."""

FIELD = re.compile(r"\{([a-z-]+)(\d?)\}")
"""A field of a pattern, with a number if the pattern has several of its kind."""

TELEPHONE = r"(?:\(\+?\d{1,5}\)|\+?\d{1,5})(?:[\s./–-]{0,3}(?:\(\d{1,5}\)|\d++)){1,10}(?!\d)"

_SUPERSCRIPT = re.compile(r"(?<![A-Za-z])[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+")
_DECIMAL = rf"\d{{1,{LONGEST_FIGURES}}}+(?:[.,]\d{{1,{LONGEST_FIGURES}}}+)?(?!\d)"
_VULGAR = re.compile(rf"(?<!\d)(\d{{0,{LONGEST_FIGURES}}})\s?([\u00bc-\u00be\u2150-\u215e])")


@lru_cache(MOST_TEXTS)
def read_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the quantities of `text`, which is in `language`."""
    return tuple(_reader(language).read(text))


def normalised(text: str) -> str:
    """`text` without addresses and note marks, with plain digits: ２½ becomes 2.5."""
    without = _SUPERSCRIPT.sub(USED, without_addresses(text))
    return unicodedata.normalize("NFKC", _VULGAR.sub(_decimal, without)).replace("−", "-")


def _decimal(match: re.Match[str]) -> str:
    value = int(match[1] or 0) + unicodedata.numeric(match[2])
    return f"{value:.4f}".rstrip("0")


@cache
def _reader(language: str) -> _QuantityReader:
    return _QuantityReader(find_numerals(language))


class _QuantityReader:
    """Reads texts in one language."""

    def __init__(self, numerals: Numerals) -> None:
        self.numerals = numerals
        self.lexicon = Lexicon(numerals)
        self.arithmetic = self.lexicon.arithmetic
        self.fields = _fields(numerals, self.arithmetic)
        self.patterns = [
            (re.compile(FIELD.sub(self._field, form), re.IGNORECASE), READERS[kind])
            for kind in _ORDER
            for form in (*numerals.patterns.get(kind, ()), *_EVERYWHERE.get(kind, ()))
        ]
        self.number = re.compile(self.arithmetic.number, re.IGNORECASE)
        self.unit = re.compile(rf"[ -]?({any_of(numerals.units)})(?![{LATIN}])", re.IGNORECASE)
        self.currency = re.compile(rf"(?<![{LATIN}])({any_of(numerals.units)})\s?$", re.IGNORECASE)
        self.shared = re.compile(
            rf"\s*(?:{numerals.between})\s*{self.arithmetic.figures}\s?"
            rf"({any_of({**numerals.multipliers, **numerals.abbreviations})})(?![{LATIN}])",
            re.IGNORECASE,
        )
        self.units = {word.lower(): unit for word, unit in numerals.units.items()}
        self.counted_by = re.compile(f"{self.unit.pattern}|{numerals.counted_by}", re.IGNORECASE)
        self.ordinal = re.compile(rf"(?:{numerals.ordinal or '(?!)'})\s?$")
        self.ending = re.compile(rf"(?:{numerals.endings or '(?!)'})(?![{LATIN}])", re.IGNORECASE)

    def read(self, text: str) -> list[Quantity]:
        """The quantities of `text`."""
        found: list[Quantity] = []
        rest = normalised(text)
        for pattern, read in self.patterns:

            def take(match: re.Match[str], read: Read = read) -> str:
                quantities = read(self.lexicon, match.groupdict())
                if quantities is None:
                    return match[0]
                said = match[0].strip()
                found.extend(each if each.said else replace(each, said=said) for each in quantities)
                return USED * len(match[0])

            rest = pattern.sub(take, rest)
        months = {
            value[0]
            for each in found
            for kind, value in each.readings
            if kind == "date" and isinstance(value, tuple)
        }
        found += self._numbers(rest, months)
        return found

    def _field(self, match: re.Match[str]) -> str:
        name, number = match[1], match[2]
        if name == "between":
            return f"(?:{self.numerals.between})"
        return f"(?P<{name.replace('-', '_')}{number}>{self.fields[name]})"

    def _numbers(self, text: str, months: set[int]) -> Iterator[Quantity]:
        """The remaining numbers, with units.

        One may be a day of one of the `months` of the text: 5月9日（周四）至13日.
        """
        apart: list[Quantity] = []
        end = 0
        for match in self.number.finditer(text):
            if apart and text[end : match.start()] != " ":
                yield from _joined(apart)
                apart = []
            end = match.end()
            found = [
                self._dated(each, match, text, months) for each in self.arithmetic.sums(match[0])
            ]
            if found and match[0].isdigit():
                apart += found
            else:
                yield from (*_joined(apart), *found)
                apart = []
        yield from _joined(apart)

    def _dated(self, number: Sum, match: re.Match[str], text: str, months: set[int]) -> Quantity:
        quantity = self._quantity(number, match, text)
        if not self.ending.match(text[match.end() : match.end() + NEARBY].lstrip()):
            return quantity
        days = {int(value) for value in number.values if 1 <= value <= 31}
        dates = {("date", date) for date in product(months, days)}
        return replace(quantity, readings=quantity.readings | dates)

    def _quantity(self, number: Sum, match: re.Match[str], text: str) -> Quantity:
        after = text[match.end() : match.end() + NEARBY]
        before = text[max(0, match.start() - NEARBY) : match.start()]
        readings: set[Reading] = {("number", value) for value in number.values}
        unit = self.unit.match(after) or self.currency.search(before)
        measure = self.units.get(unit[1].lower()) if unit else None
        if measure:
            readings |= {(measure.base, value * measure.factor) for value in number.values}
            factor = self._multiplier(unit[1]) if unit else 1  # 3千卡 are 3 kcal, or 3000 cal
            readings |= {("number", value * factor) for value in number.values}
        if number.words:  # half of them are 50 %
            readings |= {("percent", 100 * value) for value in number.values if 0 < value < 1}
        if match[0].isdigit() and len(match[0]) >= LOCAL:
            readings.add(("telephone", match[0].lstrip("0")))
        if time := re.fullmatch(r"([01]?\d|2[0-3])\.([0-5]\d)", match[0]):
            readings |= times(int(time[1]), int(time[2]), "")
        if shared := self.shared.match(after):  # 20–30 million
            factor = self.arithmetic.multipliers[shared[1].lower()]
            readings |= {("number", value * factor) for value in number.values}
        return Quantity(
            match[0].strip() + (unit[0] if unit and unit.string is after else ""),
            frozenset(readings),
            self._certainty(number, before, after),
            f"{measure.factor} {measure.base}" if measure else "",
            bool(unit and unit[1].lower() in self.numerals.rough),
            self._split(match[0]),
        )

    def _multiplier(self, unit: str) -> Fraction:
        """What a unit begins with if that may be a multiplier as well; default: 1."""
        multipliers = self.numerals.multipliers
        longest = max((each for each in multipliers if unit.startswith(each)), key=len, default="")
        return multipliers.get(longest, Fraction(1))

    def _certainty(self, number: Sum, before: str, after: str) -> Certainty:
        if number.loose:
            return Certainty.LOOSE
        if number.words == 0:
            letter = re.match(f"[{LATIN}]", after)  # 5G, 3D, but 5km and 3rd
            known = self.unit.match(after) or self.ending.match(after)
            return Certainty.LOOSE if letter and not known else Certainty.FIGURES
        if not self.numerals.counted_by or number.words > 1 or self.ordinal.search(before):
            return Certainty.WORDS
        return Certainty.WORDS if self.counted_by.match(after) else Certainty.LOOSE

    def _split(self, said: str) -> tuple[Quantity, ...]:
        """Grouped figures as several numbers: 12 300."""
        groups = re.split(r"[ ,.'’]", said)
        if len(groups) < 2 or not all(each.isdigit() for each in groups):
            return ()
        return tuple(number(int(each), each) for each in groups)


def _joined(apart: list[Quantity]) -> list[Quantity]:
    """Figures separated by spaces, which may be one number: 6222 0212 3456."""
    if len(apart) < 2:
        return apart
    said = " ".join(each.said for each in apart)
    digits = re.sub(r"\D", "", said)
    if len(digits) > LONGEST_FIGURES:
        return apart
    whole = frozenset[Reading]({("number", Fraction(int(digits))), ("telephone", digits)})
    return [Quantity(said, whole, parts=tuple(apart), apart=True)]


def _fields(numerals: Numerals, arithmetic: Arithmetic) -> dict[str, str]:
    """A regular expression for each field of patterns."""
    digits = numerals.digits
    small = rf"(?<!\d)\d{{1,2}}(?!\d)|[{digits}]{{1,3}}" if digits else r"(?<!\d)\d{1,2}(?!\d)"
    day = rf"(?:{small})(?:\s?(?:{numerals.endings}))?" if numerals.endings else f"(?:{small})"
    word = any_of(numerals.words)
    months = any_of(numerals.months)
    return {
        "n": arithmetic.number,
        "numerator": any_of({**numerals.words, **numerals.loose}) + rf"|\d{{1,{LONGEST_FIGURES}}}",
        "part": f"{any_of(numerals.parts)}" if numerals.parts else arithmetic.number,
        "year": r"(?<!\d)\d{4}" + (f"|[{digits}]{{4}}" if digits else ""),
        "tens": r"\d0" + (f"|[{digits}]{{2}}" if digits else ""),
        "month": months,
        "monthno": small,
        "days": _days(numerals, day),
        "span": rf"{day}(?:\s*(?:{_span(numerals)})\s*{day}(?!\s*(?:{months})\b))?",
        "hour": small if digits else rf"{small}|\b(?:{word})\b",
        "figure-hour": r"(?<!\d)\d{1,2}",
        "minute": rf"[0-5]\d|[{digits}]{{1,3}}" if digits else r"[0-5]\d",
        "meridiem": any_of(numerals.meridiems),
        "era": any_of(numerals.eras),
        "telephone": TELEPHONE,
        "roman": ROMAN,
        "weekday": any_of(numerals.weekdays),
        "idiom": any_of(numerals.idioms),
        "label": any_of(dict.fromkeys(numerals.labels)),
    }


def _days(numerals: Numerals, day: str) -> str:
    """A regular expression for one day or several."""
    several = rf"{day}(?:\s*(?:{numerals.between})\s*{day}){{0,31}}"
    return rf"(?:{several}(?<={numerals.endings})|{day})" if numerals.days_end else several


def _span(numerals: Numerals) -> str:
    """What joins two days after their month; no comma, because a time or a year may follow it."""
    return "|".join(each for each in numerals.between.split("|") if not each.startswith(","))


_EVERYWHERE: dict[str, tuple[str, ...]] = {
    "numeric-date": (
        r"(?<![\d-])(?P<first>\d{4})(?P<mark>[-/.])(?P<one>\d{1,2})(?P=mark)(?P<two>\d{1,2})(?![\d-])",
        r"(?<![\d.])(?P<one>\d{1,2})(?P<mark>[-/.])\s?(?P<two>\d{1,2})(?P=mark)\s?(?P<last>\d{4})(?!\d)",
    ),
    "telephone": (
        rf"(?<!\d)(?=\+|\(\+?\d{{1,5}}\))(?P<telephone>{TELEPHONE})",
        r"(?<![\d-])(?=(?:\d-?){7})(?P<telephone>\d{1,4}(?:-\d{1,8}){2,})(?![\d-])",
        r"(?<!\d)(?<!\d[ .-])(?P<telephone>0\d{1,3}(?:[ .-]\d{2,4}){2,5})(?!\d)",
        r"(?<!\d)(?<!\d[ .-])(?P<telephone>0\d{2,3}[ -]\d{3,4}[ -]?\d{3,5})(?!\d)",
    ),
    "clock": (r"(?<![\d:])(?P<one>\d{1,2}):(?P<two>[0-5]\d)(?::[0-5]\d)?(?![\d:]|[.,]\d)",),
    "season": (r"(?<![\d/-])(?P<one>(?:19|20)\d\d)\s?[/–-]\s?(?P<two>\d\d)(?![\d/-])",),
    "slash": (r"(?<![\d/])(?P<one>\d{1,2})/(?P<two>\d{1,2})(?![\d/])",),
    "percent": (rf"(?<![\d.,])(?:(?P<n2>{_DECIMAL})\s*[-–—~]\s*)?(?P<n>{_DECIMAL})\s?%",),
    "code": (
        rf"(?<![{LATIN}\d])(?-i:(?P<letters>[A-Z]{{1,2}}))-?(?P<figures>\d{{1,5}})(?![{LATIN}\d])",
        rf"(?<![{LATIN}\d])(?-i:(?P<letters>[A-Z]{{3,}}))-(?P<figures>\d{{1,5}})(?![{LATIN}\d])",
    ),
    "labelled": (
        rf"(?<![{LATIN}])(?-i:(?P<roman>(?=[IVX]{{2}}){ROMAN}))(?![{LATIN}])",
        rf"(?-i:{{label}})\s?(?-i:{{roman}})(?![{LATIN}])",
    ),
    "weekday": (rf"(?<![{LATIN}])(?-i:{{weekday}})(?![{LATIN}])",),
    "idiom": (rf"(?<![{LATIN}]){{idiom}}(?![{LATIN}])",),
}
"""The patterns of all languages."""

_ORDER = (
    *("numeric-date", "date", "decade", "generation", "century", "month", "year", "half"),
    *("percent", "discount", "tenths", "telephone", "season", "time", "idiom", "clock"),
    *("loose-time", "fraction", "slash", "code", "labelled", "weekday", "loose-month"),
)
"""The order of kinds: what one has read, later ones do not see."""
