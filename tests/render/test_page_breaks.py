"""Page breaks near boxes that span columns."""

from __future__ import annotations

from typing import Any

import pytest

from bifolio.render.renderer import warm_up

warm_up()  # before anything of the renderer is imported

from weasyprint import HTML  # noqa: E402

from bifolio.render.weasyprint.page_breaks import breaks_outside_columns  # noqa: E402

PAGE = """
<style>
  @page { size: 200px 200px; margin: 0 }
  body { margin: 0 }
  p { height: 20px; margin: 0 }
  .columns { columns: 2 }
  .wide { column-span: all; height: 40px }
  .kept { height: 50px; break-before: avoid; break-inside: avoid }
</style>
<p></p>
<div class="columns"><p></p><div class="wide"></div><p></p><div class="wide"></div></div>
<p style="break-before: avoid"></p><div class="kept"></div>
"""


def test_a_break_that_must_be_avoided_behind_columns_is_before_them() -> None:
    with breaks_outside_columns():
        first, second = HTML(string=PAGE).render().pages
    heights = [[box.height for box in body(page).children] for page in (first, second)]
    assert heights == [[20], [120, 20, 50]]


def body(page: Any) -> Any:
    return page._page_box.children[0].children[0]


def test_the_renderer_would_stop_there() -> None:
    """If it does not any more, `page_breaks` can go."""
    with pytest.raises(AttributeError, match="index"):
        HTML(string=PAGE).render()
