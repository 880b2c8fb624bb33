"""Composes the lines of a block with `bifolio.compose` when the renderer begins its first line.

The renderer lays out the lines of a block with `iter_line_boxes`, when it knows the measure. That
function is wrapped: before the first line, the inline boxes of the block are read as runs of text
and composed; then each text box is divided at line ends, with a line feed, and where the spacing
changes. All other boxes keep their styles, links, languages and tags. The composer also measures
how narrow and how wide a text may be, for tables, floats and boxes as wide as their text. Which
functions are replaced is listed in docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Any, Literal

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, preferred, table
from weasyprint.layout.float import avoid_collisions
from weasyprint.layout.inline import atomic_box
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text.ffi import FROM_UNITS, pango
from weasyprint.text.line_break import Layout, get_log_attrs, line_size, strut

from bifolio.compose.composer import Composer
from bifolio.compose.line_breaking import Widths
from bifolio.compose.setting import SetLine, Setting
from bifolio.compose.spacing import Segment
from bifolio.fonts import HYPHEN, LINE_ENDS, TYPED_HYPHEN
from bifolio.languages.scripts import scripts_of
from bifolio.render.weasyprint.placements import UNIT
from bifolio.render.weasyprint.runs import LINE_FEED, RunSequence, run_sequences
from bifolio.render.weasyprint.tables import lay_out_table
from bifolio.render.weasyprint.version import require_version
from bifolio.text.addresses import find_addresses
from bifolio.text.runs import TextId

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

NOT_LEFT = frozenset({"right", "end", "center"})
"""Alignments at which the end of a line is seen, or decides where it is."""

BALANCED = "data-balanced"
"""The attribute of a text whose lines are about as long as each other, such as the head of a
column: its words are hyphenated only where one is longer than a line."""

SOURCE = "_bifolio_source"
"""The attribute of a line box with its content before it was composed."""

NUMBER = "_bifolio_line"
"""The attribute of a text box with the number of its line in the line box, from 0."""

LAID_OUT = "_bifolio_laid_out"
"""The attribute of a text box with its size, and the text and style that it was measured with."""

ALPHABETS = frozenset({"Latn", "Grek", "Cyrl"})
"""The scripts of languages whose lines are composed without rules of their own (ISO 15924)."""

PSEUDO_ELEMENTS = ("::before", "::after")

ENDLESS = 1e6
"""px; the measure of text that is not wrapped: longer than any line, and finite."""

LEAST_LEADER = 1.5
"""em; a shorter leader looks like marks at the end of the text."""

PANGO_VERSION = str(pango.pango_version())
"""The version of the library behind `line_starts`."""

Original = Callable[..., Any]
"""A function of the renderer that is replaced."""

LooseLine = tuple[TextId, str]
"""A line that is stretched by more than looks good: its text, without a unit if the page does not
name it, and its words."""


def line_starts(text: str, language: str) -> Sequence[bool]:
    """Return for each character whether a line may begin with it (UAX 14, by Pango)."""
    attributes = get_log_attrs(text, language)
    return [bool(attributes[at].is_line_break) for at in range(len(text))]


@dataclass(frozen=True)
class _Source:
    """The content of a line box before it was composed, and its lines."""

    children: Sequence[Any]
    style: Any
    sequences: tuple[RunSequence, ...]
    setting: Setting
    lines: tuple[tuple[SetLine, ...], ...]
    """The lines of each sequence."""
    generated: tuple[str, ...] = ()
    """Texts that a stylesheet generates; numbers of pages change until the layout is stable."""


class LineComposer:
    """Composes the lines of layouts that are made in the context `installed`."""

    def __init__(self, composer: Composer) -> None:
        """Raise `WrongRenderer` under another version of WeasyPrint."""
        require_version()
        self._composer = composer
        self._styles: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self._keeps_words = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Replace functions of the renderer, and restore them."""
        least, most = (partial(self._content_width, which) for which in ("least", "most"))
        hooks: tuple[tuple[Any, str, Original], ...] = (
            (block, "iter_line_boxes", self._iter_line_boxes),
            (inline, "split_text_box", _split_text_box),
            (inline, "line_box_verticality", _line_box_verticality),
            (inline, "inline_min_content_width", least),
            (preferred, "inline_min_content_width", least),
            (preferred, "inline_max_content_width", most),
            (table, "auto_table_layout", self._auto_table_layout),
        )
        originals = [getattr(module, name) for module, name, _ in hooks]
        for (module, name, hook), original in zip(hooks, originals, strict=True):
            setattr(module, name, partial(hook, original))
        try:
            yield
        finally:
            for (module, name, _), original in zip(hooks, originals, strict=True):
                setattr(module, name, original)

    def _iter_line_boxes(
        self,
        original: Original,
        context: Any,
        box: Any,
        y: float,
        foot: float,
        skip: Any,
        container: Any,
        *others: Any,
    ) -> Any:
        self._compose(context, box, y, skip, container)
        return original(context, box, y, foot, skip, container, *others)

    def _content_width(
        self,
        which: Literal["least", "most"],
        original: Original,
        context: Any,
        box: Any,
        outer: bool = True,
        **others: Any,
    ) -> Any:
        widths = self._widths(context, box)
        if widths is None:
            return original(context, box, outer, **others)
        return preferred.adjust(box, outer, getattr(widths, which))

    def _auto_table_layout(self, original: Original, *given: Any) -> None:
        lay_out_table(original, self._keeping_words, *given)

    @contextmanager
    def _keeping_words(self) -> Iterator[None]:
        """Measure how narrow texts may be without dividing words."""
        self._keeps_words = True
        try:
            yield
        finally:
            self._keeps_words = False

    def _compose(self, context: Any, line: Any, y: float, skip: Any, container: Any) -> None:
        """Compose the text of a line box, unless it is composed for this setting."""
        if skip is None:
            _renew(line)
        source = _source_of(line)
        language = (source or line).style["lang"] or ""
        if skip is not None and source is None:
            return
        if not self._is_composed(line, language):
            return
        setting = self._setting(context, line, y, container)
        if source is not None and skip is not None:
            self._go_on(line, source, setting, skip)
            return
        if source is not None and source.setting == setting:
            return
        if source is None:
            sequences = run_sequences(line, lambda box: _width_of(context, box, container))
            generated = tuple(_generated(line.children))
            source = _Source(line.children, line.style, sequences, setting, (), generated)
        if source.sequences:
            try:
                lines = tuple(self._lines(source.sequences, setting))
            except LookupError:
                return  # the renderer reports the missing glyph
            self._write(line, replace(source, setting=setting, lines=lines))

    def _is_composed(self, line: Any, language: str) -> bool:
        """Whether a line box is composed: by the rules of its language, or for its addresses.

        The renderer would not divide a long address, or divide it after a hyphen, which is lost
        where the address is copied.
        """
        if self._composer.knows(language) or _source_of(line) is not None:
            return True
        in_alphabet = bool(language) and scripts_of(language) <= ALPHABETS
        return in_alphabet and next(find_addresses(_text_of(line)), None) is not None

    def _lines(
        self, sequences: Sequence[RunSequence], setting: Setting
    ) -> Iterator[tuple[SetLine, ...]]:
        """The lines of each sequence; only the first line of all has the indent."""
        for sequence in sequences:
            lines = self._composer.compose(sequence.runs, setting)
            yield lines
            setting = _after(setting, len(lines))

    def _setting(self, context: Any, line: Any, y: float, container: Any) -> Setting:
        style = (_source_of(line) or line).style
        resolve_one_percentage(line, "text_indent", container.width)
        trims_last = style["text_align_all"] in NOT_LEFT
        if style["white_space"] == "nowrap":
            return Setting(
                style["lang"],
                style["font_size"],
                ENDLESS,
                indent=line.text_indent,
                trims_last=trims_last,
            )
        return Setting(
            style["lang"],
            style["font_size"],
            container.width,
            self._first_measures(context, line, y, container),
            indent=line.text_indent,
            justified=style["text_align_all"] == "justify",
            balanced=line.element_tag in HEADINGS or _is_head(line),
            hyphenates_last=_is_head(line),
            trims_last=trims_last,
        )

    def _first_measures(
        self, context: Any, line: Any, y: float, container: Any
    ) -> tuple[float, ...]:
        """The measures of the lines beside floats, in a block that begins at `y` (px)."""
        if not context.excluded_shapes:
            return ()
        resolve_percentages(line, container)
        foot = max(each.position_y + each.margin_height() for each in context.excluded_shapes)
        probe = line.copy()
        widths = self._widths(context, line)
        probe.width = widths.least if widths else 0.0
        probe.height, _ = strut(line.style)
        measures: list[float] = []
        while y < foot and probe.height > 0:
            probe.position_y = y
            _, y, width = avoid_collisions(context, probe, container, outer=False)
            measures.append(width)
            y += probe.height
        while measures and measures[-1] == container.width:
            measures.pop()
        return tuple(measures)

    def _go_on(self, line: Any, source: _Source, setting: Setting, skip: Any) -> None:
        """Compose the lines from `skip` on again, if their measure is another than before.

        Lines on the pages before do not change.
        """
        number = _number_at(line, skip)
        if number is None or not source.sequences:
            return
        before, setting = _after(source.setting, number), replace(setting, indent=0.0)
        if before == setting:
            return
        composed, remaining, kept_measures = [], number, setting
        for sequence, lines in zip(source.sequences, source.lines, strict=True):
            kept = lines[:remaining]
            if len(kept) < len(lines):
                first = lines[len(kept)].first
                runs = self._composer.rest(sequence.runs, source.setting, first)
                rest = self._composer.compose(runs, kept_measures)
                kept_measures = _after(kept_measures, len(rest))
                kept = (*kept, *(each._replace(first=each.first + first) for each in rest))
            remaining -= min(remaining, len(lines))
            composed.append(kept)
        measures = (source.setting.first_measures + (source.setting.measure,) * number)[:number]
        whole = replace(
            setting,
            first_measures=measures + setting.first_measures,
            indent=source.setting.indent,
        )
        self._write(line, replace(source, lines=tuple(composed), setting=whole))

    def _widths(self, context: Any, line: Any) -> Widths | None:
        """The least and the greatest width of a line box; None if it is not composed."""
        source = _source_of(line)
        style = (source or line).style
        if not isinstance(line, boxes.LineBox) or not self._is_composed(line, style["lang"] or ""):
            return None
        if source is None:
            sequences = run_sequences(line, lambda box: _preferred_width(context, box))
        else:
            sequences = source.sequences
        indent = style["text_indent"]
        setting = Setting(
            style["lang"],
            style["font_size"],
            0.0,
            indent=indent.value if getattr(indent, "unit", "") == "px" else 0.0,
            justified=style["text_align_all"] == "justify",
            balanced=line.element_tag in HEADINGS or _is_head(line),
            hyphenates_last=_is_head(line),
            keeps_words=self._keeps_words,
        )
        try:
            first, *others = (sequence.runs for sequence in sequences)
            each = [
                self._composer.widths(first, setting),
                *(self._composer.widths(runs, replace(setting, indent=0.0)) for runs in others),
            ]
        except (LookupError, ValueError):
            return None  # a missing glyph, or no text
        least, most = max(one.least for one in each), max(one.most for one in each)
        return Widths(most if style["white_space"] == "nowrap" else least, most)

    def _write(self, line: Any, source: _Source) -> None:
        """Replace the boxes of a line box by those of its composed lines."""
        written: dict[int, list[Any]] = {}
        numbers = count()
        for sequence, lines in zip(source.sequences, source.lines, strict=True):
            for at, each in enumerate(lines, 1):
                number = next(numbers)
                for box, text, segment in _texts(sequence, each, is_last=at == len(lines)):
                    new = boxes.TextBox(
                        box.element_tag, self._style(box.style, segment), box.element, text
                    )
                    setattr(new, NUMBER, number)
                    written.setdefault(id(box), []).append(new)
        line.children = self._children(source.children, written)
        line.style = self._style(source.style, None).copy()
        if source.setting.justified:
            line.style["text_align_all"] = "start"
        setattr(line, SOURCE, source)

    def _children(self, children: Sequence[Any], written: Mapping[int, list[Any]]) -> list[Any]:
        """The boxes `children`, with each text box replaced by those `written` for it."""
        found: list[Any] = []
        for child in children:
            if isinstance(child, boxes.InlineBox) and not child.is_leader:
                inner = child.copy()
                inner.style = self._style(child.style, None)
                inner.children = self._children(child.children, written)
                found.append(inner)
                continue
            if not isinstance(child, boxes.TextBox) or child.text == LINE_FEED:
                found.append(child)
            found += written.get(id(child), ())
        return found

    def _style(self, style: Any, segment: Segment | None) -> Any:
        """The style of a text with the spacing and features of its segment, from a cache."""
        hyphen = segment.text if segment and segment.text in LINE_ENDS else ""
        key = id(style), hyphen, segment and segment[2:]  # all but its run and text
        if key not in self._styles:
            changed = style.copy()
            changed["white_space"] = "pre"
            if segment:
                _change(changed, segment)
            self._styles[key] = style, changed  # keeps the style alive, so that its id is unique
        return self._styles[key][1]


