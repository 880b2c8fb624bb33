"""Writes composed lines into a page tree, as line feeds and as spans with plain CSS.

What is added after letters becomes `letter-spacing` where neighbours share it, and a margin after
a space or a stroke; before a space nothing is added, where readers would see a second one. The
renderer writes the distance between glyphs as whole thousandths of an em, cutting off the rest, so
spacing is given in these and a little more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from xml.etree.ElementTree import Element

from bifolio.compose.clusters import Cluster, Kind, Line, ShapedParagraph
from bifolio.fonts import (
    AT_LINE_END,
    HALF_WIDTH,
    HYPHEN,
    NARROW,
    NARROW_STEPS,
    READABLE_GAP,
    WIDE,
    WIDENED_BY,
)
from bifolio.render.weasyprint.passages import Leaf

COMPOSED = "composed"
EMPHASISED = "emphasised"
"""The class of each emphasised ideograph: a layout may set a dot below it."""
OWN_FACE = "own-face"
"""The class of a span that is there so that its first letter has the face of the others."""

COMPOSED_STYLE = """\
.composed, .composed * { white-space: pre !important }
.composed-justified { text-align: left !important }
"""

STEP = 0.001 / (1 - 1.024 / 2)
"""em; letter spacing is given in multiples of this.

Half of it is before a letter, which the renderer writes too large by 1.024, and the rest after
it, of which it writes whole thousandths of an em and cuts off what is over (`draw_first_line`).
With such multiples nothing is over, and the glyphs are where the layout has them.
"""

MORE = 0.0002
"""em; keeps whole thousandths from being cut to the one below."""

IDEOGRAPHIC_SPACE = "\u3000"

LEAST_MARGIN = 0.02
"""px; less is not worth a span."""


class SpanStyles:
    """A stylesheet that grows by the declarations that spans ask for."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self.has_hyphens = False

    def name(self, declarations: str) -> str:
        """The class that has `declarations`."""
        return self._names.setdefault(declarations, f"set{len(self._names)}")

    def hyphen(self, families: Iterable[str]) -> str:
        """The class of a hyphen at the end of a line of `families`."""
        self.has_hyphens = True
        names = ", ".join(f'"{family}{AT_LINE_END}"' for family in families)
        return self.name(f"font-family: {names}")

    def css(self) -> str:
        """The rules of all classes that were asked for."""
        return "".join(f".{name} {{ {rules} }}\n" for rules, name in self._names.items())


Features = tuple[tuple[str, int], ...]
"""OpenType features, with their values."""


@dataclass
class _Segment:
    """Letters of one text node that one span can set."""

    leaf: Leaf
    features: Features
    """What gives its letters other widths."""
    emphasised: bool
    has_own_face: bool = False
    """Its first letter would have the face of what is before it, were it not in a span."""
    steps: int | None = None
    """The letter spacing, in `STEP`; None while no letter has asked for one."""
    text: str = ""
    em: float = 0.0
    count: int = 0
    wanted: float = 0.0
    """What is to be added after its letters, all in all."""

    @property
    def is_seen(self) -> bool:
        """Whether it has a letter to see: a span of spaces alone would be left out of the PDF."""
        return bool(self.text.strip())


Piece = tuple[Leaf, str, str]
"""Text of a text node, and the classes that set it."""


@dataclass(frozen=True)
class Composed:
    """A paragraph in lines, with the kind and the text node of each of its letters."""

    paragraph: ShapedParagraph
    kinds: Sequence[Kind]
    leaves: Sequence[Leaf]
    lines: Sequence[Line]


def write_lines(element: Element, composed: Sequence[Composed], sheet: SpanStyles) -> None:
    """Write the lines of all paragraphs of `element` into it."""
    pieces: dict[tuple[int, bool], list[Piece]] = {}
    written: dict[tuple[int, bool], Leaf] = {}
    for each in composed:
        written |= {_node_of(leaf): leaf for leaf in each.leaves}
        for piece in _pieces(each, sheet):
            pieces.setdefault(_node_of(piece[0]), []).append(piece)
    _clear(element)
    for node, leaf in written.items():
        _write_node(element, leaf, pieces.get(node, []))
    justified = f" {COMPOSED}-justified" if composed[0].paragraph.justified else ""
    element.set("class", f"{element.get('class', '')} {COMPOSED}{justified}".strip())


def _node_of(leaf: Leaf) -> tuple[int, bool]:
    return id(leaf.node), leaf.is_tail


