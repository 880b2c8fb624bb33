"""Computes the styles of markers and notes for the elements that have one.

The stylesheet of WeasyPrint 70.0 has `::marker`, `::footnote-call`, `::footnote-marker`,
`::note-call`, `::note-marker` and `::note-callback` for every element, so that six of seven styles
of a page are computed for nothing. They are left out of it here, and a style is computed when the
renderer asks for it.
"""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.css import ComputedStyle, StyleFor, declaration_precedence
from weasyprint.html import UA_STYLESHEET

Declared = dict[str, tuple[Any, Any]]
"""The value of each property, and its weight in the cascade."""


def style_pseudo_elements_when_asked() -> None:
    """Replace two methods of `StyleFor`; idempotent."""
    selectors = UA_STYLESHEET.matcher.other_selectors
    usual: dict[str, Declared] = {}
    for _, specificity, _, pseudo_type, (declarations, _) in selectors:
        if pseudo_type:
            usual[pseudo_type] = {
                name: (value, (declaration_precedence("user agent", important), inf, specificity))
                for name, value, important in declarations
            }
    if not usual:
        return
    selectors[:] = [each for each in selectors if not each[3]]
    original_call, original_set = StyleFor.__call__, StyleFor.set_computed_styles

    def set_computed_styles(
        self: Any, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, **more: Any
    ) -> None:
        """Add the usual declarations to those of other stylesheets, which come before them."""
        cascaded = self.get_cascaded_styles().get((element, pseudo_type))
        for name, declared in usual.get(pseudo_type, {}).items():
            cascaded.setdefault(name, declared)
        original_set(self, element, parent, root, pseudo_type, **more)

    def call(self: Any, element: Any, pseudo_type: Any = None) -> Any:
        styles = self.get_computed_styles()
        if pseudo_type in usual and (element, pseudo_type) not in styles:
            parent = styles[element, None]
            root = parent if parent.is_root_element else parent.root_style
            styles[element, pseudo_type] = ComputedStyle(
                parent,
                usual[pseudo_type],
                pseudo_type,
                root,
                parent.base_url,
                self.font_config,
                self.initial_page_sizes,
            )
        return original_call(self, element, pseudo_type)

    StyleFor.__call__, StyleFor.set_computed_styles = call, set_computed_styles
