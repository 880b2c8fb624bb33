"""Keeps the layout of blocks for the next layout of the same page, as after an edit.

An edit changes one block; the others have the same words, and mostly the same place. A block whose
elements, words, sizes, place and room below are those of the last layout gets a copy of what it
became there, and WeasyPrint 70.0 lays out the rest. Only blocks in which everything but markers of
lists is in normal flow are kept: no floats, notes, numbers of pages, or anything else that is
placed absolutely. Only the preview keeps them, with the styles of the same elements
(`kept_styles`): what it shows is what a build writes, to the byte. Guarded by
tests/render/test_kept_blocks.py.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, page
from weasyprint.layout.absolute import AbsolutePlaceholder

from bifolio.render.weasyprint.line_composer import content_of

KINDS = (boxes.BlockBox, boxes.FlexBox)
"""The blocks that are kept."""

SIZES = ("width", "min_width", "max_width", "height", "min_height", "max_height")
"""Properties that containers change in copies of their items, which they measure."""

MOST_BOXES = 400
"""Boxes in a block that is kept: those in a larger one are kept by themselves."""

MOST_KEPT = 20_000
"""Boxes in all blocks that one layout keeps, each of some 1,000 bytes."""

MOST_SHAPES = 200_000
"""Boxes, in all of their states, that are known; with more, all blocks are laid out again."""

Shape = int
"""The number of all that the layout of a box depends on besides its place: equal for equal ones."""

_Key = tuple[Any, ...]


class _Kept(NamedTuple):
    """A block that was laid out."""

    box: Any
    """As it became; each box has the number of its element, and no picture."""
    result: tuple[Any, ...]
    """What else its layout gave."""
    margins: tuple[float, ...]
    """What it added to the margins that adjoin its own."""
    size: int
    """The boxes in it."""


class KeptBlocks:
    """The blocks of the last layouts of pages with the same elements and styles."""

    def __init__(self) -> None:
        self._before: dict[_Key, _Kept] = {}
        self._kept: dict[_Key, _Kept] = {}
        """Those that this layout has asked for or laid out."""
        self._size = 0
        self._shapes: dict[tuple[Any, ...], Shape] = {}
        self._numbers: dict[int, int] = {}
        """The place of each element of the page in the order of the source, by its identity."""
        self._elements: Sequence[Element] = ()
        self._pictures: dict[tuple[int, str], Any] = {}
        """What is shown in the boxes of this page that are pictures."""
        self._seen: dict[int, tuple[Any, Shape | None, int]] = {}
        """By the identity of a box of this page, which it keeps: its shape, and its boxes."""

    def begin(self, elements: Sequence[Element]) -> None:
        """Begin a layout of `elements`; forget the blocks that the last layout did not have."""
        self._before, self._kept, self._size = self._kept, {}, 0
        self._elements = elements
        self._numbers = {id(each): number for number, each in enumerate(elements)}
        if len(self._shapes) > MOST_SHAPES:  # each edit adds some
            self._shapes.clear()
            self._before.clear()
        self.begin_page()

    def begin_page(self) -> None:
        """Read boxes again: the numbers of pages change texts."""
        self._pictures.clear()
        self._seen.clear()

    def key(self, context: Any, box: Any, given: Mapping[str, Any]) -> _Key | None:
        """All that the layout of `box` depends on; None if it is not kept."""
        shape, _ = self._shape_of(box)
        if shape is None or context.excluded_shapes:
            return None
        container = given["containing_block"]
        return (
            shape,
            (box.position_x, box.position_y),
            context.page_bottom - given["bottom_space"],
            (type(container), container.width, container.height, container.is_for_root_element),
            (context.current_page > 1, bool(context.forced_break), context.in_column),
            (given["page_is_empty"], given["discard"], given["max_lines"]),
            tuple(box.style[name] for name in SIZES),
            tuple(given["adjoining_margins"] or ()),
        )

    def found(self, key: _Key, given: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The result for a block that was laid out as it is now."""
        known = self._kept.get(key)
        if known is None:
            known = self._before.get(key)
            if known is None:
                return None
            self._keep(key, known)
        if given["adjoining_margins"] is not None:
            given["adjoining_margins"].extend(known.margins)

        def renew(new: Any) -> None:
            if isinstance(new, boxes.ReplacedBox):
                new.replacement = self._pictures[new.element, new.element_tag]
            new.element = self._elements[new.element]

        markers: list[Any] = []
        box = _copied_box(known.box, renew, markers)
        if given["absolute_boxes"] is not None:
            given["absolute_boxes"].extend(markers)
        return (box, *_copied(known.result))

    def keep(
        self, key: _Key, given: Mapping[str, Any], before: Sequence[float], result: Any
    ) -> None:
        """Keep the result for a block; `before` are the margins that adjoined its own."""
        size = 0

        def unbind(new: Any) -> None:
            nonlocal size
            size += 1
            new.element = self._numbers[id(new.element)]
            if isinstance(new, boxes.ReplacedBox):
                new.replacement = None

        try:
            box = _copied_box(result[0], unbind, [])
        except KeyError:  # the layout has made a box for no element of the page
            return
        margins = tuple(given["adjoining_margins"] or ())[len(before) :]
        self._keep(key, _Kept(box, _copied(result[1:]), margins, size))

    def _keep(self, key: _Key, kept: _Kept) -> None:
        if self._size + kept.size <= MOST_KEPT:
            self._size += kept.size
            self._kept[key] = kept

    def _shape_of(self, box: Any) -> tuple[Shape | None, int]:
        """The shape of a box, and the boxes in it; None if it is not kept.

        A text that was composed has the shape of what was typed, as when it is seen first.
        """
        known = self._seen.get(id(box))
        if known is None:
            known = (box, *self._read(box))
            self._seen[id(box)] = known
        return known[1:]

    def _read(self, box: Any) -> tuple[Shape | None, int]:
        if not _is_plain(box):
            return None, 1
        shapes, size = [], 1
        for child in content_of(box):
            shape, within = self._shape_of(child)
            size += within
            if shape is None or size > MOST_BOXES:
                return None, size
            shapes.append(shape)
        element = None if box.element is None else self._numbers.get(id(box.element))
        if element is None:
            return None, size
        picture: Any = ()
        if isinstance(box, boxes.ReplacedBox):
            place = element, box.element_tag
            if self._pictures.setdefault(place, box.replacement) is not box.replacement:
                return None, size  # `content` of a pseudo-element may have several pictures
            sizes = box.style["image_resolution"], box.style["font_size"]
            picture = type(box.replacement), box.replacement.get_intrinsic_size(*sizes)
        described = (
            type(box),
            element,
            box.element_tag,
            getattr(box, "text", None),
            box.bookmark_label,
            repr(box.string_set),
            box.link,
            picture,
            *shapes,
        )
        return self._shapes.setdefault(described, len(self._shapes)), size