def loose_lines(document: Any) -> list[LooseLine]:
    """Return the loose lines on the pages of a layout."""
    found: dict[int, list[LooseLine]] = {}
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            source = _source_of(box)
            if source is not None and id(source) not in found:
                unit = "" if box.element is None else box.element.get(UNIT, "")
                text = TextId(unit, source.setting.language)
                lines = (line for lines in source.lines for line in lines if line.is_loose)
                found[id(source)] = [(text, line.text) for line in lines]
    return [each for lines in found.values() for each in lines]


def _is_head(line: Any) -> bool:
    """Whether a line box is of the head of a column."""
    return line.element is not None and BALANCED in line.element.attrib


def _renew(line: Any) -> None:
    """Give a line box its original content again, if the renderer has changed that since."""
    source = _source_of(line)
    if source and source.generated and source.generated != tuple(_generated(source.children)):
        line.children, line.style = source.children, source.style
        delattr(line, SOURCE)


def _generated(children: Sequence[Any]) -> Iterator[str]:
    """The texts of pseudo-elements in `children`, at any depth."""
    for child in children:
        if isinstance(child, boxes.InlineBox):
            yield from _generated(child.children)
        elif isinstance(child, boxes.TextBox) and str(child.element_tag).endswith(PSEUDO_ELEMENTS):
            yield child.text


