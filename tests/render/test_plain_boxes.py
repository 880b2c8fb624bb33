"""Boxes have the lengths that the renderer resolves, and are in flow where it says so."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from bifolio.render.renderer import warm_up
from bifolio.render.weasyprint import CSS, HTML

PAGE = """<html lang="en"><body><main><p class="a">one <em>two</em> <b>inline</b></p>
<p class="b">three</p><div class="flex"><p>four<p class="d">five</div><i class="f">six</i>
<div class="fixed"><div class="part">seven</div><div class="most">eight</div></div>
<table><tr><th>nine<td>ten</table><table class="c"><tr><th>nine<td>ten</table><u>note</u>
<div class="columns"><p>eleven<p>twelve</div><div class="grid"><p>thirteen<p>fourteen</div>
<s>fifteen</s></main></body></html>"""

RULES = """
@page { size: 300px 400px; margin: 10% 5px; @footnote { margin-top: 2px }
  @top-center { content: element(head); width: 50% } }
main { margin: 3px auto; padding: 5% 2px; min-height: 10px; max-width: calc(100% - 4px) }
.a { width: calc(50% + 3px); border: 2px solid; box-sizing: border-box; margin-top: 10% }
.b { position: absolute; top: 1px; height: 50%; box-sizing: padding-box; width: 60px }
.flex { display: flex } .d { flex: 1; min-width: 20%; max-height: 30% }
.f { float: left; width: 20%; height: calc(2px * 3) }
.fixed { height: 100px; position: relative } .part { height: 50% }
.most { min-height: 10%; max-height: 20%; height: calc(10% + 1px); margin: 0 auto; width: 40% }
table { width: 50% } .c { border-collapse: collapse } .c td { border: 3px solid; padding: 5% }
.columns { columns: 2 } .grid { display: grid; grid-template-columns: 1fr 1fr }
b { display: inline-block; padding: 1% } u { float: footnote } s { position: running(head) }
em { padding: 2% 1px; margin-inline-start: 1px }
"""

LENGTHS = [
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "left", "right")),
    *(f"{kind}_bottom" for kind in ("margin", "padding")),
    *(f"{least}{name}" for least in ("", "min_", "max_") for name in ("width", "height")),
    *(f"border_{side}_width" for side in ("top", "right", "bottom", "left")),
]


def test_lengths_are_those_that_the_renderer_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up()
    from bifolio.render.weasyprint import plain_boxes

    resolve_percentages = vars(plain_boxes)["resolve_percentages"]  # the renderer's
    kinds = set()

    def compared(box: Any, containing_block: Any) -> None:
        other = box.copy()
        plain_boxes._resolve(other, containing_block)
        resolve_percentages(box, containing_block)
        ours, theirs = ([getattr(each, name) for name in LENGTHS] for each in (other, box))
        assert ours == theirs, box
        kinds.add(type(box).__name__)

    for module in plain_boxes.MODULES:
        monkeypatch.setattr(module, "resolve_percentages", compared)
    HTML(string=PAGE).render(stylesheets=[CSS(string=RULES)])
    assert kinds >= {"PageBox", "MarginBox", "BlockBox", "TableBox", "TableCellBox", "LineBox"}
    assert kinds >= {"FlexBox", "GridBox", "InlineBox", "InlineBlockBox", "FootnoteAreaBox"}


def test_boxes_are_in_flow_where_the_renderer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up()
    from weasyprint.formatting_structure import boxes

    ours, found = boxes.Box.is_in_normal_flow, set()

    def compared(box: Any) -> bool:
        out = (box.is_floated, box.is_absolutely_positioned, box.is_running)
        notes = (box.is_footnote, box.is_note)
        said: bool = ours(box)
        assert said is not any(is_out() for is_out in (*out, *notes)), box
        found.add(said)
        return said

    monkeypatch.setattr(boxes.Box, "is_in_normal_flow", compared)
    HTML(string=PAGE).render(stylesheets=[CSS(string=RULES)])
    assert found == {True, False}


def test_mending_is_idempotent() -> None:
    from weasyprint.layout import block

    warm_up()
    mended = block.resolve_percentages
    warm_up()
    assert block.resolve_percentages is mended
    assert mended.__module__ == "bifolio.render.weasyprint.plain_boxes"


def test_every_module_of_the_layout_has_the_function() -> None:
    warm_up()
    from weasyprint import layout
    from weasyprint.layout.percent import resolve_percentages

    for module in iter_modules(layout.__path__):
        found = import_module(f"weasyprint.layout.{module.name}")
        assert getattr(found, "resolve_percentages", resolve_percentages) is resolve_percentages