def _pieces(composed: Composed, sheet: SpanStyles) -> Iterator[Piece]:
    """The text of each line, and what ends it."""
    leaves = composed.leaves
    for line in composed.lines:
        for segment in _segments(composed.paragraph, composed.kinds, leaves, line):
            yield segment.leaf, segment.text, _classes(segment, sheet)
        last = leaves[line.last - 1]
        if line.hyphenated:
            yield last, HYPHEN, sheet.hyphen(last.type.families)
        if line.following < len(leaves):
            # The space between two words stays, beyond the edge, for whoever reads the text aloud.
            is_han = composed.paragraph.language.is_han
            spaces = "" if is_han else " " * (line.following - line.last)
            yield last, spaces + "\n", ""


def _segments(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], leaves: Sequence[Leaf], line: Line
) -> Iterator[_Segment]:
    """Cut a line into what single spans can set."""
    spacing, glyphs = _spacing(paragraph, kinds, line)
    current: _Segment | None = None
    for at in range(line.first, line.last):
        cluster, kind, extra = paragraph.clusters[at], kinds[at], line.extras[at - line.first]
        leaf, glyph = leaves[at], glyphs.get(at, WHOLE)
        emphasised = leaf.emphasised and kind is Kind.HAN and paragraph.language.is_han
        has_own_face = _has_own_face(cluster, kinds, at, line)
        asked = spacing.get(at)
        if asked is None and kind in (Kind.LATIN, Kind.JOINED):
            # The last letter of a word goes with the others, and the margin takes back what is
            # over; that of a line has nothing after it to be taken back.
            is_within = line.first < at < line.last - 1 and kinds[at - 1] is kind is Kind.LATIN
            asked = spacing.get(at - 1, 0) if is_within else 0
        if (
            current is None
            or current.leaf is not leaf
            # A space has the face of what it follows, which it would not have by itself.
            or (current.features != glyph.features and kind is not Kind.SPACE)
            or current.emphasised
            or emphasised
            or has_own_face
            or (asked is not None and current.steps not in (None, asked) and current.is_seen)
            or (asked is None and current.steps and _is_word_end(kinds, spacing, at))
        ):
            if current:
                yield current
            current = _Segment(leaf, glyph.features, emphasised, has_own_face)
        if asked is not None and (current.is_seen or current.steps is None):
            current.steps = asked
        current.text += cluster.text
        current.em = cluster.em
        current.count += 1
        current.wanted += _spaced(spacing[at], cluster.em) if at in spacing else extra
        if extra and kind in (Kind.SPACE, Kind.JOINED):
            yield current
            current = None
    if current:
        # Nothing follows that it could push.
        current.wanted, current.count = 0.0, 0
        yield current


def _has_own_face(cluster: Cluster, kinds: Sequence[Kind], at: int, line: Line) -> bool:
    """Whether a letter is a U+3000 that needs the face of what follows it.

    Pango gives a space the face of what is before it in its span; a Latin one has no U+3000, and
    who copies the text would get U+0020.
    """
    if cluster.text != IDEOGRAPHIC_SPACE or not line.first < at < line.last - 1:
        return False
    return not _is_han(kinds[at - 1]) and _is_han(kinds[at + 1])


def _is_han(kind: Kind) -> bool:
    return kind is Kind.HAN or kind > Kind.JOINED


def _is_word_end(kinds: Sequence[Kind], spacing: Mapping[int, int], at: int) -> bool:
    """Whether a word ends before `at` whose last letter is spaced only for company.

    What follows it would be moved by that; after a space nobody sees it, and the margin takes it
    back.
    """
    is_letter = kinds[at - 1] in (Kind.LATIN, Kind.JOINED)
    return is_letter and at - 1 not in spacing and kinds[at] is not Kind.SPACE


@dataclass(frozen=True)
class _Glyph:
    """The glyph of a letter that is not as wide as it was measured to be."""

    features: Features
    wider: float
    """em, in relation to the one that was measured."""


WHOLE = _Glyph((), 0.0)


