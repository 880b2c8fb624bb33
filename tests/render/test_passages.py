from __future__ import annotations

from xml.etree.ElementTree import fromstring

from weasyprint.css.properties import INITIAL_VALUES

from bifolio.render.passages import passage_of


def style(**changes: object) -> dict[str, object]:
    values = dict(INITIAL_VALUES)
    values.update(font_family=("x",), font_size=10, lang="en", font_weight=400)
    return {**values, **changes}


def texts(html: str, **changes: object) -> list[str] | None:
    block = fromstring(html)
    passage = passage_of(block, {element: style(**changes) for element in block.iter()})
    return None if passage is None else [leaf.text for leaf in passage]


def test_each_text_node_is_a_leaf_in_the_order_of_reading() -> None:
    assert texts("<p>a<b>c<i>d</i>e</b>f</p>") == ["a", "c", "d", "e", "f"]


def test_white_space_is_collapsed_and_goes_to_the_text_before_it() -> None:
    assert texts("<p>\n a <b> b</b> <i>c </i>\n</p>") == ["a ", "b ", "", "c", ""]


def test_what_is_not_drawn_as_it_stands_is_no_passage() -> None:
    assert texts("<p>a</p>", text_transform="uppercase") is None
    assert texts("<p>a</p>", white_space="pre") is None
    assert texts("<p>a</p>", letter_spacing=1) is None


def test_only_what_stands_in_em_is_emphasised() -> None:
    block = fromstring("<p>a<em>b<b>c</b></em>d</p>")
    passage = passage_of(block, {element: style() for element in block.iter()})
    assert passage is not None
    assert [leaf.emphasised for leaf in passage] == [False, True, True, False]


def test_words_are_hyphenated_by_the_language_that_they_bear() -> None:
    block = fromstring("<p>a</p>")
    (leaf,) = passage_of(block, {block: style(hyphens="auto", lang="en")}) or []
    assert leaf.hyphenated == "en"
    (leaf,) = passage_of(block, {block: style(hyphens="manual", lang="en")}) or []
    assert leaf.hyphenated is None
