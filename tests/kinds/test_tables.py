"""Tables in finished PDFs, as a second reader (PDFium) reads their tags and their places."""

from __future__ import annotations

import ctypes
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from bifolio.pdf.glyphs import read_pages
from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication
from tests.support.verapdf import validate

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "en": {"languages": ["en"], "layout": "sheet"},
    "fr": {"languages": ["fr"], "layout": "sheet"},
    "both": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
}


def built(project: Path) -> Path:
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return project / "build" / "content"


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("tables")
    write_publication(project, ["table-file", "table-spans"], EDITIONS)
    return built(project)


def string_of(ask: Any, *given: Any) -> str:
    buffer = ctypes.create_string_buffer(ask(*given, None, 0))
    ask(*given, buffer, len(buffer))
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def text_of(painted: Any, texts: Any) -> str:
    buffer = (ctypes.c_ushort * pdfium.FPDFTextObj_GetText(painted, texts, None, 0))()
    pdfium.FPDFTextObj_GetText(painted, texts, buffer, len(buffer) * 2)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def cells_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The text of each data cell, and those of its headers, by the tags as PDFium reads them."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            words: dict[int, str] = {}
            texts = page.get_textpage()
            for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                number = pdfium.FPDFPageObj_GetMarkedContentID(each)
                words[number] = words.get(number, "") + text_of(each, texts)
            tree = pdfium.FPDF_StructTree_GetForPage(page)
            cells = [
                cell
                for at in range(pdfium.FPDF_StructTree_CountChildren(tree))
                for cell in walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), words)
            ]
            named = {name: text for tag, name, text, _ in cells if tag == "TH"}
            yield from (
                (text, [" ".join(named[name].split()) for name in headers])
                for tag, _, text, headers in cells
                if tag == "TD" and text
            )
            pdfium.FPDF_StructTree_Close(tree)


Cell = tuple[str, str, str, list[str]]
"""The type of a cell, its identifier, its text, and the identifiers of its headers."""


def walk(element: Any, words: dict[int, str]) -> Iterator[Cell]:
    tag = string_of(pdfium.FPDF_StructElement_GetType, element)
    if tag in ("TH", "TD"):
        name = string_of(pdfium.FPDF_StructElement_GetID, element)
        yield tag, name, " ".join(said(element, words)).strip(), list(headers(element))
        return
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
            yield from walk(child, words)


def said(element: Any, words: dict[int, str]) -> Iterator[str]:
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if content >= 0:
            yield words.get(content, "")
        elif child:
            yield from said(child, words)


def headers(element: Any) -> Iterator[str]:
    for at in range(pdfium.FPDF_StructElement_GetAttributeCount(element)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, at)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, b"Headers")
        for number in range(max(pdfium.FPDF_StructElement_Attr_CountChildren(value), 0)):
            child = pdfium.FPDF_StructElement_Attr_GetChildAtIndex(value, number)
            length = ctypes.c_ulong()
            pdfium.FPDF_StructElement_Attr_GetStringValue(child, None, 0, length)
            buffer = ctypes.create_string_buffer(length.value)
            pdfium.FPDF_StructElement_Attr_GetStringValue(child, buffer, length.value, length)
            yield buffer.raw.decode("utf-16-le").rstrip("\0")


def test_each_cell_has_the_heads_of_its_row_and_of_its_columns(pdfs: Path) -> None:
    cells = dict(cells_of(pdfs / "en.pdf"))
    assert cells["91,120"] == ["House of Maps", "2024"]
    assert cells["−3.1"] == ["Winter", "Temperature", "Low °C", "The cold half of the year"]
    assert cells["26"] == ["Summer", "Temperature", "High °C", "The warm half of the year"]
    assert cells["143.5"] == ["Spring", "Rain mm", "The warm half of the year"]


def test_a_total_below_headings_between_rows_has_none_of_them(pdfs: Path) -> None:
    cells = dict(cells_of(pdfs / "en.pdf"))
    assert cells["646.75"] == ["Year", "Rain mm"]
    assert cells["201"] == ["Summer", "Rain mm", "The warm half of the year"]


def test_a_table_in_two_languages_has_both_in_its_heads_and_numbers_once(pdfs: Path) -> None:
    cells = dict(cells_of(pdfs / "both.pdf"))
    assert cells["91,120"] == ["House of Maps 地图馆", "2024"]
    assert [text for text, _ in cells_of(pdfs / "both.pdf")].count("1,215,400") == 1


@pytest.mark.parametrize(("edition", "sign"), [("en", "."), ("fr", ",")])
def test_numbers_are_below_each_other_by_their_decimal_signs(
    pdfs: Path, edition: str, sign: str
) -> None:
    wanted = {f"182{sign}25", "120", f"143{sign}5", "201"}
    places = []
    for page in read_pages(pdfs / f"{edition}.pdf"):
        for line in (line for paragraph in page for line in paragraph.lines):
            if line.text in wanted:
                at = line.text.find(sign)
                places.append(line.glyphs[at].x if at >= 0 else line.right)
    assert len(places) == len(wanted)
    assert max(places) - min(places) < 0.05


