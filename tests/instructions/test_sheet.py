"""PRINTING.pdf: the instructions on paper, beside the printer."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from markupsafe import Markup, escape

from bifolio.document.load import load
from bifolio.document.publication import Edition, Sheets
from bifolio.instructions.jobs import PrintJob
from bifolio.instructions.page import page, phrases
from bifolio.instructions.page import shown as described
from bifolio.instructions.sheet import Alike, alike, sheet
from bifolio.paper.formats import PT_PER_MM
from bifolio.preflight.foreign import check_file
from tests.conftest import PUBLICATIONS
from tests.support.verapdf import validate

EDITIONS = load(PUBLICATIONS / "source" / "library").publication.editions


@pytest.fixture(scope="module")
def printed(library_on_paper: Path) -> Path:
    return library_on_paper / "PRINTING.pdf"


def texts(path: Path) -> list[str]:
    """The text of each page, without spaces."""
    pages = pypdfium2.PdfDocument(path)
    return ["".join(page.get_textpage().get_text_range().split()) for page in pages]


@pytest.mark.slow
def test_each_language_has_two_pages_at_most_with_every_file(
    printed: Path, library_on_paper: Path
) -> None:
    pages = texts(printed)
    first = next(
        number for number, text in enumerate(pages) if phrases()["zh-Hans"]["title"] in text
    )
    assert first <= 2
    assert len(pages) - first <= 2
    names = {path.name for path in library_on_paper.glob("*.pdf")} - {printed.name}
    for part in (pages[:first], pages[first:]):
        assert [name for name in names if name not in "".join(part)] == []
    assert "Choose“fliponshortedge”" in "".join(pages[:first])
    assert "请选择“短边翻转”" in "".join(pages[first:])


@pytest.mark.slow
def test_it_is_accessible_and_nothing_is_found_in_it(printed: Path) -> None:
    verdict = validate(printed)
    assert verdict.compliant, verdict.failed
    report = check_file(printed, profile="", password="", online=False)
    assert [each for each in report.findings if each.severity != "info"] == []


@pytest.mark.slow
def test_it_stays_clear_of_the_edges_that_printers_leave_white(printed: Path) -> None:
    for side in pypdfium2.PdfDocument(printed):  # at a point for each pixel
        grey = side.render(scale=1).to_pil().convert("L").crop((0, 0, 595, 841))
        box = grey.point(lambda level: 255 * (level < 250)).getbbox()
        assert box
        left, top, right, bottom = box
        assert min(left, top, grey.width - right, grey.height - bottom) > 5 * PT_PER_MM


def a_job(edition: Edition, file: str = "x.pdf", sheets: Sheets | None = None) -> PrintJob:
    return PrintJob(file, edition, sheets, 2, in_booklets=False, toner=5.0, thumbnails=())


def test_files_that_are_printed_alike_are_described_once() -> None:
    jobs = [a_job(EDITIONS["leaflet-en"], "a.pdf"), a_job(EDITIONS["leaflet-zh-Hans"], "b.pdf")]
    (both,) = alike(jobs)
    assert [each.job.file for each in both.jobs] == ["a.pdf", "b.pdf"]
    assert len(alike([*jobs, a_job(EDITIONS["handout"])])) == 2
    shown = sheet({"en": "A guide"}, jobs, lambda text, language: escape(text))
    assert shown.count("Fold along the tick marks") == 1
    assert {"a.pdf", "b.pdf"} <= set(re.findall(r"\w\.pdf", shown))


def test_the_smallest_type_that_can_be_read_is_said_once() -> None:
    jobs = [replace(a_job(EDITIONS["handout"], "a.pdf"), smallest_type=size) for size in (9, 8.5)]
    small = replace(jobs[0], smallest_type=6.0)
    shown = sheet({"en": "A guide"}, [*jobs, small], lambda text, language: escape(text))
    assert shown.replace("\u00a0", " ").count("Smallest type: 8.5 pt") == 1
    none = sheet({"en": "A guide"}, [small], lambda text, language: escape(text))
    assert "Smallest type" not in none


def test_files_that_are_printed_alike_show_the_one_in_the_language_of_the_page() -> None:
    jobs = [a_job(EDITIONS["leaflet-en"], "a.pdf"), a_job(EDITIONS["leaflet-zh-Hans"], "b.pdf")]
    (both,) = alike(jobs)
    assert [both.seen_in(language).file for language in ("en", "zh-Hans", "fr")] == [
        "a.pdf",
        "b.pdf",
        "a.pdf",
    ]


def test_files_that_are_printed_alike_show_the_first_that_has_the_language_of_the_page() -> None:
    jobs = [a_job(EDITIONS["bilingual"], "a.pdf"), a_job(EDITIONS["zh-Hans"], "b.pdf")]
    both = Alike([described(job) for job in jobs])
    assert [both.seen_in(language).file for language in ("en", "zh-Hans")] == ["a.pdf", "a.pdf"]


def test_a_title_is_shown_in_a_language_that_the_publication_has() -> None:
    shown = sheet({"fr": "Un guide"}, [a_job(EDITIONS["handout"])], lambda text, _: Markup(text))
    assert shown.count('<p class="of" lang="fr">Un guide</p>') == len(phrases())


def test_files_for_screens_are_named_without_instructions() -> None:
    jobs = [a_job(EDITIONS["handout"])]
    for shown in (
        sheet({"en": "A guide"}, jobs, lambda text, _: escape(text), ["a.pdf", "b.pdf"]),
        page({"en": "A guide"}, jobs, for_screens=["a.pdf", "b.pdf"]),
    ):
        assert {"a.pdf", "b.pdf"} <= set(re.findall(r"\w\.pdf", shown))
        assert phrases()["en"]["for_screens"] in shown
    none = sheet({"en": "A guide"}, jobs, lambda text, _: escape(text))
    assert phrases()["en"]["purposes"]["read"] not in none
