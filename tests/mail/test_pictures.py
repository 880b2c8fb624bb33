"""The pictures of a message: legible, few bytes, and in a form that mail programs draw."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from bifolio.mail.pictures import FRONT_WIDTH, Picture, head_of
from tests.conftest import ROOT
from tests.support.browser import started_chromium


def page_of(image: Image.Image) -> pypdfium2.PdfPage:
    """A page that shows `image`, one point for each pixel."""
    data = io.BytesIO()
    image.save(data, "PDF")
    return pypdfium2.PdfDocument(data.getvalue())[0]


def lines(*rows: int) -> Image.Image:
    """A page of A4 with lines of black at `rows`."""
    image = Image.new("RGB", (595, 842), "white")
    draw = ImageDraw.Draw(image)
    for row in rows:
        draw.rectangle((60, row, 535, row + 10), "black")
    return image


def test_the_head_of_a_page_of_text_is_a_png_that_ends_between_its_parts() -> None:
    picture = head_of(page_of(lines(60, 200, 215, 230, 300, 315, 330, 345, 360)))
    assert (picture.kind, picture.width) == ("png", FRONT_WIDTH)
    assert picture.height == pytest.approx((240 + 3 * 300) / 4 * FRONT_WIDTH / 595, abs=2)
    assert len(picture.data) < 5_000


def test_the_head_of_a_photograph_is_a_jpeg() -> None:
    noise = random.Random(1)
    small = Image.frombytes("RGB", (12, 16), noise.randbytes(12 * 16 * 3))
    picture = head_of(page_of(small.resize((595, 842), Image.Resampling.BICUBIC)))
    assert picture.kind == "jpeg"
    assert picture.height == pytest.approx(0.62 * FRONT_WIDTH, abs=2)


def test_a_page_that_is_lower_than_its_head_is_shown_whole() -> None:
    picture = head_of(page_of(Image.new("RGB", (600, 200), "white")))
    assert picture.height == pytest.approx(FRONT_WIDTH / 3, abs=2)


@pytest.mark.slow
def test_the_marks_of_houses_for_messages_show_what_their_drawings_show(tmp_path: Path) -> None:
    houses = ROOT / "layouts" / "houses"
    pairs = [(houses / "eu" / "emblem", 60, 40), (houses / "library" / "mark", 46, 40)]
    with started_chromium() as browser:
        for path, width, height in pairs:
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=2
            )
            page = context.new_page()
            style = f"position: absolute; inset: 0; width: {width}px; height: {height}px"
            svg = (
                path.with_suffix(".svg").read_text("utf-8").replace("<svg", f'<svg style="{style}"')
            )
            page.set_content(svg)
            page.screenshot(path=tmp_path / "drawn.png")
            with (
                Image.open(tmp_path / "drawn.png") as drawn,
                Image.open(path.with_suffix(".png")) as kept,
            ):
                assert kept.size == drawn.size
                one, other = (each.convert("L").resize((12, 8)).tobytes() for each in (drawn, kept))
                assert max(abs(a - b) for a, b in zip(one, other, strict=True)) < 8


def test_a_title_on_several_lines_is_shown() -> None:
    picture = Picture(
        b"", "png", 1, 1, "支持中欧人员往来\r\n和移民领域对话项目\r\nWorking to\u00adwards"
    )
    assert picture.shows("支持中欧人员往来和移民领域对话项目")
    assert picture.shows("Working towards")
    assert not picture.shows("Another title")
    assert not picture.shows("")
