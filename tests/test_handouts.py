"""The editions for office printers: what they say, in which order, and that nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from tests.conftest import OFFICE_EDITIONS, call_bifolio
from tests.support.problems import codes
from tests.test_factsheet import ORIGINAL, folded, spoken, text_of

pytestmark = pytest.mark.slow

ENGLISH = [edition for edition in OFFICE_EDITIONS if edition != "leaflet-zh-Hans"]

LEAFLET = """\
  leaflet:
    languages: [en]
    layout: leaflet
    orientation: landscape
    fold: {fold}
    target: office
    profile: handout
    file-name: leaflet.pdf
"""


@pytest.mark.parametrize("edition", ENGLISH)
def test_every_sentence_of_the_original_is_read_back(paper: Path, edition: str) -> None:
    printed = folded(text_of(paper / f"{edition}.pdf", "-raw"))
    lines = [line for line in ORIGINAL.splitlines() if line.strip()]
    # Beside the emblem and the contacts, a line may stand in the other language's place.
    assert [line for line in lines if folded(line) not in printed] == []


@pytest.mark.parametrize(("edition", "words"), [
    ("leaflet-en", ["EU-China Dialogue", "Working towards", "The ‘EU-China", "Main Objectives",
                    "Focus Areas", "Project Outcomes", "Key European partners", "Through the PI",
                    "IOM Liaison Office", "ILO Country Office", "Sample re-setting"]),
    ("leaflet-zh-Hans", ["支持中欧人员", "致力于改善", "引言", "主要目标", "重点领域", "项目成果",
                         "欧方主要合作伙伴", "伙伴关系工具（PI）是", "国际移民组织驻华联络处",
                         "国际劳工组织北京局", "重新排版的样张"]),
])  # fmt: skip
def test_a_leaflet_is_read_from_the_cover_to_the_back(
    paper: Path, edition: str, words: list[str]
) -> None:
    said = folded(spoken(paper / f"{edition}.pdf"))
    places = [said.find(folded(word)) for word in words]
    assert -1 not in places
    assert places == sorted(places)


def test_bookmarks_of_a_leaflet_follow_the_order_of_reading(paper: Path) -> None:
    title, sections = pypdf.PdfReader(paper / "leaflet-en.pdf").outline
    assert title.title.startswith("EU-China Dialogue")  # type: ignore[union-attr]
    assert [each.title for each in sections][1:] == [  # type: ignore[union-attr]
        "Introduction",
        "Main Objectives",
        "Focus Areas",
        "Project Outcomes",
        "Partnerships",
        "Partnership Instrument (PI)",
    ]


def test_a_handout_has_a_language_on_each_side_of_one_sheet(paper: Path) -> None:
    for name in ("handout", "handout-letter"):
        english, chinese = pypdf.PdfReader(paper / f"{name}.pdf").pages
        assert len(re.findall("[\u4e00-\u9fff]", english.extract_text())) < 10
        assert "Introduction" not in chinese.extract_text()
        assert "引言" in chinese.extract_text()


def test_a_booklet_has_facing_pages_and_takes_whole_sheets(paper: Path) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(paper / "booklet.pdf").pages]
    assert len(pages) == 8
    for english, chinese in (("Introduction", "引言"), ("Project Outcomes", "项目成果")):
        left = next(number for number, text in enumerate(pages, 1) if english in text)
        assert left % 2 == 0
        assert chinese in pages[left]


def test_folds_are_where_the_paper_is_folded(paper: Path) -> None:
    """The ticks of the leaflet, in mm from the left edge of each side."""
    with pikepdf.open(paper / "leaflet-en.pdf") as pdf:
        found = [sorted({round(x) for x in ticks(page)}) for page in pdf.pages]
    assert found == [[97, 197], [100, 200]]


def ticks(page: Any) -> list[float]:
    """Where thin upright rectangles of 3 mm stand (mm)."""
    scale, found = 1.0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "cm" and float(operands[0]) == 0.75:
            scale = 0.75
        if str(operator) == "re":
            x, _, width, height = (float(each) * scale / 72 * 25.4 for each in operands)
            if abs(width) < 0.5 and 2.9 < abs(height) < 3.1:
                found.append(x)
    return found


def with_leaflet(workshop: Path, fold: str) -> Path:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8")
    publication.write_text(f"{text.rstrip()}\n{LEAFLET.format(fold=fold)}", "utf-8")
    return workshop / "source" / "paper" / "text.yaml"


@pytest.mark.parametrize("fold", ["letter", "z"])
def test_another_publication_makes_a_leaflet_of_either_fold(workshop: Path, fold: str) -> None:
    with_leaflet(workshop, fold)
    finished = call_bifolio("build", "-e", "leaflet", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    assert len(pypdf.PdfReader(workshop / "build" / "paper" / "leaflet.pdf").pages) == 2


def test_text_that_does_not_fit_its_panels_is_reported_by_its_length(workshop: Path) -> None:
    words = with_leaflet(workshop, "letter")
    text = words.read_text("utf-8")
    old = "The house is open"
    assert old in text
    words.write_text(text.replace(old, "Come and see what there is to see. " * 80 + old), "utf-8")
    finished = call_bifolio("build", "-e", "leaflet", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["file/pages"]
    assert "lines are too many" in finished.stderr
    assert not (workshop / "build" / "paper" / "leaflet.pdf").exists()
