"""Reading: screen readers say what the page shows, in its order and its structure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from bifolio.pdf.glyphs import PICTURE
from bifolio.pdf.structure import MarkedContent
from bifolio.preflight.document import Document, TextBlock, fold, place_of
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check

EXCERPT = 24
"""Characters of a text that messages quote."""

NEARLY = 0.01
"""pt; less is rounding."""


TYPES: Mapping[str, str] = MappingProxyType(
    {
        **{f"h{level}": f"H{level}" for level in range(1, 7)},
        "p": "P",
        "blockquote": "BlockQuote",
        **dict.fromkeys(("caption", "figcaption"), "Caption"),
        **{name: name.upper() for name in ("td", "th", "tr")},
        "table": "Table",
        **dict.fromkeys(("li", "dt", "dd"), "LI"),
        **dict.fromkeys(("ul", "ol", "dl"), "L"),
    }
)
"""The structure type (ISO 32000-1, 14.8.4) of each semantic HTML element, from the inside out."""

MEANING = dict.fromkeys(TYPES.values())
"""These structure types, each once."""


@check("text/line-order", Severity.FAIL)
def line_order(evidence: Document) -> Iterator[Sighting]:
    """Lines of a paragraph are out of order in the tags or on the page, or tagged twice.

    Words in a picture, such as the names on a map, have no order: its alternate text is read.

    Why: Screen readers follow the tags, readers the lines on the page.
    Fix: rebuild the edition; if it happens again, report it to the developers
    """
    by_page: dict[int, list[MarkedContent]] = {}
    for content in evidence.read:
        by_page.setdefault(content[0], []).append(content)
    for block in evidence.blocks:
        if block.paragraph.kind == PICTURE and not block.text:
            continue
        own = block.paragraph.contents
        row = [each for each in by_page.get(block.page, ()) if each[1] in own]
        if not row:
            continue  # see accessibility/tagged
        if wrong := _misread(block, row, evidence):
            yield block.seen(wrong)
        for one, other in pairwise(block.paragraph.lines):
            # The next line is below, or in the next column.
            if other.baseline > one.baseline + NEARLY and other.left < one.right:
                message = f"'{excerpt(other.text)}' is above '{excerpt(one.text)}'"
                yield block.seen(message, other.box)


def _misread(block: TextBlock, row: Sequence[MarkedContent], evidence: Document) -> str:
    """The error of a block whose marked contents are read in the order of `row`; empty: none."""
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
        return f"more is read than is visible: '{excerpt(once)}'"
    if sorted(read) != sorted(shown):
        return ""  # see text/complete
    return f"the lines are read in another order: '{excerpt(words.get(row[0], '').strip())}' first"


def letters(text: str) -> str:
    """The letters and digits of `text` in compatibility normalisation (NFKC)."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def excerpt(text: str) -> str:
    """The beginning of `text`, for messages."""
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


@check("text/hidden", Severity.FAIL)
def hidden(evidence: Document) -> Iterator[Sighting]:
    """Text is invisible or hidden in part: covered, clipped, or in an invisible rendering mode.

    Why: Text that can be read aloud, found or copied but not seen contradicts the page.
    Fix: remove what covers or clips the text, or delete the text
    """
    for block, line, box in evidence.lines:
        if evidence.beyond_page(block.page, box) > 0:
            continue  # see text/outside-page
        if unseen := evidence.look(block, line).unseen:
            yield block.seen(f"'{excerpt(unseen)}' is invisible", box)
        elif covered := evidence.covered(block, line):
            yield block.seen(f"'{excerpt(covered)}' is covered in part", box)


@check("accessibility/roles", Severity.FAIL)
def roles(evidence: Evidence) -> Iterator[Sighting]:
    """A text has another structure type than its element in the layout, as P for a heading.

    Why: Screen readers announce headings, lists and tables by their tags (WCAG 2.1, 1.3.1; ISO
    14289-1, 7.4 and 7.6).
    Fix: rebuild the edition; other software may have changed its tags
    """
    paths = {
        content: (*element.parents, element.tag)
        for element in evidence.elements
        for content in element.marked
    }
    for block in evidence.blocks:
        contents = ((block.page, each) for each in sorted(block.paragraph.contents))
        path = next((paths[each] for each in contents if each in paths), None)
        if block.placement is None or path is None:
            continue
        around = (*block.placement.around, block.placement.tag)
        wanted = {TYPES[name] for name in around if name in TYPES}
        if {*path} & MEANING.keys() != wanted:
            found = " in ".join(tag for tag in reversed(path) if tag in MEANING) or path[-1]
            right = " in ".join(tag for tag in MEANING if tag in wanted)
            text = f"'{block.unit}' ({excerpt(block.words)})"
            yield block.seen(f"{text} is tagged as {found}, not as {right}")


@check("accessibility/replacement-text", Severity.FAIL)
def replacement_text(evidence: Evidence) -> Iterator[Sighting]:
    """A replacement text differs from the text it replaces, or an alternate text is from no unit.

    Why: Alt, ActualText and E are read aloud and copied in place of the content (ISO 32000-1,
    14.9.3 and 14.9.4).
    Fix: use the unit of the picture as its `alt`, and rebuild the edition
    """
    said = {fold(content.text) for content in evidence.source.copy.values()}
    for element, contents in zip(evidence.elements, evidence.below, strict=True):
        words = "".join(evidence.words_of_contents.get(each, "") for each in contents)
        box = place_of(element)
        for instead in filter(str.strip, element.replacements):
            if element.tag == "Figure" and fold(instead) not in said:
                yield Sighting(f"the alternate text '{excerpt(instead)}' is from no unit", box)
            elif element.tag != "Figure" and letters(instead) != letters(words):
                message = f"'{excerpt(instead)}' is read instead of '{excerpt(words)}'"
                yield Sighting(f"{message} ({element.tag})", box)
    for number, painted in evidence.painted:
        words = evidence.words_of(painted) if painted.kind == "text" else ""
        for instead in painted.replacements:
            if letters(instead) != letters(words):
                message = f"'{excerpt(instead)}' is read instead of '{excerpt(words)}'"
                yield Sighting(message, whole_page(number))
