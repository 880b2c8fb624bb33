"""Containers whose measure depends on their words or differs by line: containers.html, measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bifolio.fonts.collection import Typecase
from bifolio.pdf.glyphs import Glyph, TextLine, TextParagraph, read_pages
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.support.clicks import Clicks
from tests.support.verapdf import validate
from tests.typography.extraction import READERS
from tests.typography.setting import Setting, content, job

pytestmark = pytest.mark.slow

PAGE = Path(__file__).with_name("containers.html")
LONG = (
    "本馆自一九二六年开馆以来，收藏图书、报刊、地图和手稿，现有馆藏三百余万册（件），"
    "每年接待读者约 120 万人次。"
) * 14
"""More than the columns of one page."""

LEADING = 17.0
NEAR = 0.1
"""pt by which an edge or a baseline may be off."""

LEFT, RIGHT = 30.0, 290.0
"""pt; the edges of the page."""

Edges = tuple[float, float]

BESIDE: dict[str, tuple[tuple[Edges, int], Edges]] = {
    "float-right": (((LEFT, 200), 3), (LEFT, RIGHT)),
    "float-left": (((130, RIGHT), 2), (LEFT, RIGHT)),
    "beside-note": (((150, RIGHT), 2), (LEFT, RIGHT)),
    "note": (((LEFT, 140), 0), (LEFT, 140)),
    "item-rest": (((80, RIGHT), 0), (80, RIGHT)),
    "cell-rest": (((60, RIGHT), 0), (60, RIGHT)),
    "in-item": (((40, RIGHT), 0), (40, RIGHT)),
    "among": (((LEFT, RIGHT), 0), (LEFT, RIGHT)),
    "narrow": (((LEFT, 130), 0), (LEFT, 130)),
    "placed": (((130, 250), 0), (130, 250)),
}
"""The edges of the first lines of each text and their number, and those of the others (pt)."""


@pytest.fixture(scope="module")
def built(
    renderer: Renderer, typecase: Typecase, tmp_path_factory: pytest.TempPathFactory
) -> RenderedPdf:
    folder = tmp_path_factory.mktemp("containers")
    ready = job([content("x", "x")], Setting(10, 10.0), typecase, folder)
    html = PAGE.read_text("utf-8").replace("LONG", LONG)
    faces = typecase.faces(frozenset(map(ord, html)) | {0x20}, folder / "fonts")
    return renderer.run(render_job, replace(ready, html=html, faces=faces)).result()


@pytest.fixture(scope="module")
def pages(built: RenderedPdf) -> list[list[TextParagraph]]:
    return list(read_pages(built.pdf))


@pytest.fixture(scope="module")
def source() -> ElementTree.Element:
    return ElementTree.fromstring(PAGE.read_text("utf-8").replace("LONG", LONG))


def text_of(element: ElementTree.Element) -> str:
    """What an element says before the first block in it."""
    inner = (("" if each.tag == "p" else text_of(each)) + (each.tail or "") for each in element)
    return "".join(((element.text or ""), *inner)).strip()


@pytest.fixture(scope="module")
def lines(
    pages: list[list[TextParagraph]], source: ElementTree.Element
) -> dict[str, list[TextLine]]:
    """The lines of each element with an id, by the words that they say."""
    said = {
        _letters(text_of(each)): name
        for each in source.iter()
        if (name := each.get("id")) and name not in ("table", "columns")
    }
    return {
        said[words]: list(found.lines)
        for page in pages
        for found in page
        if (words := _letters(found.text)) in said
    }


def test_nothing_is_wrong_with_the_page(built: RenderedPdf) -> None:
    assert built.problems == ()


@pytest.mark.parametrize("name", BESIDE)
def test_lines_fill_the_measure_that_is_theirs(name: str, lines: dict[str, list[TextLine]]) -> None:
    (first, count), others = BESIDE[name]
    *inner, last = lines[name]
    for number, line in enumerate(inner):
        left, right = first if number < count else others
        assert (line.left, line.right) == pytest.approx((left, right), abs=NEAR), line.text
    assert last.left == pytest.approx(others[0], abs=NEAR)
    assert last.right <= others[1] + NEAR


@pytest.mark.parametrize("name", BESIDE)
def test_baselines_are_a_leading_apart(name: str, lines: dict[str, list[TextLine]]) -> None:
    for one, other in pairwise(lines[name]):
        assert one.baseline - other.baseline == pytest.approx(LEADING, abs=NEAR)


@pytest.mark.parametrize("name", ["item-fit", "cell-fit"])
def test_a_box_as_wide_as_its_text_has_it_on_one_line(
    name: str, lines: dict[str, list[TextLine]]
) -> None:
    (line,) = lines[name]
    (beside, *_) = lines[name.replace("fit", "rest")]
    assert beside.left - line.right == pytest.approx(10, abs=NEAR)
    assert beside.baseline == pytest.approx(line.baseline, abs=NEAR)


def cells(pages: list[list[TextParagraph]]) -> Iterator[list[list[TextLine]]]:
    """The lines of each cell, by row."""
    found = [list(each.lines) for each in pages[0] if each.kind in ("TH", "TD")]
    yield from (found[at : at + 3] for at in range(0, len(found), 3))


def test_columns_of_a_table_are_as_wide_as_their_words_need(
    pages: list[list[TextParagraph]],
) -> None:
    rows = list(cells(pages))
    assert len(rows) == 3
    for cell in range(3):
        assert len({round(row[cell][0].left, 1) for row in rows}) == 1
    right = rows[0][2][0].left - 10
    for row in rows[1:]:
        *inner, last = row[1]
        assert len(inner) >= 2
        assert all(line.right == pytest.approx(right, abs=NEAR) for line in inner)
        assert last.right <= right + NEAR
        assert all(line.right <= RIGHT - 10 + NEAR for line in row[2])
    for row in rows:
        assert len({round(cell[0].baseline, 1) for cell in row}) == 1


def test_columns_go_on_over_pages_line_by_line(pages: list[list[TextParagraph]]) -> None:
    found = [
        [line for each in page if each.kind == "P" for line in each.lines] for page in pages[3:]
    ]
    assert len(found) >= 2
    assert _letters("".join(line.text for page in found for line in page)) == _letters(LONG)
    inner = [line for page in found for line in page][:-1]
    assert {round(line.left) for line in inner} == {30, 170}
    for line in inner:
        assert line.right == pytest.approx(line.left + 120, abs=NEAR), line.text
    for page in found:
        columns = [[line for line in page if round(line.left) == left] for left in (30, 170)]
        for column in columns:
            for one, other in pairwise(column):
                assert one.baseline - other.baseline == pytest.approx(LEADING, abs=NEAR)
        for one, other in zip(*columns, strict=False):
            assert one.baseline == pytest.approx(other.baseline, abs=NEAR)


def test_texts_are_read_in_the_order_of_the_page(
    pages: list[list[TextParagraph]], source: ElementTree.Element
) -> None:
    wanted = "".join(
        text_of(each)
        for each in source.iter()
        if each.tag in ("h1", "p", "th", "td", "li") or (each.tag == "div" and each.get("id"))
    )
    said = "".join(each.text for page in pages for each in page if each.kind != "Lbl")
    assert _letters(said) == _letters(wanted)


def _letters(text: str) -> str:
    return "".join(text.replace("-", "").split())


@pytest.mark.parametrize("reader", READERS)
def test_each_line_copies_out_exactly(
    reader: str, built: RenderedPdf, pages: list[list[TextParagraph]]
) -> None:
    said = READERS[reader](built.pdf)
    shown = [line.text for page in pages for each in page for line in each.lines]
    assert Counter(_letters(said.replace("\u00ad", ""))) == Counter(_letters("".join(shown)))
    # A reader sees a space where a box is among the words.
    without_boxes = [line for line in shown if "方框" not in line and "起。" not in line]
    assert len(shown) - len(without_boxes) == 3
    for line in without_boxes:
        assert line.removesuffix("-") in said
    ended = [line for line in shown if line.endswith("-")]
    assert len(ended) >= 2
    assert said.count("\u00ad") == len(ended)


def test_each_glyph_has_the_language_of_its_text(pages: list[list[TextParagraph]]) -> None:
    def glyphs(*kinds: str) -> Iterator[Glyph]:
        for page in pages:
            for each in page:
                if each.kind in kinds:
                    yield from (glyph for line in each.lines for glyph in line.glyphs)

    assert {glyph.language for glyph in glyphs("P", "TD", "TH", "H1")} == {"zh-Hans", "en"}
    for glyph in glyphs("P", "TD", "TH", "H1"):
        assert glyph.language == "zh-Hans" or glyph.text.isascii()


def test_a_click_on_each_letter_of_a_link_leads_to_its_target(built: RenderedPdf) -> None:
    clicks = Clicks(built.pdf)
    (link,) = clicks.links()
    assert link.words == "本馆网站的读者服务页面"
    assert len(link.notes) == 2
    for page, (_, x, y) in link.letters:
        assert clicks.lead_to(page, x, y) == "https://www.example.org/renew"


def test_the_file_passes_verapdf(built: RenderedPdf, tmp_path: Path) -> None:
    path = tmp_path / "containers.pdf"
    path.write_bytes(built.pdf)
    verdict = validate(path)
    assert verdict.failed == ()
    assert verdict.compliant
