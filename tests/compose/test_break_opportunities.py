"""Where lines may end, held against CLREQ and against the test file of Unicode."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from bifolio.compose.break_opportunities import (
    BEFORE_HYPHEN,
    CUT_HAN_HEADING,
    CUT_HAN_RAGGED,
    EMERGENCY,
    FREE,
    NOTE_MARK,
    WITHIN_ADDRESS,
    WITHIN_SYLLABLES,
    Break,
    emergency_breaks,
    find_breaks,
)
from bifolio.compose.clusters import ShapedParagraph, is_han, kinds
from bifolio.compose.hyphenation import find_hyphens, patterns_of
from bifolio.compose.line_breaking import compose_lines
from bifolio.compose.ties import AFTER_LABEL, WITHIN_LABEL
from bifolio.languages import find_language
from tests.compose.clusters_of import EM, MARKS, clusters_of
from tests.compose.unicode_breaks import allowed

LINE_BREAK_TEST = Path("/usr/share/unicode/auxiliary/LineBreakTest.txt")


def found_in(text: str, language: str = "zh-Hans", *, cut_han: float = FREE) -> list[Break]:
    rules = find_language(language)
    assert rules is not None
    clusters = clusters_of(text)
    sorts = kinds(clusters, rules)
    starts = allowed(clusters, sorts, language)
    return find_breaks(clusters, sorts, starts, rules, cut_han=cut_han)


def breaks_of(text: str, language: str = "zh-Hans") -> str:
    """`text` with a bar wherever a line may end."""
    places = {found.at for found in found_in(text, language)}
    return "".join(f"|{each}" if at in places else each for at, each in enumerate(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("中文字体", "中|文|字体"),  # no last line of a single character
        ("中文，字体", "中|文，|字体"),
        ("中（文）字体", "中|（文）|字体"),
        ("中“文”字体", "中|“文”|字体"),
        ("中《书名》字体", "中|《书|名》|字体"),
        ("中文,字体", "中|文,|字体"),
        ("中文，,字体", "中|文，,|字体"),
        ("中(文)字体", "中|(文)|字体"),
        ("中文……字体", "中|文……|字体"),
        ("中文——字体", "中|文——|字体"),
        ("共 1,234.5 人民日报", "共 |1,234.5 人|民|日报"),
        ("增长12.5%字体", "增|长|12.5%|字体"),
        ("长 10 km 字体", "长 |10 km |字体"),
        ("2015年字体", "2015年|字体"),
        ("电话86-10-59799695现在", "电|话|86-10-59799695|现在"),
        ("共有１２３４５人来", "共|有|１２３４５人来"),
        ("增长１２．５％了吗", "增|长|１２．５％|了吗"),
        ("电话０１０－１２３４号", "电|话|０１０－１２３４号"),
        ("共有１，２３４人了", "共|有|１，２３４人了"),
        ("第１，第２，第３", "第１，|第２，|第３"),
        ("共有20～30人来", "共|有|20～30人来"),
        ("需要核实⑦。", "需|要|核实⑦。"),
        ("价格 1.2 万元整", "价|格 |1.2 万元整"),
        ("长 150 毫米的", "长 |150 毫米的"),
        ("公楼 1 单元 10 层，邮编", "公|楼 |1 单元 |10 层，|邮编"),
        ("简称（ＥＵＣＤ）是吗", "简|称|（ＥＵＣＤ）|是吗"),
        ("工具（PI）字体", "工|具|（PI）|字体"),
        ("总司（DG DEVCO）字体", "总|司|（DG DEVCO）|字体"),
        ("统计①字体", "统|计①|字体"),
        ("统计［12］字体", "统|计［12］|字体"),
        ("中文/英文字体", "中|文/英|文|字体"),
        ("用 PDF 字体", "用 |PDF |字体"),
        ("用 EU-China 字体", "用 |EU-China |字体"),
        ("看 https://a.org/b/c 字体", "看 |https://|a.|org/|b/|c |字体"),
        ("请寄 information@a.org 即可", "请|寄 |in|form|a|tion|@a|.org |即可"),
        ("阿尔贝·加缪", "阿|尔|贝·|加缪"),
        ("价 $12 现在", "价 |$12 |现在"),
    ],
)
def test_lines_of_chinese_end_where_they_may(text: str, wanted: str) -> None:
    assert breaks_of(text) == wanted


def test_the_words_of_an_address_are_cut_last() -> None:
    text = "请寄 information@a.org 即可"
    penalties = {text[found.at :][:2]: found.penalty for found in found_in(text)}
    assert penalties["in"] == FREE
    assert penalties["@a"] == WITHIN_ADDRESS
    assert penalties["ti"] == WITHIN_SYLLABLES


@pytest.mark.parametrize(
    "text",
    [
        "press-office@north-sea-fisheries.example.org",
        "https://north-sea-fisheries.example.org/year-book?part=2-3",
        "www.north-sea-fisheries.example.org",
        "north-sea-fisheries.com",
    ],
)
@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
def test_no_line_ends_with_a_hyphen_of_an_address(text: str, tag: str) -> None:
    rules = find_language(tag)
    assert rules is not None
    clusters = clusters_of(text)
    sorts = kinds(clusters, rules)
    kept_whole = [*emergency_breaks(clusters, sorts, rules, 0, len(text), edges=False)]
    for found in (kept_whole, found_in(text, tag)):
        assert found or "." in text
        assert not [each for each in found if each.hyphen or text[each.at - 1] == "-"]
    cheapest = min(each.penalty for each in kept_whole)
    if "@" in text:
        signs = {text[each.at] for each in kept_whole if each.penalty == cheapest}
        assert signs == {"@", "."}
    elif "/" in text:
        signs = {text[each.at - 1] for each in kept_whole if each.penalty == cheapest}
        assert signs == {"/", ".", "?", "="}


def test_an_address_ends_a_line_before_a_hyphen_rather_than_within_a_word() -> None:
    text = "见 https://a.org/reports-information 页"
    penalties = {text[found.at - 1 :][:2]: found.penalty for found in found_in(text)}
    assert penalties["/r"] == WITHIN_ADDRESS
    assert penalties["s-"] == BEFORE_HYPHEN
    assert penalties["nf"] == WITHIN_SYLLABLES
    assert WITHIN_ADDRESS < BEFORE_HYPHEN < WITHIN_SYLLABLES


def test_labels_are_dear_to_cut_and_to_part_from_their_numbers() -> None:
    def penalties(text: str) -> list[tuple[str, float]]:
        return [(text[found.at], found.penalty) for found in found_in(text) if found.penalty]

    assert penalties("的电话：86-10，和传真 86-11号") == [
        *(("话", WITHIN_LABEL), ("8", AFTER_LABEL), ("真", WITHIN_LABEL), ("8", AFTER_LABEL)),
    ]
    assert penalties("用电话联系我们") == []
    assert FREE < WITHIN_ADDRESS < WITHIN_SYLLABLES < EMERGENCY


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("one two", "one |two"),
        ("a needs-based way", "a |needs-based |way"),
        ("this — that", "this — |that"),
        ("a ‘quoted’ word", "a |‘quoted’ |word"),
    ],
)
def test_lines_of_english_end_where_they_may(text: str, wanted: str) -> None:
    assert breaks_of(text, "en") == wanted


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (
            "支持中欧人员往来和移民领域对话项目",
            "zh-Hans",
            "支持|中欧|人员|往来|和移民|领域|对话|项目",
        ),
        ("主要合作伙伴", "zh-Hans", "主要|合作|伙伴"),
        ("丝线相连：从里昂到苏州", "zh-Hans", "丝线|相连：|从里昂到|苏州"),
        ("服从规定", "zh-Hans", "服|从|规定"),  # no preposition: no mark is before it
        ("主要合作夥伴與專案", "zh-Hant", "主要|合作|夥伴|與專案"),
        ("用 EU-China 促进“对话”", "zh-Hans", "用 |EU-China |促进|“对话”"),
    ],
)
def test_words_of_headings_are_cut_last(text: str, language: str, words: str) -> None:
    found = found_in(text, language, cut_han=CUT_HAN_HEADING)
    places = {each.at for each in found if each.penalty < CUT_HAN_HEADING}
    bars = "".join(f"|{each}" if at in places else each for at, each in enumerate(text))
    assert bars == words
    # They are cut all the same where a line is too short for them.
    assert {each.at for each in found} == {each.at for each in found_in(text, language)}


def heading(text: str, ems: float, tag: str = "zh-Hans") -> str:
    """The lines of a heading, with a bar between them."""
    rules = find_language(tag)
    assert rules is not None
    clusters = clusters_of(text)
    sorts = kinds(clusters, rules)
    paragraph = ShapedParagraph(clusters, rules, ems * EM, balanced=True)
    lines = compose_lines(paragraph, sorts, found_in(text, tag, cut_han=CUT_HAN_HEADING))
    return "|".join(text[line.first : line.last] for line in lines)


@pytest.mark.parametrize(
    ("text", "ems", "tag", "lines"),
    [
        ("水与城：老城水道七百年", 9, "zh-Hans", "水与城：|老城水道七百年"),
        ("水與城：老城水道七百年", 9, "zh-Hant", "水與城：|老城水道七百年"),
        (
            "从水井到《城市水道》——治水人的去与留",
            12,
            "zh-Hans",
            "从水井到《城市水道》——|治水人的去与留",
        ),
        ("第九届“水与花园”国际园林讨论会", 9, "zh-Hans", "第九届“水与花园”|国际园林讨论会"),
        ("《城市水道》七百年展览", 7, "zh-Hans", "《城市水道》|七百年展览"),
        ("Water and Town: A Walk", 8, "en", "Water and Town:| A Walk"),
        ("The Old Mill — a Guide", 8, "en", "The Old Mill —| a Guide"),
    ],
)
def test_a_heading_ends_its_lines_at_colons_dashes_and_titles(
    text: str, ems: float, tag: str, lines: str
) -> None:
    assert heading(text, ems, tag).replace("| ", "|") == lines.replace("| ", "|")


@pytest.mark.parametrize("text", ["《城市水道》", "“水与花园”"])
def test_a_short_title_is_divided_where_nothing_else_fits(text: str) -> None:
    assert "|" in heading(text, 4)


def test_a_time_is_no_colon_of_a_heading() -> None:
    assert {
        each.penalty for each in found_in("From 9:30 to 17:00 daily", "en", cut_han=CUT_HAN_HEADING)
    } == {FREE}


def unicode_cases() -> list[tuple[str, set[int]]]:
    """The cases of Unicode with a wide letter: the text, and the letters a line may begin with."""
    cases = []
    for row in LINE_BREAK_TEST.read_text("utf-8").splitlines():
        fields = row.partition("#")[0].split()
        if not fields:
            continue
        text = "".join(chr(int(code, 16)) for code in fields[1::2])
        breaks = {at for at, sign in enumerate(fields[2:-1:2], 1) if sign == "÷"}
        # A letter of ours has its combining marks with it, none begins with one, all have names.
        if any(map(is_han, text)) and not any(
            unicodedata.combining(each) or unicodedata.category(each) == "Cn" for each in text
        ):
            cases.append((text, breaks))
    return cases


def test_the_test_file_of_unicode_holds_but_where_chinese_asks_otherwise() -> None:
    cases = unicode_cases()
    assert len(cases) > 100
    for text, wanted in cases:
        bars = breaks_of(text)
        found = {at - bars[:at].count("|") for at in range(len(bars)) if bars[at] == "|"}
        for at in found ^ wanted:
            assert is_tailored(text, at, at in found), (text.encode("unicode_escape"), at)


def is_tailored(text: str, at: int, allowed: bool) -> bool:
    """Whether a difference from UAX 14 is one of those that `compose.breaks` is for."""
    before, after = text[:at].rstrip(" ")[-1:], text[at]
    if allowed:
        # A Chinese quote is a bracket; UAX 14 does not know which way it looks. A suffix is a word.
        return bool({before, after} & {*"“”‘’"}) or re.match(r"\.\w", text[at:]) is not None
    rest = [character for character in text[at:] if is_han(character) and character not in MARKS]
    return (
        len(rest) < 2  # the last line would be a single character
        or any(one.start() < at < one.end() for one in re.finditer(r"\([^()]{1,14}\)", text))
        or after in "，、；：。？！）》」』】”’·～–%％‰℃°/／…—"
        or before in "（《「『【“‘￥¥＄$€£№/／-§©"
        or bool(NOTE_MARK.match(after))
        or (before.isdigit() and bool(re.match(r"\w", after)))
        or (before in ".-–" and after.isdigit())
    )


@pytest.mark.parametrize(
    ("text", "hyphenated"),
    [
        ("internationalisation", True),
        ("EU-internationalisation-based", True),
        ("ACGTTGCAAGGCTTACGCATGCAATCGG", False),
        ("https://international-relations", False),
    ],
)
def test_what_is_longer_than_a_line_gets_a_hyphen_only_where_it_is_a_word(
    text: str, hyphenated: bool
) -> None:
    rules = find_language("zh-Hans")
    assert rules is not None
    clusters = clusters_of(text)
    cuts = list(emergency_breaks(clusters, kinds(clusters, rules), rules, 0, len(text)))
    assert cuts
    assert any(cut.hyphen for cut in cuts) is hyphenated


@pytest.mark.parametrize(
    ("text", "spoken", "hyphenated"),
    [
        ("Wasserstandsmessungen", "de", "Was|ser|stands|mes|sun|gen"),
        ("Wasserüberleitung", "de", "Was|ser|über|lei|tung"),
        ("Wasserüberleitung", "", "Wasserüberleitung"),
        ("international", "", "in|ter|na|tional"),
    ],
)
def test_a_word_that_is_longer_than_a_line_is_hyphenated_in_its_language(
    text: str, spoken: str, hyphenated: str
) -> None:
    rules = find_language("en")
    assert rules is not None
    clusters = [each._replace(language=spoken) for each in clusters_of(text)]
    cuts = emergency_breaks(clusters, kinds(clusters, rules), rules, 0, len(text))
    places = {cut.at for cut in cuts if cut.hyphen}
    shown = "".join(f"|{each}" if at in places else each for at, each in enumerate(text))
    assert shown == hyphenated


def test_words_of_a_language_without_rules_are_hyphenated_where_that_is_asked_for() -> None:
    clusters = clusters_of("Messungen")
    german = patterns_of("de", {})
    assert german is not None
    assert find_hyphens(clusters, [german] * len(clusters)) == [3, 6]
    english = find_language("en")
    assert english is not None
    assert patterns_of("en", {"en": english}) == ("en", english.hyphenation)
    assert patterns_of(None, {}) is None


def test_a_compound_that_is_longer_than_a_line_is_cut_after_its_hyphens_first() -> None:
    rules = find_language("zh-Hans")
    assert rules is not None
    text = "EU-China-Dialogue-on-Migration"
    clusters = clusters_of(text)
    cuts = emergency_breaks(clusters, kinds(clusters, rules), rules, 0, len(text))
    penalties = {cut.at: cut.penalty for cut in cuts}
    cheapest = {at for at, penalty in penalties.items() if penalty == min(penalties.values())}
    assert cheapest == {at for at in range(1, len(text)) if text[at - 1] == "-"}


def test_a_ragged_label_stays_with_its_number_at_the_price_of_a_line() -> None:
    text = "请打电话或者来信吧，传真：86-10-85323687转甲乙丙丁"
    clusters = clusters_of(text)
    language = find_language("zh-Hans")
    assert language is not None
    sorts = kinds(clusters, language)
    allowed = [at > 0 and (not text[at].isascii() or text[at] == "8") for at in range(len(text))]
    for justified, wanted in (
        (False, ["请打电话或者来信吧，", "传真：86-10-85323687转甲", "乙丙丁"]),
        (True, ["请打电话或者来信吧，传真：", "86-10-85323687转甲乙丙丁"]),
    ):
        penalty = FREE if justified else CUT_HAN_RAGGED
        breaks = find_breaks(clusters, sorts, allowed, language, cut_han=penalty)
        paragraph = ShapedParagraph(clusters, language, 12.5 * EM, justified=justified)
        lines = compose_lines(paragraph, sorts, breaks)
        assert [text[line.first : line.last] for line in lines] == wanted
