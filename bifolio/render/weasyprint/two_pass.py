"""Lets the lines of a page be chosen by `bifolio.compose`, by two layouts and plain CSS.

A first layout of a page without its words gives the measure and the type of every block of running
text; then the lines are composed; then each block is written again with line feeds at its line ends
and spans for what is spaced or set half width (`line_markup`), and laid out.
Nothing is replaced inside the renderer. What is read from it, the boxes of a page, the breaks of
UAX 14 (Pango) and the features of a style, is private to WeasyPrint, and pinned by tests.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import get_log_attrs

from bifolio.compose.break_opportunities import CUT_HAN_HEADING, CUT_HAN_RAGGED, FREE, find_breaks
from bifolio.compose.clusters import Cluster, Kind, ShapedParagraph, kinds
from bifolio.compose.hyphenation import find_hyphens
from bifolio.compose.line_breaking import compose_lines
from bifolio.compose.shaping import Shaper
from bifolio.languages import Language
from bifolio.render.line_markup import COMPOSED_STYLE, Composed, SpanStyles, write_lines
from bifolio.render.weasyprint.passages import Leaf, passages_of
from bifolio.render.weasyprint.placements import UNIT
from bifolio.render.weasyprint.steps import steps_of
from bifolio.render.weasyprint.version import require_version
from bifolio.text.runs import TextId

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

WITHIN_LINES = frozenset(("a", "abbr", "b", "cite", "code", "em", "i", "small", "span", "strong"))
"""Elements that are in a line with the words around them (HTML Standard, 4.5)."""

QUOTES = frozenset("“”‘’")
BRACKETS = {Kind.OPENING: "（", Kind.CLOSING: "）"}

ATTEMPTS = 3
"""Layouts at most, where lines change the measure that they were composed for."""

TOLERANCE = 0.01
"""px; within it a measure is still the one that lines were composed for."""

Layout = Callable[[Element, str], Any]
"""Lays out a tree with additional CSS; returns WeasyPrint's document."""

LooseLine = tuple[TextId, str]
"""A line that would have had to be stretched by more than is good: the text that it is a part of,
which is without a unit where the page does not name it, and what it says."""


@dataclass(frozen=True)
class _Block:
    """A block of running text in a layout, and the style of each element within it."""

    measure: float
    style: Any
    inline: dict[int, Any]
    shrinks: bool
    """It is as wide as its text, up to its measure."""

    def differs(self, composed: _Block) -> bool:
        """Whether lines composed for the measure of `composed` do not suit this one."""
        wider = self.measure - composed.measure
        return wider > TOLERANCE or (wider < -TOLERANCE and not composed.shrinks)


def lay_out_composed(
    tree: Element, lay_out: Layout, shaper: Shaper, languages: Mapping[str, Language]
) -> tuple[Any, list[LooseLine]]:
    """Return the layout of `tree` with composed lines, and the lines that are loose.

    `languages` are the ways of setting by language tag; text in any other is left as it is.
    Raises `WrongRenderer` under another version of WeasyPrint.
    """
    require_version()
    if not languages:
        return lay_out(tree, ""), []
    blocks = _measured(tree, lay_out)
    steps: dict[int, float] = {}
    for _ in range(ATTEMPTS):
        written = copy.deepcopy(tree)
        elements = list(written.iter())
        sheet, loose = SpanStyles(), []
        for at, block in blocks.items():
            language = languages.get(block.style["lang"] or "")
            if language is not None:
                loose += _compose(elements[at], at, block, languages, shaper, elements, sheet)
        rules = [face.rule for face in shaper.line_ends] if sheet.has_hyphens else []
        for at, more in steps.items():
            _widen(elements[at], more, sheet)
        document = lay_out(written, "".join([*rules, COMPOSED_STYLE, sheet.css()]))
        places = {element: at for at, element in enumerate(elements)}
        after = _blocks(document, places)
        moved = {
            at: replace(block, measure=after[at].measure)
            for at, block in blocks.items()
            if at in after and after[at].differs(block)
        }
        rounded = steps_of(document, places, steps)
        if not moved and rounded == steps:
            break
        steps = rounded
        blocks |= moved
    return document, loose


