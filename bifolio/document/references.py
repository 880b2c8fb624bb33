"""The patterns of what texts say in brackets and braces besides the values of `shared:`."""

from __future__ import annotations

import re
from collections.abc import Iterator

SPAN_ATTRIBUTES = r"\{(?=[^{}]*[.#=])[^{}]*\}"
"""The attributes of a span, directly after its words in brackets: `[words]{lang=fr}`."""

INTERNAL_LINK = r"\]\(<?#([^()<>\s]*)>?\)"
"""The end of a link to a section or block: `[words](#id)`."""

NOTE = r"\[\^([^\[\]\s^]+)\]"
"""A reference to a footnote: `[^id]`."""

CROSS_REFERENCE = r"\{([a-z]+):([^{}\s]*)\}"
"""A cross reference: what it shows, and the id: `{page:id}`."""


def found_in(pattern: str, source: str) -> Iterator[re.Match[str]]:
    """Yield what `pattern` finds in a text, except after a backslash."""
    return re.finditer(rf"(?<!\\)(?:\\\\)*{pattern}", source)
