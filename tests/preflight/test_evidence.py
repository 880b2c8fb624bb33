from __future__ import annotations

import pytest

from bifolio.pdf.glyphs import Glyph, TextLine, TextParagraph
from bifolio.preflight.document import LINE_END, MAYBE, said
from bifolio.preflight.evidence import agree


def paragraph(*lines: str) -> TextParagraph:
    return TextParagraph(
        "P",
        tuple(
            TextLine(tuple(Glyph(letter, at, -row, 1, 1) for at, letter in enumerate(line)))
            for row, line in enumerate(lines)
        ),
    )


def test_a_hyphen_at_the_end_of_a_line_may_be_typed_or_not() -> None:
    assert (
        said(paragraph("peut-", "etre-la-", "bas-"))
        == f"peut{MAYBE}{LINE_END}etre-la{MAYBE}{LINE_END}bas-"
    )


@pytest.mark.parametrize("text", ["peut-etre", "peutetre"])
def test_what_is_said_agrees_with_either(text: str) -> None:
    assert agree(f"peut{MAYBE}etre", text)


@pytest.mark.parametrize("text", ["peuetre", "peut--etre", "peut-etres", "peut.etre"])
def test_and_with_nothing_else(text: str) -> None:
    assert not agree(f"peut{MAYBE}etre", text)


def test_the_end_of_a_line_may_be_a_space() -> None:
    assert agree(f"one{LINE_END}word", "one word")
    assert agree(f"一{LINE_END}字", "一字")


def test_spaces_are_letters() -> None:
    assert not agree("oneword", "one word")
    assert not agree("one word", "oneword")


def test_signs_are_no_patterns() -> None:
    assert agree("(a.b)*", "(a.b)*")
    assert not agree("a.b", "axb")
