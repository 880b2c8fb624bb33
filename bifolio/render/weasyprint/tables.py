"""Keeps Chinese words whole in automatic columns of tables, where the table has room.

The least width of a column is that of what no line end divides, which may be one character. Columns
get the width of their longest word instead, from the one that lacks least, as long as the table
does not become wider (CSS Text 4, 6.5.1: `word-break: auto-phrase`, whose width would overflow).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from weasyprint.layout import preferred


def lay_out_table(
    original: Callable[..., None],
    keeping_words: Callable[[], AbstractContextManager[None]],
    context: Any,
    wrapper: Any,
    container: Any,
) -> None:
    """Choose the widths of the columns of a table; within `keeping_words`, no word is divided."""
    original(context, wrapper, container)
    table = wrapper.get_wrapped_table()
    known = context.tables[table]
    narrowest, widest, least, most, percentages, constrained, spacing, grid = known[False]
    room = table.width - spacing - sum(least)
    if room <= 0 or table.width >= widest:
        return
    del context.tables[table]
    with keeping_words():
        _, _, words, *_ = preferred.table_and_columns_preferred_widths(context, wrapper, False)
    columns = [*least]
    for lacks, at in sorted((word - least[at], at) for at, word in enumerate(words)):
        if 0 < lacks <= room:
            columns[at] += lacks
            room -= lacks
    chosen = narrowest, widest, columns, most, percentages, constrained, spacing, grid
    context.tables[table] = {False: chosen}
    original(context, wrapper, container)
    context.tables[table] = known
