"""Measures the lines of a PDF: edges, stretch, punctuation, baseline grid.

The rules are those of W3C CLREQ 3.1 and 3.2 and of GB/T 15834-2011. They are deliberately
independent of the typesetter's implementation. Lengths are pt, stretch is in em.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate, pairwise, takewhile, zip_longest
from pathlib import Path

from bifolio.pdf.glyphs import (
    BESIDE_TEXT,
    GENERATED,
    SHORT,
    Glyph,
    TextLine,
    TextParagraph,
    read_pages,
)
from bifolio.preflight.typography.grid import RUNNING, off_leading, out_of_register

EDGE = 0.2
"""pt by which an inner line may miss the measure."""
MEANT = 1.0
"""pt within which most line ends must agree for a paragraph to count as justified."""
MOST_STRETCH = 0.15
"""em by which a gap between two Han characters may be stretched."""
ROUNDING = 0.005
"""em of tolerance for a gap."""
MOST_TRACKING = 0.035
"""em of letter-spacing in Latin words, on average in a line."""
MOST_SPACE = 0.55
"""em that a space between words, or between Han and Latin, may have: half an em, rounded."""
STRETCHED = 0.002
"""em from which a gap between two Han characters is stretched, not rounded."""
OFTEN = 0.3
"""The share of lines that must end at the measure, of those at the commonest line end."""
PAIR = 1.5
"""em that two adjacent marks may take."""
SLACK = 0.42
"""em that the stretch of a loose line, and the wide glyph of the second mark, may add to a pair."""
WITHIN = 1.0
"""em; what is generated and further from the end of a line is not a part of it."""
SPACED = 0.05
"""em from which a gap beside what is generated has a space."""
NARROWEST, WHOLE = 0.49, 0.99
"""The least widths (em) of a Chinese mark, and of one with its full width."""
LATIN_SPACE = (0.1, 0.8)
"""The least and the largest space between Han and Latin (em), even in a loose line."""
CARRIER = 1.3
"""em; a wider glyph is a long dash, not a letter with a gap."""
BESIDE_FLOAT = 3
"""The fewest lines that show where text beside a float ends."""
HOLE = 2.0
"""em by which a line may be short of the measure."""

OPENING = frozenset("（《〈「『【〔〖“‘［｛")
CLOSING = frozenset("）》〉」』】〕〗”’］｝，、；：。？！")
NOTE_MARKS = frozenset(
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿¹²³⁴⁵⁶⁷⁸⁹†‡"
)
NUMBER_AT_END = re.compile(
    r"[0-9０-９](?:[0-9０-９.,:/–．：／－～-]*[0-9０-９])?[.:/–．：／－～-]?$"
)
NUMBER_AT_START = re.compile(
    r"[.:/–．：／－～-]?[0-9０-９](?:[0-9０-９.,:/–．：／－～-]*[0-9０-９])?|[年月日时分秒个名岁元]"
    r"|(?:[kcmμn]?m|[kmμ]?g|m?L|[kMGT]?Hz|[kMG]Wh?|[kMGT]B|min|mol|[kM]?Pa|°C|[kM]J)(?![A-Za-z])"
)
HASHTAG = re.compile(
    r"[#＃](?:[^\W0-9A-Za-z_]+[0-9A-Za-z_]+|[0-9A-Za-z_]+[^\W0-9A-Za-z_]+(?=\s|$))"
)
"""A hashtag, which has no space: #花园2026, #2026花园."""
OPENED = re.compile(r"[（(]([A-Za-z0-9 &-]*)$")
CLOSED = re.compile(r"([A-Za-z0-9 &-]*)[）)]")
LONGEST_ABBREVIATION = 14
NEVER_FIRST = frozenset(
    "，、；：。？！）》〉」』】〕〗”’］｝·・～〜－–…—%％‰℃℉°′″)]},;:!?‼⁇⁈⁉々〻ゝゞヽヾー®™℠"
)
NEVER_LAST = frozenset("（《〈「『【〔〖“‘［｛￥¥＄$€£￡№§([{")


@dataclass(frozen=True)
class Violation:
    """A typographic rule that a line violates."""

    page: int
    """From 1."""
    rule: str
    """A key of `RULES`."""
    line: TextLine
    what: str


