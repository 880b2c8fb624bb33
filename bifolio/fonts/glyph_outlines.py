"""Outlines of TrueType fonts, and the glyphs that can show a text (OpenType cmap and GSUB)."""

from __future__ import annotations

import io
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

MOST_FACES = 64
"""Faces that a process keeps in memory."""

SINGLE, MULTIPLE, ALTERNATE, LIGATURE, EXTENSION = 1, 2, 3, 4, 7
"""Types of GSUB lookups that substitute glyphs; contextual ones only call these."""


class NoOutlines(Exception):
    """The font has no comparable outlines: it is CFF, variable, or damaged."""


class Outlines:
    """The outlines of a font in its glyf table, by glyph id."""

    def __init__(self, data: bytes) -> None:
        try:
            self._font = TTFont(io.BytesIO(data), lazy=True)
            if "glyf" not in self._font or "fvar" in self._font:
                raise NoOutlines
            # Subsets have no glyph names, which fontTools would look for.
            count = self._font["maxp"].numGlyphs
            self._font.setGlyphOrder([f"glyph{number:05d}" for number in range(count)])
            self._glyphs: bytes = self._font.getTableData("glyf")
            long_offsets = self._font["head"].indexToLocFormat
            loca = self._font.getTableData("loca")
        except (TTLibError, struct.error, KeyError) as error:
            raise NoOutlines from error
        size, unit = (4, 1) if long_offsets else (2, 2)
        form = f">{len(loca) // size}{'I' if long_offsets else 'H'}"
        self._offsets = [each * unit for each in struct.unpack_from(form, loca)]

    def written(self, glyph: int) -> bytes:
        """The bytes of an outline; empty for a blank or missing glyph."""
        if not 0 <= glyph < len(self._offsets) - 1:
            return b""
        # Padding differs between tools.
        return self._glyphs[self._offsets[glyph] : self._offsets[glyph + 1]].rstrip(b"\0")

    def drawn(self, glyph: int) -> tuple[Any, ...]:
        """The points, contour ends and flags of an outline, with composites decomposed."""
        names = self._font.getGlyphOrder()
        if not 0 <= glyph < len(names):
            return ()
        points, ends, flags = self._font["glyf"][names[glyph]].getCoordinates(self._font["glyf"])
        on_curve = tuple(flag & 1 for flag in flags)
        return tuple(points), tuple(ends), on_curve


class Face(Outlines):
    """A font of ours, with the glyphs that can show a text."""

    def plain_glyphs(self, text: str) -> list[int]:
        """The glyphs of the characters of `text` in the cmap; none if the font lacks one."""
        composed = unicodedata.normalize("NFC", text)
        # A single character is drawn unchanged, even if it has a canonical equivalent (U+0374).
        for characters in (text, composed) if len(text) == 1 else (composed, text):
            found = [self._by_character.get(ord(character)) for character in characters]
            if None not in found:
                return [each for each in found if each is not None]
        return []

    def glyphs_for(self, text: str) -> frozenset[int]:
        """The glyphs that can show `text`, one character or those of a ligature.

        Those are its plain glyphs, and what the features of the font substitute for them.
        """
        plain = self.plain_glyphs(text)
        return frozenset(_reached(plain, self._made_of if len(plain) == 1 else self._joined_from))

    @cached_property
    def _by_character(self) -> dict[int, int]:
        by_name = self._font.getReverseGlyphMap()
        return {code: by_name[name] for code, name in (self._font.getBestCmap() or {}).items()}

    @cached_property
    def _made_of(self) -> Mapping[int, set[int]]:
        """The substitutes of each glyph by itself."""
        return self._substituted(frozenset({SINGLE, MULTIPLE, ALTERNATE}))

    @cached_property
    def _joined_from(self) -> Mapping[int, set[int]]:
        """The substitutes of each glyph, including ligatures with it."""
        return self._substituted(frozenset({SINGLE, MULTIPLE, ALTERNATE, LIGATURE}))

    def _substituted(self, kinds: frozenset[int]) -> Mapping[int, set[int]]:
        by_name = self._font.getReverseGlyphMap()
        steps: dict[int, set[int]] = {}
        for before, after in self._substitutions(kinds):
            steps.setdefault(by_name[before], set()).add(by_name[after])
        return steps

    def _substitutions(self, kinds: frozenset[int]) -> Iterator[tuple[str, str]]:
        lookups = self._font["GSUB"].table.LookupList if "GSUB" in self._font else None
        for lookup in lookups.Lookup if lookups else ():
            for table in lookup.SubTable:
                table = table.ExtSubTable if table.LookupType == EXTENSION else table
                if table.LookupType in kinds:
                    yield from _pairs(table)


def _pairs(table: Any) -> Iterator[tuple[str, str]]:
    """The glyphs before and after each substitution of a lookup."""
    if table.LookupType == SINGLE:
        yield from table.mapping.items()
    elif table.LookupType == MULTIPLE:
        yield from ((one, each) for one, row in table.mapping.items() for each in row)
    elif table.LookupType == ALTERNATE:
        yield from ((one, each) for one, row in table.alternates.items() for each in row)
    else:
        for first, ligatures in table.ligatures.items():
            for ligature in ligatures:
                for part in (first, *ligature.Component):
                    yield part, ligature.LigGlyph


def _reached(begin: Iterable[int], steps: Mapping[int, set[int]]) -> set[int]:
    reached: set[int] = set()
    waiting = list(begin)
    while waiting:
        glyph = waiting.pop()
        if glyph not in reached:
            reached.add(glyph)
            waiting += steps.get(glyph, ())
    return reached


@lru_cache(maxsize=MOST_FACES)
def face_of(path: Path) -> Face:
    """The face in the file at `path`; raises `NoOutlines`. A changed file has another name."""
    return Face(path.read_bytes())
