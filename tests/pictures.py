"""Draws what the fact sheet is on screens and on paper (make golden): docs/pictures/*.png.

`factsheet.png` is the first picture of README.md, `prints.png` and `printing.png` are in
docs/handouts.md, `preflight.png` in docs/preflight.md. All show what is in build/factsheet.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from tests.conftest import ROOT
from tests.mail.pictures import FACES, face
from tests.support.browser import started_chromium

BUILT = ROOT / "build" / "factsheet"
PICTURES = ROOT / "docs" / "pictures"

GROUND, SHADOW, EDGE = "#e4e7ec", "#c9ced6", "#d5d9df"
COLOURS = 64
"""How many colours a picture keeps, so that it stays small."""


@dataclass(frozen=True)
class Placed:
    """A page in a picture: which one, and where; pixels."""

    file: str
    page: int
    left: int
    top: int
    height: int


FAMILY = (
    Placed("poster", 1, 50, 40, 740),
    Placed("en", 1, 610, 40, 660),
    Placed("zh-Hans", 1, 900, 120, 660),
    Placed("flyer", 1, 1190, 420, 360),
)
"""A poster, the sheet in both languages, and a flyer on top."""

PRINTS = (
    Placed("poster", 1, 40, 40, 594),
    Placed("handout", 1, 490, 40, 420),
    Placed("leaflet-en", 1, 820, 40, 297),
    Placed("flyer", 1, 820, 367, 297),
    Placed("booklet", 1, 1060, 367, 297),
    Placed("booklet", 2, 1270, 367, 297),
)
"""Everything at one scale: two pixels a millimetre, nearly."""

PRINTING = (Placed("PRINTING", 1, 30, 30, 800), Placed("PRINTING", 3, 626, 30, 800))


def main() -> None:
    """Draw the pictures."""
    PICTURES.mkdir(exist_ok=True)
    for name, size, pages in (
        ("factsheet", (1500, 820), FAMILY),
        ("prints", (1520, 704), PRINTS),
        ("printing", (1222, 860), PRINTING),
    ):
        save(arranged(pages, size, BUILT), name)
    save(report(), "preflight")


def save(drawn: Image.Image, name: str) -> None:
    """Write a picture."""
    few = drawn.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def report() -> Image.Image:
    """The head of the preflight report, as a browser shows it."""
    with started_chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 625})
        page.goto((BUILT / "preflight.html").as_uri())
        page.add_style_tag(content="".join(face(*each) for each in FACES))
        page.add_style_tag(content='body { font-family: "Source Sans 3", "Noto Sans SC" }')
        page.evaluate("document.fonts.ready")
        return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def arranged(pages: Sequence[Placed], size: tuple[int, int], folder: Path) -> Image.Image:
    """The pages on a ground, the last ones on top."""
    whole = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(whole)
    for each in pages:
        page = pypdfium2.PdfDocument(folder / f"{each.file}.pdf")[each.page - 1]
        drawn = page.render(scale=2 * each.height / page.get_height()).to_pil().convert("RGB")
        width = round(each.height * page.get_width() / page.get_height())
        box = (each.left, each.top, each.left + width, each.top + each.height)
        draw.rectangle([edge + 5 for edge in box], SHADOW)
        whole.paste(drawn.resize((width, each.height), Image.Resampling.LANCZOS), box[:2])
        draw.rectangle(box, outline=EDGE)
    return whole


if __name__ == "__main__":
    main()
