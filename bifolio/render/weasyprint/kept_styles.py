"""Keeps the styles of a page for the next one that has the same elements, as after an edit.

An edit changes words, seldom elements, and styles depend on elements alone. WeasyPrint 70.0 asks
all rules about each element, and computes its values, for each layout, which takes a third of its
time. Only the preview, which builds the same edition again and again, keeps them: they take memory.
Guarded by tests/render/test_kept_styles.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint import document
from weasyprint.css import StyleFor, get_all_computed_styles

from bifolio.render.weasyprint.kept_blocks import KeptBlocks

MOST = 8
"""Layouts whose styles are kept, with their fonts: those of some editions."""

MOST_ELEMENTS = 60_000
"""Elements in all of them: a long document is one of few."""

WITH_RULES = ("style", "link")
"""Elements that may bring rules of their own."""

CHANGED = ("html", "body")
"""Elements of which the renderer changes the overflow, once it is that of the viewport."""

Structure = tuple[tuple[Any, ...], ...]
"""All of a tree on which selectors depend: tags, children, attributes, and where there is text."""


@dataclass(frozen=True, eq=False)
class _Layout:
    """What styles were computed from, and for which elements."""

    structure: Structure
    given: tuple[Any, ...]
    """Stylesheets and settings, compared by identity: they are kept, so that none is another."""
    elements: tuple[Element, ...]
    styles: Any
    blocks: KeptBlocks

    def suits(self, structure: Structure, given: Sequence[Any]) -> bool:
        """Whether styles would be the same for a tree of this structure."""
        same = len(given) == len(self.given) and all(
            mine is other for mine, other in zip(self.given, given, strict=True)
        )
        return same and structure == self.structure


_kept: list[_Layout] = []
"""Those of the last layouts, the last one at the end."""

current_blocks: list[KeptBlocks] = []
"""The blocks of the layout that is being made, if they are kept: at most one."""


def keep_styles() -> None:
    """Replace a function of the renderer; idempotent."""
    document.get_all_computed_styles = _computed_styles


def _computed_styles(
    html: Any, sheets: Sequence[Any], hints: bool, fonts: Any, counters: Any, *others: Any
) -> Any:
    targets, forms = others[-2:]
    elements = tuple(html.etree_element.iter())
    structure = _structure(elements)
    given = (fonts, html.base_url, hints, forms, *sheets)
    known = next((each for each in reversed(_kept) if each.suits(structure, given)), None)
    blocks = KeptBlocks() if known is None else known.blocks
    if known is None:
        styles = get_all_computed_styles(html, sheets, hints, fonts, counters, *others)
    else:
        _kept.remove(known)
        styles = _renewed(known, elements, targets)
        for style in html._ua_counter_style():
            counters.update(style)
    current_blocks.clear()
    if not any(element.tag in WITH_RULES for element in elements):
        blocks.begin(elements)
        current_blocks.append(blocks)
        _keep(_Layout(structure, given, elements, styles, blocks))
    return styles


def _structure(elements: Sequence[Element]) -> Structure:
    return tuple(
        (each.tag, len(each), *each.attrib.items(), not each.text, not each.tail)
        for each in elements
    )


def _keep(layout: _Layout) -> None:
    """Keep a layout, and forget the oldest ones that are too many."""
    _kept.append(layout)
    while len(_kept) > MOST or sum(len(each.elements) for each in _kept) > MOST_ELEMENTS:
        del _kept[0]


def _renewed(layout: _Layout, elements: Sequence[Element], targets: Any) -> Any:
    """The styles of a layout for `elements`, without those of its pages.

    What the renderer has changed in them is computed again.
    """
    styles = object.__new__(StyleFor)
    vars(styles).update(vars(layout.styles), _cascaded_styles={}, _computed_styles={})
    now = dict(zip(layout.elements, elements, strict=True))
    seen = set()
    for (element, pseudo_type), style in layout.styles.get_computed_styles().items():
        if element not in now:  # of a page
            continue
        styles.get_computed_styles()[now[element], pseudo_type] = style
        if id(style) in seen:
            continue
        seen.add(id(style))
        vars(style).pop("anonymous_style", None)
        style.pop("anchor", None)
        if element.tag in CHANGED:
            style.pop("overflow", None)
        if style["anchor"]:
            targets.collect_anchor(style["anchor"])
    return styles
