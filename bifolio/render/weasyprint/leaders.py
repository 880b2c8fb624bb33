"""Sets the dots of a leader as one text.

WeasyPrint 70.0 makes a box of each dot or space of a leader, and draws each on its own: a hundred
for each line of a list of contents, which takes as long as all the rest of its page. Guarded by
tests/render/test_leaders.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import inline
from weasyprint.layout.leader import leader_index
from weasyprint.text.line_break import split_first_line

NEARLY = 0.05
"""px; a text that is wider or narrower than its parts has other glyphs, or kerning between them."""


@contextmanager
def united_leaders() -> Iterator[None]:
    """Unite the parts of leaders in all layouts that are made in this context."""
    original = inline.handle_leader

    @wraps(original)
    def handle_leader(context: Any, line: Any, containing_block: Any) -> None:
        original(context, line, containing_block)
        _, leader = leader_index(line)
        if leader is not None and len(leader.children) > 1:
            leader.children = _united(context, leader.children)

    inline.handle_leader = handle_leader
    try:
        yield
    finally:
        inline.handle_leader = original


def _united(context: Any, parts: Sequence[Any]) -> Sequence[Any]:
    """The `parts` of a leader, which are alike and beside each other, as one box."""
    first = min(parts, key=lambda each: each.position_x)
    text, width = first.text * len(parts), first.width * len(parts)
    layout, _, _, measured, *_ = split_first_line(text, first.style, context, None, 0)
    if abs(measured - width) > NEARLY:
        return parts
    whole = first.copy_with_text(text)
    whole.pango_layout, whole.width = layout, width
    return (whole,)