@dataclass
class Measurement:
    """The measurements of one or more pages."""

    lines: int = 0
    justified: int = 0
    """Inner lines of justified paragraphs."""
    worst_edge: float = 0.0
    """The largest deviation of an inner line from the measure (pt)."""
    stretches: list[float] = field(default_factory=list)
    """The mean stretch of the Han gaps of each justified line (em)."""
    worst_stretch: float = 0.0
    """The largest stretch of a Han gap (em)."""
    squeezed: int = 0
    """Marks that are narrower than an em."""
    holes: list[float] = field(default_factory=list)
    """How much justified lines are short of the measure, if more than `HOLE` (em)."""
    violations: list[Violation] = field(default_factory=list)

    @property
    def mean_stretch(self) -> float:
        """The mean over all justified lines (em)."""
        return sum(self.stretches) / len(self.stretches) if self.stretches else 0.0

    def count(self, rule: str) -> int:
        """Count the violations of `rule`."""
        return sum(each.rule == rule for each in self.violations)

    def add(self, other: Measurement) -> None:
        """Add the measurements of other pages."""
        self.lines += other.lines
        self.justified += other.justified
        self.worst_edge = max(self.worst_edge, other.worst_edge)
        self.stretches += other.stretches
        self.worst_stretch = max(self.worst_stretch, other.worst_stretch)
        self.squeezed += other.squeezed
        self.holes += other.holes
        self.violations += other.violations


LOOSE = "loose-line"
REGISTER = "out-of-register"

RULES = {
    "uneven-edge": "an inner line of a justified paragraph ends off the measure",
    LOOSE: "a line needs too much stretch to fill the measure",
    "forbidden-start": "a line begins with a mark that must not begin one",
    "forbidden-end": "a line ends with a mark that must not end one",
    "unsqueezed-pair": "two adjacent marks take more than an em and a half",
    "full-width-edge": "a mark at the edge of a line keeps its empty half",
    "torn-number": "a number, or a number and its unit, is broken by a line end",
    "torn-abbreviation": "an abbreviation in brackets is broken by a line end",
    "torn-dash": "the two halves of a dash or an ellipsis do not join",
    "latin-space": "the space between Han and Latin is too narrow or too wide",
    "single-character": "a last line has a single Han character",
    "off-grid": "a line is not as far below the one before as the leading of its paragraph",
    REGISTER: "body text does not align with the body text in the column beside it",
}
"""The rules by name; names never change."""


def measure(pdf: Path | bytes, edge: float | None = None) -> list[Measurement]:
    """Measure each page of `pdf`; raises `NotReadable` if it cannot be opened.

    `edge` is where all inner lines of Chinese should end (pt from the left of the page). Without
    it, the line ends show which paragraphs are justified, and where.
    """
    return [
        measure_page(paragraphs, number, edge)
        for number, paragraphs in enumerate(read_pages(pdf), 1)
    ]


def measure_page(
    paragraphs: Sequence[TextParagraph], page: int, known_edge: float | None = None
) -> Measurement:
    """Measure the paragraphs of one page, without artifacts and list labels.

    `known_edge` is where justified lines should end (pt).
    """
    texts = [each for each in paragraphs if each.kind not in BESIDE_TEXT]
    generated = [line for each in paragraphs if each.kind == GENERATED for line in each.lines]
    paragraphs = _with_generated(texts, generated) if generated else texts
    as_read = {
        id(line): read
        for one, other in zip(paragraphs, texts, strict=True)
        for line, read in zip(one.lines, other.lines, strict=True)
    }
    found = Measurement()
    parts = [part for each in paragraphs for part in _parts(each)]
    justified = [each for each in parts if not each.is_ragged]
    ends, columns = _column_ends(justified), _column_lines(justified)
    for paragraph in parts:
        found.lines += len(paragraph.lines)
        edge = _edge_of(paragraph, ends, columns, known_edge)
        violated = [*_single_character(paragraph), *_torn(paragraph)]
        edges = [] if edge is None else _edges(paragraph.lines[:-1], edge)
        for line, reached in zip_longest(paragraph.lines, edges):
            for each in _violated_by_line(line, _column(paragraph), reached):
                # A paragraph may begin with any mark: ……
                if each[0] != "forbidden-start" or line is not paragraph.lines[0]:
                    violated.append(each)
            found.squeezed += sum(_is_wide(each) and not _is_full(each) for each in line.glyphs)
        found.violations += (Violation(page, *each) for each in violated)
        for line, reached in zip(paragraph.lines, edges, strict=False):
            _measure_justified(line, reached, page, found)
    found.violations += (Violation(page, *each) for each in _off_grid(paragraphs))
    found.violations = [replace(each, line=as_read[id(each.line)]) for each in found.violations]
    return found


