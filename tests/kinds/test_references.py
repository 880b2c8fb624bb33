"""Notes and cross references in finished PDFs, read back and clicked on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication
from tests.support.clicks import Clicks, Link
from tests.support.problems import places

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "booklet": {"languages": ["en", "zh-Hans"], "layout": "booklet", "paper": "A5"},
    "leaflet": {
        "languages": ["zh-Hans"],
        "layout": "leaflet",
        "orientation": "landscape",
        "fold": "z",
    },
}
SAMPLES = ["table-numbers", "paragraph-notes", "paragraph-inline"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("references")
    write_publication(project, SAMPLES, EDITIONS)
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stderr
    return project / "build" / "content"


def elements(pdf: pikepdf.Pdf, tag: str) -> list[Any]:
    """The structure elements of a type."""
    items = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
    return [each for each in items if each.get("/S") == tag and "/P" in each]


def destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page (from 0) of each named destination."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    tree = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {name: pages[where[0].objgen] for name, where in tree.items()}


def leads_to(link: Link) -> str:
    (target,) = {str(note.get("/Dest", "")) for _, note in link.notes}
    return target


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_note_is_tagged_with_an_id_and_once_in_each_language(
    built: Path, edition: str
) -> None:
    with pikepdf.open(built / f"{edition}.pdf") as pdf:
        ids = sorted(str(each.ID) for each in elements(pdf, "/Note"))
    languages: Any = EDITIONS[edition]["languages"]
    notes = ("counted", "measured", "monopoly", "wells")
    assert ids == sorted(f"{note}@{language}" for note in notes for language in languages)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_has_a_target_and_can_be_clicked(built: Path, edition: str) -> None:
    clicks = Clicks((built / f"{edition}.pdf").read_bytes())
    known = destinations(clicks.file)
    links = clicks.links()
    assert links
    for link in links:
        target = leads_to(link)
        assert target in known or link.notes[0][1].get("/A"), link.words
        for page, (letter, x, y) in link.letters:
            areas = [note.Rect for number, note in link.notes if number == page]
            assert any(
                left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1
                for left, bottom, right, top in (map(float, area) for area in areas)
            ), (link.words, letter)


def test_a_mark_leads_to_its_note_and_the_note_back_in_the_same_language(built: Path) -> None:
    clicks = Clicks((built / "bilingual.pdf").read_bytes())
    by_target = {leads_to(link): link.words.strip() for link in clicks.links() if leads_to(link)}
    assert by_target["monopoly@en"] == by_target["monopoly.mark@en"] == "3"
    assert by_target["monopoly@zh-Hans"] == by_target["monopoly.mark@zh-Hans"] == "③"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_number_of_a_page_is_that_of_its_target(built: Path, edition: str) -> None:
    clicks = Clicks((built / f"{edition}.pdf").read_bytes())
    pages = destinations(clicks.file)
    shown = [
        (int(link.words), pages[leads_to(link)] + 1)
        for link in clicks.links()
        if leads_to(link).startswith(("trade-list@", "harvest-people@"))
        and link.words.strip().isdigit()
    ]
    assert shown
    assert all(number == page for number, page in shown)


def test_a_note_is_on_the_page_of_its_mark(built: Path) -> None:
    with pikepdf.open(built / "booklet.pdf") as pdf:
        pages = destinations(pdf)
    for note in ("monopoly", "wells", "measured", "counted"):
        for language in ("en", "zh-Hans"):
            assert pages[f"{note}@{language}"] == pages[f"{note}.mark@{language}"]


def test_sub_and_superscripts_are_copied_as_plain_figures_in_their_place(built: Path) -> None:
    document = pypdfium2.PdfDocument(built / "bilingual.pdf")
    # PDFium takes a mark after a superscript for the begin of a line.
    text = "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    assert "WaterisH2O,sulphateisSO42−,asquaremetrem2,and6×1023alargenumber." in text


@pytest.mark.parametrize("layout", ["bilingual", "report", "programme"])
def test_contents_in_two_languages_have_the_pages_of_their_headings(
    layout: str, tmp_path: Path
) -> None:
    edition: dict[str, object] = {"languages": ["en", "zh-Hans"], "layout": layout}
    write_publication(tmp_path, ["contents", "break", "paragraph-notes"], {"both": edition})
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    clicks = Clicks((tmp_path / "build" / "content" / "both.pdf").read_bytes())
    pages = destinations(clicks.file)
    links = [(leads_to(link), re.fullmatch(r"\D+(\d+)", link.words)) for link in clicks.links()]
    shown = {target: int(entry[1]) for target, entry in links if entry and target in pages}
    assert {"overview-house@en", "overview-house@zh-Hans", "trade@en", "trade@zh-Hans"} <= {*shown}
    assert shown == {target: pages[target] + 1 for target in shown}
    assert len({*shown.values()}) > 1


LEADING = 14.25
"""The leading of a sheet in English, in pt."""


def _first_letter(page: pypdfium2.PdfPage, words: str) -> tuple[float, float]:
    """Where the first of `words` on `page` begins: its left and lower edge in pt."""
    text = page.get_textpage()
    found = text.search(words).get_next()
    assert found is not None, words
    left, bottom, _, _ = text.get_charbox(found[0])
    return left, bottom


def test_contents_have_the_pages_of_their_headings_and_a_break_begins_a_page(
    tmp_path: Path,
) -> None:
    sheet: dict[str, object] = {"languages": ["en"], "layout": "sheet"}
    write_publication(tmp_path, ["contents", "break", "paragraph-notes"], {"en": sheet})
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    clicks = Clicks((tmp_path / "build" / "content" / "en.pdf").read_bytes())
    pages = destinations(clicks.file)
    # The dots of leaders are on the page, and an artifact, which screen readers skip.
    links = [(leads_to(link), re.fullmatch(r"(\D+)(\d+)", link.words)) for link in clicks.links()]
    shown = {target: entry for target, entry in links if entry}
    assert not any("." in entry[1] for entry in shown.values())
    assert {target: int(entry[2]) for target, entry in shown.items()} == {
        target: pages[target] + 1
        for target in ("overview-house@en", "overview-garden@en", "parts@en", "trade@en")
    }
    # A break to a page leads to the second page, and one to a spread to the fourth, a left one.
    assert (pages["parts@en"], pages["trade@en"]) == (0, 3)
    assert len(elements(clicks.file, "/TOC")) == 1
    assert len(elements(clicks.file, "/TOCI")) == 4
    document = pypdfium2.PdfDocument(tmp_path / "build" / "content" / "en.pdf")
    # A break to a section ends both columns: what follows is below the first, after a line.
    before, after = (
        _first_letter(document[3], words) for words in ("This is on a left", "This is a")
    )
    assert after[0] == pytest.approx(before[0], abs=1)
    assert 1.9 * LEADING < before[1] - after[1] < 3.1 * LEADING
    assert "......" in document[0].get_textpage().get_text_range()
    assert [each.get_title() for each in document.get_toc()][1:] == [
        *("Contents", "The house", "The garden", "Two parts", "The salt monopoly"),
    ]


def test_a_page_that_an_edition_does_not_show_is_reported_where_a_text_refers_to_it(
    tmp_path: Path,
) -> None:
    folder = write_publication(
        tmp_path, ["table-numbers"], {"en": {"languages": ["en"], "layout": "sheet"}}
    )
    text = folder / "text.yaml"
    left_out = "id: harvest-people\n        except: [en]\n"
    text.write_text(text.read_text("utf-8").replace("id: harvest-people\n", left_out, 1), "utf-8")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 1
    lines = text.read_text("utf-8").splitlines()
    refers = next(number for number, line in enumerate(lines, 1) if "{page:" in line)
    (found,) = places(finished.stderr)
    assert found.startswith(f"source/content/text.yaml:{refers}:")
    assert found.endswith("layout/reference-without-target")


FIGURES = """
sections:
  - id: yard
    heading: {en: The yard, zh-Hans: 院子, fr: La cour}
    blocks:
      - kind: paragraph
        id: way
        text: {en: "Go by {number:well}.", zh-Hans: "见{number:well}。", fr: "Voir {number:well}."}
  - id: water
    heading: {en: Water, zh-Hans: 水, fr: "L'eau"}
    blocks:
      - kind: chart
        id: wall
        WHEN
        caption: {en: Wall, zh-Hans: 墙, fr: Mur}
        rows: [["", a], [{en: b, zh-Hans: 乙, fr: b}, 2], [{en: c, zh-Hans: 丙, fr: c}, 3]]
      - kind: chart
        id: well
        caption: {en: Well, zh-Hans: 井, fr: Puits}
        rows: [["", a], [{en: b, zh-Hans: 乙, fr: b}, 2], [{en: c, zh-Hans: 丙, fr: c}, 3]]
