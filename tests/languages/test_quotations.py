"""The marks around a quotation, and those that its author typed."""

from __future__ import annotations

import pytest

from bifolio.languages.quotations import nested, quotation_marks


@pytest.mark.parametrize(
    ("language", "begin", "end", "by"),
    [
        ("en-GB", "“", "”", "— "),
        ("fr", "«\u00a0", "\u00a0»", "— "),
        ("zh-Hans", "“", "”", "——"),
        ("zh-Hant-TW", "「", "」", "——"),
        ("de", "„", "“", "— "),
        ("cy", "“", "”", "— "),
    ],
)
def test_each_language_has_its_quotation_marks(
    language: str, begin: str, end: str, by: str
) -> None:
    marks = quotation_marks(language, "x")
    assert (marks.begin, marks.end, marks.by) == (begin, end, by)


@pytest.mark.parametrize("text", ["“x”", '"x"', "«\u00a0x\u00a0»", "「x」", "„x“", "»x«"])
def test_a_text_with_marks_of_its_own_gets_no_others(text: str) -> None:
    marks = quotation_marks("en", text)
    assert (marks.begin, marks.end) == ("", "")


@pytest.mark.parametrize(
    ("language", "text", "value", "wanted"),
    [
        ("zh-Hans", "附上《{}》。", "《园冶》选读", "附上《〈园冶〉选读》。"),
        ("zh-Hans", "附上《{}》。", "《园冶》", "附上《园冶》。"),
        ("zh-Hans", "附上《{}》。", "《园冶》与《长物志》", "附上《〈园冶〉与〈长物志〉》。"),
        ("zh-Hans", "附上《{}》。", "《读〈园冶〉》", "附上《读〈园冶〉》。"),
        ("zh-Hans", "附上《{}》。", "园冶选读", "附上《园冶选读》。"),
        ("zh-Hans", "附上《甲》和{}。", "《园冶》选读", "附上《甲》和《园冶》选读。"),
        ("zh-Hans", "附上“{}”。", "“园”的历史", "附上“‘园’的历史”。"),
        ("zh-Hant", "附上「{}」。", "「園」的歷史", "附上「『園』的歷史」。"),
        ("zh-Hant", "附上《{}》。", "「園」的歷史", "附上《「園」的歷史》。"),
        ("en", "Here is ‘{}’.", "The Gardener’s ‘Year’", "Here is ‘The Gardener’s ‘Year’’."),
    ],
)
def test_marks_within_marks_of_their_kind_are_the_inner_ones(
    language: str, text: str, value: str, wanted: str
) -> None:
    before, after = text.split("{}")
    assert before + nested(value, before, after, language) + after == wanted