def _parts(paragraph: TextParagraph) -> Iterator[TextParagraph]:
    """The parts of a paragraph between forced breaks, which are set like paragraphs."""
    lines = paragraph.lines
    ends = [at for at, line in enumerate(lines, 1) if line.is_broken and at < len(lines)]
    if not ends:
        yield paragraph
    for first, end in pairwise((0, *ends, len(lines)) if ends else ()):
        yield replace(paragraph, lines=lines[first:end])


def _with_generated(
    texts: Sequence[TextParagraph], generated: Sequence[TextLine]
) -> list[TextParagraph]:
    """The texts of a page, their lines with what is `generated` in them: the numbers of pages."""
    return [
        replace(each, lines=tuple(_filled(line, generated, _column(each)) for line in each.lines))
        for each in texts
    ]


def _filled(line: TextLine, generated: Sequence[TextLine], left: float) -> TextLine:
    """A line with the glyphs of `generated` that are in a gap of it, or at one of its ends.

    What is further left than `left`, where the lines of the paragraph begin, is beside it.
    """
    for part in generated:
        near = WITHIN * part.size
        if abs(part.baseline - line.baseline) > EDGE or part.left < left - EDGE:
            continue
        if not (line.left - near < part.right and part.left < line.right + near):
            continue
        at = sum(glyph.x < part.left for glyph in line.glyphs)
        if at < len(line.glyphs) and line.glyphs[at].x < part.right - part.size / 4:
            continue  # it is over the line, not in it
        line = _inserted(line, at, part)
    return line


def _inserted(line: TextLine, at: int, part: TextLine) -> TextLine:
    """A line with the glyphs of `part` before the glyph with the index `at`."""
    count = len(part.glyphs)
    before, after = line.glyphs[:at], line.glyphs[at:]

    def moved(spaces: frozenset[int]) -> frozenset[int]:
        kept = {each if each < at else each + count for each in spaces if each != at}
        if at in spaces and before:
            kept |= {at} if part.left - before[-1].right > SPACED * part.size else set()
            kept |= (
                {at + count} if after and after[0].x - part.right > SPACED * part.size else set()
            )
        return frozenset(kept)

    return replace(
        line,
        glyphs=(*before, *part.glyphs, *after),
        spaces=moved(line.spaces),
        wide_spaces=moved(line.wide_spaces),
    )


Violated = tuple[str, TextLine, str]
"""Rule, line, message."""


def _violated_by_line(line: TextLine, left: float, edge: float | None) -> Iterator[Violated]:
    if not _is_chinese(line):
        return
    first, last = line.glyphs[0], line.glyphs[-1]
    if first.text in NEVER_FIRST:
        yield "forbidden-start", line, f"begins with {first.text}"
    if last.text in NEVER_LAST:
        yield "forbidden-end", line, f"ends with {last.text}"
    if first.text in OPENING and _is_full(first) and first.x > left - first.size / 4:
        yield "full-width-edge", line, f"begins with a full-width {first.text}"
    if edge and last.text in CLOSING and _is_full(last) and max(_line_ends(line)) <= edge + EDGE:
        yield "full-width-edge", line, f"ends with a full-width {last.text}"
    # Marks separated by a space are not a pair; U+3000 may separate Han and Latin, and a hashtag
    # has no space.
    apart = {"latin-space": line.wide_spaces | _in_hashtags(line)}
    for at, (one, other) in enumerate(pairwise(line.glyphs), 1):
        for rule, what in _violated_by_pair(one, other):
            if at not in apart.get(rule, line.spaces):
                yield rule, line, what


