"""The marks around a quotation, and those that its author typed."""

from __future__ import annotations

import pytest

from bifolio.languages.quotations import quotation_marks


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
