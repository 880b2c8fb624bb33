"""Lines of a paragraph without fonts: an em is 10, Han are an em wide."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.compose import line_breaking
from bifolio.compose.break_opportunities import HYPHENATED, Break, find_breaks
from bifolio.compose.clusters import Kind, Line, ShapedParagraph, kinds
from bifolio.compose.line_breaking import compose_lines
from bifolio.languages import Language, find_language
from tests.compose.clusters_of import EM, MARKS, clusters_of
from tests.compose.every_line_end import best_ends, chosen_ends


def chinese() -> Language:
    language = find_language("zh-Hans")
    assert language is not None
    return language


def english() -> Language:
    language = find_language("en")
    assert language is not None
    return language


def set_lines(
    text: str,
    ems: float,
    *,
    justified: bool = True,
    balanced: bool = False,
    trims_last: bool = False,
    language: Language | None = None,
) -> tuple[list[str], list[Line]]:
    language = language or chinese()
    clusters = clusters_of(text)
    paragraph = ShapedParagraph(
        clusters,
        language,
        ems * EM,
        justified=justified,
        balanced=balanced,
        trims_last=trims_last,
    )
    sorts = kinds(clusters, language)
    # UAX 14 in little: between wide letters and after spaces and hyphens.
    allowed = [
        at > 0 and (text[at - 1] in " -" or not text[at].isascii()) for at in range(len(text))
    ]
    lines = compose_lines(paragraph, sorts, find_breaks(clusters, sorts, allowed, language))
    return [text[line.first : line.last] for line in lines], lines


def test_lines_without_marks_fill_the_measure_exactly() -> None:
    texts, lines = set_lines("中文排版需要耐心和细心", 4)
    assert texts == ["中文排版", "需要耐心", "和细心"]
    assert all(set(line.extras) == {0.0} for line in lines)


def test_a_closing_mark_at_the_line_end_is_half_as_wide() -> None:
    texts, lines = set_lines("中文排版，需要耐心", 4.5)
    assert texts == ["中文排版，", "需要耐心"]
    assert lines[0].halves == {4}
    assert lines[0].width == pytest.approx(4.5 * EM)


@pytest.mark.parametrize(("trims_last", "halves"), [(True, {4}), (False, set())])
def test_the_last_mark_is_half_as_wide_in_text_that_is_set_right(
    trims_last: bool, halves: set[int]
) -> None:
    """The head of a column of numbers ends with its unit in brackets, where they end."""
    _, lines = set_lines("高度（米）", 20, justified=False, trims_last=trims_last)
    assert lines[0].halves == halves
    assert lines[0].width == pytest.approx((5 - 0.5 * trims_last) * EM)


def test_an_opening_mark_at_the_line_start_is_half_as_wide() -> None:
    _, lines = set_lines("“中文”排版需要耐心", 20)
    assert lines[0].halves == {0}


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("中》，文字", {1}),
        ("中。”文字", {1}),
        ("中）（文字", {1}),
        ("中（《文字", {2}),
        ("中）。“文字", {1, 2}),
        ("中，文字", set()),
        ("中”——文字", set()),
    ],
)
def test_neighbouring_marks_share_their_space(text: str, halves: set[int]) -> None:
    _, lines = set_lines(text, 20)
    assert lines[0].halves == halves


def test_a_mark_is_squeezed_to_bring_a_letter_back() -> None:
    # Six em of text in five and a half: the comma gives half an em rather than a letter its place.
    texts, lines = set_lines("早上，中午的天气，很好我们走，吧走吧走吧", 5.5)
    assert texts[0] == "早上，中午的"
    assert lines[0].halves == {2}


def test_stops_keep_their_space_where_a_bracket_can_give_its_own() -> None:
    _, lines = set_lines("好。中（文）的天气很好我们走吧走吧走吧", 10.5)
    assert 1 not in {*lines[0].halves, *lines[0].narrow}


def test_marks_give_what_is_needed_and_both_of_a_pair_give_alike() -> None:
    for missing in (0.05, 0.1, 0.2):
        _, lines = set_lines("好。中（文）的天气很好我们走吧走吧走吧", 11 - missing)
        assert lines[0].narrow.keys() == {3, 5}
        assert lines[0].narrow[3] == lines[0].narrow[5] == pytest.approx(missing * EM / 2)
        assert lines[0].halves == frozenset()
        assert lines[0].width == pytest.approx((11 - missing) * EM)


def test_no_mark_loses_more_than_half_of_its_space_while_another_has_more() -> None:
    # A comma alone would lose all of its half em, and look like one of an alphabet.
    _, lines = set_lines("好天，中午的天气。很好，", 11)
    assert lines[0].halves == {11}
    assert lines[0].narrow == {2: pytest.approx(EM / 4), 8: pytest.approx(EM / 4)}


def test_a_line_is_stretched_a_little_before_a_lone_mark_is_squeezed() -> None:
    # Half an em too long with the next letter, half an em short without it: .03 em a gap will do.
    _, lines = set_lines("早上，中午的天气很好我们走吧到城里去看看吧好不好走吧走吧", 20.5)
    assert not lines[0].narrow
    assert not lines[0].halves


def test_a_middle_dot_is_always_half_as_wide() -> None:
    text = "列奥纳多·达·芬奇"
    _, lines = set_lines(text, 20)
    assert lines[0].halves == {4, 6}
    assert lines[0].width == 8 * EM


def test_what_is_missing_is_spread_over_gaps_up_to_the_limit() -> None:
    texts, lines = set_lines("中文排版需要（PDFABC）耐心和细心吗", 9)
    for line in lines[:-1]:
        if not line.loose:
            assert line.width == pytest.approx(9 * EM)
        most = chinese().loose.stretch if line.loose else chinese().stretch
        assert max(line.extras) <= most * EM + 1e-9
    assert "".join(texts) == "中文排版需要（PDFABC）耐心和细心吗"


def test_a_line_is_filled_up_to_a_quarter_em_before_it_has_a_hole() -> None:
    texts, (line, *_) = set_lines("中文排版需要耐心 abcdefghijklmnopqr 中文中文", 9.6)
    assert texts[0] == "中文排版需要耐心"
    assert line.loose
    assert line.width == pytest.approx(9.6 * EM)
    assert line.extras[:-1] == pytest.approx([1.6 * EM / 7] * 7)


def test_a_line_with_a_hole_is_stretched_to_the_limit() -> None:
    _, lines = set_lines("中文排 abcdefghijklmnopqrst 排版", 10)
    assert lines[0].loose
    assert lines[0].width < 9 * EM
    assert lines[0].extras[0] == pytest.approx(chinese().loose.stretch * EM)


def test_two_lines_are_loose_before_one_has_a_wide_hole() -> None:
    _, lines = set_lines("中" * 12 + " abcdefghijklmnop 中文中文中文", 8.4)
    assert [line.last - line.first for line in lines[:2]] == [6, 6]
    assert all(line.loose and 8.4 - line.width / EM <= 2 for line in lines[:2])


def test_english_has_no_hole_where_words_can_be_spread() -> None:
    _, (line, *_) = set_lines("one two three incomprehensibilities", 10.5, language=english())
    assert line.loose
    assert line.width == pytest.approx(10.5 * EM)


def test_latin_letters_are_set_apart_once_all_else_is_stretched() -> None:
    text = "看 abcdefghijklmnopqrst 中文排版"
    _, (line, *_) = set_lines(text, 11.9)
    han, latin = line.extras[0], line.extras[2:21]
    assert (line.first, line.last, line.loose) == (0, 22, False)
    assert han == 0.0  # a space follows, which takes what it may
    assert line.extras[1] == pytest.approx((chinese().latin_space[2] - 0.5) * EM)
    assert 0 < max(latin) <= chinese().tracking * EM
    assert line.width == pytest.approx(11.9 * EM)


def test_latin_letters_stand_as_they_are_where_gaps_suffice() -> None:
    _, (line, *_) = set_lines("看看看看看看看看 abcdefghij 中文排版", 14.3)
    assert line.width == pytest.approx(14.3 * EM)
    assert set(line.extras[9:18]) == {0.0}


@pytest.mark.parametrize("em", [8 / 0.75, 10.0, 14 / 0.75])
def test_marks_are_squeezed_to_the_full_whatever_the_size(em: float) -> None:
    text = "早上，中午，晚上，城里，乡下，路上，船上，车上。"
    clusters = [
        cluster._replace(
            width=cluster.width * em / EM,
            em=em,
            half=None if cluster.half is None else cluster.half * em / EM,
        )
        for cluster in clusters_of(text)
    ]
    paragraph = ShapedParagraph(clusters, chinese(), 8 * em, justified=True)
    sorts = kinds(clusters, chinese())
    allowed = [at > 0 for at in range(len(text))]
    lines = compose_lines(paragraph, sorts, find_breaks(clusters, sorts, allowed, chinese()))
    assert not any(line.loose for line in lines)


def test_a_line_does_not_count_what_a_letter_gives_to_one_that_is_not_there() -> None:
    clusters = [cluster._replace(width=6.0, kerning=1.0) for cluster in clusters_of("abcd")]
    paragraph = ShapedParagraph(clusters, english(), 30.0)
    (line,) = compose_lines(paragraph, kinds(clusters, english()), [])
    assert line.width == pytest.approx(4 * 6.0 - 1.0)


def test_a_word_longer_than_the_line_is_hyphenated() -> None:
    texts, lines = set_lines("internationalization", 5, justified=False, language=english())
    assert len(texts) >= 3
    assert all(line.hyphenated for line in lines[:-1])
    assert "-".join(texts) in ("inter-national-ization", "interna-tionaliza-tion")


def test_what_must_not_be_torn_and_is_too_long_is_torn_between_words() -> None:
    text = "write to the gardener"
    clusters, language = clusters_of(text), english()
    paragraph = ShapedParagraph(clusters, language, 6 * EM)
    lines = compose_lines(paragraph, kinds(clusters, language), [])
    assert " ".join(text[line.first : line.last] for line in lines) == text


def test_an_emergency_does_not_begin_a_line_with_a_decimal_point() -> None:
    texts, _ = set_lines("看" + "1" * 15 + "." + "2" * 15 + "吧吧", 8)
    assert not any(text.startswith(".") for text in texts)


def test_strokes_are_not_torn() -> None:
    _, lines = set_lines("他想了想……没有说话就走了啊走了走", 9.5)
    first = lines[0]
    assert first.extras[4] == 0.0


def test_the_space_between_han_and_latin_is_a_quarter_em_and_goes_at_edges() -> None:
    texts, lines = set_lines("中文 AB 文字", 20)
    assert texts == ["中文 AB 文字"]
    assert lines[0].width == pytest.approx((4 + 1 + 0.5) * EM)
    texts, _ = set_lines("中文文 ABCD 文字", 3)
    assert texts[:2] == ["中文文", "ABCD"]


def test_no_last_line_of_a_single_character() -> None:
    texts, _ = set_lines("中文排版需要。", 5)
    assert texts[-1] == "需要。" or len(texts[-1]) >= 3


@pytest.mark.parametrize("end", ["……", "——", "……”", "。……", "……①", "！”……"])
def test_a_dash_or_an_ellipsis_is_no_company_for_a_single_character(end: str) -> None:
    texts, _ = set_lines("今天的天气很好我们走到河边去看看吧再走到那座旧桥" + end, 8)
    assert sum(letter >= "一" for letter in texts[-1] if letter not in "①") >= 2


@pytest.mark.parametrize("sign", "-/.")
def test_a_sign_between_two_han_has_a_gap_on_neither_side(sign: str) -> None:
    _, lines = set_lines(f"主持人莱昂{sign}费利西安女士介绍了这座桥的历史和后来的修缮工程", 9.9)
    line = lines[0]
    assert max(line.extras) > 0
    assert line.extras[4] == line.extras[5] == 0


def test_a_compound_is_divided_after_its_hyphen_before_a_line_is_left_with_a_hole() -> None:
    text = "画家路易丝玛丽莱昂（Louise-Marguerite Leonhardt）画了这座老桥和河边的人家"
    texts, lines = set_lines(text, 14.5)
    assert texts[0].endswith("Louise-")
    assert not lines[0].loose


def test_a_compound_stays_whole_where_lines_are_good() -> None:
    texts, _ = set_lines("画家莱昂（Louise-Marie Leonhardt）画了这座老桥和河边的人家", 20)
    assert not any(each.endswith("-") for each in texts)


def test_total_fit_looks_ahead() -> None:
    # Filled greedily, the second line would be loose.
    text = "一二三四五六七八（ABCDEFGHIJ）九十一二三四五六七八"
    _, lines = set_lines(text, 10)
    assert sum(line.loose for line in lines) <= 1


def test_ragged_lines_keep_their_natural_spacing() -> None:
    _, lines = set_lines("中文排版，需要耐心和（ABC）细心", 5, justified=False)
    assert not any(any(line.extras) or line.loose for line in lines)


def test_headings_are_balanced_in_as_few_lines() -> None:
    texts, _ = set_lines("中文排版需要耐心", 6, justified=False, balanced=True)
    assert texts == ["中文排版", "需要耐心"]


def test_an_english_paragraph_does_not_end_in_a_single_short_word() -> None:
    text = "aaaa bbbb cccc dddd eeee ffff gg"
    texts, _ = set_lines(text, 15, justified=False, language=english())
    assert texts == ["aaaa bbbb cccc dddd eeee", "ffff gg"]


def hyphenated_lines(text: str, ems: float) -> list[Line]:
    """`text` in justified lines, each word of which may be hyphenated after three letters."""
    clusters, language = clusters_of(text), english()
    breaks = [Break(at) for at in range(1, len(text)) if text[at - 1] == " "]
    breaks += [
        Break(at, HYPHENATED, hyphen=True)
        for at in range(3, len(text) - 3)
        if text[at - 3 : at + 3].isalpha()
    ]
    paragraph = ShapedParagraph(clusters, language, ems * EM, justified=True)
    return compose_lines(
        paragraph, kinds(clusters, language), sorted(breaks, key=lambda one: one.at)
    )


def have_two_hyphens(lines: list[Line]) -> bool:
    return any(one.hyphenated and other.hyphenated for one, other in pairwise(lines))


def test_two_lines_in_a_row_are_not_hyphenated_where_their_spaces_bear_it() -> None:
    lines = hyphenated_lines(" ".join(letter * 6 for letter in "abcdefghij"), 16.3)
    assert not have_two_hyphens(lines)
    assert not any(line.loose for line in lines[:-1])


def test_two_lines_in_a_row_are_hyphenated_before_one_is_left_with_a_hole() -> None:
    lines = hyphenated_lines("aaaaaaaaa bbbbbbbbb ccccccccc dddd", 7)
    assert have_two_hyphens(lines)
    assert not any(line.loose for line in lines[:-1])


def test_what_is_longer_than_the_line_is_cut_and_nothing_is_lost() -> None:
    text = "看" + "a" * 100 + "吧吧"
    texts, lines = set_lines(text, 8)
    assert "".join(texts) == text
    assert all(line.width <= 8 * EM + 1e-6 for line in lines)


@given(st.text("中文字，。（）《》“”—…· ab12", min_size=1, max_size=80), st.integers(4, 20))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, ems: int) -> None:
    text = " ".join(text.split()) or "中"
    texts, lines = set_lines(text, ems)
    clusters = clusters_of(text)
    assert "".join(texts).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert line.width <= ems * EM + 1e-6
        spread = sum(
            extra
            - line.narrow.get(at + line.first, 0.0)
            + (EM / 2 if at + line.first in line.halves else clusters[at + line.first].width)
            for at, extra in enumerate(line.extras)
        )
        assert spread == pytest.approx(line.width)


PIECES = st.sampled_from([*"，。（）《·看 i", "中文", "排版", "——", "ab"])


@given(
    st.lists(PIECES, min_size=1, max_size=60).map("".join),
    st.floats(4, 20),
    st.lists(st.floats(3, 20), max_size=2),
    st.sampled_from([-1.0, 0.0, 2.0]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_no_other_line_ends_are_better_than_those_chosen(
    text: str,
    ems: float,
    first: list[float],
    indent: float,
    justified: bool,
    balanced: bool,
    hyphenates: bool,
) -> None:
    text = " ".join(text.split()) or "中"
    clusters = clusters_of(text)
    sorts = kinds(clusters, chinese())
    paragraph = ShapedParagraph(
        clusters,
        chinese(),
        ems * EM,
        indent * EM,
        justified,
        balanced,
        tuple(each * EM for each in first),
    )
    allowed = [at > 0 and sorts[at - 1] is not Kind.LATIN for at in range(len(text))]
    hyphens = [at for at in range(1, len(text)) if text[at - 1 : at + 1] == "ab"] * hyphenates
    breaks = find_breaks(clusters, sorts, allowed, chinese(), hyphens)
    assert chosen_ends(paragraph, sorts, breaks) == best_ends(paragraph, sorts, breaks)


def test_a_compound_that_is_longer_than_a_line_is_never_cut_without_a_hyphen() -> None:
    text = "这是用EU-China-Dialogue-on-Migration-and-Mobility表示的内容"
    for ems in range(6, 14):
        texts, lines = set_lines(text, ems)
        assert "".join(texts) == text
        for line, (one, following) in zip(lines, pairwise(texts), strict=False):
            if one[-1].isascii() and following[0].isascii():
                assert line.hyphenated or one.endswith("-"), (ems, texts)


def test_a_number_that_is_longer_than_a_line_is_not_cut_after_its_point() -> None:
    texts, _ = set_lines("自然常数约为2.71828182845904523536028747等", 12)
    assert not any(line.endswith("2.") for line in texts)


def test_one_wide_hole_is_better_than_two_narrower_ones() -> None:
    texts, lines = set_lines("中文排版需要心11111111111中11111111111。", 11)
    assert texts == ["中文排版", "需要心11111111111", "中11111111111。"]
    assert [line.width < 9 * EM for line in lines[:-1]] == [True, False]


ORGANISATIONS = (
    "中国政府方面的主要合作伙伴包括外交部（MFA）、公安部（MPS）、商务部（MOFCOM）、商务部所属的"
    "中国对外承包工程商会（CHINCA）、中华全国总工会（ACFTU）、国家外国专家局（SAFEA）以及其他单位。"
)
"""Names that no line end divides, in brackets that can be squeezed."""


def colours(text: str, ems: float) -> list[float]:
    """How each line but the last looks: the stretch of its gaps, or what its marks lose, in em.

    What marks lose is a mean, and negative. Marks that share their space lose nothing.
    """
    _, lines = set_lines(text, ems)
    found = []
    for line in lines[:-1]:
        inner = range(line.first + 1, line.last - 1)
        marks = [at for at in inner if text[at] in MARKS and text[at : at + 2] != "）、"]
        lost = sum(EM / 2 if at in line.halves else line.narrow.get(at, 0.0) for at in marks)
        found.append(max(line.extras) / EM or -lost / EM / max(len(marks), 1))
    return found


def test_names_in_brackets_are_not_squeezed_beside_a_stretched_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = colours(ORGANISATIONS, 27.5)
    assert all(abs(one - other) <= 0.05 for one, other in pairwise(found))
    assert min(found) >= 0
    monkeypatch.setattr(line_breaking, "UNEVEN", 0.0)
    before = colours(ORGANISATIONS, 27.5)
    assert before[0] > 0.1
    assert before[1] < -0.15


def test_lines_are_even_at_nearly_every_measure_and_no_gap_becomes_wider(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measures = [half / 2 for half in range(32, 76)]
    found = {ems: colours(ORGANISATIONS, ems) for ems in measures}
    uneven = [
        ems
        for ems, each in found.items()
        if any(max(pair) > 0.05 and min(pair) < -0.125 for pair in pairwise(each))
    ]
    assert uneven == [19]  # where no other line ends are possible
    monkeypatch.setattr(line_breaking, "UNEVEN", 0.0)
    assert all(max(found[ems]) <= max(colours(ORGANISATIONS, ems)) for ems in measures)


def test_even_lines_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    even = [set_lines(ORGANISATIONS, ems)[0] for ems in (24, 26.5, 29.5, 33)]
    monkeypatch.setattr(line_breaking, "UNEVEN", 0.0)
    assert even == [set_lines(ORGANISATIONS, ems)[0] for ems in (24, 26.5, 29.5, 33)]
