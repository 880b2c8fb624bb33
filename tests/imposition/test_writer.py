"""Sheets as PDFs: what is seen in a place is what is seen on the page."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from bifolio.imposition.booklet import Stock, impose_booklet
from bifolio.imposition.n_up import impose_grid, impose_poster
from bifolio.imposition.sheet import Sheet, paper
from bifolio.imposition.source import Source, open_source
from bifolio.imposition.writer import draw
from bifolio.paper.formats import Flip
from bifolio.problems import Problems

A3, A4 = paper("A3"), paper("A4")
SCALE = 1.5
"""Pixels for each pt."""

# A flag that looks different whichever way it is turned, in the corner of 300 x 200.
FLAG = b"0.8 0.1 0.1 rg 0 0 300 200 re f 0 0 1 rg 0 0 60 40 re f 1 1 0 rg 200 150 40 50 re f"


def a_pdf(path: Path, *changes: Callable[[Any], None]) -> Path:
    """A PDF with a page for each of `changes`, which are made to it."""
    with pikepdf.new() as pdf:
        for change in changes:
            page = pdf.add_blank_page(page_size=(300, 200))
            page.obj.Contents = pdf.make_stream(FLAG)
            change(page.obj)
        pdf.docinfo["/Title"] = "旗 flags"
        pdf.save(path)
    return path


def plain(page: Any) -> None:
    pass


def rotated(degrees: int) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        page.Rotate = degrees

    return change


def moved_and_trimmed(page: Any) -> None:
    page.MediaBox = Array([-30, -20, 300, 200])
    page.TrimBox = Array([10, 10, 290, 190])
    page.BleedBox = Array([1.5, 1.5, 298.5, 198.5])
    page.Rotate = 90


def in_half_points(page: Any) -> None:
    page.UserUnit = 0.5


def seen(pdf: bytes | Path, number: int) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    picture: Image.Image = page.render(scale=SCALE).to_pil()
    return picture.convert("RGB")


def trimmed(source: Source, number: int) -> Image.Image:
    """The trimmed area of a page, as a viewer that knows nothing of us shows it."""
    with pikepdf.open(source.path) as pdf:
        page = pdf.pages[number - 1].obj
        box = page.get("/TrimBox", page.MediaBox)
        page.MediaBox = page.CropBox = box
        written = io.BytesIO()
        pdf.save(written)
    return seen(written.getvalue(), number)


def in_place(pdf: bytes, sheets: list[Sheet], index: int, source: Source) -> None:
    """Assert that each page of the front of a sheet looks there as it looks by itself."""
    side = 1 + sum(1 + (sheet.back is not None) for sheet in sheets[:index])
    picture = seen(pdf, side)
    for each in sheets[index].front.placements:
        trim = each.trim
        edges = (trim.left, sheets[index].height - trim.top, trim.right,
                 sheets[index].height - trim.bottom)  # fmt: skip
        found = picture.crop([round(edge * SCALE) for edge in edges])  # type: ignore[arg-type]
        wanted = trimmed(source, each.page).rotate(-each.rotation, expand=True).resize(found.size)
        difference = ImageChops.difference(found, wanted).resize((12, 12), Image.Resampling.BOX)
        assert max(high for _, high in difference.getextrema()) < 40, f"page {each.page}"  # type: ignore[misc]


def test_pages_that_are_turned_moved_trimmed_and_of_other_units_look_as_they_did(
    tmp_path: Path,
) -> None:
    changes = (plain, rotated(90), rotated(180), rotated(270), moved_and_trimmed, in_half_points)
    source = open_source(a_pdf(tmp_path / "flags.pdf", *changes))
    sizes = [(round(size.width, 1), round(size.height, 1)) for size in source.sizes]
    assert sizes == [(300, 200), (200, 300), (300, 200), (200, 300), (180, 280), (150, 100)]
    assert source.sizes[4].bleed == pytest.approx(8.5)
    for sheets in (
        impose_grid(source.sizes, A3, up=6),
        impose_booklet(source.sizes, A4),
        impose_poster(source.sizes, A3),
    ):
        pdf = draw(sheets, source)
        for index in range(len(sheets)):
            in_place(pdf, list(sheets), index, source)


def test_a_page_that_is_turned_by_half_a_right_angle_looks_as_viewers_show_it(
    tmp_path: Path,
) -> None:
    source = open_source(a_pdf(tmp_path / "askew.pdf", rotated(45), rotated(-45), rotated(100)))
    sheets = impose_grid(source.sizes, A3, up=4)
    in_place(draw(sheets, source), sheets, 0, source)


def test_bleed_is_shown_beyond_the_trim(tmp_path: Path) -> None:
    source = open_source(a_pdf(tmp_path / "flags.pdf", moved_and_trimmed))
    (sheet,) = sheets = impose_grid(source.sizes, A4, up=2)
    (page,) = sheet.front.placements
    picture = seen(draw(sheets, source), 1)
    outside = (page.trim.left - 4, sheet.height - page.trim.bottom + 4)
    beyond = (page.trim.left - 12, sheet.height - page.trim.bottom + 4)
    colours = [picture.getpixel((round(x * SCALE), round(y * SCALE))) for x, y in (outside, beyond)]
    assert colours[0] != (255, 255, 255)
    assert colours[1] == (255, 255, 255)


@pytest.mark.parametrize("copies", [2, 16])
def test_vectors_and_fonts_are_kept_once_however_often_a_page_is_shown(
    library: Path, copies: int
) -> None:
    source = open_source(library / "bilingual.pdf")
    sheets = impose_grid(source.sizes, A3, up=copies, repeat=True)
    pdf = draw(sheets, source)
    assert len(pdf) < 1.1 * source.path.stat().st_size
    with pikepdf.open(source.path) as before, pikepdf.open(io.BytesIO(pdf)) as after:
        assert fonts_of(after) == fonts_of(before) > 3
    words = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert words.count("Introduction") == copies
    assert words.count("引言") == copies


def fonts_of(pdf: pikepdf.Pdf) -> int:
    return sum(
        isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor
        for item in pdf.objects
    )


def test_the_same_pages_give_the_same_bytes_with_title_language_and_dates(library: Path) -> None:
    source = open_source(library / "bilingual.pdf")
    sheets = impose_booklet(source.sizes, A4, stock=Stock(100))
    pdf = draw(sheets, source)
    assert pdf == draw(sheets, open_source(source.path))
    before, after = pypdf.PdfReader(source.path), pypdf.PdfReader(io.BytesIO(pdf))
    assert before.metadata is not None
    assert after.metadata is not None
    for key in ("/Title", "/Author", "/Subject", "/Keywords", "/CreationDate"):
        assert after.metadata[key] == before.metadata[key]
    assert str(after.root_object["/Lang"]) == "en"
    assert "/StructTreeRoot" not in after.root_object
    assert (
        "/Metadata" not in after.root_object
    )  # it says that the file is PDF/UA, which this is not


def test_a_back_for_the_other_flip_is_printed_upside_down(tmp_path: Path) -> None:
    source = open_source(a_pdf(tmp_path / "flags.pdf", *[plain] * 4))
    backs = [
        seen(draw(impose_booklet(source.sizes, A4, flip=flip, marks=False), source), 2)
        for flip in (Flip.SHORT_EDGE, Flip.LONG_EDGE)
    ]
    difference = ImageChops.difference(backs[0], backs[1].rotate(180))
    assert difference.resize((20, 20), Image.Resampling.BOX).getextrema()[0][1] < 30  # type: ignore[index]


def encrypted(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="secret", user="secret"))


def without_pages(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(path)


def cut_off(path: Path) -> None:
    a_pdf(path, plain)
    path.write_bytes(path.read_bytes()[:300])


def without_size(path: Path) -> None:
    def change(page: Any) -> None:
        page.MediaBox = Array([0, 0, 0, 0])

    a_pdf(path, change)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (encrypted, "file/encrypted"),
        (without_pages, "file/damaged"),
        (cut_off, "file/damaged"),
        (without_size, "file/damaged"),
        (lambda path: path.touch(), "file/damaged"),
        (lambda path: path.write_bytes(b"<html>no</html>"), "file/damaged"),
        (lambda path: None, "usage/file-not-found"),
    ],
)
def test_what_cannot_be_imposed_is_refused_with_its_name_and_a_remedy(
    spoil: Callable[[Path], None], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "given.pdf"
    spoil(path)
    with pytest.raises(Problems) as refused:
        open_source(path)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.hint
    assert problem.place is not None
    assert problem.place.path == path


def test_a_damaged_file_is_imposed_or_refused_and_nothing_else(
    library: Path, tmp_path: Path
) -> None:
    good, path = (library / "en.pdf").read_bytes(), tmp_path / "damaged.pdf"
    chance = random.Random(5)
    outcomes = set()
    for _ in range(60):
        damaged = bytearray(good)
        at = chance.randrange(len(damaged))
        if chance.random() < 0.5:
            del damaged[at : at + chance.randrange(4000)]
        else:
            damaged[at : at + 40] = chance.randbytes(40)
        path.write_bytes(damaged)
        try:
            source = open_source(path)
            draw(impose_booklet(source.sizes, A4), source)
        except Problems as refused:
            outcomes.add("refused" if "damaged.pdf" in str(refused) else str(refused))
        else:
            outcomes.add("imposed")
    assert outcomes == {"imposed", "refused"}
