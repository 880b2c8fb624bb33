"""Reads the running text of a block out of a page tree, with the type that each part is set in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.text.fonts import font_features

from bifolio.compose.shaping import Style


@dataclass(frozen=True)
class Leaf:
    """One text node of a block, its spaces collapsed."""

    node: Element
    """The element that it is the text or the tail of."""
    is_tail: bool
    text: str
    type: Style
    emphasised: bool
    unbreakable: Element | None = None
    """The outermost element around it within which no line ends, if there is one."""
    hyphenated: str | None = None
    """The language that its words may be hyphenated by, if they may."""


def passages_of(block: Element, styles: Mapping[Element, Any]) -> list[list[Leaf]] | None:
    """Return the text nodes of `block`, parted where a `br` ends the line.

    None where its text is not plain running text. `styles` are the computed styles of the block and
    of each element within it.
    """
    passages: list[list[Leaf]] = [[]]
    unbreakable: dict[Element, Element] = {}
    for element in block.iter():
        if element in styles and styles[element]["white_space"] == "nowrap":
            for inner in element.iter():
                unbreakable.setdefault(inner, element)
    for node, is_tail, owner, text in _text_nodes(block):
        if is_tail and node.tag == "br":
            passages.append([])
        if text:
            style = styles[owner]
            if not _is_plain(style):
                return None
            leaf = Leaf(
                node,
                is_tail,
                text,
                _type(style),
                emphasised=_is_emphasised(owner, block),
                unbreakable=unbreakable.get(owner),
                hyphenated=style["lang"] if style["hyphens"] == "auto" else None,
            )
            passages[-1].append(leaf)
    return [collapsed for passage in passages if (collapsed := _collapsed(passage))] or None


def _text_nodes(element: Element) -> Iterator[tuple[Element, bool, Element, str]]:
    """Each text node below `element`: node, whether it is a tail, the element around it, text."""
    yield element, False, element, element.text or ""
    for child in element:
        yield from _text_nodes(child)
        yield child, True, element, child.tail or ""


def _is_plain(style: Any) -> bool:
    """Whether text in `style` is drawn as it stands."""
    return (
        style["white_space"] in ("normal", "nowrap")
        and style["text_transform"] == "none"
        and style["letter_spacing"] == "normal"
        and style["word_spacing"] == 0
    )


def _type(style: Any) -> Style:
    features = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    return Style(
        families=tuple(style["font_family"]),
        weight=style["font_weight"],
        italic=style["font_style"] != "normal",
        size=style["font_size"],
        language=style["lang"] or "",
        features=tuple(features.items()),
    )


def _is_emphasised(owner: Element, block: Element) -> bool:
    """Whether `owner` is or is within an `em` of `block`."""
    return any(owner is inner for em in block.iter("em") for inner in em.iter())


def _collapsed(leaves: list[Leaf]) -> list[Leaf]:
    """Collapse white space (CSS Text 3, 4.1.1).

    A space between two text nodes goes to the first: the renderer draws no text of nothing but
    spaces, and what widens a space follows it, where readers see no second space in it.
    """
    collapsed: list[Leaf] = []
    for leaf in leaves:
        text = re.sub("[ \t\n]+", " ", leaf.text)
        before = collapsed[-1].text if collapsed else " "
        if before.endswith(" "):
            text = text.lstrip(" ")
        if text.startswith(" ") and collapsed:
            collapsed[-1] = replace(collapsed[-1], text=before + " ")
            text = text[1:]
        collapsed.append(replace(leaf, text=text))
    for at in range(len(collapsed) - 1, -1, -1):
        stripped = collapsed[at].text.rstrip(" ")
        collapsed[at] = replace(collapsed[at], text=stripped)
        if stripped:
            break
    return collapsed
