"""Events of timelines in several languages, and beside each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "three": {"languages": ["en", "zh-Hans", "fr"], "layout": "programme"},
    "narrow": {"languages": ["zh-Hans"], "layout": "programme", "paper": "A5"},
    "wide": {"languages": ["zh-Hans"], "layout": "report"},
}
TEXT = """\
sections:
  - id: harbour
    heading: {en: Harbour, zh-Hans: 港口, fr: Port}
    blocks:
      - kind: timeline
        id: harbour-line
        width: full
        items:
          - {date: 2031-03-02, title: {en: Dredging, zh-Hans: 疏浚, fr: Dragage}}
          - {date: 2031-04-21, title: {en: Quays, zh-Hans: 码头, fr: Quais}}
          - {date: 2031-11-30, title: {en: Lamps, zh-Hans: 路灯, fr: Lampes}}
          - {date: 2032, title: {en: Ships, zh-Hans: 船只, fr: Navires}}
"""


def heights(pdf: Path, *words: str) -> list[float]:
    """The lower edges of the first letters of `words`, in points from the foot of their page."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for word in words:
            for page in document:
                text = page.get_textpage()
                if place := text.search(word, match_case=True).get_next():
                    found.append(text.get_charbox(place[0], loose=True)[1])
                    break
    assert len(found) == len(words)
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a timeline of four events."""
    project = tmp_path_factory.mktemp("timelines")
    return build_text(project, TEXT, EDITIONS)


def test_three_languages_of_an_event_are_nearer_to_each_other_than_events(built: Path) -> None:
    words = ("Dredging", "疏浚", "Dragage", "Quays", "码头", "Quais", "Lamps")
    rows = heights(built / "three.pdf", *words)
    gaps = [above - below for above, below in pairwise(rows)]
    between = gaps[2], gaps[5]
    assert min(between) > 1.2 * max(gap for gap in gaps if gap not in between)


@pytest.mark.parametrize("edition", ["narrow", "wide"])
def test_titles_below_dates_are_level(built: Path, edition: str) -> None:
    rows = heights(built / f"{edition}.pdf", "疏浚", "码头", "路灯", "船只")
    assert max(rows) - min(rows) < 0.5
