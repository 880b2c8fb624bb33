"""Inline boxes read as runs of text."""

from __future__ import annotations

from typing import Any

import pytest

from bifolio.render.renderer import warm_up

warm_up()

import weasyprint  # noqa: E402
from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.layout import block  # noqa: E402

from bifolio.render.weasyprint.runs import RunSequence, run_sequences  # noqa: E402

WIDTH = 12.0


def sequences(html: str, styles: str = "") -> tuple[RunSequence, ...]:
    """The sequences of the first block of a page, before its lines are laid out."""
    found: list[Any] = []
    original = block.iter_line_boxes

    def kept(context: Any, box: Any, *others: Any) -> Any:
        found.append(run_sequences(box, lambda _: WIDTH))
        return original(context, box, *others)

    page = f'<html lang="en"><style>body {{ font-size: 10px }} {styles}</style><body>{html}'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "iter_line_boxes", kept)
        weasyprint.HTML(string=page).render()
    return found[0] if found else ()


def texts(html: str, styles: str = "") -> list[str]:
    return [run.text for sequence in sequences(html, styles) for run in sequence.runs]


def test_each_text_is_a_run_in_the_order_of_reading() -> None:
    assert texts("<p>a<b>c<i>d</i>e</b>f</p>") == ["a", "c", "d", "e", "f"]


def test_white_space_is_collapsed_and_goes_to_the_text_before_it() -> None:
    assert texts("<p>\n a <b> b</b> <i>c </i>\n</p>") == ["a ", "b ", "", "c"]


def test_a_line_end_that_is_asked_for_parts_the_text() -> None:
    found = sequences("<p>a<br/>b <i>c<br/> d</i> e<br/></p>")
    assert [[run.text for run in sequence.runs] for sequence in found] == [
        *(["a"], ["b ", "c"], ["d ", "e"]),
    ]


@pytest.mark.parametrize("style", ["white-space: pre", "letter-spacing: 1px", "word-spacing: 1px"])
def test_what_the_composer_cannot_set_is_no_passage(style: str) -> None:
    assert sequences("<p>a</p>", f"p {{ {style} }}") == ()


def test_capitals_of_a_stylesheet_are_the_text_that_is_set() -> None:
    assert texts("<p>a</p>", "p { text-transform: uppercase }") == ["A"]


def test_a_box_among_the_words_is_a_run_as_wide_as_it_is() -> None:
    icon = '<span style="display: inline-block; width: 3px"></span>'
    ((before, box, after),) = (each.runs for each in sequences(f"<p>a {icon} b</p>"))
    assert (before.text, box.box, after.text) == ("a ", WIDTH, " b")


def test_a_float_among_the_words_leaves_the_text_to_the_renderer() -> None:
    assert sequences('<p>a<b style="float: left">b</b></p>') in ((), sequences("<p>b</p>"))


def test_what_is_in_one_unbreakable_element_is_unbreakable_as_a_whole() -> None:
    ((a, b, c, d, e),) = (
        each.runs
        for each in sequences("<p>a<b>b<i>c</i>d</b><b>e</b></p>", "b { white-space: nowrap }")
    )
    assert a.unbreakable is None
    assert b.unbreakable == c.unbreakable == d.unbreakable is not None
    assert e.unbreakable not in (None, b.unbreakable)


def test_words_are_hyphenated_by_the_language_that_they_have() -> None:
    ((run,),) = (each.runs for each in sequences("<p>a</p>", "p { hyphens: auto }"))
    assert run.hyphenated == "en"
    ((run,),) = (each.runs for each in sequences("<p>a</p>"))
    assert run.hyphenated is None


def test_the_box_of_each_run_is_the_one_that_has_its_text() -> None:
    (sequence,) = sequences("<p>a<b>c</b></p>")
    assert [type(box) for box in sequence.boxes] == [boxes.TextBox] * 2
    assert [box.element.tag for box in sequence.boxes] == ["p", "b"]
