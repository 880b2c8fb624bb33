"""Every link of every edition: a click on its words leads where the source says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, groupby, pairwise

import pytest

from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.document import fold
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.runner import inspect
from bifolio.text.runs import plain
from tests.preflight.conftest import Examine
from tests.preflight.mutations import NOTICE, NOTICE_ZH, BuildChanged, Source
from tests.support.clicks import Clicks

LIBRARY = [
    ("library", edition)
    for edition in ("bilingual", "en", "zh-Hans", "handout", "booklet", "leaflet-en")
]
SIGNPOSTS = [
    ("signposts", edition)
    for edition in ("bilingual", "en", "zh-Hans", "columns-en", "columns-zh-Hans")
]

LEADING = 28.0
"""pt; the leading of the layout with two columns, the widest of all."""

MIDDLE = 148 / 25.4 * 72 / 2
"""pt; the middle of the A5 page with two columns."""


def links_of_the_source(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The words of each link that the edition shows, without white space, and its address."""
    for each in evidence.source.expected:
        for href, runs in groupby(each.content.runs, key=lambda run: run.href):
            if href is not None:
                yield letters(fold(plain(tuple(runs)))), href


def letters(words: str) -> str:
    """`words` without hyphens, which lines may end with."""
    return words.replace("-", "")


@pytest.mark.parametrize("edition", [*LIBRARY, *SIGNPOSTS], ids="/".join)
def test_a_click_on_every_letter_of_every_link_leads_where_the_source_says(
    edition: tuple[str, str], examine: Examine
) -> None:
    evidence = examine(*edition)
    clicks = Clicks(evidence.pdf)
    found = clicks.links()
    said = Counter((letters(link.words), str(link.notes[0][1].A.URI)) for link in found)
    wanted = Counter(links_of_the_source(evidence))
    # A text that is the same in all languages may stand beside each.
    assert said.keys() == wanted.keys()
    assert said >= wanted
    for link in found:
        (target,) = {str(note.A.URI) for _, note in link.notes}
        missed = [
            letter for page, (letter, x, y) in link.letters if clicks.lead_to(page, x, y) != target
        ]
        assert missed == [], link.words


@pytest.mark.parametrize("edition", SIGNPOSTS, ids="/".join)
def test_every_annotation_belongs_to_one_link_and_is_within_its_line(
    edition: tuple[str, str], examine: Examine
) -> None:
    clicks = Clicks(examine(*edition).pdf)
    of_links = [note for link in clicks.links() for _, note in link.notes]
    notes = clicks.annotations()
    assert Counter(note.objgen for note in of_links) == Counter(note.objgen for note in notes)
    assert all(str(note.Contents) for note in notes)
    for page in clicks.file.pages:
        areas = [tuple(map(float, note.Rect)) for note in page.get("/Annots", ())]
        assert all(
            5 < top - bottom < LEADING + 0.1 and left < right for left, bottom, right, top in areas
        )
        for one, other in combinations(areas, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across < 0.1 or down < 0.1, (one, other)


@pytest.mark.parametrize(
    ("edition", "begins", "goes_on"),
    [
        ("columns-en", (0, "right"), (1, "left")),
        ("columns-zh-Hans", (0, "left"), (0, "right")),
    ],
)
def test_a_link_that_goes_on_in_the_next_column_or_page_is_one_link(
    edition: str, begins: tuple[int, str], goes_on: tuple[int, str], examine: Examine
) -> None:
    clicks = Clicks(examine("signposts", edition).pdf)
    (link,) = (each for each in clicks.links() if each.words.startswith(("Everything", "老墙")))
    columns = [(page, "right" if note.Rect[0] > MIDDLE else "left") for page, note in link.notes]
    assert list(dict.fromkeys(columns)) == [begins, goes_on]


def test_a_link_over_lines_has_an_area_on_each(examine: Examine) -> None:
    clicks = Clicks(examine("signposts", "en").pdf)
    (link,) = (each for each in clicks.links() if each.words.startswith("thelongpage"))
    areas = [note.Rect for _, note in link.notes]
    assert len(areas) == 3
    assert all(one[1] >= other[3] for one, other in pairwise(areas))


def test_a_link_that_is_turned_is_clicked_where_its_words_stand(
    build_changed: BuildChanged,
) -> None:
    style = "h2 { transform: rotate(90deg); width: 60pt; margin: 60pt 0;"
    turned = Source(files={"layouts/two-columns/layout.css": ("h2 {", style)})
    evidence = build_changed(("signposts", "columns-en"), turned)
    clicks = Clicks(evidence.pdf)
    (link,) = (each for each in clicks.links() if each.words == "theirmap")
    (area,) = (note.Rect for _, note in link.notes)
    assert area[3] - area[1] > area[2] - area[0]
    assert all(clicks.lead_to(page, x, y) for page, (_, x, y) in link.letters)
    report = inspect(evidence, [REGISTRY[f"links/{name}"] for name in ("area", "over-words")])
    assert report.findings == ()


@pytest.mark.parametrize("where", ["except: [en]", "editions: [zh-Hans]"])
def test_a_link_to_what_another_edition_has_is_plain_words(
    where: str, build_changed: BuildChanged
) -> None:
    """The section is in the Chinese edition only."""
    paragraph = "{kind: paragraph, id: shop-text, text: {en: Tea., zh-Hans: 茶。}}"
    shop = (
        f"  - {{id: shop, {where}, heading: {{en: Shop, zh-Hans: 商店}}, blocks: [{paragraph}]}}\n"
    )
    changes = {
        "sections:\n": f"sections:\n{shop}",
        "for children": "in [the shop](#shop) for children",
    }
    changes["12 岁以下儿童"] = "[商店](#shop)12 岁以下儿童"
    for edition, links in ((NOTICE, ["thegardener"]), (NOTICE_ZH, ["商店", "园丁"])):
        evidence = build_changed(edition, Source(changes))
        assert [each.check for each in inspect(evidence).findings] == []
        assert [link.words for link in Clicks(evidence.pdf).links()] == links