LONG = """\
id: long
heading: {en: Long, zh-Hans: 长, fr: Long}
blocks:
  - kind: table
    id: long-table
    caption: {en: A long table, zh-Hans: 长表, fr: Un long tableau}
    file: long.csv
"""


@pytest.fixture(scope="module")
def long_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("long")
    folder = write_publication(project, [], {"en": {"languages": ["en"], "layout": "large-print"}})
    rows = "".join(f"Row {number},[more](https://example.org),{number}\n" for number in range(90))
    (folder / "long.csv").write_text(f"[Name](https://example.org),Link,Number\n{rows}", "utf-8")
    text = LONG.replace("\n", "\n    ").strip()
    (folder / "text.yaml").write_text(f"sections:\n  - {text}\n", "utf-8")
    return built(project) / "en.pdf"


def test_a_table_on_several_pages_is_one_table_with_one_head(long_table: Path) -> None:
    with pikepdf.open(long_table) as pdf:
        assert len(pdf.pages) > 2
        elements = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"
        ]
        tags = [str(each.S) for each in elements]
        assert tags.count("/Table") == tags.count("/Caption") == tags.count("/TBody") == 1
        (table,) = (each for each in elements if each.S == "/Table")
        assert [str(kid.S) for kid in table.K] == ["/Caption", "/THead", "/TBody"]
        assert len(table.K[2].K) == 90


@pytest.mark.usefixtures("with_verapdf")
def test_a_link_in_a_repeated_head_can_be_clicked_and_is_tagged(long_table: Path) -> None:
    assert validate(long_table).compliant
    with pypdfium2.PdfDocument(long_table) as document:
        links = [len(list(links_of(page))) for page in document]
    assert links[0] > 1
    assert sum(links) == 90 + len([number for number in links if number])


def links_of(page: Any) -> Iterator[Any]:
    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, at, link):
        yield link


def test_the_head_of_a_table_is_seen_on_each_page(long_table: Path) -> None:
    with pypdfium2.PdfDocument(long_table) as document:
        on_pages = [page.get_textpage().get_text_range() for page in document]
    assert all("Number" in text for text in on_pages if "Row" in text)


NOTED = """\
sections:
  - id: fares
    heading: {en: Fares, zh-Hans: 票价, fr: Tarifs}
    blocks:
      - kind: table
        id: fares-table
        rows:
          - - {en: Stop, zh-Hans: 站, fr: Arrêt}
            - en: "**[Fare](https://example.org)**[^vat]"
              zh-Hans: "**[票价](https://example.org)**[^vat]"
              fr: "**[Tarif](https://example.org)**[^vat]"
"""

NOTES = """\
notes:
  - {id: vat, text: {en: Children travel free., zh-Hans: 儿童免费。, fr: Gratuit pour les enfants.}}
"""


