"""Makes key figures smaller that are wider than their column, by the advances of their glyphs.

A list with `data-figure-room` has so many em of its figures in a column. If one of them is wider
with its unit, `--figure-fit` in the style of the list is the factor by which all become smaller.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from bifolio.compose.shaping import Shaper, Style
from bifolio.languages import find_language

ROOM = "data-figure-room"
"""The attribute with the room of a column, in em of the figures."""

FIGURE, NUMBER, UNIT = "key-value", "key-number", "key-unit"
"""The classes of a figure with its unit, and of both alone."""

BOLD, NORMAL = 700, 400
"""The weights of figures and of units."""

PART = 0.5
"""The size of units, in em of the figures."""

SPACE = 0.15
"""em of the figures; the space before a unit."""

LEAST = 0.55
"""The least factor; smaller figures would be no larger than text."""

IN_ALPHABETS = ("Bifolio Latin", "Bifolio Han SC")
IN_HAN = ("Bifolio Latin in Han", "Bifolio Han SC", "Bifolio Han TC")
"""The families of texts by script; of those that an edition does not have, others are measured."""


def fit_figures(tree: Element, shaper: Shaper) -> None:
    """Let the figures of each list in `tree` fit into their columns."""
    for each in (each for each in tree.iter() if ROOM in each.attrib):
        room = float(each.get(ROOM, ""))
        values = (value for value in each.iter() if value.get("class") == FIGURE)
        widest = max((_width(value, shaper) for value in values), default=0.0)
        if widest > room:
            fit = f"--figure-fit: {max(room / widest, LEAST):.3f}"
            each.set("style", "; ".join(filter(None, (each.get("style"), fit))))


def _width(value: Element, shaper: Shaper) -> float:
    """The width of a figure with its units, in em of the figure."""
    width = 0.0
    for text in value.iter():
        if text.get("class") == NUMBER:
            width += _advance(text, BOLD, shaper)
        elif text.get("class") == UNIT:
            width += SPACE + PART * _advance(text, NORMAL, shaper)
    return width


def _advance(text: Element, weight: int, shaper: Shaper) -> float:
    return advance_of("".join(text.itertext()), text.get("lang", ""), weight, shaper)


def advance_of(text: str, language: str, weight: int, shaper: Shaper) -> float:
    """The advance of a text on one line, in em; 0 if no font has one of its characters."""
    rules = find_language(language)
    families = IN_HAN if rules and rules.is_han else IN_ALPHABETS
    style = Style(families, weight, italic=False, size=1.0, language=language)
    try:
        return sum(each.width for each in shaper.shape(text, style))
    except LookupError:  # the renderer reports the missing glyph
        return 0.0
