from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from weasyprint.layout import block

from bifolio.fonts.collection import Typecase
from bifolio.render import renderer
from bifolio.render.weasyprint import column_heights
from tests.typography.setting import Setting, content, job

STYLES = """
@page { size: 150mm 210mm; margin: 20mm }
main { columns: 2 }
h2 { column-span: all }
div { break-inside: avoid }
aside { float: left; width: 40% }
"""

IN_ONE_PIECE = "<div><p>a</p><p>b</p><p>c</p><p>d</p><p>e</p><p>f</p></div>"

PAGES = {
    "one piece": f"<h2>h</h2>{IN_ONE_PIECE}<h2>h</h2>",
    "three pieces": f"<h2>h</h2>{IN_ONE_PIECE * 3}<h2>h</h2>",
    "after text": f"<h2>h</h2><p>{'word ' * 60}</p>{IN_ONE_PIECE}<h2>h</h2><p>{'word ' * 90}</p>",
    "with a float": f"<h2>h</h2><div><aside>a</aside><p>b</p>{IN_ONE_PIECE}</div><h2>h</h2>",
    "at the end of a page": f"<h2>h</h2>{IN_ONE_PIECE * 11}<h2>h</h2>{IN_ONE_PIECE}<h2>h</h2>",
}


@pytest.mark.parametrize("page", PAGES)
def test_columns_are_as_high_as_after_all_heights(
    page: str, typecase: Typecase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = 0
    original = block.block_box_layout

    def counted(context: Any, box: Any, *given: Any, **named: Any) -> Any:
        nonlocal layouts
        layouts += bool(box.is_column)
        return original(context, box, *given, **named)

    monkeypatch.setattr(block, "block_box_layout", counted)
    ready = job([content("x", "x")], Setting(10, 10.0, styles=STYLES), typecase, tmp_path)
    html = f'<html lang="en"><title>x</title><body><main>{PAGES[page]}</main></body></html>'
    ready = replace(ready, html=html, faces=typecase.faces(frozenset(map(ord, html)), tmp_path))
    quick, few = renderer.render_job(ready).pdf, layouts
    monkeypatch.setattr(renderer, "no_hopeless_heights", nullcontext)
    assert renderer.render_job(ready).pdf == quick
    assert few <= layouts - few
    assert few < 30 or page != "one piece"


@pytest.mark.parametrize("last", [0, 1, 2, 3, 7, 8, 99, 100])
def test_the_last_height_without_room_is_found(last: int) -> None:
    tried: list[int] = []

    def has_room(more: int) -> bool:
        tried.append(more)
        return more > last

    assert column_heights._last_without(has_room, 100) == last
    assert len(tried) <= 14
