"""A paragraph that is longer than a page, in two languages beside each other."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

ENGLISH = "The river made the town, carried its boats, and fed the gardens[^ford] below the house. "
CHINESE = "河流造就了这座城镇，载过船只，也滋养着宅院下方的花园[^ford]。"

TEXT = f"""\
notes:
  - {{id: ford, text: {{en: Below the ford., zh-Hans: 在渡口下游。, fr: En aval du gué.}}}}
sections:
  - id: river
    heading: {{en: The river, zh-Hans: 河流, fr: La rivière}}
    blocks:
      - kind: paragraph
        id: long
        text:
          en: {ENGLISH + ENGLISH.replace("[^ford]", "") * 70}
          zh-Hans: {CHINESE + CHINESE.replace("[^ford]", "") * 70}
          fr: La rivière[^ford].
"""

EDITIONS: dict[str, dict[str, object]] = {
    layout: {"languages": ["en", "zh-Hans"], "layout": layout} for layout in ("bilingual", "report")
}


def test_its_rest_is_beside_that_of_its_translation_on_every_page(tmp_path: Path) -> None:
    built = build_text(tmp_path, TEXT, EDITIONS)
    for layout in EDITIONS:
        pages = [
            page.get_textpage().get_text_range()
            for page in pypdfium2.PdfDocument(built / f"{layout}.pdf")
        ]
        own = [page for page in pages if "gardens" in page]
        assert len(own) > 1
        assert all("花园" in page for page in own)
        assert "Below the ford." in own[0]
        assert "在渡口下游。" in own[0]