@pytest.fixture(scope="module")
def noted_heads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDFs of a table over pages, columns and spreads, with a note in its head."""
    project = tmp_path_factory.mktemp("noted")
    editions: dict[str, dict[str, object]] = {
        "pages": {"languages": ["en", "zh-Hans"], "layout": "report"},
        "columns": {"languages": ["fr"], "layout": "sheet"},
        "spreads": {"languages": ["en", "zh-Hans"], "layout": "booklet", "paper": "A5"},
    }
    folder = write_publication(project, [], editions)
    stops = "".join(
        f"          - [{{en: Stop {number}, zh-Hans: 第{number}站, fr: Arrêt {number}}}, 2.85]\n"
        for number in range(1, 61)
    )
    (folder / "text.yaml").write_text(NOTED + stops + NOTES, "utf-8")
    return built(project)


@pytest.mark.usefixtures("with_verapdf")
@pytest.mark.parametrize(
    ("edition", "head"), [("pages", "Fare"), ("columns", "Tarif"), ("spreads", "Fare")]
)
def test_a_note_in_a_repeated_head_is_tagged_once_and_can_be_clicked(
    noted_heads: Path, edition: str, head: str
) -> None:
    path = noted_heads / f"{edition}.pdf"
    assert validate(path).compliant
    with pikepdf.open(path) as pdf:
        links = [each for each in elements_of(pdf) if each.S == "/Link"]
        areas = {kid.Obj.objgen for link in links for kid in link.K if is_area(kid)}
        shown = {note.objgen for page in pdf.pages for note in page.get("/Annots", ())}
    assert areas == shown
    with pypdfium2.PdfDocument(path) as document:
        times = [page.get_textpage().get_text_range().count(head) for page in document]
    assert sum(times) > 2  # the heading of the section has the word, too


def test_facing_pages_have_the_same_rows_of_a_long_table(noted_heads: Path) -> None:
    with pypdfium2.PdfDocument(noted_heads / "spreads.pdf") as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    left = [re.findall(r"Stop (\d+)", text) for text in texts[1::2]]
    right = [re.findall(r"第\s*(\d+)\s*站", text) for text in texts[2::2]]
    spreads = [numbers for numbers in left if numbers]
    assert spreads == [numbers for numbers in right if numbers]
    assert [int(number) for numbers in spreads for number in numbers] == [*range(1, 61)]
    assert len(spreads) > 2
    assert all(len(numbers) > 2 for numbers in spreads)
    report = json.loads((noted_heads / "preflight.json").read_text("utf-8"))
    (edition,) = (each for each in report["editions"] if each["edition"] == "spreads")
    assert not edition["findings"]


TALL = """\
  - id: tall-{number}
    role: chapter
    heading: {{en: "Part {number}", zh-Hans: "第{number}部分", fr: "Partie {number}"}}
    blocks:
{before}
      - kind: table
        id: tall-table-{number}
        caption:
          en: "Title {number}[^tall]"
          zh-Hans: "标题{number}[^tall]"
          fr: "Titre {number}[^tall]"
        notes:
          - {{en: "Remark {number}", zh-Hans: "说明{number}", fr: "Remarque {number}"}}
        rows:
          - [{{en: Kind, zh-Hans: 种类, fr: Espèce}}, {{en: Count, zh-Hans: 数目, fr: Nombre}}]
{rows}
"""

TALL_ROW = "          - [{{en: Bird {number}, zh-Hans: 鸟{number}, fr: Oiseau {number}}}, {number}]"

TALL_BEFORE = (
    "      - {{kind: paragraph, id: p{number}, text: {{en: One., zh-Hans: 一。, fr: Un.}}}}"
)

LENGTHS = range(5, 11)
"""How many paragraphs are before the table of each chapter."""


def test_captions_and_notes_are_on_the_pages_of_the_first_and_the_last_row(tmp_path: Path) -> None:
    editions: dict[str, dict[str, object]] = {
        "all": {"languages": ["en", "fr", "zh-Hans"], "layout": "report"}
    }
    folder = write_publication(tmp_path, [], editions)
    chapters = [
        TALL.format(
            number=length,
            before="\n".join(TALL_BEFORE.format(number=f"{length}-{at}") for at in range(length)),
            rows="\n".join(TALL_ROW.format(number=100 * length + at) for at in range(12)),
        )
        for length in LENGTHS
    ]
    note = "notes:\n  - {id: tall, text: {en: Below., zh-Hans: 见下。, fr: Dessous.}}\n"
    (folder / "text.yaml").write_text("sections:\n" + "".join(chapters) + note, "utf-8")
    with pypdfium2.PdfDocument(built(tmp_path) / "all.pdf") as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    pages = [text.replace(" ", "") for text in texts]

    def page_of(words: str) -> int:
        (found,) = (at for at, page in enumerate(pages) if words.replace(" ", "") in page)
        return found

    for length in LENGTHS:
        first = page_of(f"Bird {100 * length}")
        assert {page_of(f"{word}{length}") for word in ("Title ", "Titre ", "标题")} == {first}
        last = page_of(f"Bird {100 * length + 11}")
        assert {page_of(f"{word}{length}") for word in ("Remark ", "Remarque ", "说明")} == {last}
    assert page_of("Below.") == page_of(f"Title {LENGTHS[0]}")


def elements_of(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The elements of the structure tree that are reached from its root."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            waiting += list(item)
        elif isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem":
            yield item
            waiting.append(item.get("/K", pikepdf.Array()))


def is_area(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"


THREE = """sections:
  - id: hours
    heading: {en: Hours, zh-Hans: 时间, fr: Heures}
    blocks:
      - kind: table
        id: short
        rows:
          - [{en: Day, zh-Hans: 日期, fr: Jour}, {en: Price, zh-Hans: 票价, fr: Prix}]
          - [{en: Monday, zh-Hans: 周一, fr: Lundi}, 6]
          - [{en: Sunday, zh-Hans: 周日, fr: Dimanche}, 7]
      - kind: table
        id: long
        rows:
          - - {en: Week, zh-Hans: 星期, fr: Semaine}
            - {en: Full price, zh-Hans: 全票, fr: Plein tarif}
          - [{en: Friday, zh-Hans: 周五, fr: Vendredi}, 8]
          - - {en: Saturday and the day before, zh-Hans: 周六和前一天, fr: Samedi et la veille}
            - 9
"""


def test_all_heads_in_three_languages_are_beside_each_other_or_none(tmp_path: Path) -> None:
    edition = {"languages": ["en", "zh-Hans", "fr"], "layout": "report"}
    folder = write_publication(tmp_path, [], {"three": edition})
    (folder / "text.yaml").write_text(THREE, "utf-8")
    lines = {
        line.text: round(line.baseline)
        for page in read_pages((built(tmp_path) / "three.pdf").read_bytes())
        for paragraph in page
        for line in paragraph.lines
    }
    for one, other in (("Day", "Jour"), ("Monday", "Lundi"), ("Sunday", "Dimanche")):
        assert lines[one] == lines[other]
    for one, other in (("Week", "Semaine"), ("Full price", "Plein tarif"), ("Friday", "Vendredi")):
        assert lines[one] > lines[other]