def _widen(element: Element, more: float, sheet: SpanStyles) -> None:
    """Add `more` px below the content of a box, so that what follows is on the grid."""
    name = sheet.name(f"padding-bottom: {more:.4f}px !important")
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _measured(tree: Element, lay_out: Layout) -> dict[int, _Block]:
    """The blocks of running text and their measures.

    A page without words gives the measure of all blocks but those that are as wide as their text;
    where there are any, these get theirs in a second layout.
    """
    blocks = _measured_with(frozenset(), tree, lay_out)
    shrinking = frozenset(at for at, block in blocks.items() if block.shrinks)
    if not shrinking:
        return blocks
    full = _measured_with(shrinking, tree, lay_out)
    return {
        at: replace(full[at], shrinks=at in shrinking) if at in full else block
        for at, block in blocks.items()
    }


def _measured_with(full: Container[int], tree: Element, lay_out: Layout) -> dict[int, _Block]:
    """The blocks of running text in a layout of `tree` without words but in the blocks `full`."""
    bare = copy.deepcopy(tree)
    elements = list(bare.iter())
    kept = {inner for at, element in enumerate(elements) if at in full for inner in element.iter()}
    body = bare.find("body")
    emptied = {
        element
        for element in (() if body is None else body.iter())
        if element not in kept and _shorten(element)
    }
    return _blocks(lay_out(bare, ""), {element: at for at, element in enumerate(elements)}, emptied)


def _shorten(element: Element) -> bool:
    """Take the words out of `element`, not of those within it; return whether it is empty of them.

    What is most likely a block keeps a character, and with it the line that `_text_boxes`
    knows it by. To set one within lines as well would take a quarter of the time of the layout.
    """
    length = 0 if element.tag in WITHIN_LINES else 1
    had_words = False
    for node, name in ((element, "text"), *((child, "tail") for child in element)):
        text = (getattr(node, name) or "").strip()
        if text:
            setattr(node, name, text[:length])
            had_words = True
    return had_words and not length


def _blocks(
    document: Any, places: Mapping[Element, int], emptied: Container[Element] = ()
) -> dict[int, _Block]:
    """The blocks of running text in a layout, by the place of their element in the tree.

    A block that is on several pages or in several columns is as wide as its narrowest part;
    one that holds anything but text is left out. `emptied` have had a text.
    """
    found: dict[int, _Block] = {}
    for page in document.pages:
        for box, shrinks in _text_boxes(page._page_box, emptied, shrinks=False):
            at = places.get(box.element)
            if at is None or box.element_tag != box.element.tag:
                continue
            inline = {at: box.style} | {
                places[child]: style for child, style in _inline_styles(box) if child in places
            }
            whole = all(
                places.get(child) in inline for child in box.element.iter() if child in places
            )
            if at in found:
                measure = min(found[at].measure, box.width)
                found[at] = replace(found[at], measure=measure, inline=found[at].inline | inline)
            elif whole:
                found[at] = _Block(box.width, box.style, inline, shrinks)
    return found


def _text_boxes(
    box: Any, emptied: Container[Element], *, shrinks: bool
) -> Iterator[tuple[Any, bool]]:
    """The blocks below `box` whose children are lines, or would be if they were not `emptied`.

    Those in the margins of the page are left out. With each comes whether it is as wide as its text
    (CSS 2.2, 10.3.5, shrink to fit).
    """
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or _is_bare_text(child, box):
            continue
        fits = child.style["width"] == "auto" and (shrinks or _shrinks_to_fit(child, box))
        if isinstance(child, boxes.BlockContainerBox) and (
            any(isinstance(line, boxes.LineBox) for line in child.children)
            or (not child.children and child.element in emptied)
        ):
            yield child, fits
        else:
            yield from _text_boxes(child, emptied, shrinks=fits)


def _is_bare_text(box: Any, parent: Any) -> bool:
    """Whether `box` is text right in a flex or grid container, which has no element of its own.

    Spans for its lines would be items of the container, each beside the other.
    """
    return box.element is parent.element and isinstance(
        parent, boxes.FlexContainerBox | boxes.GridContainerBox
    )


def _shrinks_to_fit(box: Any, parent: Any) -> bool:
    return (
        isinstance(box, boxes.InlineBlockBox | boxes.TableCellBox)
        or isinstance(parent, boxes.FlexContainerBox | boxes.GridContainerBox)
        or not box.is_in_normal_flow()
    )


