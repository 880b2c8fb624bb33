"""Gives a Han font the half-width punctuation that lines of Chinese need.

Neighbouring marks share their space: a closing bracket and a comma take one em and a half at most,
not two (CLREQ 3.1.6, GB/T 15834). Fonts offer this as positioning (`halt`), which moves glyphs that
the PDF still believes to be a whole em wide, so that extractors find spaces and line breaks where
none are. Here the marks get glyphs of their own that are half an em wide, put in by substitution
under `chws`, and the PDF says what it shows.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable

from fontTools.otlLib.builder import (
    ChainContextSubstBuilder,
    ChainContextualRule,
    SingleSubstBuilder,
)
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

OPENING = "（《〈「『【〔〖“‘［｛"
CLOSING = "，。、；：？！）》〉」』】〕〗”’］｝"
"""Marks whose ink stands in the left half of the em in Simplified Chinese (CLREQ 3.1.3)."""

FEATURE = "chws"
"""Contextual half-width spacing (OpenType registered feature)."""

EM_DASH = 0x2014


def prepare_marks(font: TTFont) -> None:
    """Add half-width marks to `font` (TrueType outlines) and join its em dashes, in place."""
    _join_dashes(font)
    opening, closing = _half_glyphs(font, OPENING, 0.5), _half_glyphs(font, CLOSING, 0.0)
    font.setGlyphOrder(font["glyf"].glyphOrder)
    gsub = font["GSUB"].table
    first = len(gsub.LookupList.Lookup)
    single = SingleSubstBuilder(font, None)
    single.mapping = {**opening, **closing}
    single.lookup_index = first
    chain = ChainContextSubstBuilder(font, None)
    chain.lookup_index = first + 1
    marks = {*opening, *closing}
    openers = {*opening, *opening.values()}
    chain.rules = [
        # A closing mark before any other mark, and an opening one after another opening one.
        ChainContextualRule([], [set(closing)], [marks], [[single]]),
        ChainContextualRule([openers], [set(opening)], [], [[single]]),
    ]
    gsub.LookupList.Lookup += [single.build(), chain.build()]
    gsub.LookupList.LookupCount = len(gsub.LookupList.Lookup)
    _add_feature(gsub, FEATURE, first + 1)


def _join_dashes(font: TTFont) -> None:
    """Let em dashes fill their ems, so that two are one stroke (GB/T 15834-2011, 4.13).

    The face draws a row of them as one ligature, which is to be as long as its dashes.
    """
    dash, em = font.getBestCmap()[EM_DASH], font["head"].unitsPerEm
    _stretch(font, dash, em)
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            for ligature in getattr(subtable, "ligatures", {}).get(dash, ()):
                if set(ligature.Component) == {dash}:
                    _stretch(font, ligature.LigGlyph, em * (1 + len(ligature.Component)))


def _stretch(font: TTFont, name: str, width: int) -> None:
    """Make a glyph `width` units wide, with ink from side to side."""
    glyph = font["glyf"][name]
    glyph.expand(font["glyf"])
    left, right = glyph.xMin, glyph.xMax
    for index, (x, y) in enumerate(glyph.coordinates):
        glyph.coordinates[index] = (round((x - left) * width / (right - left)), y)
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, 0)


def _half_glyphs(font: TTFont, marks: Iterable[str], cut: float) -> dict[str, str]:
    """Add a half-width glyph for each of `marks`; `cut` em go from its left side.

    Returns the half-width glyph's name by the name of the whole one. A mark that is not one em
    wide, or whose ink would not fit into half an em, is left out.
    """
    glyf, hmtx, em = font["glyf"], font["hmtx"], font["head"].unitsPerEm
    cmap = font.getBestCmap()
    halves = {}
    for name in dict.fromkeys(cmap[ord(mark)] for mark in marks if ord(mark) in cmap):
        glyph = copy.deepcopy(glyf[name])
        glyph.expand(glyf)
        shift = round(cut * em)
        if hmtx[name][0] != em or not 0 <= glyph.xMin - shift <= glyph.xMax - shift <= em // 2:
            continue
        if glyph.isComposite():
            for component in glyph.components:
                component.x -= shift
        else:
            glyph.coordinates.translate((-shift, 0))
        glyph.recalcBounds(glyf)
        half = f"{name}.half"
        glyf[half] = glyph
        hmtx[half] = (em // 2, glyph.xMin)
        if "vmtx" in font:
            font["vmtx"][half] = font["vmtx"][name]
        halves[name] = half
    return halves


def _add_feature(gsub: otTables.GSUB, tag: str, lookup: int) -> None:
    """Add a feature with one lookup, for every script and language, in the order of tags."""
    record = otTables.FeatureRecord()
    record.FeatureTag = tag
    record.Feature = otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [lookup]
    record.Feature.LookupCount = 1
    records = gsub.FeatureList.FeatureRecord
    place = sum(other.FeatureTag < tag for other in records)
    records.insert(place, record)
    gsub.FeatureList.FeatureCount = len(records)
    for script in gsub.ScriptList.ScriptRecord:
        systems = [script.Script.DefaultLangSys, *(s.LangSys for s in script.Script.LangSysRecord)]
        for system in filter(None, systems):
            moved = [index + (index >= place) for index in system.FeatureIndex]
            system.FeatureIndex = sorted([*moved, place])
            system.FeatureCount = len(system.FeatureIndex)