def _spacing(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], line: Line
) -> tuple[dict[int, int], dict[int, _Glyph]]:
    """The letter spacing after each Han and within Latin words, in `STEP`, and what glyphs to set.

    What readers would take for a space, wide glyphs have.
    """
    inner = range(line.first, line.last - 1)
    han = [at for at in inner if _is_han(kinds[at]) and kinds[at + 1] is not Kind.SPACE]
    glyphs = {at: _Glyph(((HALF_WIDTH, 1),), 0.0) for at in line.halves}
    glyphs |= {at: _narrow(by / paragraph.clusters[at].em) for at, by in line.narrow.items()}
    widening = [at for at in han if paragraph.clusters[at].widens and at not in line.narrow]
    if _wanted(paragraph, line, widening) > READABLE_GAP * len(widening):
        glyphs |= {at: _wide(glyphs.get(at, WHOLE)) for at in widening}
    groups = (
        widening,
        [at for at in han if at not in widening and at not in line.narrow],
        [at for at in inner if kinds[at] is kinds[at + 1] is Kind.LATIN],
        *([at] for at in line.narrow),
    )
    spacing: dict[int, int] = {}
    for group in groups:
        wanted = _wanted(paragraph, line, group)
        wanted -= sum(glyphs[at].wider for at in group if at in glyphs)
        wanted -= sum(line.narrow.get(at, 0.0) / paragraph.clusters[at].em for at in group)
        if wanted or group is widening:
            spacing |= _shared_out(wanted, group)
    return spacing, glyphs


def _narrow(by: float) -> _Glyph:
    """The glyph of a mark that is `by` (em) narrower than the whole one, or a little more.

    With what is over after it, a space that follows is never seen narrower than it is.
    """
    step = ceil(by * 2 * NARROW_STEPS - MORE)
    feature = (HALF_WIDTH, 1) if step == NARROW_STEPS else (NARROW, step)
    return _Glyph((feature,), -step / NARROW_STEPS / 2)


def _wide(glyph: _Glyph) -> _Glyph:
    """The wide one of `glyph`."""
    return _Glyph((*glyph.features, (WIDE, 1)), glyph.wider + WIDENED_BY)


def _wanted(paragraph: ShapedParagraph, line: Line, gaps: Sequence[int]) -> float:
    """What is to be added in `gaps`, all in all, in em of their letters."""
    return sum(line.extras[at - line.first] / paragraph.clusters[at].em for at in gaps)


def _shared_out(wanted: float, gaps: Sequence[int]) -> dict[int, int]:
    """Share `wanted` (em) out among `gaps` in `STEP`, so that their sum is right."""
    if not gaps:
        return {}
    usual, more = divmod(round(wanted / STEP), len(gaps))
    return {at: usual + (number < more) for number, at in enumerate(gaps)}


def _classes(segment: _Segment, sheet: SpanStyles) -> str:
    """The classes of a segment, or nothing where the text may stay as it is."""
    declarations = "; ".join(_declarations(segment))
    names = (
        EMPHASISED if segment.emphasised else "",
        OWN_FACE if segment.has_own_face else "",
        declarations and sheet.name(declarations),
    )
    return " ".join(filter(None, names))


def _declarations(segment: _Segment) -> Iterator[str]:
    if segment.features:
        features = dict(segment.leaf.type.features) | dict(segment.features)
        features.pop("kern", None)
        listed = ", ".join(f'"{tag}" {value}' for tag, value in features.items())
        yield f"font-feature-settings: {listed}"
    spaced = _spaced(segment.steps or 0, segment.em)
    if spaced:
        yield f"letter-spacing: {spaced:.4f}px"
    right = segment.wanted - segment.count * spaced
    if abs(right) >= LEAST_MARGIN:
        yield f"margin-right: {right:.4f}px"


def _spaced(steps: int, em: float) -> float:
    """What letter spacing of so many `STEP` adds after a letter."""
    return (steps * STEP + MORE if steps else 0.0) * em


def _clear(element: Element) -> None:
    for node in element.iter():
        node.text = None
        if node is not element:
            node.tail = None


def _write_node(element: Element, leaf: Leaf, pieces: Sequence[Piece]) -> None:
    """Write the pieces of one text node: plain text, and spans."""
    parent = _parent(element, leaf.node) if leaf.is_tail else leaf.node
    at = list(parent).index(leaf.node) + 1 if leaf.is_tail else 0
    span: Element | None = None
    for classes, group in groupby(pieces, key=lambda piece: piece[2]):
        texts = [piece[1] for piece in group]
        if not classes:
            _append(leaf, span, "".join(texts))
            continue
        for text in texts:
            span = Element("span", {"class": classes})
            span.text = text
            parent.insert(at, span)
            at += 1


def _append(leaf: Leaf, span: Element | None, text: str) -> None:
    if span is not None:
        span.tail = (span.tail or "") + text
    elif leaf.is_tail:
        leaf.node.tail = (leaf.node.tail or "") + text
    else:
        leaf.node.text = (leaf.node.text or "") + text


def _parent(root: Element, node: Element) -> Element:
    return next(parent for parent in root.iter() if node in list(parent))
