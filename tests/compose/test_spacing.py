"""How the letters of a composed line are spaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import pytest

from bifolio.compose.clusters import Line, ShapedParagraph, kinds
from bifolio.compose.spacing import Segment, segments
from bifolio.fonts import READABLE_GAP, WIDENED_BY
from bifolio.languages import find_language
from tests.compose.clusters_of import EM, clusters_of


def spaced(
    *runs: str,
    language: str = "zh-Hans",
    extras: Sequence[float] = (),
    halves: Iterable[int] = (),
    narrow: Mapping[int, float] = MappingProxyType({}),
) -> list[Segment]:
    """The segments of a line of `runs`."""
    text = "".join(runs)
    places = [at for at, run in enumerate(runs) for _ in run]
    rules = find_language(language)
    assert rules is not None
    paragraph = ShapedParagraph(clusters_of(text), rules, 100.0, justified=True)
    added = tuple(extras) or (0.0,) * len(text)
    line = Line(0, len(text), len(text), 0.0, added, frozenset(halves), narrow=narrow)
    return list(segments(paragraph, kinds(paragraph.clusters, rules), places, line))


def added_by(found: Sequence[Segment]) -> float:
    """What is added between the letters of a line; after the last one nothing is seen."""
    within = sum(len(each.text) * each.letter_spacing + each.margin for each in found)
    return within - found[-1].letter_spacing - found[-1].margin


def test_a_line_without_spacing_is_one_segment_for_each_run() -> None:
    assert spaced("中文", "排版") == [Segment(0, "中文"), Segment(1, "排版")]


def test_an_ideographic_space_has_the_face_of_the_ideograph_behind_it() -> None:
    """After figures it would have their face, which has none, and copy as U+0020."""
    first, second = spaced("10:00　開幕　2樓")
    assert (first.text, second.text) == ("10:00", "　開幕　2樓")
    assert second.has_own_face


@pytest.mark.parametrize("more", [0.0003, 0.003])
def test_an_ideographic_space_is_never_a_segment_alone(more: float) -> None:
    """The renderer draws nothing for a text of white space, and the space would be lost."""
    found = spaced("15　管弦樂團演奏", extras=[0.0, 0.0, *([more * EM] * 6), 0.0])
    assert "".join(each.text for each in found) == "15　管弦樂團演奏"
    assert any("　管" in each.text for each in found)


def test_stretch_becomes_letter_spacing_with_the_same_sum() -> None:
    extra = 0.04 * EM
    found = spaced("中文排版", extras=(extra, extra, extra, 0.0))
    assert added_by(found) == pytest.approx(3 * extra, abs=0.02)
    assert "".join(each.text for each in found) == "中文排版"


def test_marks_are_set_half_width_by_their_feature() -> None:
    (mark,) = (each for each in spaced("中》，文", halves={1}) if each.features)
    assert (mark.text, mark.features) == ("》", (("hwid", 1),))


@pytest.mark.parametrize("sixteenths", [0.2, 1, 2.4, 3.5, 5, 7.9])
def test_a_mark_is_narrower_by_any_amount(sixteenths: float) -> None:
    given = sixteenths * EM / 16
    found = spaced("中，文字", narrow={1: given})
    (mark,) = (each for each in found if each.text == "，")
    features = dict(mark.features)
    narrower = EM / 2 if "hwid" in features else features.get("ss02", 0) * EM / 16
    assert narrower - mark.letter_spacing == pytest.approx(given, abs=0.002 * EM)
    assert -0.002 * EM <= mark.letter_spacing <= EM / 16 + 0.002 * EM
    assert "".join(each.text for each in found) == "中，文字"


@pytest.mark.parametrize("stretch", [0.09, 0.15, 0.2, 0.25])
def test_a_gap_that_would_be_read_as_a_space_is_carried_by_the_glyphs(stretch: float) -> None:
    extra = stretch * EM
    found = spaced("中文排版", extras=(extra, extra, extra, 0.0))
    assert dict(found[0].features) == {"ss01": 1}
    assert all(abs(each.letter_spacing) <= READABLE_GAP * EM for each in found)
    widened = found[0].letter_spacing + WIDENED_BY * EM
    assert widened == pytest.approx(extra, abs=0.002 * EM)


def test_signs_of_the_han_face_among_latin_are_set_apart_and_no_wider() -> None:
    extra = 0.03 * EM
    found = spaced("甲、★★ab★c", extras=(0.15 * EM, 0.15 * EM, *[extra] * 5, 0.0))
    widened = "".join(each.text for each in found if "ss01" in dict(each.features))
    assert set(widened) <= set("甲、")


def test_what_follows_a_word_set_apart_is_not_moved() -> None:
    found = spaced("ab)和", extras=(0.5, 0.5, 0.0, 0.0))
    assert found[-1] == Segment(0, "和")
    assert added_by(found) == pytest.approx(1.0, abs=0.002 * EM)


def test_what_is_added_after_a_space_is_a_margin() -> None:
    found = spaced("a b c", extras=(0, 2.0, 0, 2.0, 0), language="en")
    assert [(each.text, each.margin) for each in found] == [("a ", 2.0), ("b ", 2.0), ("c", 0.0)]
