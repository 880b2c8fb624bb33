from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
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
def test_columns_are_no_higher_than_the_renderer_makes_them(
    page: str, typecase: Typecase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts, heights = 0, 0.0
    lay_out, lay_out_columns = block.block_box_layout, block.columns_layout

    def counted(context: Any, box: Any, *given: Any, **named: Any) -> Any:
        nonlocal layouts
        layouts += bool(box.is_column)
        return lay_out(context, box, *given, **named)

    def measured(*given: Any) -> Any:
        nonlocal heights
        result = lay_out_columns(*given)
        heights += result[0].height
        return result

    monkeypatch.setattr(block, "block_box_layout", counted)
    monkeypatch.setattr(block, "columns_layout", measured)
    ready = job([content("x", "x")], Setting(10, 10.0, styles=STYLES), typecase, tmp_path)
    html = f'<html lang="en"><title>x</title><body><main>{PAGES[page]}</main></body></html>'
    ready = replace(ready, html=html, faces=typecase.faces(frozenset(map(ord, html)), tmp_path))
    quick = words(renderer.render_job(ready).pdf)
    few, low = layouts, heights
    monkeypatch.setattr(renderer, "quickly_balanced", nullcontext)
    assert words(renderer.render_job(ready).pdf) == quick
    assert low <= heights - low + 1
    assert few <= layouts - few
    assert few < 30 or page != "one piece"


def words(pdf: bytes) -> list[str]:
    """The words of all pages."""
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split()


@pytest.mark.parametrize("least", [0, 1, 2, 3, 7, 8, 99, 100])
@pytest.mark.parametrize("guess", [None, 0, 3, 98, 99, 100])
@pytest.mark.parametrize("error", [0, -2, 3])
def test_the_least_height_with_room_is_found(least: int, guess: int | None, error: int) -> None:
    """It is also found where a layout does not say exactly what it needs."""
    tried: list[int] = []

    def needed(more: int) -> int | None:
        tried.append(more)
        return max(least + error, 0) if more >= least else None

    assert column_heights._least(needed, 100, guess) == least
    limit = 2 if guess == least < 100 and not error else 6 if not error else 12
    assert len(tried) <= limit
