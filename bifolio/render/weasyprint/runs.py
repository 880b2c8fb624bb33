"""Reads the inline boxes of a line box of WeasyPrint as runs of text, for `bifolio.compose`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import font_features

from bifolio.compose.setting import StyledRun
from bifolio.compose.shaping import Style
from bifolio.languages import find_language

LINE_FEED = "\n"
"""The text of the box that a `br` generates."""

Measure = Callable[[Any], float]
"""Returns the width of a box among the words (px)."""


@dataclass(frozen=True)
class RunSequence:
    """Text between two forced line ends, and the box of each of its runs."""

    runs: tuple[StyledRun, ...]
    boxes: tuple[Any, ...]


class _NotPlain(Exception):
    """A line box has something other than running text."""


def run_sequences(line: Any, width_of: Measure) -> tuple[RunSequence, ...]:
    """Return the text of a line box before it is laid out, divided at each `br`.

    Empty if it is not plain running text, or has no text.
    """
    parts: list[list[tuple[StyledRun, Any]]] = [[]]
    groups: dict[int, int] = {}
    try:
        for box, around in _leaves(line, None):
            if isinstance(box, boxes.TextBox) and box.text == LINE_FEED:
                parts.append([])
                continue
            group = None if around is None else groups.setdefault(id(around), len(groups))
            is_beside_leader = around is not None and around.is_leader
            parts[-1].append((_run(box, group, width_of, is_whole=is_beside_leader), box))
    except _NotPlain:
        return ()
    language = find_language(line.style["lang"] or "")
    changes_spaces = line.style["text_align_all"] == "justify" or (language and language.is_han)
    collapsed = (_collapsed(part, changes_spaces=bool(changes_spaces)) for part in parts)
    return tuple(
        RunSequence(tuple(run for run, _ in part), tuple(box for _, box in part))
        for part in collapsed
        if any(run.text for run, _ in part)
    )


def _leaves(box: Any, unbreakable: Any) -> Iterator[tuple[Any, Any]]:
    """The boxes of text and the boxes among the words, each with the outermost unbreakable one.

    What follows a leader, such as the number of a page, is in one piece with it.
    """
    for child in box.children:
        if not child.is_in_normal_flow():
            if child.is_floated() or child.is_note():
                raise _NotPlain
            continue
        around, spaces = unbreakable, (box.style["white_space"], child.style["white_space"])
        if spaces == ("nowrap", "normal"):
            raise _NotPlain
        if around is None and spaces == ("normal", "nowrap"):
            around = child
        if isinstance(child, boxes.InlineBox):
            if child.is_leader:
                unbreakable = unbreakable or child
                yield child, unbreakable
                continue
            yield from _leaves(child, around)
        elif isinstance(child, boxes.TextBox | boxes.AtomicInlineLevelBox):
            yield child, around
        else:
            raise _NotPlain


def _run(box: Any, group: int | None, width_of: Measure, *, is_whole: bool) -> StyledRun:
    """The run of a box; `is_whole`: white space in it is kept, and the composer does not break it.

    The renderer gives all that is generated beside a leader the style of the leader.
    """
    style = box.style
    if not isinstance(box, boxes.TextBox):
        return StyledRun(
            "", _type(style), unbreakable=group, box=width_of(box), is_leader=box.is_leader
        )
    if not (_is_plain(style) or (is_whole and style["white_space"] == "pre")):
        raise _NotPlain
    hyphenated = style["lang"] if style["hyphens"] == "auto" else None
    return StyledRun(box.text, _type(style), hyphenated, group)


def _is_plain(style: Any) -> bool:
    """Whether the composer supports all properties of text in `style`."""
    return (
        style["white_space"] in ("normal", "nowrap")
        and style["letter_spacing"] in ("normal", 0)
        and style["word_spacing"] == 0
        and style["font_size"] > 0
    )


def _type(style: Any) -> Style:
    features = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    return Style(
        families=tuple(style["font_family"]),
        weight=style["font_weight"],
        italic=style["font_style"] != "normal",
        size=style["font_size"],
        language=style["lang"] or "",
        features=tuple(features.items()),
    )


def _collapsed(
    part: list[tuple[StyledRun, Any]], *, changes_spaces: bool
) -> list[tuple[StyledRun, Any]]:
    """Collapse white space (CSS Text 3, 4.1.1), and leave out boxes without width.

    A space between two texts goes to the first: the renderer draws no text of spaces only, and what
    widens a space is added after it, where PDF readers see no second space. Where spaces keep their
    width, one after a superscript goes to the larger text after it.
    """
    found: list[tuple[StyledRun, Any]] = []
    for run, box in part:
        if run.box is not None:
            if abs(run.box) > NEARLY:
                found.append((run, box))
            continue
        text = re.sub("[ \t\n]+", " ", run.text)
        before = found[-1][0] if found else None
        if before is None or before.text.endswith(" "):
            text = text.lstrip(" ")
        elif text.startswith(" ") and before.box is None:
            if not changes_spaces and _is_smaller(before, run):
                found.append((replace(run, text=text), box))
                continue
            found[-1] = replace(before, text=before.text + " "), found[-1][1]
            text = text[1:]
        found.append((run if text == run.text else replace(run, text=text), box))
    for at in range(len(found) - 1, -1, -1):
        run, box = found[at]
        if run.box is not None:
            break
        if run.text.endswith(" "):
            found[at] = replace(run, text=run.text[:-1]), box
        if found[at][0].text:
            break
    return found


def _is_smaller(one: StyledRun, other: StyledRun) -> bool:
    """Whether a space would be narrower in `one`, such as a superscript, than in `other`."""
    return one.type.size < other.type.size


NEARLY = 0.01
"""px; narrower boxes count as without width, such as a dot below a character."""
