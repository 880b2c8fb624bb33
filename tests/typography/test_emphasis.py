"""Emphasis in Chinese: bold or dots, by the layout's choice, and never slanted."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from bifolio.fonts.collection import Typecase
from bifolio.preflight.typography.measure import measure
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.typography.extraction import READERS, difference
from tests.typography.setting import Setting, content, job

SOURCE = "这里要*特别强调，不止一次*，因为《*书名*》和 *PDF* 都在里面，这一行才够长。"
TEXT = SOURCE.replace("*", "")
DOTS = ":root { --emphasis-weight: inherit; --emphasis-dot: .14em }"


@pytest.fixture
def pdf(renderer: Renderer, typecase: Typecase, tmp_path: Path, request: object) -> bytes:
    styles = getattr(request, "param", "")
    ready = job([content("x", SOURCE)], Setting(12, 20.0, styles=styles), typecase, tmp_path)
    built = renderer.run(render_job, ready).result()
    assert built.problems == ()
    return built.pdf


def fonts(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {
            str(item.BaseFont).split("+")[1]
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
        }


def dots(pdf: bytes) -> list[tuple[float, float]]:
    """The middle of each small filled path."""
    found = []
    page = pypdfium2.PdfDocument(pdf)[0]
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        if 0 < right - left < 5:
            found.append(((left + right) / 2, (bottom + top) / 2))
    return found


def test_emphasis_is_bold_where_the_layout_says_nothing(pdf: bytes) -> None:
    assert "Bifolio-Han-SC-Bold" in fonts(pdf)
    assert dots(pdf) == []


@pytest.mark.parametrize("pdf", [DOTS], indirect=True)
def test_dots_stand_below_the_middle_of_emphasised_ideographs_and_no_marks(pdf: bytes) -> None:
    assert "Bifolio-Han-SC-Bold" not in fonts(pdf)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    said = text.get_text_range()
    found = dots(pdf)
    assert len(found) == len("特别强调不止一次书名")
    for character in "特别强调不止一次书名":
        left, bottom, right, _ = text.get_charbox(said.index(character), loose=True)
        assert any(
            x == pytest.approx((left + right) / 2, abs=1.0) and bottom - 3 < y < bottom + 4
            for x, y in found
        ), character


@pytest.mark.parametrize("pdf", ["", DOTS], indirect=True)
def test_emphasis_changes_neither_the_words_nor_the_lines(pdf: bytes) -> None:
    for reader in READERS.values():
        assert difference(reader(pdf), [TEXT]) is None
    (page,) = measure(pdf)
    assert page.violations == []


@pytest.mark.parametrize("pdf", ["", DOTS], indirect=True)
def test_no_ideograph_is_slanted(pdf: bytes) -> None:
    assert not any("Han" in name and "Italic" in name for name in fonts(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        matrices = [
            one.operands
            for one in pikepdf.parse_content_stream(file.pages[0])
            if str(one.operator) == "Tm"
        ]
    assert matrices
    assert all(float(operands[2]) == 0 for operands in matrices)
