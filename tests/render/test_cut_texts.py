"""Texts that a place of fixed height has no room for are found, and their lines are counted."""

from __future__ import annotations

import pytest

from bifolio.render.weasyprint import CSS, HTML
from bifolio.render.weasyprint.cut_texts import cut_texts
from bifolio.text.placements import CutTexts
from bifolio.text.runs import TextId
from tests.render.conftest import Compose

STYLES = """
:root { --paper-width: 400px }
@page { size: 400px 300px; margin: 0 }
body { margin: 0 }
.flex { display: flex; flex-direction: column; height: 300px }
.whole { position: relative; height: 300px }
.panel { position: absolute; top: 0; width: 400px; height: 300px; box-sizing: border-box }
.auto { break-before: page }
p { width: auto; margin: 0; line-height: 50px }
"""


def text(unit: str, lines: int, more: str = "") -> str:
    words = "<br/>".join(["Words"] * lines)
    return f'<p data-unit="{unit}" lang="en">{words}{more}</p>'


FLEX = '<div class="flex"><div style="display: flex"><div>{}</div></div></div>'
PANEL = '<div class="whole"><div class="panel">{}</div></div>'
FLEX_PANEL = '<div class="whole"><div class="panel flex"><div></div><div>{}</div></div></div>'


@pytest.mark.parametrize("cover", [FLEX, PANEL, FLEX_PANEL], ids=["flex", "panel", "flex panel"])
@pytest.mark.parametrize(
    ("lines", "cut", "missing", "percent"),
    [
        ((2, 2), (), 0, 0),
        ((2, 4, 2), ("t2",), 2, 25),
        ((6, 1, 3), ("t1", "t2"), 4, 40),
    ],
)
def test_lines_that_a_cover_has_no_room_for_are_counted(
    cover: str,
    lines: tuple[int, ...],
    cut: tuple[str, ...],
    missing: int,
    percent: int,
    compose: Compose,
) -> None:
    texts = "".join(text(f"t{number}", each) for number, each in enumerate(lines))
    printed, _ = compose(f'{cover.format(texts)}<div class="auto">{text("more", 9)}</div>', STYLES)
    names = tuple(TextId(each, "en") for each in cut)
    assert printed.problems == ()
    assert printed.placements.cut == ((CutTexts(names, 1, missing, percent),) if cut else ())


def test_texts_on_a_line_with_others_are_cut_too(compose: Compose) -> None:
    value, unit = (
        f'<span data-unit="{name}" lang="en">{name}</span>' for name in ("value", "unit")
    )
    figure = f"<div>{value} {unit}</div>"
    texts = text("t", 6) + figure + text("label", 1)
    printed, _ = compose(f'{FLEX.format(texts)}<div class="auto">{text("more", 9)}</div>', STYLES)
    names = tuple(TextId(each, "en") for each in ("value", "unit", "label"))
    assert printed.placements.cut == (CutTexts(names, 1, 1, 14),)


def test_texts_that_run_over_pages_have_notes_or_are_hidden_are_not_cut(compose: Compose) -> None:
    note = '<span data-note="1" class="note"><span data-unit="note" lang="en">A note</span></span>'
    running = '<p data-running class="head"><span data-unit="head" lang="en">Head</span></p>'
    body = f'<div data-notes="foot">{running}{text("noted", 9, note)}{text("hidden", 2)}</div>'
    styles = ".note { float: footnote } [data-unit=hidden] { display: none }"
    styles += ".head { position: running(head) } @page { @top-left { content: element(head) } }"
    styles += "@page { size: 400px 350px; margin-top: 50px }"
    printed, _ = compose(body, STYLES + styles)
    assert printed.pages == 2
    assert printed.placements.cut == ()


PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" lang="en" data-alternative="{}" viewBox="0 0 1 1" '
    'style="display: block; width: 90px; height: 90px"><title>Alt</title></svg>'
)


@pytest.mark.parametrize("cover", [FLEX, PANEL], ids=["flex", "panel"])
def test_a_picture_is_cut_with_the_texts_around_it(cover: str, compose: Compose) -> None:
    styles = "svg { line-height: 50px }" + STYLES
    more = f'<div class="auto">{text("more", 9)}</div>'
    for lines, cut in (
        (3, ()),
        (5, (CutTexts((TextId("alt", "en"), TextId("label", "en")), 1, 3, 38, 1),)),
    ):
        place = text("t", lines) + PICTURE.format("alt") + text("label", 1)
        printed, _ = compose(cover.format(place) + more, styles)
        assert printed.placements.cut == cut


HEAD = '<div data-one-page style="padding: 10px 0">{}</div>'


@pytest.mark.parametrize(
    ("lines", "cut"),
    [
        ((1, 4), ()),
        ((1, 6), (CutTexts((TextId("t1", "en"),), 1, 2, 29, of="head"),)),
        ((6, 4), (CutTexts((TextId("t0", "en"), TextId("t1", "en")), 1, 5, 50, of="head"),)),
    ],
    ids=["fits", "too long", "both too long"],
)
def test_a_head_that_goes_on_to_the_next_page_is_too_long(
    lines: tuple[int, ...], cut: tuple[CutTexts, ...], compose: Compose
) -> None:
    texts = "".join(text(f"t{number}", each) for number, each in enumerate(lines))
    printed, _ = compose(HEAD.format(texts) + text("more", 9), STYLES)
    assert printed.placements.cut == cut


@pytest.mark.parametrize(("lines", "too_many"), [(2, 0), (3, 1), (5, 3)])
def test_a_running_head_that_its_margin_has_no_room_for_is_too_long(
    lines: int, too_many: int, compose: Compose
) -> None:
    styles = STYLES + (
        "@page { margin-top: 120px; @top-left { content: element(head); vertical-align: bottom } }"
        ".head { position: running(head) }"
    )
    body = f'<div data-running class="head">{text("head", lines)}</div>{text("more", 9)}'
    printed, _ = compose(body, styles)
    percent = round(100 * too_many / lines)
    cut = CutTexts((TextId("head", "en"),), 1, too_many, percent, of="running head")
    assert printed.placements.cut == ((cut,) if too_many else ())


def test_a_text_that_is_complete_is_laid_out_once() -> None:
    html = HTML(string='<body><p data-unit="whole" lang="en">All of it</p></body>')
    laid_out = html.render(stylesheets=[CSS(string=STYLES)])
    assert cut_texts(laid_out, html.etree_element, lambda _: pytest.fail("laid out again")) == ()
