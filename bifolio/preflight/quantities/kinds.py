"""Reads each kind of quantity from the fields of a pattern's match."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from bifolio.preflight.quantities.lexicon import Lexicon
from bifolio.preflight.quantities.quantity import Certainty, Quantity, Reading

ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
"""A Roman number up to 39."""

SHORTEST = 5
"""The least digits of a telephone number: hotlines such as 12345."""

CENTURIES = range(1700, 2100, 100)
"""The centuries that 90年代 may be in."""

Groups = Mapping[str, str | None]
"""The fields of a match."""

Read = Callable[[Lexicon, Groups], "list[Quantity] | None"]


def number(value: int | Fraction, said: str = "") -> Quantity:
    """A plain number."""
    return Quantity(said, frozenset({("number", Fraction(value))}))


def _quantity(
    *readings: Reading,
    certainty: Certainty = Certainty.FIGURES,
    parts: tuple[Quantity, ...] = (),
) -> Quantity:
    """A quantity in the words of the whole match."""
    return Quantity("", frozenset(readings), certainty, parts=parts)


def times(hour: int, minute: int, meridiem: str) -> set[Reading]:
    """The times of day (24 hours) that a clock time may mean."""
    if meridiem == "am":
        hours = {hour % 12 if hour <= 12 else hour}
    elif meridiem == "pm":
        hours = {hour % 12 + 12 if hour <= 12 else hour}
    elif meridiem == "night":
        hours = {0, 12} if hour == 12 else {hour + 12 if hour < 12 else hour}
    else:
        hours = {hour, hour + 12} if hour < 12 else {hour, hour - 12}
    return {("time", (each % 24, minute)) for each in hours}


def _date(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    month = _month(lexicon, groups, "")
    days = lexicon.days(groups.get("days") or groups.get("span") or "")
    if month is None or not days or max(days) > 31 or min(days) < 1:
        return None
    return [_quantity(("date", (month, day))) for day in days] + _years(lexicon, groups)


def _month(lexicon: Lexicon, groups: Groups, number: str) -> int | None:
    if name := groups.get(f"month{number}"):
        return lexicon.month(name)
    month = lexicon.whole(groups.get(f"monthno{number}"))
    return month if month and month <= 12 else None


def _years(lexicon: Lexicon, groups: Groups) -> list[Quantity]:
    if groups.get("era"):
        year = lexicon.whole(groups["n"])
        return [number(year + lexicon.numerals.eras[groups["era"] or ""])] if year else []
    year = lexicon.whole(groups.get("year"))
    return [number(year, str(year))] if year is not None else []


def _months(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    months = [month for number in ("2", "") if (month := _month(lexicon, groups, number))]
    if not months:
        return None
    return [_quantity(("month", Fraction(month))) for month in months] + _years(lexicon, groups)


def _loose_month(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    found = _months(lexicon, groups)
    return found and [replace(each, certainty=Certainty.LOOSE) for each in found]


def _decade(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    """One decade, or two: 1960年代, 六七十年代."""
    decades = [10 * ten for ten in [lexicon.whole(groups.get("ten"))] if ten]
    for name in ("year2", "tens2", "year", "tens"):
        decades += [each for each in [lexicon.whole(groups.get(name))] if each is not None]
    century = lexicon.whole(groups.get("n"))
    starts = [(century - 1) * 100] if century else CENTURIES
    return [
        _quantity(*(("decade", Fraction(each + (each < 100) * start)) for start in starts))
        for each in decades
    ]


def _generation(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    """90后 are those born in the 1990s, or after 1990."""
    year = lexicon.whole(groups["n"]) or 0
    readings: list[Reading] = [("number", Fraction(year + start)) for start in (0, 1900, 2000)]
    if year % 10 == 0:
        readings += [("decade", Fraction(year + start)) for start in (1900, 2000)]
    return [_quantity(*readings, certainty=Certainty.WORDS)]


def _tenths(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    """三成 is 30 %, 七成五 75 %, 七八成 70 to 80 %."""
    more = groups.get("more") or ""
    percent = 10 * (lexicon.value(groups["n"]) or 0)
    percent += 5 if groups.get("half") else lexicon.value(more) or 0
    low = lexicon.value(groups.get("low"))
    return [
        _quantity(("percent", each), ("number", each / 100), certainty=Certainty.WORDS)
        for each in (*([10 * low] if low else []), Fraction(percent))
    ]


def _century(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    numbers = [groups.get("n2"), groups.get("n"), groups.get("roman")]
    found = [value for said in numbers if (value := _roman(said) or lexicon.value(said))]
    return [_quantity(("century", each), ("number", each)) for each in found]


def _roman(said: str | None) -> Fraction | None:
    if not said or not re.fullmatch(ROMAN, said):
        return None
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in said]
    following = [*values[1:], 0]
    signed = (
        each if each >= after else -each for each, after in zip(values, following, strict=True)
    )
    return Fraction(sum(signed))


def _percent(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    percent, other = lexicon.value(groups["n"]), lexicon.value(groups.get("n2"))
    if percent is None:
        return None
    found = [_quantity(("percent", percent))]
    if other is not None:
        found.append(_quantity(("percent", other), ("number", other)))
    return found


def _discount(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    """8折 is 20 % off."""
    said = groups["n"] or ""
    digits = [min(each.values) for each in lexicon.arithmetic.sums(said)]
    if not digits or max(digits) >= 10 or said.isdigit():
        left = lexicon.value(said) or Fraction(0)
    else:  # 七五折
        left = Fraction("".join(str(digit) for digit in digits))
    if not 0 < left < 100:
        return None
    left *= 10 if left < 10 else 1
    return [_quantity(("percent", left), ("percent", 100 - left))]


def _fraction(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    if part := groups.get("part"):
        above = lexicon.value(groups.get("n")) if groups.get("n") else Fraction(1)
        below = lexicon.part(part)
    else:
        above, below = lexicon.value(groups.get("numerator")), lexicon.value(groups["n"])
    if not above or not below:
        return None
    if not groups.get("n") and not groups.get("numerator"):  # a third, of them or one
        readings = ("number", below), ("number", 1 / below), ("percent", 100 / below)
        return [_quantity(*readings, certainty=Certainty.LOOSE)]
    share = above / below
    if share > 1:
        return None
    parts = (number(above), number(below)) if not groups.get("part") else ()
    certainty = Certainty.WORDS
    return [
        _quantity(("number", share), ("percent", share * 100), certainty=certainty, parts=parts)
    ]


def _half(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    value = lexicon.value(groups["n"])
    if value is None:
        return None
    return [_quantity(("number", value + Fraction(1, 2)), certainty=Certainty.WORDS)]


def _time(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    hour = lexicon.whole(groups.get("hour") or groups.get("figure_hour"))
    if hour is None or hour > 24:
        return None
    minute = lexicon.whole(groups.get("minute")) or 0
    minute = 30 if groups.get("half") else 15 if groups.get("quarter") else minute
    if groups.get("before"):
        hour, minute = (hour - 1) % 24, 45
    meridiem = lexicon.numerals.meridiems.get((groups.get("meridiem") or "").lower(), "")
    found = [_quantity(*times(hour, minute, meridiem))]
    if groups.get("hour2"):
        first, minute = lexicon.whole(groups["hour2"]), lexicon.whole(groups.get("minute2")) or 0
        if first is not None and first <= 24:
            found.append(_quantity(*times(first, minute, "")))
    return found


def _loose_time(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    """3点 is three o'clock, or three points."""
    found = _time(lexicon, groups)
    hour = lexicon.value(groups["hour"])
    if not found or hour is None:
        return None
    certainty = Certainty.FIGURES if (groups["hour"] or "").isdigit() else Certainty.LOOSE
    return [_quantity(*found[0].readings, ("number", hour), certainty=certainty)]


