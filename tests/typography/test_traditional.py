"""A publication in Traditional Chinese, built from its files alone."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bifolio.preflight.typography.measure import measure
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Order
from tests.typography.extraction import pdftotext_raw

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).with_name("opening-notice")


@pytest.fixture(scope="module")
def notice(project: Project, renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the finished notice."""
    order = Order((SOURCE,), (), tmp_path_factory.mktemp("notice"))
    build(order, project, renderer)
    return order.output / SOURCE.name


@pytest.mark.parametrize("edition", ["zh-Hant", "bilingual"])
def test_the_lines_break_no_rule(edition: str, notice: Path) -> None:
    pages = measure(notice / f"{edition}.pdf")
    assert [finding for page in pages for finding in page.violations] == []
    assert sum(page.justified for page in pages) >= 5
    assert max(page.worst_edge for page in pages) <= 0.2


def test_quotes_are_those_of_traditional_chinese(notice: Path) -> None:
    text = "".join(pdftotext_raw((notice / "zh-Hant.pdf").read_bytes()).split())
    assert "讀者常問：「假日開不開放？」答案是：" in text
    assert "館長說：「歡迎常來，『書房』永遠亮著燈。」" in text
    assert "“" not in text


def test_marks_stand_in_the_middle_of_their_em(notice: Path) -> None:
    page = pypdfium2.PdfDocument(notice / "zh-Hant.pdf")[0]
    text = page.get_textpage()
    found = 0
    for index, character in enumerate(text.get_text_range()):
        if character in "，。；":
            left, _, right, _ = text.get_charbox(index)
            outer_left, _, outer_right, _ = text.get_charbox(index, loose=True)
            # Simplified Chinese has their ink in the left quarter of the em.
            width = outer_right - outer_left
            assert (left + right) / 2 - outer_left == pytest.approx(width / 2, abs=0.06 * width)
            found += 1
    assert found > 10


def test_the_colon_of_a_title_is_in_the_middle_between_its_words(notice: Path) -> None:
    page = pypdfium2.PdfDocument(notice / "zh-Hant.pdf")[0]
    text = page.get_textpage()
    colon = text.get_text_range().index("館：重") + 1
    _, _, before, _ = text.get_charbox(colon - 1, loose=True)
    left, _, right, _ = text.get_charbox(colon)
    after, _, end, _ = text.get_charbox(colon + 1, loose=True)
    assert left - before == pytest.approx(after - right, abs=0.04 * (end - after))


def test_no_font_of_simplified_chinese_is_in_it(notice: Path) -> None:
    with pikepdf.open(notice / "bilingual.pdf") as pdf:
        names = {
            str(item.BaseFont)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }
    assert any("Bifolio-Han-TC" in name for name in names)
    assert not any("Bifolio-Han-SC" in name for name in names)
