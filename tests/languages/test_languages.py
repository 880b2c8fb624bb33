from __future__ import annotations

import pytest
import yaml

from bifolio.fonts import JOINED, SPACED_MARKS
from bifolio.languages import FOLDER, LEVELS, find_language, languages


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("zh-Hans", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-SG", "zh-Hans"),
        ("en-GB", "en"),
    ],
)
def test_a_language_is_set_by_its_closest_kin(tag: str, found: str) -> None:
    language = find_language(tag)
    assert language is not None
    assert language.tag == found


@pytest.mark.parametrize("tag", ["it", "", "x"])
def test_a_language_without_a_file_has_no_rules(tag: str) -> None:
    assert find_language(tag) is None


def test_each_level_of_strictness_has_what_the_one_before_it_has() -> None:
    for tag in ("zh-Hans", "zh-Hant"):
        language = find_language(tag)
        assert language is not None
        chosen = yaml.safe_load((FOLDER / f"{tag}.yaml").read_text("utf-8"))
        upto = LEVELS[: LEVELS.index(chosen["line-edges"]) + 1]
        wanted = "".join(chosen["never-first"][level] for level in upto)
        kana = frozenset("".join(chosen["may-be-first"].values()))
        assert chosen["line-edges"] not in chosen["may-be-first"]
        assert language.never_first == frozenset(wanted) | kana
        assert "，" in language.never_first
        assert "（" in language.never_last


def test_the_marks_of_a_language_are_those_that_the_fonts_have_half_widths_of() -> None:
    for language in languages().values():
        marks = language.marks
        all_of_them = marks.opening + marks.closing + marks.middle + marks.pause + marks.stop
        assert set(all_of_them) <= {*SPACED_MARKS, "．"}
        assert set(language.joined) <= set(JOINED)
        assert len(all_of_them) == len(set(all_of_them))


def test_only_han_stretches_between_its_characters() -> None:
    assert {tag for tag, language in languages().items() if language.is_han} == {
        "zh-Hans",
        "zh-Hant",
    }
