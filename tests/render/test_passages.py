from __future__ import annotations

from xml.etree.ElementTree import fromstring

from weasyprint.css.properties import INITIAL_VALUES

from bifolio.render.weasyprint.passages import Leaf, passages_of


def style(**changes: object) -> dict[str, object]:
    values = dict(INITIAL_VALUES)
    values.update(font_family=("x",), font_size=10, lang="en", font_weight=400)
    return {**values, **changes}


def passages(html: str, **changes: object) -> list[list[Leaf]]:
    block = fromstring(html)
    return passages_of(block, {element: style(**changes) for element in block.iter()}) or []


def texts(html: str, **changes: object) -> list[str]:
    return [leaf.text for passage in passages(html, **changes) for leaf in passage]


def test_each_text_node_is_a_leaf_in_the_order_of_reading() -> None:
    assert texts("<p>a<b>c<i>d</i>e</b>f</p>") == ["a", "c", "d", "e", "f"]


def test_white_space_is_collapsed_and_goes_to_the_text_before_it() -> None:
    assert texts("<p>\n a <b> b</b> <i>c </i>\n</p>") == ["a ", "b ", "", "c", ""]


def test_a_line_end_that_is_asked_for_parts_the_text() -> None:
    found = passages("<p>a<br/>b <i>c<br/> d</i> e<br/></p>")
    assert [[leaf.text for leaf in passage] for passage in found] == [
        *(["a"], ["b ", "c"], ["d ", "e"]),
    ]


def test_what_is_not_drawn_as_it_stands_is_no_passage() -> None:
    assert passages("<p>a</p>", text_transform="uppercase") == []
    assert passages("<p>a</p>", white_space="pre") == []
    assert passages("<p>a</p>", letter_spacing=1) == []


def test_only_what_stands_in_em_is_emphasised() -> None:
    (passage,) = passages("<p>a<em>b<b>c</b></em>d</p>")
    assert [leaf.emphasised for leaf in passage] == [False, True, True, False]


def test_what_stands_in_one_unbreakable_element_is_unbreakable_as_a_whole() -> None:
    block = fromstring("<p>a<b>b<i>c</i>d</b><b>e</b></p>")
    styles = {
        element: style(white_space="normal" if element is block else "nowrap")
        for element in block.iter()
    }
    (passage,) = passages_of(block, styles) or []
    first, second = block.findall("b")
    assert [leaf.unbreakable for leaf in passage] == [None, first, first, first, second]


def test_words_are_hyphenated_by_the_language_that_they_bear() -> None:
    ((leaf,),) = passages("<p>a</p>", hyphens="auto", lang="en")
    assert leaf.hyphenated == "en"
    ((leaf,),) = passages("<p>a</p>", hyphens="manual", lang="en")
    assert leaf.hyphenated is None