def _in_hashtags(line: TextLine) -> frozenset[int]:
    """The indices of the glyphs within hashtags, without their first ones."""
    spans = [match.span() for match in HASHTAG.finditer(line.text)]
    if not spans:
        return frozenset()
    lengths = (len(glyph.text) + (at in line.spaces) for at, glyph in enumerate(line.glyphs))
    ends = list(accumulate(lengths))
    return frozenset(
        at
        for at, end in enumerate(ends)
        if any(start < end - len(line.glyphs[at].text) < stop for start, stop in spans)
    )


def _violated_by_pair(one: Glyph, other: Glyph) -> Iterator[tuple[str, str]]:
    em = max(one.size, other.size)
    extent = (_right(other) - one.x) / em
    gap = (other.x - _inked_right(one, other)) / em
    pair = one.text + other.text
    if _shares_space(one, other) and extent > PAIR + SLACK:
        yield "unsqueezed-pair", f"{pair} takes {extent:.2f} em"
    if one.text == other.text and one.text in "—…" and abs(gap) > 0.02:
        yield "torn-dash", f"{pair} are {gap:.2f} em apart"
    if _meets_latin(one.text, other.text) and not LATIN_SPACE[0] <= gap <= LATIN_SPACE[1]:
        yield "latin-space", f"{pair} are {gap:.2f} em apart"


def _torn(paragraph: TextParagraph) -> Iterator[Violated]:
    """What is broken between two lines but would fit on one."""
    for line, following in pairwise(paragraph.lines):
        if not (_is_chinese(line) or _is_chinese(following)):
            continue
        if following.glyphs[0].text in NOTE_MARKS:
            yield "forbidden-start", following, f"begins with {following.glyphs[0].text}"
        before, after = NUMBER_AT_END.search(line.text), NUMBER_AT_START.match(following.text)
        if before and after and _are_one(before, after):
            yield "torn-number", line, f"{before[0]} and {after[0]} are on two lines"
        opened, closed = OPENED.search(line.text), CLOSED.match(following.text)
        if opened and closed and len(opened[1] + closed[1]) <= LONGEST_ABBREVIATION:
            yield "torn-abbreviation", line, f"{opened[0]} and {closed[0]} are on two lines"


