"""Roles: what a text, or a picture, is tagged as, and the words that are said instead of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bifolio.pdf.structure import Element
from bifolio.preflight.checks.reading import excerpt, letters
from bifolio.preflight.document import TextBlock, fold, place_of
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check
from bifolio.text.placements import TextPlacement

TYPES: Mapping[str, str] = MappingProxyType(
    {
        **{f"h{level}": f"H{level}" for level in range(1, 7)},
        "p": "P",
        "blockquote": "BlockQuote",
        **dict.fromkeys(("caption", "figcaption"), "Caption"),
        **{name: name.upper() for name in ("td", "th", "tr")},
        "table": "Table",
        **dict.fromkeys(("li", "dt", "dd"), "LI"),
        **dict.fromkeys(("ul", "ol", "dl"), "L"),
    }
)
"""The structure type (ISO 32000-1, 14.8.4) of each HTML element that says what a text is.

Inner ones come before those that are around them."""

MEANING = frozenset(TYPES.values())


@check("accessibility/roles", Severity.FAIL)
def roles(evidence: Evidence) -> Iterator[Sighting]:
    """A text has another structure type than its element in the layout, as P for a heading.

    Why: Screen readers announce headings, lists and tables by their tags (WCAG 2.1, 1.3.1; ISO
    14289-1, 7.4 and 7.6).
    Fix: rebuild the edition; other software may have changed its tags
    """
    paths = {
        content: (*element.parents, element.tag)
        for element in evidence.elements
        for content in element.marked
    }
    for block in evidence.blocks:
        path = _path(block, paths)
        if block.placement is None or path is None:
            continue
        wanted = _types(block.placement)
        if frozenset(path) & MEANING != wanted:
            yield block.seen(f"{_named(block)} is tagged as {_said(path)}, not as {_all(wanted)}")


def _types(placed: TextPlacement) -> frozenset[str]:
    """The structure types that say what the layout made of a text."""
    return frozenset(TYPES[name] for name in (*placed.around, placed.tag) if name in TYPES)


def _path(
    block: TextBlock, paths: Mapping[tuple[int, int], tuple[str, ...]]
) -> tuple[str, ...] | None:
    """The structure types around the text of a block; None for one that no tag holds."""
    found = (paths.get((block.page, each)) for each in sorted(block.paragraph.contents))
    return next((path for path in found if path is not None), None)


def _named(block: TextBlock) -> str:
    return f"'{block.unit}' ({excerpt(block.words)})"


def _said(path: tuple[str, ...]) -> str:
    """The types of a path that say what a text is; the innermost one where there are none."""
    return " in ".join(tag for tag in reversed(path) if tag in MEANING) or path[-1]


def _all(types: frozenset[str]) -> str:
    return " in ".join(sorted(types, key=_rank))


def _rank(tag: str) -> int:
    """How far a type is from the text outwards."""
    return list(dict.fromkeys(TYPES.values())).index(tag)


@check("accessibility/replacement-text", Severity.FAIL)
def replacement_text(evidence: Evidence) -> Iterator[Sighting]:
    """A replacement text differs from the text it replaces, or an alternate text is from no unit.

    Why: Alt, ActualText and E are read aloud and copied in place of the content (ISO 32000-1,
    14.9.3 and 14.9.4).
    Fix: use the unit of the picture as its `alt`, and rebuild the edition
    """
    said = {fold(content.text) for content in evidence.source.copy.values()}
    for element, contents in zip(evidence.elements, evidence.below, strict=True):
        words = "".join(evidence.words_of_contents.get(each, "") for each in contents)
        box = place_of(element)
        for instead in filter(str.strip, element.replacements):
            if element.tag == "Figure" and fold(instead) not in said:
                yield Sighting(f"no unit says '{excerpt(instead)}', as a picture does", box)
            elif element.tag != "Figure" and letters(instead) != letters(words):
                yield Sighting(_instead(instead, words, element), box)
    for number, painted in evidence.painted:
        # What the tags around say was compared above; here it is what the page says itself.
        words = evidence.words_of(painted) if painted.kind == "text" else ""
        for instead in painted.replacements:
            if letters(instead) != letters(words):
                yield Sighting(_instead(instead, words), whole_page(number))


def _instead(instead: str, words: str, element: Element | None = None) -> str:
    where = f" ({element.tag})" if element else ""
    return f"'{excerpt(instead)}' is said instead of '{excerpt(words)}'{where}"
