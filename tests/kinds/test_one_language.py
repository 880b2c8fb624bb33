"""Blocks that only one language has, on pages in two languages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import build_text, write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "report": {"languages": ["en", "zh-Hans"], "layout": "report"},
    "programme": {"languages": ["en", "zh-Hans"], "layout": "programme"},
    "booklet": {"languages": ["en", "zh-Hans"], "layout": "booklet", "paper": "A5"},
}

WITHOUT: dict[str, dict[str, object]] = {
    "sheet": {"languages": ["en"], "layout": "sheet"},
    "report-en": {"languages": ["en"], "layout": "report"},
}
"""Editions that have none of the sections, and front texts in Chinese only."""

SECTION = """\
  - id: own
    heading: {en: Own, zh-Hans: 独有的 OECD 内容, fr: Propre}
    blocks:
      - {kind: heading, id: own-head, only: zh-Hans, text: 子标题}
      - {kind: paragraph, id: own-text, only: zh-Hans, text: 仅有中文}
      - {kind: paragraph, id: own-tagged, only: zh-Hans, text: {zh-Hans: 也只有中文}}
      - {kind: quote, id: own-quote, only: zh-Hans, text: 引文一句}
      - kind: list
        id: own-list
        items:
          - {id: own-item, only: zh-Hans, text: 第一项}
          - {id: own-both, text: {en: Two, zh-Hans: 第二项, fr: Deux}}
      - {kind: figure, id: own-view, only: zh-Hans, image: garden.svg, alt: 花园}
      - {kind: logos, id: own-logos, only: zh-Hans, logos: [{image: logo-round.svg, alt: 协会}]}
      - {kind: qr-code, id: own-code, only: zh-Hans, url: "https://example.org", label: 扫码}
      - kind: gallery
        id: own-views
        only: zh-Hans
        pictures: [{image: garden.svg, alt: 春}, {image: garden.svg, alt: 秋}]
      - kind: key-figures
        id: own-figures
        only: zh-Hans
        items: [{value: 12, label: 座}, {value: {zh-Hans: 三}, label: {zh-Hans: 条}}]
      - kind: programme
        id: own-days
        only: zh-Hans
        days: [{sessions: [{time: "9:00", title: 晨钟}]}]
      - {kind: box, id: own-box, only: zh-Hans, blocks: [{kind: paragraph, id: boxed, text: 框内}]}
      - {kind: table, id: wide, only: zh-Hans, width: full, rows: [[地名, 人口], [渡口镇, 812]]}
      - {kind: table, id: english, only: en, caption: Parking, rows: [[Place, Cars], [Quay, 30]]}
      - {kind: table, id: chinese, only: zh-Hans, caption: 轮渡, rows: [[码头, 班次], [西岸, 7]]}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("one-language")
    folder = write_publication(project, ["paragraph"], EDITIONS)
    with (folder / "text.yaml").open("a", encoding="utf-8") as text:
        text.write(SECTION)
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stderr
    return project / "build" / "content"


def begins(path: Path, words: str) -> list[float]:
    """Where `words` begin on the pages of a PDF, as a share of the width."""
    found = []
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        search = text.search(words)
        while at := search.get_next():
            found.append(text.get_charbox(at[0])[0] / page.get_width())
    return found


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("words", ["仅有中文", "也只有中文", "扫码", "第一项"])
def test_a_block_of_any_kind_may_be_in_one_language(built: Path, edition: str, words: str) -> None:
    assert len(begins(built / f"{edition}.pdf", words)) == 1


@pytest.mark.parametrize("edition", ["bilingual", "report", "programme"])
@pytest.mark.parametrize("words", ["扫码", "条", "晨钟", "框内", "码头"])
def test_so_is_every_other_kind_of_content(built: Path, edition: str, words: str) -> None:
    (left,) = begins(built / f"{edition}.pdf", words)
    assert left > 0.5


@pytest.mark.parametrize("edition", ["bilingual", "report", "programme"])
def test_a_wide_table_is_as_wide_as_the_page(built: Path, edition: str) -> None:
    (left,) = begins(built / f"{edition}.pdf", "渡口镇")
    assert left < 0.2


