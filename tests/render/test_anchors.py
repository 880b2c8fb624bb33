"""Links to sections and blocks lead to what the page shows of them, in the language of the link."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bifolio.render.anchors import MissingTarget, set_anchors, texts_of_targets
from bifolio.text.runs import TextId


def linked(body: str, **targets: tuple[str, ...]) -> Element:
    tree = ElementTree.fromstring(f'<html lang="en"><body>{body}</body></html>')
    set_anchors(tree, targets)
    return tree


def leads_to(tree: Element) -> list[str]:
    """The text of the target of each link."""
    ids = {each.get("id"): each for each in tree.iter() if "id" in each.attrib}
    links = [each for each in tree.iter("a") if each.get("href", "").startswith("#")]
    return ["".join(ids[each.get("href", "")[1:]].itertext()) for each in links]


def test_a_link_leads_to_the_text_of_its_language() -> None:
    tree = linked(
        '<h2 data-unit="x">Title</h2><h2 lang="fr" data-unit="x">Titre</h2>'
        '<p lang="fr">voir <a href="#x">là</a></p><p>see <a href="#x">there</a></p>'
        '<p lang="de">siehe <a href="#x">dort</a></p>'
    )
    assert leads_to(tree) == ["Titre", "Title", "Title"]


def test_a_link_to_a_section_or_block_without_a_text_of_its_own_leads_to_what_is_in_it() -> None:
    body = (
        '<ul data-block="b"><li data-unit="b.1">one</li></ul><a href="#b">b</a><a href="#s">s</a>'
    )
    assert leads_to(linked(body, b=("b.1",), s=("b.1",))) == ["one", "one"]
    picture = '<figure data-block="f"><i>f</i></figure><a href="#f">x</a>'
    assert leads_to(linked(picture, f=())) == ["f"]


def test_a_link_to_what_the_page_does_not_show_is_plain_words() -> None:
    tree = linked('<p>see <a href="#gone">there</a></p>', gone=("gone",))
    assert list(tree.iter("a")) == []
    assert "".join(tree.itertext()) == "see there"


def test_a_heading_that_the_page_does_not_show_is_missing_where_a_text_refers_to_it() -> None:
    link = '<p data-unit="p">see <a href="#title:s">The <em>sea</em></a></p>'
    shown = linked(f'{link}<h2 data-unit="s">The sea</h2>')
    assert leads_to(shown) == ["The sea"]
    tree = ElementTree.fromstring(f'<html lang="en">{link}</html>')
    assert set_anchors(tree, {}) == [MissingTarget("s", TextId("p", "en"))]


def test_a_layout_keeps_its_own_ids_and_links() -> None:
    body = '<p id="own">o</p><p id="mine" data-unit="x">x</p><a href="#own">a</a><a href="#x">b</a>'
    assert leads_to(linked(body)) == ["o", "x"]


def test_a_target_is_described_without_its_notes_and_with_its_line_breaks() -> None:
    tree = linked(
        '<h2 data-unit="x">Rivers<br/>and cities<span data-note="n">A note.</span>'
        '<a data-block="n.mark" href="#n">1</a> in 2026</h2><p>see <a href="#x">there</a></p>'
    )
    assert texts_of_targets(tree)["x@en"] == "Rivers and cities in 2026"


def test_a_note_and_its_mark_are_described_by_their_own_text() -> None:
    tree = linked(
        '<p data-unit="x">Rivers<span data-note="n"><a href="#n.mark">1</a><i data-unit="n">A note.'
        '</i></span><a data-block="n.mark" href="#n">1</a></p>'
    )
    assert texts_of_targets(tree) == {"n@en": "A note.", "n.mark@en": "1"}


TABLE = (
    '<table data-block="t"><caption><p data-unit="t.caption">Table 2 Salt</p>'
    '<p lang="fr" data-unit="t.caption">Tableau 2 Sel</p></caption>'
    "<tr><th>Works</th><th>Tons</th></tr><tr><td>A</td><td>1</td></tr></table>"
)


def test_a_block_with_a_caption_is_described_by_it_in_the_language_of_the_link() -> None:
    links = '<p>see <a href="#t">it</a></p><p lang="fr">voir <a href="#t">le</a></p>'
    tree = linked(TABLE + links, t=("t.caption",))
    assert texts_of_targets(tree) == {"t@en": "Table 2 Salt", "t@fr": "Tableau 2 Sel"}


def test_the_parts_of_a_block_without_a_caption_do_not_run_together() -> None:
    body = TABLE.replace("data-unit", "class") + '<a href="#t">it</a>'
    described = texts_of_targets(linked(body, t=()))["t@en"]
    assert described == "Table 2 Salt Tableau 2 Sel Works Tons A 1"
    body = '<ul data-block="l"><li>a <b>b</b>c</li><li>d</li></ul><a href="#l">x</a>'
    assert texts_of_targets(linked(body, l=())) == {"l@en": "a bc d"}