def _are_one(before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a line end and the next line start are one number that would fit on one line.

    Two sequences of ASCII digits may be two numbers.
    """
    if before[0] == before.string or after[0] == after.string:
        return False
    last, first = before[0][-1], after[0][0]
    return not (last + first).isascii() or not (last + first).isdigit()


def _single_character(paragraph: TextParagraph) -> Iterator[Violated]:
    if len(paragraph.lines) < 2:
        return
    last = paragraph.lines[-1]
    letters = [
        glyph.text
        for glyph in last.glyphs
        if unicodedata.category(glyph.text)[0] in "LN" and glyph.text not in NOTE_MARKS
    ]
    if len(letters) == 1 and _is_han(letters[0]):
        yield "single-character", last, f"the last line is {letters[0]} only"


def _inked_right(one: Glyph, other: Glyph) -> float:
    """The right edge of a glyph next to another: a mark that overlaps it is half an em narrower."""
    if one.text in OPENING | CLOSING and one.right > other.x + one.size / 4:
        return one.right - one.size / 2
    return one.right


def _column_ends(paragraphs: Iterable[TextParagraph]) -> dict[float, Counter[float]]:
    """Count the ends of inner lines, by the left edge of their column (pt).

    Lines with hanging punctuation count only if a column has no others.
    """
    sure: dict[float, Counter[float]] = {}
    others: dict[float, Counter[float]] = {}
    for paragraph in paragraphs:
        column = round(_column(paragraph))
        for line in paragraph.lines[:-1]:
            ends = _line_ends(line)
            counts = (sure if len(ends) == 1 else others).setdefault(column, Counter())
            counts.update(round(end, 1) for end in ends)
    return others | sure


def _column_lines(paragraphs: Iterable[TextParagraph]) -> dict[float, list[TextLine]]:
    """The inner lines of Chinese, by the left edge of their column (pt)."""
    columns: dict[float, list[TextLine]] = {}
    for paragraph in paragraphs:
        inner = [line for line in paragraph.lines[:-1] if _is_chinese(line)]
        columns.setdefault(round(_column(paragraph)), []).extend(inner)
    return columns


def _column(paragraph: TextParagraph) -> float:
    return min(line.left for line in paragraph.lines)


def _line_ends(line: TextLine) -> tuple[float, ...]:
    """The possible ends of a line, as if no float were at its right.

    The empty half of a full-width mark may hang over the edge.
    """
    last, end = line.glyphs[-1], line.right + line.missing
    if last.text in CLOSING and _is_full(last):
        return end, end - last.size / 2
    return (end,)


def _miss(line: TextLine, edge: float) -> float:
    """How far before `edge` a line ends (pt); negative if beyond."""
    return min((edge - end for end in _line_ends(line)), key=abs)


def _near(counts: Counter[float], at: float) -> int:
    return sum(counts[near] for near in counts if abs(near - at) <= EDGE)


def _edge_of(
    paragraph: TextParagraph,
    ends: dict[float, Counter[float]],
    columns: dict[float, list[TextLine]],
    known: float | None,
) -> float | None:
    """The right edge of `paragraph` if it is justified: the `known` edge, if any.

    Otherwise a common line end of its column, if one of its inner lines there is stretched (ragged
    text never is) or most of them end there; those of a cell or a caption may do so by chance.
    """
    inner = paragraph.lines[:-1]
    if paragraph.is_ragged or not inner or not any(_is_chinese(line) for line in inner):
        return None
    if known is not None:
        return known
    counts = ends[round(_column(paragraph))]
    most = max(_near(counts, at) for at in counts)
    if most < 2:
        return None
    edge = max(at for at in counts if _near(counts, at) >= max(2, OFTEN * most))
    edge = max((at for at in counts if abs(at - edge) <= EDGE), key=counts.__getitem__)
    filled = [line for line in inner if abs(_miss(line, edge)) <= MEANT]
    stretched = any(gap > STRETCHED for line in filled for gap in _han_gaps(line))
    mostly = paragraph.kind not in SHORT and 2 * len(filled) > len(inner)
    mostly = mostly and not _is_ragged(columns[round(_column(paragraph))], edge)
    return edge if stretched or mostly else None


def _edges(lines: Sequence[TextLine], edge: float) -> list[float]:
    """Where each of the inner lines of a justified paragraph should end: at `edge`.

    The first lines may be beside a float that is not known: at least `BESIDE_FLOAT` of them have
    one end, and one of them is stretched.
    """
    first = list(takewhile(lambda line: _miss(line, edge) > line.size, lines))
    ends = Counter(round(end, 1) for line in first for end in _line_ends(line))
    at = max(ends, key=lambda end: _near(ends, end), default=edge)
    filled = [line for line in first if abs(_miss(line, at)) <= EDGE]
    stretched = any(gap > STRETCHED for line in filled for gap in _han_gaps(line))
    beside = len(first) if stretched and len(filled) >= BESIDE_FLOAT else 0
    return [at] * beside + [edge] * (len(lines) - beside)


def _is_ragged(lines: list[TextLine], edge: float) -> bool:
    """Whether no line of a column is stretched to `edge`, and many end elsewhere or one far beyond.

    Many are three, and a quarter of the lines; lines of as many characters end at `edge` by chance.
    """
    off = [line for line in lines if abs(_miss(line, edge)) > MEANT]
    beyond = any(_miss(line, edge) < -0.75 * line.glyphs[-1].size for line in off)
    if not beyond and (len(off) < 3 or 4 * len(off) < len(lines)):
        return False
    filled = (line for line in lines if abs(_miss(line, edge)) <= MEANT)
    return not any(gap > STRETCHED for line in filled for gap in _han_gaps(line))


def _measure_justified(line: TextLine, edge: float, page: int, found: Measurement) -> None:
    found.justified += 1
    gaps = list(_han_gaps(line))
    short = _miss(line, edge)
    most = max(gaps, default=0.0)
    if short > EDGE and (most <= STRETCHED or most > MOST_STRETCH + ROUNDING):
        found.violations.append(Violation(page, LOOSE, line, f"{short:.1f} pt short"))
        hole = short / line.glyphs[-1].size
        found.holes += [hole] if hole > HOLE else []
        return
    if abs(short) > EDGE:
        what = f"ends {abs(short):.2f} pt {'beyond' if short < 0 else 'before'} the measure"
        found.violations.append(Violation(page, "uneven-edge", line, what))
    what = _looseness(line)
    if what:
        found.violations.append(Violation(page, LOOSE, line, what))
    found.worst_edge = max(found.worst_edge, abs(short))
    found.worst_stretch = max(found.worst_stretch, *gaps, 0.0)
    found.stretches.append(sum(gaps) / len(gaps) if gaps else 0.0)


def _looseness(line: TextLine) -> str:
    """Why a line that fills its measure is loose; empty if it is not."""
    gap, space = max(_gaps(line), default=0.0), max(_spaces(line), default=0.0)
    if gap > MOST_STRETCH + ROUNDING:
        return f"gaps of {gap:.2f} em"
    if space > MOST_SPACE:
        return f"spaces of {space:.2f} em"
    tracking = _tracking(line)
    return f"letters {tracking:.3f} em apart" if tracking > MOST_TRACKING else ""


def _tracking(line: TextLine) -> float:
    """The average letter-spacing within Latin words (em)."""
    gaps = [
        (other.x - one.right) / max(one.size, other.size)
        for at, (one, other) in enumerate(pairwise(line.glyphs), 1)
        if at not in line.spaces and one.text.isascii() and other.text.isascii()
    ]
    return sum(gaps) / len(gaps) if gaps else 0.0


def _gaps(line: TextLine) -> Iterator[float]:
    """The gaps between Han characters and marks, and between a mark and Latin (em)."""
    for at, (one, other) in enumerate(pairwise(line.glyphs), 1):
        chinese = any(_is_han(each.text) or _is_wide(each) for each in (one, other))
        if chinese and at not in line.spaces and not _meets_latin(one.text, other.text):
            yield (other.x - _right(one)) / max(one.size, other.size)


def _right(glyph: Glyph) -> float:
    """The right edge of a glyph, without a gap that is part of its advance."""
    is_carrier = glyph.size < glyph.advance < CARRIER * glyph.size
    return glyph.x + (glyph.size if is_carrier else glyph.advance)


def _spaces(line: TextLine) -> Iterator[float]:
    """The width of each space between words, or between Han and Latin (em).

    Fixed-width spaces such as U+3000 are ignored.
    """
    for at, (one, other) in enumerate(pairwise(line.glyphs), 1):
        if at in line.wide_spaces:
            continue
        if at in line.spaces or _meets_latin(one.text, other.text):
            yield (other.x - _inked_right(one, other)) / max(one.size, other.size)


def _han_gaps(line: TextLine) -> Iterator[float]:
    """The stretch of each gap between two Han characters (em)."""
    for one, other in pairwise(line.glyphs):
        if _is_han(one.text) and _is_han(other.text):
            yield (other.x - one.x) / one.size - 1


def _off_grid(paragraphs: Sequence[TextParagraph]) -> Iterator[Violated]:
    """Lines off the leading of their paragraph, and columns of body text that do not align."""
    for paragraph in paragraphs:
        if paragraph.kind in RUNNING:
            for line, off, step in off_leading(paragraph):
                yield "off-grid", line, f"{off:.2f} pt off the grid of {step:.2f} pt"
    for line, off, _ in out_of_register(paragraphs):
        yield REGISTER, line, f"{off:.2f} pt off the lines of the column beside it"


def _shares_space(one: Glyph, other: Glyph) -> bool:
    """Whether two adjacent marks share their space: one is set without its empty half."""
    if not (_is_wide(one) and _is_wide(other)):
        return False
    marks = OPENING | CLOSING
    if one.text in CLOSING:
        return other.text in marks
    return one.text in OPENING and other.text in OPENING


def _is_wide(glyph: Glyph) -> bool:
    """Whether a glyph is at least an em wide, or a Chinese mark of at least half an em."""
    least = NARROWEST if glyph.text in OPENING | CLOSING else WHOLE
    return glyph.advance / glyph.size > least


def _is_full(glyph: Glyph) -> bool:
    return glyph.advance / glyph.size > WHOLE


def _meets_latin(one: str, other: str) -> bool:
    return (_is_han(one) and _is_latin(other)) or (_is_latin(one) and _is_han(other))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@cache
def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED") or character == "〇"


def _is_chinese(line: TextLine) -> bool:
    return any(_is_han(glyph.text) for glyph in line.glyphs)
