"""What numbers, dates, times and telephones mean, and whether two texts say the same ones."""

from __future__ import annotations

import re
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from bifolio.languages.numerals import FOLDER, find_numerals
from bifolio.preflight.quantities.comparison import compare
from bifolio.preflight.quantities.quantity import Certainty
from bifolio.preflight.quantities.reading import read_quantities

PAIRS = [
    re.fullmatch(r"(\w+) +(\S+) (\S+): (.*) \| (.*)", line)
    for line in Path(__file__).with_name("number-pairs.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
SLOW = 5.0
"""Seconds: what backtracks takes minutes."""
MOST_DOUBTFUL = 0.03
"""The share of good translations that may be doubtful."""


def verdict(one: str, two: str, first: str = "en", second: str = "zh-Hans") -> str:
    differences = compare(read_quantities(one, first), read_quantities(two, second))
    if differences.contradictions:
        return "wrong"
    return "doubtful" if differences.first or differences.second else "ok"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0] if pair else "malformed")
def test_numbers_are_compared_as_values(pair: re.Match[str] | None) -> None:
    assert pair, "a line of number-pairs.txt is malformed"
    expected, first, second, one, two = pair.groups()
    assert verdict(one, two, first, second) == expected
    assert verdict(two, one, second, first) == expected


def test_hardly_a_good_translation_is_doubtful() -> None:
    text = Path(__file__).with_name("number-pairs.txt").read_text("utf-8")
    good = text.partition("# Translations with a mistake")[0]
    counted = Counter(re.findall(r"^(ok|doubtful|wrong) ", good, re.MULTILINE))
    assert counted["wrong"] == 0
    assert counted["doubtful"] <= MOST_DOUBTFUL * counted.total()


def test_a_wrong_translation_is_never_ok() -> None:
    text = Path(__file__).with_name("number-pairs.txt").read_text("utf-8")
    bad = text.partition("# Translations with a mistake")[2]
    assert re.findall(r"^ok .*", bad, re.MULTILINE) == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "two hundred and fifty-six thousand", 256_000),
        ("en", "one million two hundred thousand", 1_200_000),
        ("fr", "deux cent quatre-vingt-onze", 291),
        ("fr", "trois millions", 3_000_000),
        ("de", "dreihundertfünfundzwanzig", 325),
        ("de", "1.234.567,5", Fraction("1234567.5")),
        ("zh-Hans", "三百二十五万零六百", 3_250_600),
        ("zh-Hans", "一亿二千万", 120_000_000),
        ("zh-Hans", "三千零五", 3005),
        ("zh-Hant", "兩萬三千", 23_000),
        ("zh-Hans", "二〇二六", 2026),
        ("en", "２½", Fraction("2.5")),
    ],
)
def test_numbers_in_words_add_up(language: str, text: str, value: Fraction) -> None:
    (quantity,) = read_quantities(text, language)
    assert ("number", value) in quantity.readings


def test_note_marks_and_addresses_are_no_numbers() -> None:
    assert read_quantities("See https://example.org/2026/7 now¹²", "en") == ()


def test_words_that_may_mean_something_else_only_explain_figures() -> None:
    (one,) = read_quantities("one of them", "en")
    assert one.certainty is Certainty.LOOSE
    assert verdict("one of them", "其中之二") == "ok"
    assert verdict("one hall", "1个展厅") == "ok"


def test_each_difference_is_reported_once() -> None:
    one, two = (
        read_quantities("12 of 30 on 3 May", "en"),
        read_quantities("5月4日，30人中13人", "zh"),
    )
    differences = compare(one, two)
    said = [(each.said, other.said) for each, other in differences.contradictions]
    assert said == [("3 May", "5月4日"), ("12", "13")]
    assert (differences.first, differences.second) == ((), ())


def test_a_number_said_twice_is_one_number_unless_the_other_text_has_another_one() -> None:
    assert verdict("10 in Rome, 10 in Berne", "罗马和伯尔尼各10人") == "ok"
    assert verdict("10 in Rome, 10 in Berne", "罗马10人，伯尔尼11人") == "doubtful"


def test_a_language_without_data_is_read_without_certainty() -> None:
    assert not find_numerals("eo").certain
    assert verdict("1,500 homoj en 2026", "1500 人，2026年", "eo") == "ok"
    assert verdict("1.500 homoj en 2026", "1500 人，2026年", "eo") == "ok"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_of_numerals_is_read(path: Path) -> None:
    if path.stem != "units":
        numerals = find_numerals(path.stem)
        assert numerals.certain
        assert read_quantities("12", path.stem)[0].readings >= {("number", Fraction(12))}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr", "de", "eo"])
@pytest.mark.parametrize(
    "repeated",
    ["1 ", "三", "2026-", "one and ", "(0)", "1,", "三、", "5月3日、", "3 to ", "+1 ", "7" * 20],
)
def test_no_text_takes_long_to_read(repeated: str, language: str) -> None:
    read_quantities("", language)
    begun = time.process_time()
    read_quantities(repeated * 300, language)
    assert time.process_time() - begun < SLOW


@pytest.mark.parametrize("ending", ["", "%", "½", "/2", ":30", "万", " million", ".5%"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "de", "fr"])
def test_a_row_of_thousands_of_digits_is_read_without_an_error(language: str, ending: str) -> None:
    digits = "1" * 5000  # int() refuses more than 4,300
    for text in (digits, f"{digits}-{digits}", f"1.{digits}", f"1/{digits}"):
        read_quantities(text + ending, language)
