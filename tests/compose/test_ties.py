"""What stays on a line with the number, the title or the label beside it."""

from __future__ import annotations

import pytest

from bifolio.compose.clusters import kinds
from bifolio.compose.ties import WITHIN_LABEL, find_numerals, find_ties
from bifolio.languages import find_language
from tests.compose.clusters_of import clusters_of
from tests.compose.test_break_opportunities import breaks_of

CHINESE = """
3 mL; 3mL; 29 μg/m³; 1,234 kW·h; 25 °C; 25℃; 50 %; 5‰; 1,200 平方米; 60 公里/小时; 3小时; 500 万美元
1.2 亿元; EUR 50; US$ 50; € 50; 人民币 50 元; 5 名; 100余名; 16 家; 3 个月; 100 000 人; 第 3 章
3 个小时; 5 亿欧元; 8 克朗; 第 5 页; No. 5; Vol. 3; p. 12; § 12; 210 × 297 mm; ±3 °C; ≥ 5 名; -5 ℃
2015—2018年; 2015–2018; 2015-2018; 20～30人; ５０％; 3.5 GHz; 10⁶ m; 1/2 个; 15:00
图表 1; 图表1; 图表 12
"""

ENGLISH = """
about |5 km |away
about |5km |away
at |25 °C |or
some |50 % |of
pay |EUR 50 |now
pay |US$ 50 million |now
at |10 a.m. |now
see |No. 5 |now
see |Nos. 5 |and
see |Art. 12 |now
see |§ 12 |now
see |pp. 3–5 |now
some |3.5 GHz |or
some |9 μg/m³ |or
see |Chart 2 |and
in |2026 |in |all
in |2026 |as |well
the |Hydrologist · |Laboratory
call |(02) 2345-6789 |now
of |182 ± 14 t |or
if |p |< 0.05 |then
in |(2026) |2345-6789
see |(12) |3 |trees
use |#花园2026 |now
"""


@pytest.mark.parametrize("whole", CHINESE.strip().replace("\n", "; ").split("; "))
def test_a_number_and_what_belongs_to_it_stay_together_in_chinese(whole: str) -> None:
    assert f"|{whole}" in breaks_of(f"全文，{whole} 左右不等")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("表\u00a01列出三年", "表\u00a01|列|出|三年"),
        ("图表 1条理清楚", "图表 1|条|理|清楚"),
        ("代表 12 人", "代|表 |12 人"),
    ],
)
def test_what_follows_the_number_of_a_caption_is_no_unit(text: str, wanted: str) -> None:
    assert breaks_of(text) == wanted


def test_an_ordinal_in_han_is_torn_only_where_a_hole_would_be_left() -> None:
    clusters = clusters_of("全文，第二十一条左右不等")
    rules = find_language("zh-Hans")
    assert rules is not None
    tied, penalties = find_ties(clusters, kinds(clusters, rules), rules)
    assert not tied
    assert penalties == [(at, WITHIN_LABEL) for at in range(4, 8)]


@pytest.mark.parametrize(("tag", "day"), [("zh-Hans", "日"), ("zh-Hans", "号"), ("zh-Hant", "號")])
def test_a_month_and_its_day_are_torn_only_where_a_hole_would_be_left(tag: str, day: str) -> None:
    clusters = clusters_of(f"全文2031年4月21{day}发布")
    rules = find_language(tag)
    assert rules is not None
    tied, penalties = find_ties(clusters, kinds(clusters, rules), rules)
    month = 7
    penalized = {at for at, penalty in penalties if penalty == WITHIN_LABEL} - tied
    assert penalized == {month + 2}
    assert month not in tied | penalized


@pytest.mark.parametrize("wanted", ENGLISH.strip().splitlines())
def test_a_number_and_what_belongs_to_it_stay_together_in_english(wanted: str) -> None:
    assert breaks_of(wanted.replace("|", ""), "en") == wanted