@pytest.mark.parametrize("edition", ["bilingual", "report", "programme"])
def test_what_each_language_has_for_itself_is_beside_the_other(built: Path, edition: str) -> None:
    for page in pypdfium2.PdfDocument(built / f"{edition}.pdf"):
        text = page.get_textpage()
        if at := text.search("Quay").get_next():
            english = text.get_charbox(at[0])
            other = text.search("西岸").get_next()
            assert other is not None
            chinese = text.get_charbox(other[0])
    assert english[1] == pytest.approx(chinese[1], abs=4)
    assert english[0] < chinese[0]


@pytest.mark.parametrize("edition", ["bilingual", "report"])
@pytest.mark.parametrize("words", ["子标题", "仅有中文", "也只有中文", "引文一句", "第一项"])
def test_its_texts_are_in_the_column_of_its_language(built: Path, edition: str, words: str) -> None:
    (left,) = begins(built / f"{edition}.pdf", words)
    (beside,) = begins(built / f"{edition}.pdf", "第二项")
    assert left == pytest.approx(beside, abs=0.05)
    assert left > 0.5


CHAPTERS = """\
sections:
  - id: list-of-chapters
    heading: {en: Overview, zh-Hans: 一览, fr: Aperçu}
    blocks: [{kind: contents, id: chapters}]
  - id: shared
    role: chapter
    heading: {en: Harbour, zh-Hans: 港口, fr: Port}
    blocks: [{kind: paragraph, id: ships, text: {en: Ships call., zh-Hans: 有船。, fr: Oui.}}]
  - id: own
    role: chapter
    blocks:
      - {kind: heading, id: own-title, only: fr, text: Douanes}
      - {kind: paragraph, id: own-words, only: fr, text: Rien à déclarer.}
  - id: closing
    role: chapter
    heading: {en: Tides, zh-Hans: 潮汐, fr: Marées}
    blocks: [{kind: paragraph, id: tides, text: {en: Twice a day., zh-Hans: 一日两次。, fr: Deux.}}]
"""


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("chapters")
    editions: dict[str, dict[str, object]] = {
        "fr": {"languages": ["fr"], "layout": "report"},
        "en": {"languages": ["en"], "layout": "report"},
        "both": {"languages": ["en", "fr"], "layout": "report"},
        "large": {"languages": ["fr"], "layout": "large-print"},
    }
    return build_text(project, CHAPTERS, editions)


def page_texts(path: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


def test_a_chapter_of_one_language_is_in_its_contents_and_its_running_head(chapters: Path) -> None:
    for edition in ("fr", "both"):
        pages = page_texts(chapters / f"{edition}.pdf")
        (own,) = (page for page in pages if "Rien à déclarer" in page)
        assert own.count("Douanes") == 2
        assert "Harbour" not in own
        # The contents, the list of sections, the heading and the running head.
        assert "".join(pages).count("Douanes") == 4


def test_a_chapter_of_another_language_leaves_no_page(chapters: Path) -> None:
    english, french = page_texts(chapters / "en.pdf"), page_texts(chapters / "fr.pdf")
    assert "Douanes" not in "".join(english)
    assert len(english) == len(french) - 1


def test_the_heading_of_a_section_of_one_language_is_listed_like_those_of_others(
    chapters: Path,
) -> None:
    words = pypdfium2.PdfDocument(chapters / "large.pdf")[0].get_textpage()
    assert words.get_text_range().count("Douanes") == 2

    def left_of(word: str) -> float:
        search = words.search(word)
        at, _ = search.get_next()
        return float(words.get_charbox(at)[0])

    assert left_of("Douanes") == pytest.approx(left_of("Marées"), abs=3)


def test_an_edition_without_sections_and_a_front_text_of_one_language_are_good(
    tmp_path: Path,
) -> None:
    folder = write_publication(tmp_path, ["paragraph"], {**EDITIONS, **WITHOUT})
    path = folder / "text.yaml"
    front = "front:\n" + "".join(
        f"  - {{id: {each}, only: zh-Hans, text: 仅有中文}}\n"
        for each in ("kicker", "running-title")
    )
    text = path.read_text("utf-8").replace("  - id: ", f"  - editions: {[*EDITIONS]}\n    id: ", 1)
    path.write_text(front + text, "utf-8")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
