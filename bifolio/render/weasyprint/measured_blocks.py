"""Spares further layouts of blocks in flex items and in columns, and of notes.

WeasyPrint 70.0 lays out the items of a flex container to measure their height, and once more when
it is known where they are; in nested containers, the innermost blocks six times. It lays out the
text of balanced columns at several heights, and once more at the one that is found; and copies of
all notes of a page whenever one comes or goes, to know their height, hundreds of times for thirty
notes. Here a block that was laid out for a measurement is moved to its place, if it has the same
width there, and room on the page, so that it would be laid out in the same way; at another height
of columns, all blocks but those that columns end with; and a note in each measurement. Blocks with
floats, notes or anything placed absolutely are laid out again. Guarded by
tests/render/test_measured_blocks.py.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from math import inf
from typing import Any, NamedTuple

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, page

KINDS = (boxes.BlockBox, boxes.FlexBox)
"""The blocks that are moved."""

Trial = Callable[[], AbstractContextManager[None]]
"""A context whose layouts are measurements that nothing keeps."""

_Key = int | tuple[Any, ...]

HEIGHTS = ("height", "min_height", "max_height")
"""Properties whose percentages are of the height of the containing block."""


class _Measured(NamedTuple):
    """A block that was laid out for a measurement."""

    box: Any
    """As it was; it is kept so that nothing else has its identity."""
    conditions: tuple[Any, ...]
    """What its layout depends on, besides its place."""
    offset: tuple[float, float]
    """From the place that it was given to the one that it has taken."""
    result: tuple[Any, ...]
    margins: tuple[float, ...]
    """What it added to the margins that adjoin its own."""


class _Measurements:
    """The measurements of one page."""

    def __init__(self) -> None:
        self.open = 0
        """The flex items around that are being measured."""
        self._trials = 0
        self._known: dict[_Key, _Measured] = {}
        """By the identity of a box, which it keeps; of a note, with the conditions."""
        self._sources: dict[int, _Key] = {}
        """The key of that box, by the identity of the one that was laid out."""
        self._notes: dict[int, Any] = {}
        """The note that a box is a copy of, by its identity, while notes are measured."""
        self._plain: dict[int, tuple[Any, bool]] = {}
        """By the identity of a box, which it keeps: whether all within it is plain."""

    def begin_page(self) -> None:
        """Forget everything: counters of pages change texts."""
        self._known.clear()
        self._sources.clear()
        self._plain.clear()

    def found(self, context: Any, box: Any, given: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The result of a call of `block_level_layout` for a block that was measured, in its place.

        It is forgotten, because its parts belong to the new layout from now on; but not in a trial,
        unless it is a flex item, which its container may stretch.
        """
        conditions = _conditions(given)
        key, _ = self._key(box, conditions)
        known = self._pop(key)
        if known is None or known.conditions != conditions or context.excluded_shapes:
            return None
        new = known.result[0]
        dx = box.position_x + known.offset[0] - new.position_x
        dy = box.position_y + known.offset[1] - new.position_y
        foot = new.position_y + new.margin_height() + dy
        if context.overflows_page(given["bottom_space"], foot):
            return None
        new.translate(dx, dy)
        if self._trials and not isinstance(given["containing_block"], boxes.FlexContainerBox):
            self._add(key, known)
        else:
            self._forget_within(new)
        if given["adjoining_margins"] is not None:
            given["adjoining_margins"].extend(known.margins)
        return _copied(known.result)

    def _forget_within(self, laid_out: Any) -> None:
        """Forget what was measured within a box that belongs to a layout from now on.

        The head of a table that goes on in the next column is laid out once more there.
        """
        for each in laid_out.descendants():
            if (key := self._sources.get(id(each))) is not None:
                self._pop(key)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Measure blocks in layouts that are made in this context, and kept by nothing."""
        self._trials += 1
        try:
            yield
        finally:
            self._trials -= 1

    @contextmanager
    def copies(self, copies: Sequence[Any], notes: Sequence[Any]) -> Iterator[None]:
        """Measure `copies` of notes, which are as the notes are, in a trial."""
        if len(copies) == len(notes):  # otherwise, they are in boxes of their own
            self._notes = dict(zip(map(id, copies), notes, strict=True))
        with self.trial():
            try:
                yield
            finally:
                self._notes = {}

    def _key(self, box: Any, conditions: tuple[Any, ...]) -> tuple[_Key, Any]:
        """The key of a box in `_known`, and the box that has to be kept with it.

        Of a copy of a note, that is the note. It has a key for each of its conditions, because the
        first note of a page has others, and any note may be the first one.
        """
        note = self._notes.get(id(box))
        return ((id(note), *conditions), note) if note is not None else (id(box), box)

    @property
    def measures(self) -> bool:
        """Whether blocks are laid out for a measurement."""
        return bool(self.open or self._trials)

    def keep(
        self, box: Any, given: Mapping[str, Any], before: tuple[Any, ...], result: Any
    ) -> None:
        """Keep the result for `box`; `before` are the conditions and the place that it had."""
        conditions, (x, y) = before[:-2], before[-2:]
        margins = tuple(given["adjoining_margins"] or ())[len(conditions[-1]) :]
        offset = result[0].position_x - x, result[0].position_y - y
        kept = _copied(result)
        key, original = self._key(box, conditions)
        self._pop(key)
        self._add(key, _Measured(original, conditions, offset, kept, margins))

    def _add(self, key: _Key, measured: _Measured) -> None:
        self._known[key] = measured
        self._sources[id(measured.result[0])] = key

    def _pop(self, key: _Key) -> _Measured | None:
        """Forget what is known by `key`: another box may have the identity of its own later."""
        known = self._known.pop(key, None)
        if known is not None:
            self._sources.pop(id(known.result[0]), None)
        return known

    def is_plain(self, box: Any) -> bool:
        """Whether a block moves as a whole, with all within it."""
        if id(box) not in self._plain:
            is_plain = box.style["position"] == "static" and all(map(_is_plain, box.descendants()))
            self._plain[id(box)] = box, is_plain
        return self._plain[id(box)][1]


def _is_plain(box: Any) -> bool:
    """Whether a box is in normal flow, without notes or a grid."""
    return bool(
        box.is_in_normal_flow()
        and box.footnote is None
        and not isinstance(box, boxes.GridContainerBox)
    )


def _copied(result: tuple[Any, ...]) -> tuple[Any, ...]:
    """A result with values of its own, where the renderer changes them later."""
    box, resume_at, next_page, margins, *others = result
    return (box, resume_at, dict(next_page), list(margins), *others)


def _conditions(given: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the layout of a block depends on, besides its place; margins that adjoin it last."""
    return (
        given["containing_block"].width,
        given["page_is_empty"],
        given["discard"],
        given["max_lines"],
        tuple(given["adjoining_margins"] or ()),
    )