"""


HEADINGS = """
sections:
  - id: yard
    heading: {en: The yard, zh-Hans: 院子, fr: La cour}
    blocks:
      - kind: paragraph
        id: way
        text: {en: "See '{title:water}'.", zh-Hans: "见{title:water}。", fr: "Voir {title:water}."}
  - id: water
    heading: {en: Water, zh-Hans: 水, fr: "L'eau"}
    blocks:
      - kind: paragraph
        id: well
        text: {en: "It is [there](#yard).", zh-Hans: "在[院子](#yard)里。", fr: "[Ici](#yard)."}
"""


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(
    ("text", "refers"),
    [(FIGURES.replace("        WHEN\n", ""), "Go by"), (HEADINGS, "See '{title:")],
)
def test_a_caption_or_heading_that_is_not_shown_is_reported_where_a_text_refers_to_it(
    text: str, refers: str, language: str, tmp_path: Path
) -> None:
    one: dict[str, object] = {"languages": [language], "layout": "sheet"}
    two: dict[str, object] = {"languages": [language], "layout": "large-print"}
    folder = write_publication(tmp_path, [], {"one": one, "two": two})
    left_out = text.replace("id: water\n", "id: water\n    except: [one]\n")
    (folder / "text.yaml").write_text(left_out, "utf-8")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 1
    (found,) = places(finished.stderr)
    line = text[: text.index(refers)].count("\n") + 1
    assert found.startswith(f"source/content/text.yaml:{line}:")
    assert found.endswith("layout/reference-without-target")
    (folder / "text.yaml").write_text(text, "utf-8")
    assert call_bifolio("build", "content", cwd=tmp_path).returncode == 0


def test_a_caption_of_another_language_has_no_number(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, [], {"en": {"languages": ["en"], "layout": "sheet"}})
    french = 'caption: {fr: Mur}\n        rows: [["", a], [{fr: b}, 2], [{fr: c}, 3]]'
    text = FIGURES.replace("WHEN", "only: fr", 1)
    begin = text.index("caption: {en: Wall")
    text = text[:begin] + french + text[text.index("\n      - kind: chart\n        id: well") :]
    (folder / "text.yaml").write_text(text, "utf-8")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    document = pypdfium2.PdfDocument(tmp_path / "build" / "content" / "en.pdf")
    words = document[0].get_textpage().get_text_range()
    assert "Go by Chart 1." in words.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["Figure 1", "Chart 1"]), ("zh-Hans", ["图 1", "图 2"])]
)
def test_kinds_of_one_name_share_one_count(language: str, words: list[str], tmp_path: Path) -> None:
    edition: dict[str, object] = {"languages": [language], "layout": "sheet"}
    folder = write_publication(tmp_path, [], {"one": edition})
    picture = (
        "      - kind: figure\n        id: wall\n        image: wall.svg\n"
        "        alt: {en: A wall, zh-Hans: 一面墙, fr: Un mur}\n"
        "        caption: {en: Wall, zh-Hans: 墙, fr: Mur}\n"
    )
    begin, end = (
        FIGURES.index(f"      - kind: chart\n        id: {each}") for each in ("wall", "well")
    )
    text = FIGURES[:begin] + picture + FIGURES[end:]
    text = text.replace("Go by {number:well}.", "Go by {number:wall} and {number:well}.")
    text = text.replace("见{number:well}。", "见{number:wall}和{number:well}。")
    text = text.replace("Voir {number:well}.", "Voir {number:wall} et {number:well}.")
    (folder / "text.yaml").write_text(text, "utf-8")
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4"><path d="M0 0h9v4z"/></svg>'
    )
    (folder / "wall.svg").write_text(drawing, "utf-8")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    document = pypdfium2.PdfDocument(tmp_path / "build" / "content" / "one.pdf")
    found = document[0].get_textpage().get_text_range().replace("\xa0", " ")
    assert [found.count(each) for each in words] == [2, 2]
