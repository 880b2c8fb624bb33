"""What lies on each plate, as Ghostscript separates it, and as `prepress.plates` does."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageMath, ImageStat

from bifolio.pdf.geometry import Rectangle
from bifolio.preflight.evidence import Evidence
from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.plates import Plate, page_on_plate
from tests.preflight.conftest import Examine

PLATES = ("Cyan", "Magenta", "Yellow", "Black")
RESOLUTION = 150

COARSE = 15
"""Pixels that are compared as one: the edges of letters are drawn in another way."""

Separations = dict[str, Image.Image]
"""Plates as pictures: 255 is full ink."""


@pytest.fixture(scope="session")
def plates(
    examine: Examine, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str, int], Separations]:
    done: dict[tuple[str, str, int], Separations] = {}

    def separations(publication: str, edition: str, page: int = 1) -> Separations:
        key = publication, edition, page
        if key not in done:
            folder = tmp_path_factory.mktemp("plates")
            done[key] = separate(examine(publication, edition).pdf, page, folder)
        return done[key]

    return separations


def separate(pdf: bytes, page: int, folder: Path) -> Separations:
    (folder / "page.pdf").write_bytes(pdf)
    ghostscript = ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep")
    pages = (f"-dFirstPage={page}", f"-dLastPage={page}", f"-r{RESOLUTION}")
    command = [*ghostscript, *pages, "-sOutputFile=plate.tif", "page.pdf"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    found = {path.stem.partition("(")[2].rstrip(")"): path for path in folder.glob("plate(*.tif")}
    assert set(found) == set(PLATES)  # no spot colour
    return {name: ImageChops.invert(Image.open(found[name]).convert("L")) for name in PLATES}


def part(plate: Image.Image, box: Rectangle) -> Image.Image:
    scale = RESOLUTION / 72
    left, right = round(box.left * scale), round(box.right * scale)
    top, bottom = (plate.height - round(y * scale) for y in (box.top, box.bottom))
    return plate.crop((left, top, right, bottom))


def paragraph(evidence: Evidence, unit: str, language: str) -> Rectangle:
    found = [each for each in evidence.blocks if (each.unit, each.language) == (unit, language)]
    return found[0].paragraph.lines[0].box


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_paragraph_is_on_the_black_plate_alone(
    language: str, examine: Examine, plates: Callable[..., Separations]
) -> None:
    evidence = examine("library", "press")
    unit = next(
        each.unit
        for each in evidence.blocks
        if each.language == language and each.page == 1 and len(each.paragraph.lines) > 3
    )
    box = paragraph(evidence, unit, language)
    found = {name: part(plate, box) for name, plate in plates("library", "press").items()}
    assert found["Black"].getextrema()[1] == 255
    for name in ("Cyan", "Magenta", "Yellow"):
        assert found[name].getextrema() == (0, 0)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_ground_goes_on_below_black_text(
    language: str, examine: Examine, plates: Callable[..., Separations]
) -> None:
    box = paragraph(examine("poster", "press"), "night-hours", language)
    found = {name: part(plate, box) for name, plate in plates("poster", "press").items()}
    assert found["Black"].getextrema()[1] == 255
    ground = round(0.85 * 255)  # of --accent-ink
    assert found["Yellow"].getextrema() == (ground, ground)


def test_blue_text_has_its_two_inks_and_white_text_none(
    examine: Examine, plates: Callable[..., Separations]
) -> None:
    evidence = examine("exchange", "press")
    found = plates("exchange", "press")
    title = paragraph(evidence, "title", "en")
    assert part(found["Cyan"], title).getextrema()[1] == 255
    assert part(found["Magenta"], title).getextrema()[1] == 204
    assert part(found["Black"], title).getextrema() == (0, 0)
    heading = next(block for block in evidence.blocks if block.paragraph.text.startswith("Places"))
    reversed_out = part(found["Cyan"], heading.paragraph.lines[0].box)
    assert reversed_out.getextrema() == (0, 255)


@pytest.mark.parametrize(
    ("publication", "edition"),
    [("library", "press"), ("library", "press-leaflet-en"), ("poster", "press")],
)
@pytest.mark.parametrize("plate", PLATES)
def test_every_mark_is_on_every_plate(
    publication: str, edition: str, plate: str, examine: Examine, plates: Callable[..., Separations]
) -> None:
    picture = plates(publication, edition)[plate]
    evidence = examine(publication, edition)
    media = Rectangle.of(evidence.document.pages[0].mediabox)
    left, bottom, right, top = evidence.trims[0]
    beyond = evidence.bleeds[0].left
    for x in (left, right):
        for y in (bottom, top):
            outward = beyond / 2 if x == left else media.right - beyond / 2
            crop = Rectangle(outward - 2, y - 2, outward + 2, y + 2)
            assert part(picture, crop).getextrema()[1] == 255, "a crop mark"
    middle = (bottom + top) / 2
    cross = Rectangle(0, middle - 4, beyond - 1, middle + 4)
    assert part(picture, cross).getextrema()[1] == 255, "a registration mark"
    slug = Rectangle(left, 0, left + 100, 8)
    darkest = part(picture, slug).getextrema()[1]
    assert isinstance(darkest, int)
    assert darkest > 128, "the slug line"


@pytest.mark.parametrize(
    ("publication", "edition", "number"),
    [
        ("library", "press", 1),
        ("library", "press", 2),
        ("library", "press-leaflet-en", 1),
        ("poster", "press", 1),
    ],
)
def test_no_spot_has_more_ink_than_the_paper_bears(
    publication: str,
    edition: str,
    number: int,
    examine: Examine,
    plates: Callable[..., Separations],
) -> None:
    inside = examine(publication, edition).bleeds[number - 1]
    inks = {
        name[0]: part(plate, inside) for name, plate in plates(publication, edition, number).items()
    }
    total = ImageMath.lambda_eval(lambda of: of["C"] + of["M"] + of["Y"] + of["B"], **inks)
    most = total.getextrema()[1] / 255
    assert 1 <= most <= 3.0


def test_ghostscript_counts_ink_on_all_four_plates(examine: Examine, tmp_path: Path) -> None:
    path = tmp_path / "press.pdf"
    path.write_bytes(examine("exchange", "press").pdf)
    command = [
        "gs",
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-dSAFER",
        "-sDEVICE=inkcov",
        "-o",
        "-",
        str(path),
    ]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(lines) == len(examine("exchange", "press").pages)
    for line in lines:
        *amounts, space, verdict = line.split()
        assert (space, verdict) == ("CMYK", "OK")
        cyan, magenta, yellow, black = map(float, amounts)
        # What is blue has both; yellow rules have magenta, and the stars of the emblem none.
        assert cyan < magenta < cyan + yellow
        assert 0 < yellow < 0.05
        assert 0.005 < black < 0.15


def drawn(pdf: bytes, number: int, plate: Plate) -> Image.Image:
    """A plate as a picture: 255 is full ink."""
    page = pypdfium2.PdfDocument(page_on_plate(pdf, number, plate))[0]
    return ImageChops.invert(page.render(scale=RESOLUTION / 72).to_pil().convert("L"))


@pytest.mark.parametrize("plate", Plate, ids=lambda plate: plate.name)
@pytest.mark.parametrize(
    ("publication", "edition", "number"),
    [
        ("library", "press", 1),
        ("library", "press-leaflet-en", 2),
        ("exchange", "press", 1),
        ("poster", "press", 1),
    ],
)
def test_a_plate_is_what_ghostscript_separates(
    publication: str,
    edition: str,
    number: int,
    plate: Plate,
    examine: Examine,
    plates: Callable[[str, str, int], Separations],
) -> None:
    ours = drawn(examine(publication, edition).pdf, number, plate)
    expected = plates(publication, edition, number)[plate.name.title()]
    size = (ours.width // COARSE, ours.height // COARSE)
    difference = ImageChops.difference(
        ours.resize(size, Image.Resampling.BOX), expected.resize(size, Image.Resampling.BOX)
    )
    assert ImageStat.Stat(difference).mean[0] < 4
    most = difference.getextrema()[1]
    assert isinstance(most, int)
    assert most < 96


def test_a_ground_goes_on_below_black_text(examine: Examine) -> None:
    evidence = examine("poster", "press")
    box = paragraph(evidence, "night-hours", "en")
    ground = round(0.85 * 255)  # of --accent-ink
    assert part(drawn(evidence.pdf, 1, Plate.YELLOW), box).getextrema() == (ground, ground)
    assert part(drawn(evidence.pdf, 1, Plate.BLACK), box).getextrema()[1] == 255


def test_the_pdf_with_a_plate_has_that_page_alone(examine: Examine) -> None:
    whole = examine("library", "press").pdf
    with pikepdf.open(io.BytesIO(page_on_plate(whole, 2, Plate.CYAN))) as alone:
        assert len(alone.pages) == 1
    assert page_on_plate(whole, 2, Plate.CYAN) != page_on_plate(whole, 1, Plate.CYAN)


@pytest.mark.parametrize("wrong", [b"1 0 0 rg 0 0 9 9 re f", b"/Spot cs 1 scn 0 0 9 9 re f"])
def test_other_colours_have_no_plate(wrong: bytes, examine: Examine) -> None:
    spot = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name.Gold, pikepdf.Name.DeviceCMYK])
    with pikepdf.open(io.BytesIO(examine("library", "press").pdf)) as pdf:
        page = pdf.pages[0]
        page.resources["/ColorSpace"] = pikepdf.Dictionary(Spot=spot)
        page.contents_add(pdf.make_stream(wrong))
        changed = io.BytesIO()
        pdf.save(changed)
    with pytest.raises(NotSeparable):
        page_on_plate(changed.getvalue(), 1, Plate.CYAN)