def _is_whole(box: Any, given: Mapping[str, Any]) -> bool:
    """Whether a block begins here, and has no heights in percent of its container."""
    others = (given["skip_stack"], given["first_letter_style"], given["first_line_style"])
    heights = (getattr(box.style[name], "unit", "") for name in HEIGHTS)
    return isinstance(box, KINDS) and not any(others) and "%" not in heights


@contextmanager
def measured_blocks() -> Iterator[Trial]:
    """Move measured blocks to their places, in all layouts that are made in this context.

    Returns a context for layouts that are measurements, other than those of flex items.
    """
    original, switch = block.block_level_layout, block.block_level_layout_switch
    layout_of_notes = layout.block_level_layout
    parameters = [*inspect.signature(original).parameters.values()][2:]
    names = [each.name for each in parameters]
    defaults = {each.name: each.default for each in parameters}
    measured = _Measurements()

    @wraps(switch)
    def block_level_layout_switch(
        context: Any,
        box: Any,
        bottom_space: float,
        skip: Any,
        container: Any,
        *others: Any,
        **named: Any,
    ) -> Any:
        measures = bottom_space == -inf and isinstance(container, boxes.FlexContainerBox)
        measured.open += measures
        try:
            return switch(context, box, bottom_space, skip, container, *others, **named)
        finally:
            measured.open -= measures

    @wraps(original)
    def block_level_layout(context: Any, box: Any, *others: Any, **named: Any) -> Any:
        if box.is_for_root_element:
            measured.begin_page()
        given = {**defaults, **dict(zip(names, others, strict=False)), **named}
        if not _is_whole(box, given):
            return original(context, box, *others, **named)
        if (found := measured.found(context, box, given)) is not None:
            return found
        before = (*_conditions(given), box.position_x, box.position_y)
        result = original(context, box, *others, **named)
        is_whole = result[0] is not None and result[1] is None and not context.excluded_shapes
        if measured.measures and is_whole and measured.is_plain(box):
            measured.keep(box, given, before, result)
        return result

    @wraps(layout_of_notes)
    def block_level_layout_of_notes(context: Any, area: Any, *others: Any) -> Any:
        with measured.copies(area.children, context.current_page_footnotes):
            return layout_of_notes(context, area, *others)

    block.block_level_layout = page.block_level_layout = block_level_layout
    block.block_level_layout_switch = block_level_layout_switch
    layout.block_level_layout = block_level_layout_of_notes
    try:
        yield measured.trial
    finally:
        block.block_level_layout = page.block_level_layout = original
        block.block_level_layout_switch = switch
        layout.block_level_layout = layout_of_notes