def _year(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    return _years(lexicon, groups) or None


def _telephone(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    digits = re.sub(r"\D", "", (groups["telephone"] or "").replace("(0)", ""))
    if len(digits) < SHORTEST:
        return None
    return [_quantity(("telephone", digits.lstrip("0")))]


def _numeric_date(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    """Figures with the year first or last; the order of day and month may be ambiguous."""
    one, two = int(groups["one"] or 0), int(groups["two"] or 0)
    orders = {(one, two)} if groups.get("first") else {(one, two), (two, one)}
    dates = {each for each in orders if 1 <= each[0] <= 12 and 1 <= each[1] <= 31}
    if not dates:
        return None
    year = groups.get("first") or groups.get("last") or ""
    return [_quantity(*(("date", each) for each in dates)), number(int(year), year)]


def _clock(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    """Figures with a colon: a time of day, or a ratio."""
    hour, minute = int(groups["one"] or 0), int(groups["two"] or 0)
    if hour > 24:
        return None
    parts = (number(hour, groups["one"] or ""), number(minute, groups["two"] or ""))
    readings = {("time", (hour % 24, minute))} if hour >= 13 else times(hour, minute, "")
    return [_quantity(*readings, parts=parts)]


def _season(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    """2023/24: two years."""
    first, short = int(groups["one"] or 0), int(groups["two"] or 0)
    if short <= first % 100:
        return None
    year = Fraction(first // 100 * 100 + short)
    second = _quantity(("number", year), ("number", Fraction(short)))
    return [number(first, groups["one"] or ""), second]


def _slash(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    """Figures with a slash: a fraction, a date, or two numbers."""
    one, two = int(groups["one"] or 0), int(groups["two"] or 0)
    readings: set[Reading] = set()
    if 0 < one < two:
        readings = {("number", Fraction(one, two)), ("percent", Fraction(100 * one, two))}
    for month, day in ((one, two), (two, one)):
        if 1 <= month <= 12 and 1 <= day <= 31:
            readings.add(("date", (month, day)))
    if not readings:
        return None
    parts = (number(one, groups["one"] or ""), number(two, groups["two"] or ""))
    return [_quantity(*readings, certainty=Certainty.WORDS, parts=parts)]


def _code(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    """Letters with a number: a room, a road, a paper size, a substance."""
    letters, figures = groups["letters"] or "", groups["figures"] or ""
    readings = ("code", letters + figures), ("number", Fraction(int(figures)))
    sure = len(letters) == 1 or (len(letters) == 2 and len(figures) > 1)
    return [_quantity(*readings, certainty=Certainty.FIGURES if sure else Certainty.LOOSE)]


def _weekday(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    day = lexicon.weekday(groups["weekday"] or "")
    return [_quantity(("weekday", day), certainty=Certainty.WORDS)]


def _labelled(_: Lexicon, groups: Groups) -> list[Quantity] | None:
    value = _roman(groups["roman"])
    return None if value is None else [_quantity(("number", value), certainty=Certainty.WORDS)]


def _idiom(lexicon: Lexicon, groups: Groups) -> list[Quantity] | None:
    readings = lexicon.idiom(groups["idiom"] or "")
    return [_quantity(*readings, certainty=Certainty.LOOSE)] if readings else []


READERS: dict[str, Read] = {
    "date": _date,
    "month": _months,
    "year": _year,
    "loose-month": _loose_month,
    "decade": _decade,
    "generation": _generation,
    "century": _century,
    "percent": _percent,
    "discount": _discount,
    "tenths": _tenths,
    "fraction": _fraction,
    "half": _half,
    "time": _time,
    "loose-time": _loose_time,
    "telephone": _telephone,
    "numeric-date": _numeric_date,
    "clock": _clock,
    "season": _season,
    "slash": _slash,
    "code": _code,
    "weekday": _weekday,
    "labelled": _labelled,
    "idiom": _idiom,
}
"""The reader of each kind of pattern; it returns None if the fields are not of that kind."""
