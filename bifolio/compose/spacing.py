"""Divides a composed line into segments of equal letter spacing.

Space between letters becomes letter spacing if neighbours share it, and a margin after a space or
a stroke; nothing is added before a space, since PDF readers would see a second space there. Letters
of another face are a segment of their own: PDFium ignores the spacing before the first one. The
renderer truncates the distance between glyphs to whole thousandths of an em, so spacing is given in
thousandths and a little more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import NamedTuple

from bifolio.compose.clusters import Kind, Line, ShapedParagraph, has_gap
from bifolio.fonts import HALF_WIDTH, NARROW, NARROW_STEPS, READABLE_GAP, WIDE, WIDENED_BY

STEP = 0.001 / (1 - 1.024 / 2)
"""em; letter spacing is given in multiples of this.

Half of it is before a letter, which the renderer writes too large by 1.024, and the rest after
it, which it truncates to thousandths of an em (`draw_first_line`). With these multiples nothing is
truncated, and glyphs are drawn where the layout has them.
"""

MORE = 0.0002
"""em; keeps whole thousandths from being truncated to the one below."""

IDEOGRAPHIC_SPACE = "\u3000"

LEAST_MARGIN = 0.02
"""px; smaller margins are left out."""

Features = tuple[tuple[str, int], ...]
"""OpenType features, with their values."""


class Segment(NamedTuple):
    """Clusters of one run with the same features and spacing."""

    run: int
    """The index of their run."""
    text: str
    features: Features = ()
    """Features in addition to those of the run, which change the widths of its letters."""
    letter_spacing: float = 0.0
    """px after each letter."""
    margin: float = 0.0
    """px after the last letter."""
    has_own_face: bool = False
    """Whether its first letter, in one text with the segment before, would get the wrong face."""

    @property
    def is_plain(self) -> bool:
        """Whether its letters are set like the rest of their run."""
        return not (self.features or self.letter_spacing or self.margin or self.has_own_face)


@dataclass(slots=True)
class _Open:
    """A segment that grows."""

    run: int
    features: Features
    has_own_face: bool
    face: str = ""
    """The face of its letters."""
    steps: int | None = None
    """The letter spacing, in `STEP`; None if no letter has one yet."""
    text: str = ""
    em: float = 0.0
    count: int = 0
    wanted: float = 0.0
    """The space after all of its letters."""

    @property
    def is_seen(self) -> bool:
        """Whether it has a visible letter: the renderer draws no text of spaces only."""
        return bool(self.text.strip())

    def closed(self, *, is_last: bool = False) -> Segment:
        """Return the segment; the last one of a line needs no margin."""
        spacing = round(_spaced(self.steps or 0, self.em), 4)
        margin = 0.0 if is_last else round(self.wanted - self.count * spacing, 4)
        return Segment(
            self.run,
            self.text,
            self.features,
            spacing,
            margin if abs(margin) >= LEAST_MARGIN else 0.0,
            self.has_own_face,
        )


def segments(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], runs: Sequence[int], line: Line
) -> Iterator[Segment]:
    """Yield the segments of a line; `runs` has the index of the run of each cluster."""
    spacing, glyphs = _spacing(paragraph, kinds, line)
    text = [paragraph.clusters[at].text for at in range(line.first, line.last)]
    if not (spacing or glyphs or any(line.extras) or IDEOGRAPHIC_SPACE in text):
        for run, group in groupby(range(line.first, line.last), key=runs.__getitem__):
            yield Segment(run, "".join(text[at - line.first] for at in group))
        return
    current: _Open | None = None
    for at in range(line.first, line.last):
        cluster, kind, extra = paragraph.clusters[at], kinds[at], line.extras[at - line.first]
        glyph = glyphs.get(at, WHOLE)
        has_own_face = cluster.text == IDEOGRAPHIC_SPACE and _has_own_face(kinds, at, line)
        asked = spacing[at] if at in spacing else _asked(kinds, spacing, at, line)
        if (
            current is None
            or current.run != runs[at]
            # A space has the face of what it follows, which it would not have by itself.
            or (current.features != glyph.features and kind is not Kind.SPACE)
            or has_own_face
            or (asked and current.face != cluster.face and kind is not Kind.SPACE)
            or (asked is not None and current.steps not in (None, asked) and current.is_seen)
            or (asked is None and current.steps and _is_word_end(kinds, spacing, at))
        ):
            if current:
                yield current.closed()
            current = _Open(runs[at], glyph.features, has_own_face, cluster.face)
        if asked is not None and (current.is_seen or current.steps is None):
            current.steps = asked
        current.text += cluster.text
        current.em = cluster.em
        current.count += 1
        current.wanted += _spaced(spacing[at], cluster.em) if at in spacing else extra
        if extra and kind in (Kind.SPACE, Kind.JOINED):
            yield current.closed()
            current = None
    if current:
        yield current.closed(is_last=True)


def _asked(kinds: Sequence[Kind], spacing: Mapping[int, int], at: int, line: Line) -> int | None:
    """The letter spacing, in `STEP`, that a segment must have for a cluster without its own.

    None for any.

    The last letter of a word is spaced like the others, which the margin subtracts again; not that
    of a line, which has no margin.
    """
    kind = kinds[at]
    if kind is not Kind.LATIN and kind is not Kind.JOINED:
        return None
    is_within = line.first < at < line.last - 1 and kinds[at - 1] is kind is Kind.LATIN
    return spacing.get(at - 1, 0) if is_within else 0


def _has_own_face(kinds: Sequence[Kind], at: int, line: Line) -> bool:
    """Whether the U+3000 at `at` needs the face of what follows it.

    Pango gives a space the face of the text before it; a Latin face has no U+3000, and the PDF
    would have U+0020 instead.
    """
    if not line.first < at < line.last - 1:
        return False
    return not _is_han(kinds[at - 1]) and _is_han(kinds[at + 1])


def _is_han(kind: Kind) -> bool:
    return kind is Kind.HAN or kind > Kind.JOINED


def _is_word_end(kinds: Sequence[Kind], spacing: Mapping[int, int], at: int) -> bool:
    """Whether the word that ends before `at` has spacing after its last letter only by its segment.

    It would move the letter that follows; before a space the margin subtracts it.
    """
    is_letter = kinds[at - 1] in (Kind.LATIN, Kind.JOINED)
    return is_letter and at - 1 not in spacing and kinds[at] is not Kind.SPACE


@dataclass(frozen=True)
class _Glyph:
    """A glyph of another width than the cluster was measured with."""

    features: Features
    wider: float
    """em; the difference of the widths."""


WHOLE = _Glyph((), 0.0)


def _spacing(
    paragraph: ShapedParagraph, kinds: Sequence[Kind], line: Line
) -> tuple[dict[int, int], dict[int, _Glyph]]:
    """The letter spacing after each Han and within Latin words, in `STEP`, and the glyphs to set.

    Gaps that PDF readers would take for spaces are replaced by wide glyphs.
    """
    inner = range(line.first, line.last - 1)
    han = [at for at in inner if _is_han(kinds[at]) and has_gap(kinds[at], kinds[at + 1])]
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
    """The glyph of a mark that is narrower than the full one by `by` (em) or a little more."""
    step = ceil(by * 2 * NARROW_STEPS - MORE)
    feature = (HALF_WIDTH, 1) if step == NARROW_STEPS else (NARROW, step)
    return _Glyph((feature,), -step / NARROW_STEPS / 2)


def _wide(glyph: _Glyph) -> _Glyph:
    """The wide variant of `glyph`."""
    return _Glyph((*glyph.features, (WIDE, 1)), glyph.wider + WIDENED_BY)


def _wanted(paragraph: ShapedParagraph, line: Line, gaps: Sequence[int]) -> float:
    """The sum of the space in `gaps`, in em of their clusters."""
    return sum(line.extras[at - line.first] / paragraph.clusters[at].em for at in gaps)


def _shared_out(wanted: float, gaps: Sequence[int]) -> dict[int, int]:
    """Distribute `wanted` (em) over `gaps` in `STEP`, with the right sum."""
    if not gaps:
        return {}
    usual, more = divmod(round(wanted / STEP), len(gaps))
    return {at: usual + (number < more) for number, at in enumerate(gaps)}


def _spaced(steps: int, em: float) -> float:
    """The space after a letter with a letter spacing of so many `STEP`."""
    return (steps * STEP + MORE if steps else 0.0) * em