def _inline_styles(box: Any) -> Iterator[tuple[Element, Any]]:
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            yield from _inline_styles(child)
        elif isinstance(child, boxes.InlineBox) and child.element_tag == child.element.tag:
            yield child.element, child.style
            yield from _inline_styles(child)


def _compose(
    element: Element,
    at: int,
    block: _Block,
    languages: Mapping[str, Language],
    shaper: Shaper,
    elements: Sequence[Element],
    sheet: SpanStyles,
) -> list[LooseLine]:
    """Compose one block and write its lines into its element."""
    passages = passages_of(element, {elements[at]: style for at, style in block.inline.items()})
    if passages is None:
        return []
    indents = [_indent(block), *(0.0 for _ in passages[1:])]
    balanced = element.tag in HEADINGS
    try:
        composed = [
            _set(passage, block, languages, shaper, indent=indent, balanced=balanced)
            for passage, indent in zip(passages, indents, strict=True)
        ]
    except LookupError:
        return []  # the renderer reports the missing glyph
    write_lines(element, composed, sheet)
    return [
        (
            TextId(element.get(UNIT, ""), block.style["lang"] or ""),
            "".join(letter.text for letter in each.paragraph.clusters[line.first : line.last])
            + "-" * line.hyphenated,
        )
        for each in composed
        for line in each.lines
        if line.loose
    ]


def _set(
    passage: Sequence[Leaf],
    block: _Block,
    languages: Mapping[str, Language],
    shaper: Shaper,
    *,
    indent: float,
    balanced: bool,
) -> Composed:
    """Set text of `block` in lines; raises `LookupError` for a letter that no face has."""
    language = languages[block.style["lang"]]
    text = [(letter, leaf) for leaf in passage for letter in shaper.shape(leaf.text, leaf.type)]
    letters, leaves = [letter for letter, _ in text], [leaf for _, leaf in text]
    paragraph = ShapedParagraph(
        letters,
        language,
        _measure(block, language),
        indent=indent,
        justified=block.style["text_align_all"] == "justify",
        balanced=balanced,
    )
    cut_han = CUT_HAN_HEADING if balanced else FREE if paragraph.justified else CUT_HAN_RAGGED
    sorts = kinds(letters, language)
    hyphens = find_hyphens(letters, [languages.get(leaf.hyphenated or "") for leaf in leaves])
    allowed = _allowed(letters, sorts, language.tag)
    breaks = find_breaks(letters, sorts, allowed, language, hyphens, cut_han=cut_han)
    breaks = [found for found in breaks if not _is_within_unbreakable(leaves, found.at)]
    return Composed(paragraph, sorts, leaves, compose_lines(paragraph, sorts, breaks))


def _indent(block: _Block) -> float:
    indent = block.style["text_indent"]
    px: float = indent.value if indent.unit == "px" else block.measure * indent.value / 100
    return px


def _is_within_unbreakable(leaves: Sequence[Leaf], at: int) -> bool:
    around = leaves[at].unbreakable
    return around is not None and around is leaves[at - 1].unbreakable


def _measure(block: _Block, language: Language) -> float:
    """The length of the lines of `block`.

    What a column is wider than a whole number of characters (CLREQ 2.3.1) is spread over the gaps
    of its lines, so that they end where the column does.
    """
    if language.is_han and block.style["text_align_all"] == "justify":
        em: float = block.style["font_size"]
        return max(block.measure, int((block.measure + TOLERANCE) / em) * em)
    return block.measure + TOLERANCE


def _allowed(letters: Sequence[Cluster], sorts: Sequence[Kind], language: str) -> list[bool]:
    """Whether UAX 14, as Pango has it, lets a line begin with each of `letters`.

    A Chinese quote counts as the bracket that it is: UAX 14 does not know which way one looks and
    forbids a line end on both of its sides (LB 19).
    """
    texts = [
        BRACKETS[sort] if sort in BRACKETS and letter.text in QUOTES else letter.text
        for letter, sort in zip(letters, sorts, strict=True)
    ]
    attributes = get_log_attrs("".join(texts), language)
    starts = accumulate(map(len, texts), initial=0)
    return [bool(attributes[at].is_line_break) for at, _ in zip(starts, texts, strict=False)]
