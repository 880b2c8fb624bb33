"""Gives a Han font the half-width punctuation that lines of Chinese need.

A mark of punctuation fills an em of which its ink takes less than half; at the edge of a line and
beside another mark the empty half is taken away (CLREQ 3.1.6, GB/T 15834). Fonts offer this as
positioning (`halt`), which moves glyphs that the PDF still believes to be a whole em wide, so that
extractors find spaces and line breaks where none are. Here the marks get glyphs of their own that
are half an em wide, put in by substitution under `hwid`, and the PDF says what it shows. Which mark
of a line is set half wide is for `bifolio.compose` to say.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable

from fontTools.otlLib.builder import SingleSubstBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

from bifolio.fonts import HALF_WIDTH, SPACED_MARKS

EM_DASH = 0x2014


def prepare_marks(font: TTFont) -> None:
    """Add half-width marks to `font` (TrueType outlines) and join its em dashes, in place."""
    _join_dashes(font)
    single = SingleSubstBuilder(font, None)
    single.mapping = _half_glyphs(font, SPACED_MARKS)
    font.setGlyphOrder(font["glyf"].glyphOrder)
    gsub = font["GSUB"].table
    lookup = len(gsub.LookupList.Lookup)
    gsub.LookupList.Lookup.append(single.build())
    gsub.LookupList.LookupCount = lookup + 1
    _set_feature(gsub, HALF_WIDTH, lookup)


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


def _half_glyphs(font: TTFont, marks: Iterable[str]) -> dict[str, str]:
    """Add a half-width glyph for each of `marks`; return its name by the name of the whole one.

    The ink tells which half is empty: that of a Simplified comma stands on the left, that of an
    opening bracket on the right, that of a Traditional comma in the middle. A mark that is not one
    em wide, or whose ink would not fit into half an em, is left out.
    """
    glyf, hmtx, em = font["glyf"], font["hmtx"], font["head"].unitsPerEm
    cmap = font.getBestCmap()
    halves = {}
    for name in dict.fromkeys(cmap[ord(mark)] for mark in marks if ord(mark) in cmap):
        glyph = copy.deepcopy(glyf[name])
        glyph.expand(glyf)
        shift = _empty_left(glyph.xMin, glyph.xMax, em)
        if hmtx[name][0] != em or shift is None:
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


def _empty_left(left: int, right: int, em: int) -> int | None:
    """How much (units) goes from the left of a mark whose ink is from `left` to `right`."""
    for cut in (0, em // 2, em // 4):
        if 0 <= left - cut <= right - cut <= em // 2:
            return cut
    return None


def _set_feature(gsub: otTables.GSUB, tag: str, lookup: int) -> None:
    """Let the feature `tag` have this one lookup, for every script and language.

    What the face offered there before, half-width kana and the like, gives way.
    """
    records = gsub.FeatureList.FeatureRecord
    for record in records:
        if record.FeatureTag == tag:
            record.Feature.LookupListIndex = [lookup]
            record.Feature.LookupCount = 1
    if not any(record.FeatureTag == tag for record in records):
        _add_feature(gsub, tag, lookup)


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
