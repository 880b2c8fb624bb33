"""Golden pages: few, compared by blocks of pixels, so that a shifted line shows and noise does not.

`make golden` draws them anew; look at them before you commit them. A page that differs leaves a
picture in build/golden/: what should be, what is, and the blocks that differ.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.conftest import EDITIONS, ROOT

GOLDEN = Path(__file__).parent / "golden"
PAGES = [("bilingual", 1), ("bilingual", 2), ("en", 1), ("zh-Hans", 1), ("large-print-zh-Hans", 2)]
PAGES += [("handout", 1), ("booklet", 5), ("leaflet-zh-Hans", 1)]
RESOLUTION = 72
BLOCK = 8
"""Pixels; a line of text is at least one block high."""
TOLERANCE = 24
"""Of 255: the mean difference of a block that rasterisers of other versions may show."""


@pytest.mark.parametrize(("edition", "number"), PAGES)
def test_the_page_looks_as_it_did(
    edition: str, number: int, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / f"{edition}-{number}.png"
    folder: Path = request.getfixturevalue("factsheet" if edition in EDITIONS else "paper")
    page = draw(folder / f"{edition}.pdf", number)
    if request.config.getoption("--draw-golden"):
        page.quantize(64).save(golden, optimize=True)
        return
    expected = Image.open(golden).convert("RGB")
    assert page.size == expected.size
    blocks = different_blocks(expected, page)
    if blocks:
        path = report(expected, page, blocks, golden.stem)
        pytest.fail(f"{len(blocks)} blocks differ; look at {path}")


def test_a_shifted_line_is_seen(factsheet: Path) -> None:
    page = draw(factsheet / "en.pdf", 1)
    assert different_blocks(page, page) == []
    assert different_blocks(page, ImageChops.offset(page, 0, 4))


def draw(path: Path, number: int) -> Image.Image:
    page = pypdfium2.PdfDocument(path)[number - 1]
    image: Image.Image = page.render(scale=RESOLUTION / 72).to_pil()
    return image.convert("RGB")


def different_blocks(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """The corners of the blocks whose mean difference is above the tolerance."""
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    size = (one.width // BLOCK, one.height // BLOCK)
    means = difference.resize(size, Image.Resampling.BOX)
    return [
        (column * BLOCK, row * BLOCK)
        for row in range(size[1])
        for column in range(size[0])
        if means.getpixel((column, row)) > TOLERANCE  # type: ignore[operator]
    ]


def report(
    expected: Image.Image, page: Image.Image, blocks: list[tuple[int, int]], name: str
) -> Path:
    marked = page.convert("RGB")
    pen = ImageDraw.Draw(marked)
    for x, y in blocks:
        pen.rectangle((x, y, x + BLOCK, y + BLOCK), outline="#d00000")
    sheet = Image.new("RGB", (3 * page.width + 20, page.height), "#888888")
    for index, image in enumerate((expected, page, marked)):
        sheet.paste(image.convert("RGB"), (index * (page.width + 10), 0))
    path = ROOT / "build" / "golden" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
    return path
