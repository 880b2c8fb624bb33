"""Stylesheets that a process reads once for all editions that it builds.

WeasyPrint 70.0 changes nothing in a `CSS` object once it is made, except that a declaration whose
`var()` gives no valid value reports itself only once. `forget_stylesheets` is therefore called
after a build with messages, so that the next one has them, too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from weasyprint import CSS
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

MOST = 100
"""Stylesheets that a process keeps; an edition has about fifteen, most of them in common."""

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


def forget_stylesheets() -> None:
    """Read each stylesheet again when it is asked for next."""
    _read_once.cache_clear()
