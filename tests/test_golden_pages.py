"""Golden pages: few, compared by blocks of pixels, so that a changed line or colour counts.

`make golden` redraws them; review them before you commit them. A page that differs leaves a picture
in build/golden/: the golden page, the page of this build, and the blocks that differ.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.conftest import EDITIONS, ROOT

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
PAGES = [("bilingual", 1), ("bilingual", 2), ("en", 1), ("zh-Hans", 1), ("large-print-zh-Hans", 2)]
PAGES += [("handout", 1), ("booklet", 5), ("leaflet-zh-Hans", 1)]
RESOLUTION = 72
COLOURS, FAITHFUL = 64, Image.Quantize.MAXCOVERAGE
"""How a golden page is kept small; no block differs from the drawn page by more than 4."""
BLOCK = 8
"""Pixels; a line of text is at least one block high."""
TOLERANCES = {"luminance": 24, "blue": 8, "red": 8}
"""Of 255: the mean differences of a block that the rasterisers of other versions may have, in the
bands of YCbCr. Antialiasing changes how dark an edge is, and hardly its colour."""


@pytest.mark.parametrize(("edition", "number"), PAGES)
def test_the_page_looks_as_it_did(
    edition: str, number: int, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / f"{edition}-{number}.png"
    folder: Path = request.getfixturevalue("factsheet" if edition in EDITIONS else "paper")
    page = draw(folder / f"{edition}.pdf", number)
    if request.config.getoption("--draw-golden"):
        page.quantize(COLOURS, FAITHFUL).save(golden, optimize=True)
        return
    expected = Image.open(golden).convert("RGB")
    assert page.size == expected.size
    blocks = different_blocks(expected, page)
    if blocks:
        path = report(expected, page, blocks, golden.stem)
        pytest.fail(f"{len(blocks)} blocks differ; look at {path}")


@pytest.fixture(scope="module")
def page(library: Path) -> Image.Image:
    return draw(library / "bilingual.pdf", 1)


def test_a_page_is_like_itself(page: Image.Image) -> None:
    assert different_blocks(page, page) == []


def test_a_shifted_line_differs(page: Image.Image) -> None:
    assert different_blocks(page, ImageChops.offset(page, 0, 4))


@pytest.mark.parametrize("other", ["#0dabaa", "#aa5abe", "#7c7c7c"])
def test_another_hue_differs_even_if_it_is_as_light(other: str) -> None:
    """A rule as the accent of the plain house, and in another colour of the same luminance."""
    accent, changed = rule("#e2572b"), rule(other)
    light, as_light = (image.convert("L").getpixel((30, 30)) for image in (accent, changed))
    assert light == pytest.approx(as_light, abs=2)
    assert different_blocks(accent, changed)


def test_a_hue_that_is_turned_differs_wherever_there_is_colour(page: Image.Image) -> None:
    luminance, blue, red = page.convert("YCbCr").split()
    turned = Image.merge("YCbCr", (luminance, red, blue)).convert("RGB")
    assert different_blocks(page, turned)
    grey = page.convert("L").convert("RGB")
    assert different_blocks(page, grey)
    assert different_blocks(grey, turned.convert("L").convert("RGB")) == []


def test_antialiasing_does_not_differ(page: Image.Image) -> None:
    softer = page.filter(ImageFilter.GaussianBlur(0.5))
    assert softer != page
    assert different_blocks(page, softer) == []


def rule(colour: str) -> Image.Image:
    """A page with a rule of 2 pixels."""
    image = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(image).rectangle((8, 30, 56, 31), fill=colour)
    return image


def draw(path: Path, number: int) -> Image.Image:
    page = pypdfium2.PdfDocument(path)[number - 1]
    image: Image.Image = page.render(scale=RESOLUTION / 72).to_pil()
    return image.convert("RGB")


def different_blocks(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """The corners of the blocks whose mean difference is above a tolerance."""
    difference = ImageChops.difference(one.convert("YCbCr"), other.convert("YCbCr"))
    size = (one.width // BLOCK, one.height // BLOCK)
    means = difference.resize(size, Image.Resampling.BOX)
    bands = [
        band.point([value > tolerance for value in range(256)])
        for band, tolerance in zip(means.split(), TOLERANCES.values(), strict=True)
    ]
    return [
        (column * BLOCK, row * BLOCK)
        for row in range(size[1])
        for column in range(size[0])
        if any(band.getpixel((column, row)) for band in bands)
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
