"""The fact sheet that ships: what the finished PDFs say, and how they are made."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp

from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.items import Items
from bifolio.document.blocks.key_figures import KeyFigures
from bifolio.document.load import load
from bifolio.document.manuscript import Manuscript
from bifolio.document.review import State, translations
from bifolio.pdf.glyphs import read_pages
from bifolio.preflight.findings import Severity
from bifolio.preflight.report_file import read_report
from bifolio.preflight.runner import inspect
from bifolio.text import typeset
from bifolio.workflow.imposed import imposed
from bifolio.workflow.registry import registry_of
from tests.conftest import EDITIONS, OFFICE_EDITIONS, PRESS_EDITIONS, ROOT, call_bifolio
from tests.preflight.conftest import prepared_edition
from tests.support.clicks import Clicks
from tests.support.verapdf import validate

pytestmark = pytest.mark.slow

LANGUAGES = {
    "bilingual": ("en", "zh-Hans"),
    "en": ("en",),
    "zh-Hans": ("zh-Hans",),
    "large-print-en": ("en",),
    "large-print-zh-Hans": ("zh-Hans",),
}

# Editions with a part of the text, for those who pass by.
SHORT_EDITIONS = ("poster", "flyer")

SHEETS = (
    "booklet-flip-short-edge",
    "booklet-flip-long-edge",
    "handout-two-on-A3",
    "flyer-two-on-A4",
)

# The editions with room for a QR code, and the sides that have it.
WITH_CODE = {
    "bilingual": [1],
    "press": [1],
    "en": [1],
    "zh-Hans": [1],
    "large-print-en": [3],
    "large-print-zh-Hans": [3],
    "booklet": [7],
    "leaflet-en": [0],
    "leaflet-zh-Hans": [0],
    "handout": [0, 1],
    "handout-letter": [0, 1],
    "poster": [0],
    "flyer": [0, 1],
}

# The sentences of the original, word for word, as its text file has them.
ORIGINAL = (Path(__file__).parent / "original.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    return load(ROOT / "source" / "factsheet")


def text_of(path: Path, *options: str) -> str:
    command = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def folded(text: str) -> str:
    """Without spaces, typographic marks as they are typed: what words and figures remain."""
    typed = text.translate(str.maketrans("‘’“”，：；（）", "''\"\",:;()"))
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", typed))


def spoken(path: Path) -> str:
    """The text in the order of the structure tree, as a screen reader says it."""
    command = ["pdfinfo", "-struct-text", str(path)]
    tree = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "".join(re.findall(r'^ *"(.*)"$', tree, re.MULTILINE))


def elements(path: Path) -> list[tuple[str, str, str]]:
    """Tag, language and alternate text of every structure element, languages inherited."""
    found: list[tuple[str, str, str]] = []

    def walk(element: Any, language: str) -> None:
        if isinstance(element, pikepdf.Array):
            for kid in element:
                walk(kid, language)
        elif isinstance(element, pikepdf.Dictionary) and element.get("/Type") != "/OBJR":
            language = str(element.get("/Lang", language))
            if "/S" in element:
                found.append((str(element.S), language, str(element.get("/Alt", ""))))
            walk(element.get("/K"), language)

    with pikepdf.open(path) as pdf:
        walk(pdf.Root.StructTreeRoot.K, str(pdf.Root.Lang))
    return found


@pytest.mark.parametrize("edition", ["en", "bilingual"])
def test_every_sentence_of_the_original_is_read_back(factsheet: Path, edition: str) -> None:
    printed = folded(text_of(factsheet / f"{edition}.pdf", "-raw"))
    lines = [line for line in ORIGINAL.splitlines() if line.strip()]
    assert len(lines) >= 35
    assert [line for line in lines if folded(line) not in printed] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_screen_reader_says_every_unit_in_order(
    factsheet: Path, manuscript: Manuscript, edition: str
) -> None:
    shown = manuscript.for_edition(edition)
    text = shown.text
    front = {unit.id for unit in (*text.front, *text.organisations)}
    copy, _ = typeset(shown.units(), manuscript.publication.languages, text.shared)
    said = folded(spoken(factsheet / f"{edition}.pdf"))
    for language in LANGUAGES[edition]:
        position = 0
        for unit in shown.units():
            words = folded(copy[unit.id, language].text)
            if unit.id in front or unit.id.endswith(".alt"):
                continue
            if unit.same_in_all and len(LANGUAGES[edition]) > 1:
                assert words in said
                continue
            position = said.find(words, position)
            assert position >= 0, f"{unit.id} is not said in {language}, or too early"
            position += len(words)


@pytest.mark.parametrize("edition", EDITIONS)
def test_contacts_are_printed_in_both_languages(
    factsheet: Path, manuscript: Manuscript, edition: str
) -> None:
    printed = folded(text_of(factsheet / f"{edition}.pdf", "-raw"))
    contacts = [unit for unit in manuscript.units() if isinstance(unit, Contact)]
    copy, _ = typeset(contacts, ("en", "zh-Hans"), manuscript.text.shared)
    assert len(copy) == 4
    assert all(folded(content.text) in printed for content in copy.values())


@pytest.mark.parametrize("edition", ["bilingual", "zh-Hans"])
def test_chinese_is_read_back_without_a_space_too_many(
    factsheet: Path, manuscript: Manuscript, edition: str
) -> None:
    text = text_of(factsheet / f"{edition}.pdf", "-raw")
    units = manuscript.for_edition(edition).units()
    copy, _ = typeset(units, ("zh-Hans",), manuscript.text.shared)
    for (unit, _), content in copy.items():
        # Lines may end anywhere, and a space between Han and Latin is none at a line's end.
        letters = (r"\s" if letter.isspace() else re.escape(letter) for letter in content.text)
        if unit != "emblem" and not unit.endswith(".alt"):  # the words of pictures
            assert re.search(r"\n?".join(letters), text), f"{unit} is not read back as it is set"


@pytest.mark.parametrize("edition", EDITIONS)
def test_verapdf_finds_pdf_ua_1(factsheet: Path, edition: str) -> None:
    verdict = validate(factsheet / f"{edition}.pdf", "ua1")
    assert verdict.failed == ()
    assert verdict.compliant
    assert verdict.checks > 5000


def test_every_edition_is_set_without_an_error_of_typography(factsheet: Path) -> None:
    files = [str(factsheet / f"{edition}.pdf") for edition in EDITIONS]
    finished = call_bifolio("proof", "typography", *files)
    assert finished.returncode == 0, finished.stdout
    head, *rows = finished.stdout.splitlines()
    assert head.split()[:4] == ["lines", "justified", "edge", "pt"]
    total = next(row for row in rows if row.startswith("total")).split()
    assert int(total[1]) > 400
    assert int(total[2]) > 50
    assert float(total[3]) <= 0.2
    assert float(total[5]) <= 0.15
    assert set(total[6:]) == {"0"}


@pytest.mark.parametrize("edition", ["bilingual", "en", "zh-Hans"])
def test_a_sheet_has_two_sides(factsheet: Path, edition: str) -> None:
    pages = pypdf.PdfReader(factsheet / f"{edition}.pdf").pages
    assert len(pages) == 2
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {
        (595, 842)
    }


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_file_is_small_enough_for_the_mail(factsheet: Path, edition: str) -> None:
    assert (factsheet / f"{edition}.pdf").stat().st_size <= 150_000


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_fonts_are_ours_embedded_and_cut(factsheet: Path, edition: str) -> None:
    command = ["pdffonts", str(factsheet / f"{edition}.pdf")]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    fonts = [line.split() for line in lines[2:]]
    assert len(fonts) >= 4
    for font in fonts:
        assert re.match(r"[A-Z]{6}\+Bifolio-", font[0])
        assert font[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, ToUnicode


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_statement_is_set_in_a_face_that_the_rules_name(factsheet: Path, edition: str) -> None:
    with pikepdf.open(factsheet / f"{edition}.pdf") as pdf:
        fonts = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
    english = "en" in LANGUAGES[edition]
    assert any("Bifolio-Statement" in font for font in fonts) == english


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_passage_has_the_language_of_its_characters(factsheet: Path, edition: str) -> None:
    languages = {language for _, language, _ in elements(factsheet / f"{edition}.pdf")}
    assert languages == {"en", "zh-Hans"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_headings_skip_no_level_and_figures_have_words(factsheet: Path, edition: str) -> None:
    found = elements(factsheet / f"{edition}.pdf")
    levels = [int(tag[2]) for tag, _, _ in found if re.fullmatch(r"/H[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    figures = [alt for tag, _, alt in found if tag == "/Figure"]
    assert len(figures) == 1 + (edition in WITH_CODE)
    assert all(figures)


def folder_of(edition: str, request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue("factsheet" if edition in EDITIONS else "paper")
    return folder


@pytest.mark.parametrize("edition", [*EDITIONS, *OFFICE_EDITIONS, *SHORT_EDITIONS, *PRESS_EDITIONS])
def test_the_figures_of_contacts_have_one_width_on_a_page(
    request: pytest.FixtureRequest, edition: str
) -> None:
    """Those of links and those of plain text, in contacts in English and in Chinese."""
    found = 0
    for page in read_pages((folder_of(edition, request) / f"{edition}.pdf").read_bytes()):
        figures = [
            glyph.advance
            for paragraph in page
            for line in paragraph.lines
            if "86-10-" in line.text
            for glyph in line.glyphs
            if glyph.text.isdecimal()
        ]
        assert max(figures, default=0) - min(figures, default=0) < 0.05
        found += len(figures)
    assert found >= (0 if edition == "poster" else 4 * 12)


@pytest.mark.parametrize("edition", WITH_CODE)
def test_the_code_leads_to_the_address_that_the_text_gives(
    edition: str, request: pytest.FixtureRequest
) -> None:
    pages = pypdfium2.PdfDocument(folder_of(edition, request) / f"{edition}.pdf")
    for number in WITH_CODE[edition]:
        picture = pages[number].render(scale=2).to_pil()
        for seen in (picture, picture.convert("L")):
            (code,) = zxingcpp.read_barcodes(seen)
            assert code.text == "http://ec.europa.eu/dgs/fpi/"


def test_the_poster_is_one_page_with_type_that_is_read_from_two_metres(paper: Path) -> None:
    (page,) = read_pages((paper / "poster.pdf").read_bytes(), artifacts=True)
    words = {folded(text.text): min(line.size for line in text.lines) for text in page}
    for pillar in ("Preventing and reducing irregular migration", "预防和减少非正常移民"):
        assert words[folded(pillar)] >= 23.9
    assert words[folded("EU-China Dialogue on Migration and Mobility Support Project")] >= 40


def test_the_poster_has_each_heading_with_the_text_of_its_language(paper: Path) -> None:
    (page,) = read_pages((paper / "poster.pdf").read_bytes(), artifacts=True)
    said = "".join(folded(text.text) for text in page)
    opening = ("About EU-China", "Working towards", "关于“支持", "致力于改善")
    places = [said.find(folded(words)) for words in opening]
    assert places == sorted(places)
    assert min(places) >= 0


def test_the_poster_is_twice_as_large_on_a1_and_has_a_ground_on_screens(tmp_path: Path) -> None:
    """Preflight finds nothing: the emblem and its statement are seen on the ground of the head."""
    shutil.copytree(ROOT / "source", tmp_path / "source")
    publication = tmp_path / "source" / "factsheet" / "publication.yaml"
    text = publication.read_text("utf-8")
    old = "paper: A3\n    target: office\n    profile: poster"
    assert text.count(old) == 1
    publication.write_text(text.replace(old, "paper: A1\n    target: screen\n    profile: screen"))
    finished = call_bifolio("build", "factsheet", "-e", "poster", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    report = read_report(tmp_path / "build" / "factsheet" / "preflight.json")
    assert {each.severity for each in report["poster"].findings} <= {Severity.INFO}
    pdf = tmp_path / "build" / "factsheet" / "poster.pdf"
    with pikepdf.open(pdf) as opened:
        box = opened.pages[0].mediabox
        assert [round(float(each) * 25.4 / 72) for each in box] == [0, 0, 594, 841]
    (page,) = read_pages(pdf.read_bytes())
    words = {folded(each.text): min(line.size for line in each.lines) for each in page}
    assert words[folded("预防和减少非正常移民")] >= 47.8
    assert words[folded("由欧洲联盟资助")] >= 25


@pytest.mark.parametrize("edition", ["flyer", "handout", "handout-letter"])
def test_a_side_in_one_language_has_the_statement_in_that_language(
    paper: Path, edition: str
) -> None:
    sides = read_pages((paper / f"{edition}.pdf").read_bytes())
    said = ["".join(folded(text.text) for text in page) for page in sides]
    statements = [folded("Funded by the European Union"), folded("由欧洲联盟资助")]
    found = [[words.count(statement) for statement in statements] for words in said]
    assert found == [[1, 0], [0, 1]]


@pytest.mark.parametrize("edition", ["large-print-en", "large-print-zh-Hans"])
def test_numbered_outcomes_have_no_bullets(factsheet: Path, edition: str) -> None:
    assert "•" not in text_of(factsheet / f"{edition}.pdf")


@pytest.mark.parametrize("edition", [*EDITIONS, *OFFICE_EDITIONS, *SHORT_EDITIONS])
def test_a_click_on_every_letter_of_a_link_leads_to_its_address(
    request: pytest.FixtureRequest, edition: str
) -> None:
    clicks = Clicks((folder_of(edition, request) / f"{edition}.pdf").read_bytes())
    targets = set()
    for link in clicks.links():
        (target,) = {str(note.A.URI) for _, note in link.notes}
        assert [letter for page, (letter, x, y) in link.letters
                if clicks.lead_to(page, x, y) != target] == [], link.words  # fmt: skip
        targets.add(target)
    contacts = {
        "mailto:iombeijingMMSP@iom.int",
        "tel:+86-10-59799695",
        "tel:+86-10-65325091",
    }
    assert targets == {"http://ec.europa.eu/dgs/fpi/"} | (
        contacts if edition != "poster" else set()
    )


@pytest.mark.parametrize("target", ["screen", "paper"])
def test_preflight_with_verapdf_finds_nothing_in_any_edition(
    request: pytest.FixtureRequest, target: str
) -> None:
    folder: Path = request.getfixturevalue("factsheet" if target == "screen" else "paper")
    editions = (
        EDITIONS if target == "screen" else (*OFFICE_EDITIONS, *SHORT_EDITIONS, *PRESS_EDITIONS)
    )
    report = read_report(folder / "preflight.json")
    assert sorted(report) == sorted(editions)
    for name, entry in report.items():
        assert entry.fits, name
        assert [each for each in entry.findings if each.severity is not Severity.INFO] == [], name
        assert entry.errors == {}, name
        # Whether it is reproducible is for test_another_process_and_folder_give_the_same_bytes.
        assert set(entry.skipped) == {"file/reproducible"}, name
        assert ("accessibility/pdf-ua" in entry.passed) == (name not in PRESS_EDITIONS), name


@pytest.mark.parametrize("name", SHEETS)
def test_preflight_finds_nothing_on_the_sheets(name: str, paper: Path) -> None:
    prepared, sheets = prepared_edition(ROOT, "factsheet", name, paper)
    assert sheets is not None
    evidence, _ = imposed(prepared, sheets, paper)
    assert evidence.pdf == (paper / f"{name}.pdf").read_bytes()
    report = inspect(evidence, registry_of("eu"))
    assert [each for each in report.findings if each.severity is not Severity.INFO] == []
    assert (report.broken, report.skipped) == ((), ())
    assert report.fits


def test_the_box_of_the_emblem_is_where_the_emblem_is(factsheet: Path) -> None:
    with pikepdf.open(factsheet / "en.pdf") as pdf:
        (box,) = (
            [float(edge) for edge in item.A.BBox]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
            and item.get("/S") == "/Figure"
            and str(item.get("/Alt", "")) == "Emblem of the European Union"
        )
    left, bottom, right, top = box
    assert (right - left) / (top - bottom) == pytest.approx(1.5, abs=0.01)
    assert top - bottom >= 28.35, "the emblem is less than 1 cm high"
    assert bottom > 700


def test_bookmarks_lead_to_the_headings(factsheet: Path) -> None:
    outline = pypdf.PdfReader(factsheet / "en.pdf").outline
    titles = [entry.title for entry in _flat(outline)]
    assert titles[0] == "EU-China Dialogue on Migration and Mobility Support Project"
    assert titles[2:] == [
        "Introduction",
        "Main Objectives",
        "Focus Areas",
        "Project Outcomes",
        "Partnerships",
        "Partnership Instrument (PI)",
    ]


def _flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def test_the_metadata_speaks_both_languages(factsheet: Path) -> None:
    with pikepdf.open(factsheet / "bilingual.pdf") as pdf:
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        packet = pdf.Root.Metadata.read_bytes().decode()
    for words in (
        '<rdf:li xml:lang="en">EU-China Dialogue on Migration and Mobility Support Project<',
        '<rdf:li xml:lang="zh-Hans">支持中欧人员往来和移民领域对话项目<',
        "not an official publication<",
        "非官方出版物；",
        "<pdfuaid:part>1<",
        "<rdf:li>zh-Hans<",
        "<xmp:CreateDate>2026-11-23T00:00:00Z<",
    ):
        assert words in packet


def test_no_chinese_is_called_reviewed_that_nobody_reviewed(manuscript: Manuscript) -> None:
    states = {(entry.language, entry.state) for entry in translations(manuscript)}
    assert states == {
        ("en", State.ORIGINAL),
        ("zh-Hans", State.ORIGINAL),  # the contact block
        ("zh-Hans", State.DRAFT),
    }


def test_what_is_counted_is_right_and_marked_as_editorial(
    factsheet: Path, manuscript: Manuscript
) -> None:
    blocks = {block.id: block for section in manuscript.text.sections for block in section.blocks}
    figures = blocks["counted-figures"]
    assert isinstance(figures, KeyFigures)
    pillars, outcomes = blocks["focus-areas-list"], blocks["outcomes-list"]
    assert isinstance(pillars, Items)
    assert isinstance(outcomes, Items)
    counted = [len(pillars.items), len(outcomes.items), len(manuscript.text.organisations)]
    typed = [int(next(iter(item.value.values())).source) for item in figures.items]
    assert typed == counted
    for edition, words in {
        "en": "Counted by the editors of this re-setting",
        "zh-Hans": "由本排版项目编者据正文统计",
    }.items():
        assert folded(words) in folded(text_of(factsheet / f"{edition}.pdf", "-raw"))
        assert folded(words) not in folded(ORIGINAL)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_drawing_of_the_leaflet_for_the_press_bleeds_on_both_sides(
    language: str, paper: Path
) -> None:
    page = pypdfium2.PdfDocument(paper / f"press-leaflet-{language}.pdf")[0]
    left, _, right, _ = page.get_trimbox()
    picture = page.render(scale=1).to_pil().convert("RGB")
    for edge in (left - 2, right + 2):  # within the bleed
        column = (picture.getpixel((round(edge), y)) for y in range(picture.height))
        blue = [each for each in column if each[2] > each[0] + 60]
        assert len(blue) > 100
