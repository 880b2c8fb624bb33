"""Blocks that only one language has, on pages in two languages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "report": {"languages": ["en", "zh-Hans"], "layout": "report"},
    "booklet": {"languages": ["en", "zh-Hans"], "layout": "booklet", "paper": "A5"},
}

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


@pytest.mark.parametrize("edition", ["bilingual", "report"])
@pytest.mark.parametrize("words", ["子标题", "仅有中文", "也只有中文", "引文一句", "第一项"])
def test_its_texts_are_in_the_column_of_its_language(built: Path, edition: str, words: str) -> None:
    (left,) = begins(built / f"{edition}.pdf", words)
    (beside,) = begins(built / f"{edition}.pdf", "第二项")
    assert left == pytest.approx(beside, abs=0.05)
    assert left > 0.5
