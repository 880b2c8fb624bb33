"""Corrects which characters the PDF maps each glyph to (ToUnicode, ISO 32000-1, 9.10.3).

WeasyPrint 70.0 maps a glyph to the text where it is first drawn; if several glyphs form a cluster
(x and U+0302, or ὰ that a font draws in parts), the last one gets all of the text and the others
none. Every x of the document would then copy as nothing and every circumflex as x̂. Here each glyph
is mapped to the character for which its font has it.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import uharfbuzz
import weasyprint.pdf
from fontTools.ttLib import TTFont, TTLibError

from bifolio.render.weasyprint.version import require_version

GlyphClass = uharfbuzz.OTLayoutGlyphClass

SPACE, NO_BREAK_SPACE = " ", "\u00a0"

STEPS = 3
"""Substitutions that may follow each other from a character to its glyph."""


def mend_glyph_texts() -> None:
    """Correct the texts of all glyphs that the renderer writes.

    Raises `WrongRenderer` under another version of WeasyPrint. Idempotent.
    """
    require_version()
    original = weasyprint.pdf.build_fonts_dictionary
    if getattr(original, "mended", False):
        return

    def build(pdf: Any, fonts: Mapping[Any, Any], *others: Any) -> Any:
        for font in fonts.values():
            mend_texts(font.to_unicode, bytes(font.file_content), set(font.missing.values()))
        return original(pdf, fonts, *others)

    build.mended = True  # type: ignore[attr-defined]
    weasyprint.pdf.build_fonts_dictionary = build


def mend_texts(texts: dict[int, str], file: bytes, missing: set[int]) -> None:
    """Correct `texts`, by glyph, of the font in `file`; glyphs that it lacks are `missing`.

    Compatible forms stay as typed: ﬁ as f and i, é as e and U+0301. The glyph of a space is a space
    even if the first one forbids a line end: nobody searches for U+00A0.
    """
    face = uharfbuzz.Face(uharfbuzz.Blob(file))
    characters = _characters(face)
    known = texts.keys() - missing
    if any(_may_be_parts(texts[glyph]) for glyph in known - characters.keys()):
        characters = _with_variants(characters, file)
    for glyph in known & characters.keys():
        if not _says(texts[glyph], characters[glyph]):
            texts[glyph] = min(characters[glyph])
        if texts[glyph] == NO_BREAK_SPACE and SPACE in characters[glyph]:
            texts[glyph] = SPACE
    for glyph in known - characters.keys():
        if face.get_layout_glyph_class(glyph) == GlyphClass.MARK:
            texts[glyph] = _accents(texts[glyph]) or texts[glyph]


def _accents(text: str) -> str:
    """The accents of `text`, without the letter that they are on."""
    spelt = unicodedata.normalize("NFD", text)
    return "".join(each for each in spelt if unicodedata.category(each) == "Mn")


def _says(text: str, characters: Collection[str]) -> bool:
    """Whether `text` is one of `characters`, or a compatible spelling of one."""
    same = {unicodedata.normalize("NFKC", each) for each in characters}
    spelt = len(text) > 1 and unicodedata.normalize("NFKC", text) in same
    return spelt or text in characters


def _may_be_parts(text: str) -> bool:
    """Whether a glyph with this text may be one of several, or stand for several characters."""
    return len(unicodedata.normalize("NFD", text)) != 1


def _characters(face: uharfbuzz.Face) -> dict[int, set[str]]:
    """The characters of each glyph, by the cmap of a font."""
    font = uharfbuzz.Font(face)
    found: dict[int, set[str]] = {}
    for code_point in face.unicodes:
        glyph = font.get_nominal_glyph(code_point)
        if glyph:
            found.setdefault(glyph, set()).add(chr(code_point))
    return found


def _with_variants(characters: Mapping[int, set[str]], file: bytes) -> dict[int, set[str]]:
    """The characters of each glyph, and of its variants and parts (OpenType, GSUB)."""
    found = dict(characters)
    try:
        font = TTFont(io.BytesIO(file), lazy=True)
        substitutions = list(_substitutions(font))
    except TTLibError:  # the shaper can use the font without this table
        return found
    for _ in range(STEPS):
        for glyph, others in substitutions:
            for character in found.get(glyph, ()):
                spelt = unicodedata.normalize("NFD", character) if len(others) > 1 else character
                if len(spelt) == len(others):
                    for other, part in zip(others, spelt, strict=True):
                        found.setdefault(other, {part})
    return found


def _substitutions(font: TTFont) -> Iterator[tuple[int, list[int]]]:
    """Each glyph that a font substitutes, and the glyphs that it draws instead."""
    if "GSUB" not in font or font["GSUB"].table.LookupList is None:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for name, to in getattr(table, "mapping", {}).items():
                rows = [to] if isinstance(to, list) else [[to]]
                yield from ((font.getGlyphID(name), [font.getGlyphID(n) for n in r]) for r in rows)
            for name, alternates in getattr(table, "alternates", {}).items():
                yield from ((font.getGlyphID(name), [font.getGlyphID(n)]) for n in alternates)
