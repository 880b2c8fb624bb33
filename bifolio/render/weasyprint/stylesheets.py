"""Stylesheets that a process reads once for all editions that it builds.

WeasyPrint 70.0 changes nothing in a `CSS` object once it is made, except that a declaration whose
`var()` gives no valid value reports itself only once. `forget_stylesheets` is therefore called
after a build with messages, so that the next one has them, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from weasyprint import CSS
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

MOST = 100
"""Stylesheets that a process keeps; an edition has about fifteen, most of them in common."""

MOST_UNITED = 4
"""Sets of stylesheets that are kept as one: those of the last editions."""

_OF_A_DOCUMENT = re.compile(
    r"@(?:import|font-face|color-profile|counter-style)|@[\w-]*\\", re.IGNORECASE
)
"""Begins a rule that reads another file or writes into the document; or one with an escape, which
may be any of them (CSS Syntax 3, 4.3.7)."""


def stylesheet(
    text: str, address: str, fonts: FontConfiguration, counters: CounterStyle, fetcher: URLFetcher
) -> CSS:
    """The stylesheet `text` of the file at `address`; `fetcher` opens what it imports."""
    if not _OF_A_DOCUMENT.search(text):
        return _read_once(text, address)
    return CSS(
        string=text,
        base_url=address,
        font_config=fonts,
        counter_style=counters,
        url_fetcher=fetcher,
    )


@lru_cache(MOST)
def _read_once(text: str, address: str) -> CSS:
    return CSS(string=text, base_url=address)


def united(sheets: Sequence[CSS]) -> Sequence[CSS]:
    """The `sheets` as one with the rules of all of them, in their order.

    The renderer asks each stylesheet for the rules of each element, in each layout. Sheets are
    left as they are if one of them has cascade layers, whose order is that within their sheet.
    """
    if any(each.layers for each in sheets):
        return sheets
    return [_united_once(tuple(each for each in sheets if each.matcher.order or each.page_rules))]


@lru_cache(MOST_UNITED)
def _united_once(sheets: tuple[CSS, ...]) -> CSS:
    whole = CSS(string="")
    for each in sheets:
        _add_selectors(whole.matcher, each.matcher)
        whole.page_rules += each.page_rules
    return whole


def _add_selectors(rules: Any, more: Any) -> None:
    """Add the selectors of a matcher after those of another one."""

    def later(selectors: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for test, specificity, order, *others in selectors:
            yield test, specificity, rules.order + order, *others

    for name in ("id", "class", "lower_local_name", "namespace"):
        by_key = getattr(rules, f"{name}_selectors")
        for key, selectors in getattr(more, f"{name}_selectors").items():
            by_key.setdefault(key, []).extend(later(selectors))
    rules.lang_attr_selectors.extend(later(more.lang_attr_selectors))
    rules.other_selectors.extend(later(more.other_selectors))
    rules.order += more.order


_FONTS = re.compile(r"@(?:import|font-face)|@[\w-]*\\", re.IGNORECASE)
"""Begins a rule that adds a font, or may import one that does."""


def may_add_fonts(text: str) -> bool:
    """Whether the page or the stylesheet `text` may add fonts of its own."""
    return _FONTS.search(text) is not None


def forget_stylesheets() -> None:
    """Read stylesheets again when they are asked for next."""
    _read_once.cache_clear()
    _united_once.cache_clear()