def _text_of(line: Any) -> str:
    return "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))


def content_of(box: Any) -> Sequence[Any]:
    """The children of a box; of a composed line box, those that it had before."""
    source = _source_of(box)
    children: Sequence[Any] = box.children if source is None else source.children
    return children


def _source_of(line: Any) -> _Source | None:
    source: _Source | None = getattr(line, SOURCE, None)
    return source


def _after(setting: Setting, lines: int) -> Setting:
    """The setting of the text after so many lines."""
    return replace(setting, indent=0.0, first_measures=setting.first_measures[lines:])


def _texts(
    sequence: RunSequence, line: SetLine, *, is_last: bool
) -> Iterator[tuple[Any, str, Segment | None]]:
    """The texts of a line: the original box of each, its words, and its segment."""
    end = "" if is_last else line.spaces + LINE_FEED
    *inner, last = line.segments
    is_typed = bool(end) and last.text.endswith("-") and not line.is_hyphenated
    if is_typed:
        inner.append(last._replace(text=last.text[:-1]))
        last = Segment(last.run, TYPED_HYPHEN)
    for segment in inner:
        box = sequence.boxes[segment.run]
        if isinstance(box, boxes.TextBox) and segment.text:
            yield box, segment.text, segment
    box = sequence.boxes[last.run]
    is_text = isinstance(box, boxes.TextBox)
    joins = is_text and last.is_plain and not (line.is_hyphenated or is_typed)
    if is_text:
        yield box, last.text + end * joins, last
    if line.is_hyphenated:
        yield box, HYPHEN, Segment(last.run, HYPHEN)
    if end and not joins:
        yield box, end, None


