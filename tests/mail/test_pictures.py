"""The pictures of a message: legible, few bytes, and in a form that mail programs draw."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from bifolio.mail.pictures import FRONT_WIDTH, MARGIN, Picture, head_of, sides
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


def flat(image: Image.Image) -> Image.Image:
    """The image in few colours: in a PDF, it is without the blurred edges of a JPEG."""
    return image.convert("P", palette=Image.Palette.ADAPTIVE, colors=8)


def test_the_head_of_a_page_of_text_is_a_png_that_ends_between_its_parts() -> None:
    picture = head_of(page_of(flat(lines(60, 200, 215, 230, 300, 315, 330, 345, 360))))
    assert (picture.kind, picture.width) == ("png", FRONT_WIDTH)
    left, right = sides(60, 536, 595)
    end = (240 + 3 * 300) / 4
    assert picture.height == pytest.approx(end * FRONT_WIDTH / (right - left), abs=2)
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


def drawn(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data)).convert("L")


def first_dark(image: Image.Image, row: float) -> float:
    """Where the first dark pixel of a row is, as a share of its width."""
    y = round(row * image.height)
    line = image.crop((0, y, image.width, y + 1)).point(lambda level: 255 if level < 128 else 0)
    box = line.getbbox()
    assert box
    return box[0] / image.width


def test_the_text_of_a_picture_begins_at_that_of_the_message() -> None:
    image = lines(60, 200, 215, 230, 300, 315)
    ImageDraw.Draw(image).rectangle((0, 0, 595, 40), "blue")
    for edge in range(0, 595, 40):  # a strip to the edges, with a pattern
        ImageDraw.Draw(image).rectangle((edge + 10, 10, edge + 20, 20), "white")
    picture = head_of(page_of(flat(image)))
    shown = drawn(picture)
    left, right = sides(60, 536, 595)
    row = 65 / (picture.height / FRONT_WIDTH * (right - left))
    assert first_dark(shown, row) == pytest.approx(MARGIN, abs=0.003)
    assert first_dark(shown, 0.01) == 0
    assert picture.width == FRONT_WIDTH


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (60, 540, (33.2, 566.8)),
        (60, 400, (33.2, 566.8)),
        (60, 570, (31.57, 598.43)),
        (60, 599, (31.5, 600)),
        (20, 580, (0, 600)),
        (600, 0, (0, 600)),
    ],
    ids=["even", "ragged", "nearer-right", "to-the-right-edge", "narrow-margins", "blank"],
)
def test_a_page_is_cropped_to_the_margins_of_a_message(
    first: float, last: float, expected: tuple[float, float]
) -> None:
    left, right = sides(first, last, 600)
    assert (left, right) == pytest.approx(expected, abs=0.06)
    assert left <= min(first, 599)
    assert right >= last


def test_the_margins_of_a_message_are_those_of_its_stylesheet() -> None:
    css = (ROOT / "layouts" / "mail" / "message.css").read_text("utf-8")
    sheet = re.search(r"\.sheet \{ max-width: (\d+)px;.* border: 1px", css)
    part = re.search(r"\.part \{ padding: \d+px (\d+)px", css)
    assert sheet
    assert part
    assert int(part[1]) / (int(sheet[1]) - 2) == MARGIN


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
