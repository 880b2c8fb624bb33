"""What `make print` builds, and PRINTING.html in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bifolio.document.load import load
from bifolio.document.publication import Edition, Sheets
from bifolio.imposition.plan import ImpositionPlan
from bifolio.instructions.jobs import PURPOSES, PrintJob
from bifolio.instructions.page import drawings as all_drawings
from bifolio.instructions.page import page, phrases, set_text, shown, spaced
from bifolio.instructions.sheet import rows_on_paper
from bifolio.paper.formats import PAPERS, PT_PER_MM, PaperName, Way
from tests.conftest import OFFICE_EDITIONS, PUBLICATIONS, SHEETS, call_bifolio
from tests.support.browser import opened_in_browser
from tests.support.problems import codes, places

FOR_OFFICE = "    target: office\n    layout: sheet"
"""An edition of the example for an office printer."""


@pytest.fixture(scope="module")
def opened(library_on_paper: Path) -> Iterator[Page]:
    with opened_in_browser(library_on_paper / "PRINTING.html", width=1280, height=900) as page:
        yield page


def facts(opened: Page, file: str, language: str) -> str:
    article = opened.locator(f"article[id='{file.removesuffix('.pdf')}']")
    said = article.locator(f".both > [lang='{language}']").text_content() or ""
    return said.replace("\u00a0", " ")


def test_every_file_for_paper_is_described_and_linked(opened: Page, library_on_paper: Path) -> None:
    shown = opened.locator("article h3 a").evaluate_all("links => links.map(a => a.textContent)")
    built = {path.name for path in library_on_paper.glob("*.pdf")} - {"PRINTING.pdf"}
    assert sorted(shown) == sorted(built)
    assert {f"{name}.pdf" for name in (*OFFICE_EDITIONS, *SHEETS)} < set(shown)
    for link in opened.locator("article h3 a").all():
        assert (library_on_paper / (link.get_attribute("href") or "")).is_file()


@pytest.mark.parametrize(
    ("file", "english", "chinese"),
    [
        ("handout.pdf", ["A4", "long edge"], ["A4", "长边"]),
        ("handout-letter.pdf", ["Letter", "long edge"], ["Letter", "长边"]),
        ("booklet.pdf", ["Do not print this file"], ["请勿"]),
        ("booklet-flip-short-edge.pdf", ["A4", "2 sheets", "short edge", "staple"], ["短边", "订"]),
        ("booklet-flip-long-edge.pdf", ["A4", "2 sheets", "long edge", "80 g"], ["长边", "80 克"]),
        (
            "leaflet-en.pdf",
            ["short edge", "100 + 100 + 97 mm", "The cover lies on top"],
            ["短边", "100 + 100 + 97 毫米"],
        ),
        ("handout-two-on-A3.pdf", ["A3", "2 copies", "short edge", "Cut"], ["裁开"]),
        ("handout-four-on-A3.pdf", ["A3", "4 copies", "long edge"], ["长边", "4 份"]),
        ("handout-poster-A3.pdf", ["A3", "one-sided"], ["单面"]),
        ("press.pdf", ["print shop", "Do not print this file"], ["印刷厂"]),
    ],
)
def test_paper_flip_and_fold_are_said_in_both_languages(
    file: str, english: list[str], chinese: list[str], opened: Page
) -> None:
    for language, words in (("en", english), ("zh-Hans", chinese)):
        said = facts(opened, file, language)
        assert [word for word in words if word not in said] == []


def test_every_file_is_shown_by_pictures_of_its_sides(opened: Page, library_on_paper: Path) -> None:
    for article in opened.locator("article").all():
        pictures = article.locator("img")
        file = str(article.locator("h3 a").get_attribute("href"))
        assert pictures.count() == len(pypdf.PdfReader(library_on_paper / file).pages)
        assert pictures.first.evaluate("image => image.complete && image.naturalWidth > 100")
        assert re.search(r"\.pdf, side 1", pictures.first.get_attribute("alt") or "")


def test_files_are_chosen_by_what_people_want_to_do(opened: Page) -> None:
    def files(purpose: str) -> list[str]:
        section = opened.locator(f"section[aria-labelledby='{purpose}']")
        return [str(each.get_attribute("id")) for each in section.locator("article").all()]

    links = opened.locator("nav a")
    purposes = [str(link.get_attribute("href")).removeprefix("#") for link in links.all()]
    assert purposes == [name for name in dict.fromkeys(PURPOSES.values()) if files(name)]
    assert "handout-four-on-A3" in files("hand-out")
    assert files("fold") == ["leaflet-en", "leaflet-zh-Hans"]
    assert files("staple") == ["booklet-flip-short-edge", "booklet-flip-long-edge"]
    assert files("hang-up") == ["handout-poster-A3"]
    assert {"press", "press-leaflet-en"} <= set(files("print-shop"))
    assert files("read") == ["booklet"]
    links.nth(2).click()
    opened.wait_for_url(re.compile("#staple$"))


@pytest.mark.parametrize(
    ("file", "drawings"),
    [
        ("handout", ["portrait-long-edge"]),
        ("booklet-flip-short-edge", ["landscape-short-edge", "booklet"]),
        ("booklet-flip-long-edge", ["landscape-long-edge", "booklet"]),
        ("leaflet-en", ["landscape-short-edge", "fold-letter"]),
        ("handout-four-on-A3", ["portrait-long-edge", "copies"]),
        ("handout-poster-A3", ["one-sided", "poster"]),
        ("press", ["press"]),
    ],
)
def test_flips_folds_staples_and_cuts_are_drawn(
    file: str, drawings: list[str], opened: Page
) -> None:
    shown = opened.locator(f"article[id='{file}'] .drawings svg")
    assert shown.count() == len(drawings)
    for name, svg in zip(drawings, shown.all(), strict=True):
        assert svg.locator("> *").count() == all_drawings()[name].count("/>")
        size = svg.bounding_box()
        assert size is not None
        assert size["width"] > 60


def test_han_has_a_space_beside_letters_and_figures() -> None:
    assert (
        spaced("尺寸A4，每份2张；100%，不超过21%的页面")
        == "尺寸 A4，每份 2 张；100%，不超过 21% 的页面"
    )
    assert spaced("A4, 2 sheets") == "A4, 2 sheets"


def test_letters_are_those_of_the_page_not_of_the_system(opened: Page) -> None:
    family = opened.evaluate("getComputedStyle(document.body).fontFamily")
    assert family.startswith('"Embedded Letters"')
    loaded = opened.evaluate("[...document.fonts].filter(f => f.family.includes('Letters')).length")
    assert loaded >= 2


def test_files_that_are_printed_alike_have_one_description_on_paper(opened: Page) -> None:
    opened.emulate_media(media="print")
    try:
        first, second = (
            opened.locator(f"article[id='leaflet-{language}'] dl").first
            for language in ("en", "zh-Hans")
        )
        assert not first.is_visible()
        assert second.is_visible()
        assert opened.locator("article[id='handout'] dl").first.is_visible()
    finally:
        opened.emulate_media(media="screen")


def test_files_that_are_printed_alike_are_a_group_on_a_phone(opened: Page) -> None:
    opened.set_viewport_size({"width": 390, "height": 800})
    try:
        alike, last = (
            opened.locator(f"article[id='leaflet-{name}']") for name in ("en", "zh-Hans")
        )
        assert not alike.locator(":is(.drawings, dl, .of-all)").filter(visible=True).count()
        assert last.evaluate("article => getComputedStyle(article).borderTopWidth") == "0px"
        said = last.locator(":is(.what, .drawings, .of-all)").all()
        tops: dict[str, list[float]] = {}
        for each in said:
            box = each.bounding_box()
            assert box
            tops.setdefault(str(each.get_attribute("class")), []).append(box["y"])
        assert max(tops["what"]) < min(tops["drawings"]) < min(tops["of-all"])
        assert last.locator(".of-all").all_text_contents() == [
            "For these 2 files:",
            "以上 2 个文件：",
        ]
        assert Axe().run(opened).violations_count == 0
    finally:
        opened.set_viewport_size({"width": 1280, "height": 900})
    assert alike.locator("dl").first.is_visible()
    assert not last.locator(".of-all").first.is_visible()


def test_reduced_type_is_said_with_its_size(opened: Page) -> None:
    assert "8 pt and larger" in facts(opened, "handout.pdf", "en")
    assert "the smallest is 5.7 pt, as the pages are at 71 %" in facts(
        opened, "handout-four-on-A3.pdf", "en"
    )
    assert "最小 5.7 磅（页面按 71% 缩放）" in facts(opened, "handout-four-on-A3.pdf", "zh-Hans")
    assert "11.3 pt and larger; the pages are at 141 %" in facts(
        opened, "handout-poster-A3.pdf", "en"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(scheme: Literal["light", "dark"], opened: Page) -> None:
    opened.emulate_media(color_scheme=scheme)
    found = Axe().run(opened)
    opened.emulate_media(color_scheme="light")
    assert found.violations_count == 0, found.generate_report()


def test_it_fits_a_phone_and_the_paper(opened: Page) -> None:
    opened.set_viewport_size({"width": 380, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 380
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": 700, "height": 900})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 700
    opened.emulate_media(media="screen")
    opened.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_are_of_the_paper_and_hardly_larger_than_the_edition(
    name: str, library_on_paper: Path
) -> None:
    sheet: PaperName = "A3" if name.endswith("A3") else "A4"
    edition = name.split("-")[0]
    for side in pypdf.PdfReader(library_on_paper / f"{name}.pdf").pages:
        size = sorted((float(side.mediabox.width), float(side.mediabox.height)))
        assert size == pytest.approx([edge * PT_PER_MM for edge in PAPERS[sheet]], abs=0.1)
    before = (library_on_paper / f"{edition}.pdf").stat().st_size
    assert (library_on_paper / f"{name}.pdf").stat().st_size < 1.1 * before


def test_the_languages_of_the_page_say_the_same_things() -> None:
    english, chinese = (dict(phrases()[language]) for language in ("en", "zh-Hans"))

    def keys(said: object) -> object:
        if isinstance(said, dict):
            return {key: keys(value) for key, value in said.items()}
        return sorted(re.findall(r"\{[a-z]+\}", str(said)))

    assert keys(english) == keys(chinese)


@pytest.mark.slow
def test_what_is_not_built_yet_is_reported_with_the_command(tmp_path: Path) -> None:
    finished = call_bifolio("sheets", "library", "-o", str(tmp_path), cwd=PUBLICATIONS)
    assert finished.returncode == 1
    assert f"{tmp_path}/library/handout.pdf file/not-built" in places(finished.stderr)
    assert "`bifolio build library -e handout`" in finished.stderr
    assert list(tmp_path.glob("library/*")) == []


@pytest.mark.slow
def test_sheets_are_made_of_what_is_built_and_stay_if_others_cannot_be_made(
    workshop: Path,
) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    good = publication.read_text("utf-8").replace("    layout: sheet", FOR_OFFICE, 1)
    poster = "  poster: {edition: en, way: poster, paper: A3}\n"
    publication.write_text(f"{good.rstrip()}\nsheets:\n{poster}", "utf-8")
    built = call_bifolio("build", "-e", "en", cwd=workshop)
    assert built.returncode == 0
    both = f"{poster}  other: {{edition: zh-Hans, way: poster, paper: A3}}\n"
    publication.write_text(f"{good.rstrip()}\nsheets:\n{both}", "utf-8")
    report = workshop / "build" / "paper" / "preflight.json"
    results = json.loads(report.read_text("utf-8"))
    failed = {**results["editions"][0], "edition": "zh-Hans", "fits": False}
    report.write_text(json.dumps({**results, "editions": [failed]}), "utf-8")
    finished = call_bifolio("sheets", cwd=workshop)
    assert finished.returncode == 1
    assert places(finished.stderr) == ["build/paper/zh-Hans.pdf file/not-built"]
    assert "build/paper/preflight.html" in finished.stderr
    assert "zh-Hans.pdf" not in (workshop / "build/paper/PRINTING.html").read_text("utf-8")
    assert "poster.pdf  1 sheet of A3, pages at 141 %, " in finished.stdout
    made = (workshop / "build" / "paper" / "poster.pdf").read_bytes()
    folded = "  folded: {edition: en, way: leaflet}\n"
    smaller = poster.replace("A3", "A4")
    publication.write_text(f"{good.rstrip()}\nsheets:\n{smaller}{folded}", "utf-8")
    finished = call_bifolio("sheets", cwd=workshop)
    assert finished.returncode == 1
    (place,) = places(finished.stderr)
    assert re.fullmatch(r"source/paper/publication\.yaml:\d+:\d+ imposition/page-count", place)
    assert (workshop / "build" / "paper" / "poster.pdf").read_bytes() == made


@pytest.mark.slow
def test_a_publication_without_editions_for_paper_is_reported(workshop: Path) -> None:
    finished = call_bifolio("sheets", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["source/nothing-for-paper"]


@pytest.mark.slow
def test_the_printer_test_is_a_sheet_with_rulers_in_mm(tmp_path: Path) -> None:
    finished = call_bifolio("printer-test", "-o", str(tmp_path))
    assert finished.returncode == 0, finished.stderr
    for paper in ("A4", "Letter"):
        reader = pypdf.PdfReader(tmp_path / "printer-test" / f"{paper}.pdf")
        front, back = reader.pages
        assert float(front.mediabox.width) == pytest.approx(PAPERS[paper][0] * PT_PER_MM, abs=0.1)
        words = "".join((front.extract_text() + back.extract_text()).split())
        for said in ("Printertestsheet", "打印机测试页", "longedge", "长边", "150"):
            assert said in words


EDITIONS = load(PUBLICATIONS / "source" / "library").publication.editions


def a_job(edition: Edition, sheets: Sheets | None = None, *, sides: int = 2) -> PrintJob:
    return PrintJob("x.pdf", edition, sheets, sides, in_booklets=False, toner=5.0, thumbnails=())


def with_(edition: str, **changes: object) -> Edition:
    return EDITIONS[edition].model_copy(update=changes)


@pytest.mark.parametrize(
    ("edition", "sides", "english", "chinese"),
    [
        (with_("press"), 10, "2 blank pages before the last page", "前加2页空白页"),
        (with_("press"), 7, "1 blank page before", "前加1页空白页"),
        (with_("press"), 8, "", ""),
        (with_("press"), 2, "", ""),
        (with_("press-leaflet-en"), 2, "", ""),
        (with_("handout"), 3, "", ""),
    ],
)
def test_a_print_shop_reads_how_many_blank_pages_a_stapled_file_needs(
    edition: Edition, sides: int, english: str, chinese: str
) -> None:
    said = shown(a_job(edition, sides=sides)).facts
    rows = {
        language: [row for row in said[language]["rows"] if row.key == "blank"] for language in said
    }
    for language, words in (("en", english), ("zh-Hans", chinese)):
        assert [words in row.text for row in rows[language]] == [True] * bool(words)


@pytest.mark.parametrize(
    ("edition", "sheets", "widths"),
    [
        (with_("leaflet-en"), None, "100 + 100 + 97"),
        (with_("leaflet-en", paper="Letter"), None, "94.1 + 94.1 + 91.1"),
        (with_("leaflet-en", paper="Letter", fold="z"), None, "93.1 + 93.1 + 93.1"),
        (with_("booklet"), {"paper": "A4"}, "100 + 100 + 97"),
        (with_("booklet"), {"paper": "Letter"}, "94.1 + 94.1 + 91.1"),
        (with_("booklet"), {"paper": "A3", "fold": "z"}, "140 + 140 + 140"),
    ],
)
def test_the_widths_of_a_leaflet_are_those_of_the_sheet_that_is_folded(
    edition: Edition, sheets: dict[str, str] | None, widths: str
) -> None:
    asked = Sheets.model_construct(edition="x", way="leaflet", **sheets) if sheets else None  # type: ignore[arg-type]
    shown = page({"en": "Six pages"}, [a_job(edition, asked)])
    assert f"{widths}\u00a0mm)" in shown
    assert f"{widths} 毫米" in shown
    assert sum(float(width) for width in widths.split(" + ")) == pytest.approx(
        max(PAPERS[(asked or edition).paper]), abs=0.2
    )


def test_a_file_is_named_by_its_script_if_the_publication_has_another() -> None:
    job = a_job(with_("handout", languages=("zh-Hant",)))
    assert "（中文）" in shown(job).facts["zh-Hans"]["what"]
    among = shown(replace(job, languages=("zh-Hans", "zh-Hant", "en"))).facts
    assert "（繁体中文）" in among["zh-Hans"]["what"]
    assert "Traditional Chinese" in among["en"]["what"]


@pytest.mark.parametrize("layout", ["handout", "sheet", "ours"])
def test_what_is_one_sheet_is_a_handout_in_whatever_layout(layout: str) -> None:
    edition = with_("handout", layout=layout)
    assert a_job(edition, sides=2).kind == "handout"
    assert a_job(edition, sides=3).kind == "document"


@pytest.mark.parametrize(
    ("paper", "called"), [("A4", "Handout"), ("A5", "Flyer"), ("A6", "Postcard")]
)
def test_a_small_sheet_is_a_flyer_or_a_postcard(paper: str, called: str) -> None:
    facts = shown(a_job(with_("handout", paper=paper), sides=2)).facts["en"]
    assert facts["what"].split()[0].rstrip(",") == called


@pytest.mark.parametrize(("scale", "is_said"), [(1.0, False), (0.71, True)])
def test_pages_on_paper_say_the_size_of_scaled_type(scale: float, is_said: bool) -> None:
    job = shown(replace(a_job(EDITIONS["handout"]), scale=scale, smallest_type=9.0))
    assert ("type" in {row.key for row in rows_on_paper(job, "en")}) == is_said


def test_a_single_side_is_printed_on_one_side() -> None:
    assert a_job(EDITIONS["handout"], sides=1).duplex == "one-sided"


def test_a_single_sheet_is_one_in_english_too() -> None:
    sheets = Sheets.model_construct(edition="x", way="booklet")
    one, two = (page({"en": "x"}, [a_job(EDITIONS["booklet"], sheets, sides=sides)])
                for sides in (2, 4))  # fmt: skip
    assert "1 sheet per copy" in one
    assert "2 sheets per copy" in two
    assert "每份 2 张" in two


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    shown = page({"en": "x"}, [a_job(EDITIONS["leaflet-en"])])
    assert re.findall(r"\d (?:mm|g/m²|%)", shown) == []
    assert "97\u00a0mm" in shown


@pytest.mark.parametrize(
    ("orientation", "words"),
    [("portrait", ["A4, portrait", "A4，纵向"]), ("landscape", ["A4, landscape", "A4，横向"])],
)
def test_how_the_paper_lies_is_that_of_the_edition(orientation: str, words: list[str]) -> None:
    shown = page({"en": "A page"}, [a_job(with_("handout", orientation=orientation))])
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize("way", ["booklet", "n-up", "leaflet"])
def test_instructions_name_the_flip_that_sheets_are_imposed_for(way: Way) -> None:
    sheets = Sheets.model_construct(edition="x", way=way)
    for edition in (EDITIONS["handout"], EDITIONS["leaflet-en"]):
        assert a_job(edition, sheets).duplex == ImpositionPlan(way).flip_edge


def test_full_width_marks_beside_each_other_have_no_hole_between_them() -> None:
    assert set_text("“长边翻转”。") == '“长边翻转<span class="half">”</span>。'
    assert set_text("内面（各面宽97毫米），按") == (
        '内面（各面宽 97 毫米<span class="half">）</span>，按'
    )
    assert set_text("Choose “actual size”, & print.") == "Choose “actual size”, &amp; print."


def test_a_line_may_begin_with_a_quote_without_a_hole() -> None:
    assert set_text("选择“长边”") == (
        '选择<span class="gap"> </span><span class="open">“</span>长边”'
    )


def test_wide_sides_are_beside_each_other(opened: Page) -> None:
    sides = opened.locator("article[id='leaflet-en'] .sides li").all()
    first, second = (side.bounding_box() for side in sides)
    assert first
    assert second
    assert first["y"] == second["y"]
