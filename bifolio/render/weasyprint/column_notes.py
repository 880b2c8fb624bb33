"""Gives footnotes room at the foot of a page whose text is in columns.

WeasyPrint 70.0 measures the footnotes of columns, but not those of what spans them (`column-span:
all`), and takes the margin of an area without footnotes for a note. Notes move to the next page,
pages remain empty, or an IndexError stops it. Here what spans columns is laid out as text without
columns is, and its footnotes are kept out of the calculations for the columns below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, column

NEARLY = 0.01
"""px; less is rounding."""


class _Columns:
    """A box with columns while it is laid out."""

    def __init__(self, context: Any, hidden: float) -> None:
        self._context = context
        self._bottom = context.page_bottom + self._notes_height()
        """Where the page would end without footnotes (px)."""
        self._before: float | None = None
        """The height of the footnotes before what spans the columns, while that is laid out."""
        self._hidden = hidden
        """The height of the footnotes that have room, and are not counted again (px)."""

    def begin_span(self) -> None:
        """Begin to lay out what spans the columns: its footnotes take room from the page."""
        self.end_span()
        self._before = self._notes_height()
        self.end()
        self._context._update_footnote_area = self._update

    def end_span(self) -> None:
        """Return to the columns."""
        if self._before is not None:
            self._hidden += self._notes_height() - self._before
            self._before = None
            del self._context._update_footnote_area

    def _update(self) -> Any:
        """Lay out the footnotes again; returns whether they overflow."""
        overflows = type(self._context)._update_footnote_area(self._context)
        self.end()
        return overflows

    def end(self) -> None:
        """Take the room of all footnotes from the page, as outside of columns."""
        self._context.page_bottom = self._bottom - self._notes_height()

    def counts(self, area: Any) -> bool:
        """Whether the columns measure the footnotes in `area`."""
        return self._before is None and area is self._context.current_footnote_area

    def counted_height(self) -> float:
        """The height of the footnotes that take room from the columns (px)."""
        return max(self._notes_height() - self._hidden, 0.0)

    def _notes_height(self) -> float:
        return _height(self._context.current_footnote_area)


def _height(area: Any) -> float:
    """The height of an area of footnotes; an empty one takes no room, nor its margin."""
    return 0.0 if area.height in ("auto", 0) else float(boxes.Box.margin_height(area))


def _is_lower(box: Any, bottom: float) -> bool:
    """Whether a column of a box that is laid out ends below `bottom` (px)."""
    columns = (each for each in (box.children if box else ()) if each.is_column)
    return any(each.position_y + each.height > bottom + NEARLY for each in columns)


@contextmanager
def notes_of_columns() -> Iterator[None]:
    """Give footnotes room in all layouts that are made in this context."""
    layout, resolve = block.columns_layout, column.resolve_percentages
    report, area_box = column._report_footnotes, boxes.FootnoteAreaBox
    current: list[_Columns] = []

    def columns_layout(
        context: Any, box: Any, bottom_space: float, *given: Any, hidden: float = 0.0
    ) -> Any:
        if current:
            return layout(context, box, bottom_space, *given)
        columns = _Columns(context, hidden)
        current.append(columns)
        try:
            result = layout(context, box, bottom_space, *given)
        finally:
            current.pop().end()
        notes = columns.counted_height()
        if hidden or notes <= 0 or not _is_lower(result[0], context.page_bottom - bottom_space):
            return result
        # It makes columns as high as the page to balance them; now it keeps off the footnotes.
        block.remove_placeholders(context, [result[0]], *given[3:5])
        return columns_layout(context, box, bottom_space + notes, *given, hidden=notes)

    def resolve_percentages(box: Any, *given: Any, **named: Any) -> Any:
        """Called once for each box that spans the columns and for each column, before it."""
        if box.style["column_span"] == "all":
            current[-1].begin_span()
        else:
            current[-1].end_span()
        return resolve(box, *given, **named)

    def report_footnotes(context: Any, height: float) -> None:
        """Move the last footnotes to the next page until the others are no higher than `height`."""
        current[-1].end_span()
        moved: list[Any] = []
        while context.current_page_footnotes:
            if context.current_footnote_area.margin_height() <= height:
                break
            moved.insert(0, context.current_page_footnotes[-1])
            context.report_footnote(moved[0])
        if moved:
            context.reported_footnotes[-len(moved) :] = moved

    def margin_height(area: Any) -> float:
        if current and current[-1].counts(area):
            return current[-1].counted_height()
        return _height(area)

    block.columns_layout, column.resolve_percentages = columns_layout, resolve_percentages
    column._report_footnotes, area_box.margin_height = report_footnotes, margin_height
    try:
        yield
    finally:
        block.columns_layout, column.resolve_percentages = layout, resolve
        column._report_footnotes = report
        del area_box.margin_height
