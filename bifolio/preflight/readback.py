"""Converts texts to the characters that a PDF reads as, to compare them with the PDF.

ToUnicode maps each glyph of a font to one text (ISO 32000-1, 9.10.3). Two characters with one glyph
(U+2011 and the hyphen, µ and μ, Ω and Ω) therefore read back as one of them, and a decomposed
letter (e and U+0301) reads as its composed glyph. Nothing else is normalised.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import uharfbuzz

from bifolio.fonts.subset import CutFace

LETTERS = {each: unicodedata.normalize("NFKC", chr(each)) for each in range(0xFB00, 0xFB07)}
"""The ligatures ﬀ to ﬆ: PDFium reads them as their letters (compatibility decomposition, UAX 15).
"""

KEPT = frozenset("\u00ad\n")
"""Placeholders for hyphens and line ends in extracted texts."""


class ReadBack:
    """Converts texts to the form in which the PDF of one edition reads back."""

    def __init__(self, faces: Iterable[CutFace]) -> None:
        """Prepare for the font subsets of an edition."""
        self._one: dict[str, str] = {}
        for path in {face.path for face in faces}:
            for characters in _sharing(path):
                self._join(characters)
        self._table = str.maketrans({each: self._first(each) for each in self._one})
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return `text` composed (NFC), ligatures as letters, shared glyphs as one character."""
        read = self._known.get(text)
        if read is None:
            composed = unicodedata.normalize("NFC", text)
            read = composed.translate(LETTERS).translate(self._table)
            self._known[text] = read
        return read

    def _first(self, character: str) -> str:
        """The representative of all characters that share a glyph with `character`."""
        while (other := self._one.get(character, character)) != character:
            character = other
        return character

    def _join(self, characters: Iterable[str]) -> None:
        first, *others = sorted({self._first(character) for character in characters})
        self._one |= dict.fromkeys(others, first)


@cache
def _sharing(path: Path) -> tuple[tuple[str, ...], ...]:
    """The groups of characters of a font that share a glyph."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    font = uharfbuzz.Font(face)
    by_glyph: dict[int, list[str]] = {}
    for code_point in face.unicodes:
        glyph = font.get_nominal_glyph(code_point)
        if glyph and chr(code_point) not in KEPT:
            by_glyph.setdefault(glyph, []).append(chr(code_point))
    return tuple(tuple(group) for group in by_glyph.values() if len(group) > 1)
