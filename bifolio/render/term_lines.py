"""Counts the lines of terms in a margin, by the advances of their glyphs.

A `dt` with `data-term-room` has so many em for its lines, and `--lines` in its style and in that of
its explanation, `dd`, says how many a template expects: what is found replaces it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

from bifolio.compose.shaping import Shaper
from bifolio.render.figure_widths import BOLD, advance_of

ROOM = "data-term-room"
"""The attribute with the room of a line, in em of the term."""

LINES = re.compile(r"--lines: \d+")


def count_lines(tree: Element, shaper: Shaper) -> None:
    """Let the terms of each list in `tree` have as many lines as they fill."""
    for parent in tree.iter("dl"):
        for term, explanation in pairwise(parent):
            lines = _lines(term, float(term.get(ROOM, "")), shaper) if ROOM in term.attrib else 0
            for each in (term, explanation) if lines else ():
                each.set("style", LINES.sub(f"--lines: {lines}", each.get("style", "")))


def _lines(term: Element, room: float, shaper: Shaper) -> int:
    """The lines of a term in bold type; 0 if a word is longer than one, or has no glyph."""
    language, lines, used = term.get("lang", ""), 1, 0.0
    space = advance_of(" ", language, BOLD, shaper)
    for word in "".join(term.itertext()).split(" "):
        width = advance_of(word.strip(), language, BOLD, shaper)
        if width > room or (word.strip() and not width):
            return 0
        if used and width and used + space + width > room:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + width
    return lines
