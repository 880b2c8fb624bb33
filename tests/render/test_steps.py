"""Boxes are as high as whole lines, as `--block-step` asks for."""

from __future__ import annotations

import pytest

from bifolio.render.renderer import warm_up

warm_up()  # before anything of the renderer is imported

from weasyprint import HTML  # noqa: E402

from bifolio.render.weasyprint.steps import whole_lines  # noqa: E402

PAGE = """
<style>
  @page { size: 200px 200px; margin: 0 }
  body { margin: 0; line-height: 20px }
  .before { height: BEFOREpx }
  .box { height: 45px; --block-step: 1 }
</style>
<div class="before"></div><div class="box"></div>
"""


@pytest.mark.parametrize(("before", "height"), [(100, 60), (150, 45), (160, 60)])
def test_a_box_is_rounded_up_unless_the_page_ends_below_it(before: int, height: int) -> None:
    """The one that is 5 px above the foot fits, and nothing follows it; the last is on page 2."""
    with whole_lines():
        document = HTML(string=PAGE.replace("BEFORE", str(before))).render()
    boxes = (box for page in document.pages for box in page._page_box.descendants())
    (box,) = (box for box in boxes if box.element is not None and box.element.get("class") == "box")
    assert box.margin_height() == pytest.approx(height)
    assert len(document.pages) == (2 if before == 160 else 1)
