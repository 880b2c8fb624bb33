"""Adds to a Han font the widths that lines of Chinese need, under features of their own.

Narrow marks: a punctuation mark fills an em, of which its ink needs less than half. At line edges
and beside other marks the empty half is removed (CLREQ 3.1.6, GB/T 15834), and in a line that is
too long as much of it as necessary. Fonts offer this as positioning (`halt`), which moves glyphs
that in the PDF are still an em wide, so that extractors find spaces and line breaks that are not
there. So each mark gets a glyph of half an em, and one for every sixteenth in between; letter
spacing takes the small rest.

Wide letters: extractors take a gap of a tenth of an em between two Han for a space. In a line that
is stretched by more, each ideograph gets a glyph that is wider than the em, with the same ink, so
that gaps stay small.

Both are substitutions, so that the PDF has the widths it shows. `bifolio.compose` chooses them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from fontTools.otlLib.builder import AlternateSubstBuilder, LookupBuilder, SingleSubstBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import ROUND_XY_TO_GRID, Glyph, GlyphComponent

from bifolio.fonts import HALF_WIDTH, JOINED, NARROW, NARROW_STEPS, SPACED_MARKS, WIDE, WIDENED_BY

EM_DASH = 0x2014


def prepare_widths(font: TTFont) -> None:
    """Add narrow marks and wide letters to `font` (TrueType), and join its em dashes."""
    _join_dashes(font)
    narrow = _narrow_glyphs(font, SPACED_MARKS)
    halves = {name: glyphs[-1] for name, glyphs in narrow.items()}
    wide = _wide_glyphs(font, [*_full_width(font), *halves.values()])
    font.setGlyphOrder(font["glyf"].glyphOrder)
    # Half width first: a mark may be wide as well.
    _set_feature(font, HALF_WIDTH, _one_for_each(font, halves))
    alternates = AlternateSubstBuilder(font, None)
    alternates.alternates = {name: glyphs[:-1] for name, glyphs in narrow.items()}
    _set_feature(font, NARROW, alternates)
    _set_feature(font, WIDE, _one_for_each(font, wide))


def _one_for_each(font: TTFont, mapping: dict[str, str]) -> LookupBuilder:
    single = SingleSubstBuilder(font, None)
    single.mapping = mapping
    return single


def _full_width(font: TTFont) -> list[str]:
    """The glyphs of all characters that are one em wide, except strokes that must join."""
    em, hmtx = font["head"].unitsPerEm, font["hmtx"]
    joined = {font.getBestCmap().get(ord(character)) for character in JOINED}
    names = dict.fromkeys(font.getBestCmap().values())
    return [name for name in names if hmtx[name][0] == em and name not in joined]


def _wide_glyphs(font: TTFont, names: Iterable[str]) -> dict[str, str]:
    """Add a wider glyph with the same ink for each of `names`; return the new names by the old."""
    glyf, hmtx = font["glyf"], font["hmtx"]
    more = round(WIDENED_BY * font["head"].unitsPerEm)
    wide = {}
    for name in names:
        glyph = Glyph()
        if glyf[name].numberOfContours:
            component = GlyphComponent()
            component.glyphName, component.x, component.y = name, 0, 0
            component.flags = ROUND_XY_TO_GRID
            glyph.numberOfContours, glyph.components = -1, [component]
            glyph.recalcBounds(glyf)
        wide[name] = f"{name}.wide"
        glyf[wide[name]] = glyph
        advance, bearing = hmtx[name]
        hmtx[wide[name]] = (advance + more, bearing)
        if "vmtx" in font:
            font["vmtx"][wide[name]] = font["vmtx"][name]
    return wide


def _join_dashes(font: TTFont) -> None:
    """Let em dashes fill their ems, so that two are one stroke (GB/T 15834-2011, 4.10).

    The face draws several as one ligature, which gets the length of its dashes.
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
    """Make a glyph `width` units wide, filled with ink from side to side."""
    glyph = font["glyf"][name]
    glyph.expand(font["glyf"])
    left, right = glyph.xMin, glyph.xMax
    for index, (x, y) in enumerate(glyph.coordinates):
        glyph.coordinates[index] = (round((x - left) * width / (right - left)), y)
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, 0)


def _narrow_glyphs(font: TTFont, marks: Iterable[str]) -> dict[str, Sequence[str]]:
    """Add narrower glyphs for each of `marks`; return their names by that of the full-width one.

    Each glyph is `1 / NARROW_STEPS` of half an em narrower than the one before it; the last one is
    half an em wide. The position of the ink shows which half is empty: a Simplified comma is on the
    left, an opening bracket on the right, a Traditional comma in the middle. Marks that are not one
    em wide, or whose ink does not fit into half an em, are skipped.
    """
    glyf, hmtx, em = font["glyf"], font["hmtx"], font["head"].unitsPerEm
    cmap = font.getBestCmap()
    narrow: dict[str, Sequence[str]] = {}
    for name in dict.fromkeys(cmap[ord(mark)] for mark in marks if ord(mark) in cmap):
        whole = copy.deepcopy(glyf[name])
        whole.expand(glyf)
        cut = _empty_left(whole.xMin, whole.xMax, em)
        if hmtx[name][0] != em or cut is None:
            continue
        narrow[name] = [f"{name}.narrow{step}" for step in range(1, NARROW_STEPS + 1)]
        for step, made in enumerate(narrow[name], 1):
            glyf[made] = glyph = _moved(whole, -round(cut * step / NARROW_STEPS), glyf)
            hmtx[made] = (em - round(em * step / NARROW_STEPS / 2), glyph.xMin)
            if "vmtx" in font:
                font["vmtx"][made] = font["vmtx"][name]
    return narrow


def _moved(glyph: Glyph, by: int, glyf: Any) -> Glyph:
    """A copy of a glyph of the table `glyf`, moved right by `by` units."""
    moved = copy.deepcopy(glyph)
    if moved.isComposite():
        for component in moved.components:
            component.x += by
    else:
        moved.coordinates.translate((by, 0))
    moved.recalcBounds(glyf)
    return moved


def _empty_left(left: int, right: int, em: int) -> int | None:
    """Units to remove from the left of a mark that becomes half as wide.

    Its ink is from `left` to `right`; None if that does not fit into half an em.
    """
    for cut in (0, em // 2, em // 4):
        if 0 <= left - cut <= right - cut <= em // 2:
            return cut
    return None


def _set_feature(font: TTFont, tag: str, substitution: LookupBuilder) -> None:
    """Let the feature `tag` do `substitution`, for every script and language.

    It replaces what the face had there, such as half-width kana.
    """
    gsub = font["GSUB"].table
    lookup = len(gsub.LookupList.Lookup)
    gsub.LookupList.Lookup.append(substitution.build())
    gsub.LookupList.LookupCount = lookup + 1
    records = gsub.FeatureList.FeatureRecord
    for record in records:
        if record.FeatureTag == tag:
            record.Feature.LookupListIndex = [lookup]
            record.Feature.LookupCount = 1
    if not any(record.FeatureTag == tag for record in records):
        _add_feature(gsub, tag, lookup)


def _add_feature(gsub: otTables.GSUB, tag: str, lookup: int) -> None:
    """Add a feature with one lookup, for every script and language, sorted by tag."""
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
