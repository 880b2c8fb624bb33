"""Blocks in flex items and columns are where they are otherwise, after fewer layouts."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from string import digits
from typing import Any

import pytest
from weasyprint.layout import block

from bifolio.fonts.collection import Typecase
from bifolio.render import renderer
from tests.typography.setting import Setting, content, job

STYLES = """
@page { size: 100mm 120mm; margin: 15mm; @bottom-center { content: counter(page) } }
.pair { display: flex; gap: 4mm }
.pair > * { flex: 1 1 0; min-width: 0; min-height: 0 }
.over { display: flex; flex-direction: column }
.middle { align-items: center }
.float { float: left; width: 30% }
.placed { position: absolute; top: 1mm; right: 1mm }
.moved { position: relative; top: 2mm }
.high { height: 20mm }
.half { height: 50% }
.note { float: footnote; margin-top: 1mm }
.aside .note { --note-column: 1; width: 45% }
.columns { columns: 2 }
.filled { column-fill: auto }
.span { column-span: all }
.next { break-before: column }
.page::before { content: counter(page) " of " counter(pages) }
.toc { break-inside: avoid }
.toc a::after { content: leader(dotted) target-counter(attr(href), page) }
h2 { break-before: page }
p { margin: 0 0 2mm }
div > p:first-child { margin-top: 3mm }
"""

WORDS = "<p>of words that fill some lines of a side</p>"
LEFT, RIGHT = f"<div>{WORDS * 3}</div>", f"<div>{WORDS}<div>{WORDS}</div></div>"
PAIR = f'<div class="pair">{LEFT}{RIGHT}</div>'

COLUMNS = f'<div class="columns">{WORDS * 3}</div>'
FILLED = f'<div class="columns filled">{WORDS * 40}</div>'
SPAN, BREAK = '<p class="span">all</p><p>', '<p class="next">next</p><p>'
NOTED, FLOAT = 'words<span class="note">n</span>', '<p class="float">f</p><p>'
LONG_NOTE = f'a<span class="note"><b>Note</b> {"of words that fill a line " * 4}</span>'
NOTES = f"<p>{'words ' * 20}{LONG_NOTE} and {NOTED}</p>"

ENTRIES = "<div><div>" + '<div><p><a href="#t">t</a></p></div>' * 4 + "</div></div>"

TABLE = f"<table><thead><tr><th><div>{WORDS}</div></thead>" + f"<tr><td>{WORDS}" * 12 + "</table>"

ROOM = f'<div><div data-room-below="20">{WORDS}</div>{WORDS}</div>'

PAGES = {
    "a pair": PAIR,
    "on several pages": PAIR * 9,
    "within each other": f'<div class="pair"><div>{PAIR}{WORDS}</div><div>{PAIR}</div></div>' * 3,
    "below each other": f'<div class="over"><div>{PAIR}</div><div>{WORDS * 2}</div></div>',
    "in the middle": f'<div class="pair middle">{LEFT}<div><div>{WORDS}</div></div></div>',
    "a table": f'<div class="pair">{LEFT}<div><table><tr><td>{WORDS}<td>b</table></div></div>' * 5,
    "a float": f'<div class="pair">{LEFT}<div><p class="float">f</p>{WORDS}</div></div>' * 5,
    "beside a float": f'<p class="float">float</p>{PAIR}',
    "placed": f'<div class="pair moved"><div>{WORDS}<p class="placed">p</p></div>{RIGHT}</div>' * 5,
    "moved": f'<div class="pair">{LEFT}<div><div class="moved">{WORDS}</div>{WORDS}</div></div>',
    "heights": f'<div class="pair high">{LEFT}<div><div class="half">{WORDS}</div>b</div></div>',
    "notes": f'<p>a<span class="note">n</span></p>{PAIR}<p>b<span class="note">n</span></p>' * 4,
    "columns": f'<div class="pair">{LEFT}<div><div class="columns">{WORDS * 2}</div></div></div>',
    "columns on several pages": f'<div class="pair">{LEFT}<div>{COLUMNS * 9}</div></div>',
    "columns below others": f'<div class="over"><div>{PAIR}</div><div>{COLUMNS}</div></div>' * 3,
    "columns of a height": f'<div class="over"><div class="high">{COLUMNS}</div></div>{PAIR}',
    "columns one after the other": f'<div class="over"><div>{FILLED}</div></div>',
    "columns with a span": f'<div class="over"><div>{COLUMNS.replace("<p>", SPAN)}</div></div>' * 9,
    "columns with a break": f'<div class="over"><div>{COLUMNS.replace("<p>", BREAK)}</div></div>',
    "columns with notes": f'<div class="over"><div>{COLUMNS.replace("words", NOTED)}</div></div>',
    "columns with a float": f'<div class="over"><div>{COLUMNS.replace("<p>", FLOAT)}</div></div>',
    "many notes": NOTES * 12,
    "many notes in columns": f'<div class="columns">{NOTES * 12}</div>',
    "many notes in a pair": f'<div class="pair"><div>{NOTES * 2}</div><div>{NOTES}</div></div>' * 4,
    "notes beside a float": f'<p class="float">f</p>{NOTES * 3}',
    "notes in two columns": f'<div class="aside">{NOTES * 3}</div>{NOTES * 3}' * 3,
    "in columns": f'<div class="columns">{PAIR * 6}</div>',
    "many in columns": f'<div class="columns">{WORDS * 30}</div>' * 3,
    "whole in columns": f'<div class="columns">{WORDS * 5}<div class="toc">{WORDS * 4}</div></div>',
    "tables in columns": f'<div class="columns">{WORDS * 4}{TABLE}{WORDS * 4}</div>{WORDS}{TABLE}',
    "room below": f'<div class="columns">{ROOM * 3}</div><div class="pair">{LEFT}{ROOM}</div>' * 2,
    "breaks": f'<div class="pair">{LEFT}<div>{WORDS}<h2>h</h2>{WORDS}</div></div>{PAIR}',
    "numbers of pages": f'{PAIR * 3}<div class="pair">{LEFT}<div><p class="page"></p></div></div>',
    "contents": f'<div class="pair toc">{ENTRIES}{ENTRIES}</div><h2 id="t">t</h2>',
}

FEWER = (
    *("a pair", "on several pages", "within each other", "below each other"),
    *("columns on several pages", "many in columns", "whole in columns"),
    *("many notes in columns", "many notes in a pair"),
)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_those_after_all_layouts(
    page: str, typecase: Typecase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = 0
    original = block.block_container_layout

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal layouts
        layouts += 1
        return original(*given, **named)

    monkeypatch.setattr(block, "block_container_layout", counted)
    ready = job([content("x", "x")], Setting(10, 10.0, styles=STYLES), typecase, tmp_path)
    html = f'<html lang="en"><title>x</title><body><main>{PAGES[page]}</main></body></html>'
    letters = frozenset(map(ord, html + STYLES + digits))
    ready = replace(ready, html=html, faces=typecase.faces(letters, tmp_path))
    quick, few = renderer.render_job(ready), layouts
    monkeypatch.setattr(renderer, "measured_blocks", lambda: nullcontext(nullcontext))
    assert renderer.render_job(ready).pdf == quick.pdf
    assert quick.problems == ()
    all_layouts = layouts - few
    assert few < 0.8 * all_layouts if page in FEWER else few <= all_layouts
