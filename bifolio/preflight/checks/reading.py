"""Reading: a screen reader says what the page shows, line by line, and nothing is hidden."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageChops

from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.glyphs import Glyph, TextLine
from bifolio.pdf.structure import MarkedContent
from bifolio.preflight.document import ASCENT, DESCENT, PICTURE_SCALE, Document, TextBlock, line_box
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.registry import check

EXCERPT = 24
"""Letters of a text that a message quotes."""

UNSEEN = 3
"""Of 255 of a colour: a text that changes its pixels by no more than this is not seen."""

NEARLY = 0.01
"""pt; less is rounding."""


@check("text/line-order", Severity.FAIL)
def line_order(evidence: Document) -> Iterator[Sighting]:
    """Lines of a paragraph are out of order in the tags or on the page, or tagged twice.

    Why: Screen readers follow the tags, readers the lines on the page.
    Fix: rebuild the edition; if it happens again, report it to the developers
    """
    by_page: dict[int, list[MarkedContent]] = {}
    for content in evidence.read:
        by_page.setdefault(content[0], []).append(content)
    for block in evidence.blocks:
        own = block.paragraph.contents
        row = [each for each in by_page.get(block.page, ()) if each[1] in own]
        if not row:
            continue  # which is for accessibility/tagged
        if wrong := _misread(block, row, evidence):
            yield block.seen(wrong)
        for one, other in pairwise(block.paragraph.lines):
            # The next line is below, or in the column beside.
            if other.baseline > one.baseline + NEARLY and other.left < one.right:
                message = f"'{excerpt(other.text)}' stands above '{excerpt(one.text)}'"
                yield block.seen(message, line_box(other))


def _misread(block: TextBlock, row: Sequence[MarkedContent], evidence: Document) -> str:
    """What is wrong with a block whose marked contents are read as `row`; empty if nothing is."""
    words = evidence.words_of_contents
    shown = letters(block.paragraph.text)
    read = letters("".join(words.get(each, "") for each in row))
    if read == shown:
        return ""
    twice = [words.get(each, "") for each, count in Counter(row).items() if count > 1]
    if twice:
        return f"'{excerpt(twice[0].strip())}' is read twice"
    once = "".join(words.get(each, "") for each in sorted(set(row)))
    if len(letters(once)) > len(shown):
        return f"more is read than is seen: '{excerpt(once)}'"
    if sorted(read) != sorted(shown):
        return ""  # which is for text/complete
    return f"the lines are read in another order: '{excerpt(words.get(row[0], '').strip())}' first"


def letters(text: str) -> str:
    """The letters and digits of `text`, compatibility forms as their equivalents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def excerpt(text: str) -> str:
    """The beginning of `text`, to quote."""
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


@check("text/hidden", Severity.FAIL)
def hidden(evidence: Document) -> Iterator[Sighting]:
    """Text is invisible: covered, clipped, or in an invisible rendering mode.

    Why: Text that can be read aloud, found or copied but not seen contradicts the page.
    Fix: remove what covers or clips the text, or delete the text
    """

    @lru_cache(maxsize=1)
    def inked(page: int) -> Image.Image:
        return _difference(evidence.pictures[page - 1], evidence.grounds[page - 1])

    for block in (*evidence.blocks, *evidence.artifacts):
        for line in block.paragraph.lines:
            box = line_box(line)
            if evidence.beyond_page(block.page, box) > 0:
                continue  # which is for text/outside-page
            unseen = _unseen(line, box, inked(block.page))
            if unseen:
                yield block.seen(f"'{excerpt(unseen)}' is not seen", box)


def _difference(seen: Image.Image, ground: Image.Image) -> Image.Image:
    """Where the text of a page makes a difference: 255 there, 0 elsewhere."""
    red, green, blue = ImageChops.difference(seen, ground).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 * (value > UNSEEN) for value in range(256)])


def _has_ink(glyph: Glyph, inked: Image.Image) -> bool:
    """Whether there is ink in the box of a glyph."""
    top, bottom = glyph.y + ASCENT * glyph.size, glyph.y - DESCENT * glyph.size
    left, right = round(glyph.x * PICTURE_SCALE), round(glyph.right * PICTURE_SCALE) + 1
    upper, lower = (inked.height - round(y * PICTURE_SCALE) for y in (top, bottom))
    return inked.crop((left, upper, right, lower)).getbbox() is not None


def _unseen(line: TextLine, box: Rectangle, inked: Image.Image) -> str:
    """The letters of a line, where there are any, that leave no ink on its page."""
    top, bottom = (inked.height - round(y * PICTURE_SCALE) for y in (box.top, box.bottom))
    left, right = round(box.left * PICTURE_SCALE), round(box.right * PICTURE_SCALE) + 1
    columns, _ = inked.crop((left, top, right, bottom)).getprojection()

    def is_seen(glyph: Glyph) -> bool:
        begin = round(glyph.x * PICTURE_SCALE) - left
        end = max(round(glyph.right * PICTURE_SCALE) - left, begin + 1)
        return (
            not glyph.text.isalnum()
            or any(columns[max(begin, 0) : end])
            or _has_ink(glyph, inked)  # glyphs of one line may be at several heights: rulers
        )

    unseen = {at for at, glyph in enumerate(line.glyphs) if not is_seen(glyph)}
    return "".join(
        f"{' ' * (at in line.spaces)}{glyph.text}"
        for at, glyph in enumerate(line.glyphs)
        if at in unseen
    ).strip()