@pytest.mark.parametrize("date", ["11 juin", "1er novembre", "1er août", "2 mai"])
def test_a_month_stays_with_its_day_in_french(date: str) -> None:
    assert breaks_of(f"le {date} dans", "fr") == f"le |{date} |dans"
    month = date.split()[1]
    assert breaks_of(f"en {month} dans", "fr") == f"en |{month} |dans"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("and/or", "and/or"),
        ("either/other", "either/|other"),
        ("km/h", "km/h"),
        ("GB/T", "GB/T"),
        ("state-of-the-art", "state-of-the-art"),
        ("e-mail", "e-mail"),
        ("COVID-19", "COVID-19"),
        ("a .odt file", "a |.odt |file"),
        ("Paris–Dakar", "Paris–|Dakar"),
        ("see https://a-bb.org/cc-dd now", "see |https://|a-bb.|org/|cc|-dd |now"),
    ],
)
def test_words_end_lines_where_readers_expect_it(text: str, wanted: str) -> None:
    assert breaks_of(text, "en") == wanted


@pytest.mark.parametrize(
    "whole",
    ["七百三十余座", "二百零六级", "一座", "四十代", "二〇三一年", "三万多名", "两千", "十余个"],
)
def test_a_number_in_han_is_torn_only_where_a_hole_would_be_left(whole: str) -> None:
    text = f"全城，{whole}桥边的人们"
    rules = find_language("zh-Hans")
    assert rules is not None
    clusters = clusters_of(text)
    penalties = dict(find_numerals(clusters, rules))
    assert penalties == dict.fromkeys(range(4, 3 + len(whole)), WITHIN_LABEL)


def test_a_long_number_in_han_may_be_divided() -> None:
    rules = find_language("zh-Hans")
    assert rules is not None
    assert not list(find_numerals(clusters_of("约一千二百三十四万五千座桥"), rules))
    assert not list(find_numerals(clusters_of("twelve bridges"), find_language("en") or rules))


@pytest.mark.parametrize("language", ["en", "es", "zh-Hans"])
def test_an_international_telephone_number_is_preferably_whole(language: str) -> None:
    rules = find_language(language)
    assert rules
    text = "a至+56 2 2345 6789 2 b 3+56 2"
    clusters = clusters_of(text)
    _, penalties = find_ties(clusters, kinds(clusters, rules), rules)
    begin, end = text.index("+"), text.index(" b")
    assert {at for at, _ in penalties} == set(range(begin + 1, end))


@pytest.mark.parametrize(
    ("tag", "text", "wanted"),
    [
        ("zh-Hans", "周一～周五", [1, 4]),
        ("zh-Hant", "週六、禮拜日", [1, 4, 5]),
        ("zh-Hans", "一周三天", []),
        ("zh-Hans", "周围一带", []),
        ("zh-Hant", "下午 3:00", [1, 2, 3]),
        ("zh-Hans", "下午开放", []),
    ],
)
def test_weekdays_and_times_of_day_are_torn_only_where_a_hole_would_be_left(
    tag: str, text: str, wanted: list[int]
) -> None:
    rules = find_language(tag)
    assert rules is not None
    clusters = clusters_of(text)
    _, penalties = find_ties(clusters, kinds(clusters, rules), rules)
    assert sorted(at for at, _ in penalties) == wanted


@pytest.mark.parametrize(
    ("tag", "text", "is_whole"),
    [
        ("en", "the maker (林大堃) and", True),
        ("de", "Werkstatt (峯記燈籠) am", True),
        ("en", "the poem 渡口的夜晚 and", False),
        ("en", "a title (關於河燈藝術節的一切) of", False),
        ("zh-Hant", "匠師（林大堃）與", False),
    ],
)
def test_a_short_name_in_han_is_preferably_on_one_line_of_another_script(
    tag: str, text: str, is_whole: bool
) -> None:
    rules = find_language(tag)
    assert rules is not None
    clusters = clusters_of(text)
    _, penalties = find_ties(clusters, kinds(clusters, rules), rules)
    assert (WITHIN_LABEL in {penalty for _, penalty in penalties}) is is_whole