def _split_text_box(
    original: Original, context: Any, box: Any, width: Any, skip: Any, *others: Any, **named: Any
) -> Any:
    """Return a text with its size, where its next line begins, and whether a line feed ends it.

    The text of a composed line is known to fit, and is laid out once, however often its block is.
    """
    text, feed, _ = box.text.partition(LINE_FEED)
    if skip or not text or not hasattr(box, NUMBER):
        return original(context, box, width, skip, *others, **named)
    known = box.__dict__.get(LAID_OUT)
    if known is None or known[0] != text or known[1] is not box.style:
        known = text, box.style, _sizes(context, text, box.style)
        setattr(box, LAID_OUT, known)
    new = box.copy_with_text(text)
    vars(new).update(known[2])
    return new, len(text.encode()) + 1 if feed else None, bool(feed)


def _line_box_verticality(original: Original, line: Any) -> tuple[float, float]:
    """Return how far a line reaches below and above its baseline (px), as the renderer does.

    Text in another face, in small type or above the baseline does not make a line higher than the
    leading of its block, so that lines stay on the grid. Larger type, a line-height of its own and
    boxes do (CSS 2.2, 10.8.1).
    """
    original(line)
    top, bottom = -line.baseline, line.margin_height() - line.baseline
    for box in _higher_boxes(line, line.style):
        top = min(top, box.position_y)
        bottom = max(bottom, box.position_y + box.margin_height())
    return bottom, top