def _is_plain(box: Any) -> bool:
    """Whether a box is in normal flow or a marker, and has no note or number of a page."""
    if not isinstance(box, boxes.Box):
        return False
    in_flow = box.is_in_normal_flow() and box.style["position"] == "static"
    return bool(
        (in_flow or box.is_outside_marker)
        and box.footnote is box.note is box.note_call is box.missing_link is None
        and not box.is_leader
        and not isinstance(box, boxes.GridContainerBox)
    )


def _copied_box(box: Any, change: Callable[[Any], None], markers: list[Any]) -> Any:
    """A copy of a box and of all boxes in it, each changed by `change`.

    The markers in it, which are placed later, are added to `markers`.
    """
    if isinstance(box, AbsolutePlaceholder):
        marker = AbsolutePlaceholder(_copied_box(box._box, change, markers))
        markers.append(marker)
        return marker
    new = box.copy()
    change(new)
    new.children = [_copied_box(each, change, markers) for each in box.children]
    if groups := getattr(box, "column_groups", ()):
        new.column_groups = tuple(_copied_box(each, change, markers) for each in groups)
    if text := vars(new).get("pango_layout"):
        text.is_kept = True
    return new


def _copied(others: tuple[Any, ...]) -> tuple[Any, ...]:
    """The result of a layout without its box, with values of its own."""
    resume_at, next_page, margins, *rest = others
    return (resume_at, dict(next_page), list(margins), *rest)


def _is_whole(box: Any, given: Mapping[str, Any]) -> bool:
    """Whether a block begins here, and is of a kind that is kept."""
    others = (given["skip_stack"], given["first_letter_style"], given["first_line_style"])
    return isinstance(box, KINDS) and not any(others)


@contextmanager
def keeping_blocks(current: Sequence[KeptBlocks]) -> Iterator[None]:
    """Use and keep the blocks of the last of `current`, if there is one, in all layouts."""
    original = block.block_level_layout
    parameters = [*inspect.signature(original).parameters.values()][2:]
    names = [each.name for each in parameters]
    defaults = {each.name: each.default for each in parameters}

    @wraps(original)
    def block_level_layout(context: Any, box: Any, *others: Any, **named: Any) -> Any:
        if not current:
            return original(context, box, *others, **named)
        blocks = current[-1]
        if box.is_for_root_element:
            blocks.begin_page()
        given = {**defaults, **dict(zip(names, others, strict=False)), **named}
        key = blocks.key(context, box, given) if _is_whole(box, given) else None
        if key is None:
            return original(context, box, *others, **named)
        if (found := blocks.found(key, given)) is not None:
            return found
        before = tuple(given["adjoining_margins"] or ())
        result = original(context, box, *others, **named)
        if result[0] is not None and result[1] is None and not context.excluded_shapes:
            blocks.keep(key, given, before, result)
        return result

    block.block_level_layout = page.block_level_layout = block_level_layout
    try:
        yield
    finally:
        block.block_level_layout = page.block_level_layout = original