def _higher_boxes(parent: Any, style: Any) -> Iterator[Any]:
    """The boxes in a line with this style that may make it higher."""
    for child in parent.children:
        if not child.is_in_normal_flow():
            continue
        is_text = isinstance(child, boxes.TextBox | boxes.InlineBox)
        own = child.style
        if not is_text or (
            own["font_size"] > style["font_size"] or own["line_height"] != style["line_height"]
        ):
            yield child
        if isinstance(child, boxes.InlineBox):
            yield from _higher_boxes(child, style)


class _DrawnLayout(Layout):  # type: ignore[misc]
    """The layout of a text that is kept until it is drawn, and not made twice."""

    is_kept = False
    """Whether it may be drawn again, in the next layout of the page."""

    def deactivate(self) -> None:
        if not self.is_kept:
            super().deactivate()

    def reactivate(self, style: Any) -> None:
        if getattr(self, "style", None) is not style:
            super().reactivate(style)


def _sizes(context: Any, text: str, style: Any) -> dict[str, Any]:
    """What a text box has once it is laid out."""
    layout = _DrawnLayout(style)
    layout.set_text(text)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # as it is drawn
    first, _ = layout.get_first_line()
    width, height = line_size(first, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    leading = (strut(style)[0] - height) / 2
    return {
        "pango_layout": layout,
        "width": width,
        "height": height,
        "margin_top": leading,
        "margin_bottom": leading,
        "baseline": baseline + leading,
    }


def _change(style: Any, segment: Segment) -> None:
    """Change `style` to that of a text with the spacing and features of `segment`."""
    if suffix := LINE_ENDS.get(segment.text):
        style["font_family"] = tuple(f"{family}{suffix}" for family in style["font_family"])
    if segment.features:
        given = style["font_feature_settings"]
        features = dict(() if given == "normal" else given) | dict(segment.features)
        style["font_feature_settings"] = tuple(features.items())
    if segment.letter_spacing:
        style["letter_spacing"] = segment.letter_spacing
    if segment.margin:
        style["margin_right"] = Dimension(segment.margin, "px")


def _width_of(context: Any, box: Any, container: Any) -> float:
    """The width of a box among the words (px); of a leader, the least that it may have."""
    if box.is_leader:
        return LEAST_LEADER * float(box.style["font_size"])
    box = box.deepcopy()
    resolve_percentages(box, container)
    box.position_y = 0
    return float(atomic_box(context, box, 0, None, container, [], []).margin_width())


def _preferred_width(context: Any, box: Any) -> float:
    """The same before the box is laid out."""
    if box.is_leader:
        return _width_of(context, box, None)
    return float(preferred.max_content_width(context, box))


def _number_at(line: Any, skip: Any) -> int | None:
    """The number of the line that begins at `skip`, in the boxes of a composed line box."""
    path, at_end = [], False
    box = line
    while skip:
        ((index, skip),) = skip.items()
        if isinstance(box, boxes.TextBox):
            at_end = index >= len(box.text.encode())
            break
        path.append(index)
        box = box.children[index]
    leaves = _leaves_from(line, path)
    if at_end:
        next(leaves, None)
    return next((getattr(leaf, NUMBER) for leaf in leaves if hasattr(leaf, NUMBER)), None)


def _leaves_from(box: Any, path: Sequence[int]) -> Iterator[Any]:
    """The boxes without children below `box`, in order, from the one at `path` on."""
    if not isinstance(box, boxes.ParentBox):
        yield box
        return
    first, rest = (path[0], path[1:]) if path else (0, ())
    for index, child in enumerate(box.children[first:], first):
        yield from _leaves_from(child, rest if index == first else ())
