"""Fonts: embedded, from the fonts of the project, and with the text of their glyphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import uharfbuzz
from fontTools import agl
from pikepdf import Dictionary, Name, Stream

from bifolio.fonts.glyph_outlines import Face, NoOutlines, Outlines, face_of
from bifolio.fonts.subset import CutFace
from bifolio.preflight.document import Document, UsedFont
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource

MOST_QUOTED = 8
"""Characters of a font that messages quote."""

STANDARD = frozenset(
    {"Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique", "Helvetica"}
    | {"Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique", "Times-Roman"}
    | {"Times-Bold", "Times-Italic", "Times-BoldItalic", "Symbol", "ZapfDingbats"}
)
"""The 14 standard fonts (ISO 32000-1, 9.6.2.2)."""

SYMBOLS = frozenset({"Symbol", "ZapfDingbats"})

ENCODINGS = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding"})
"""Encodings of known characters (ISO 32000-1, annex D)."""

SIMPLE = frozenset({"/Type1", "/MMType1", "/TrueType", "/Type3"})
"""Types of fonts whose glyphs may have names (ISO 32000-1, 9.6)."""

RESTRICTED = 0x0002
"""fsType of a font that must not be embedded (OpenType, OS/2)."""


@check("fonts/embedded", Severity.FAIL)
def embedded(evidence: Document) -> Iterator[Sighting]:
    """A font is not embedded.

    Why: Viewers and print shops substitute fonts that are not embedded.
    Fix: rebuild the edition
    """
    for name, font in evidence.fonts.items():
        standard = name in STANDARD and not isinstance(evidence, Evidence)
        if not standard and not _is_embedded(font):
            yield Sighting(f"the font {name} is not embedded")


@check("fonts/standard", Severity.WARN)
def standard(document: Document) -> Iterator[Sighting]:
    """One of the 14 standard fonts is not embedded.

    Why: Every viewer substitutes its own version of them (ISO 32000-1, 9.6.2.2); print shops and
    archives require all fonts to be embedded.
    Fix: embed all fonts when you export the file
    """
    for name, font in document.fonts.items():
        if name in STANDARD and not _is_embedded(font):
            yield Sighting(f"the standard font {name} is not embedded")


@check("fonts/subset", Severity.WARN)
def subset(evidence: Document) -> Iterator[Sighting]:
    """A font is embedded in full, not as a subset.

    Why: A full Chinese font has ten megabytes, of which a page uses about 1 %.
    Fix: rebuild the edition
    """
    for name in evidence.fonts:
        if not re.match(r"[A-Z]{6}\+.", name):
            yield Sighting(f"the font {name} is not a subset")


@check("fonts/to-unicode", Severity.FAIL)
def to_unicode(evidence: Document) -> Iterator[Sighting]:
    """A font has no mapping of its glyphs to Unicode.

    Why: Text cannot be searched, copied or read aloud without it (ISO 14289-1, 7.21.7).
    Fix: rebuild the edition
    """
    for used in evidence.fonts_shown:
        if "/ToUnicode" not in used.font and not _is_encoded(used):
            yield Sighting(f"the font {used.name} has no ToUnicode")


@check("fonts/ours-only", Severity.FAIL)
def ours_only(evidence: Evidence) -> Iterator[Sighting]:
    """A font is not from the fonts folder of the project.

    Why: System fonts differ between machines, and may not be licensed for it.
    Fix: use a family of fonts/manifest.yaml in the stylesheet
    """
    for name in evidence.fonts:
        if not _family_of(name, evidence.source.faces):
            yield Sighting(f"the font {name} is not from the project")


@check("fonts/embeddable", Severity.FAIL)
def embeddable(source: EditionSource) -> Iterator[Sighting]:
    """The licence bits of a font forbid embedding.

    Why: The entry fsType of the OS/2 table restricts embedding in documents.
    Fix: ask the foundry for a licence, or use another font
    """
    for face in source.faces:
        blob = uharfbuzz.Blob.from_file_path(str(face.path))
        table = uharfbuzz.Face(blob).reference_table("OS/2")
        rights = int.from_bytes(table.data[8:10], "big") if table and len(table.data) > 10 else 0
        if rights & 0x000F == RESTRICTED:
            yield Sighting(f"the font of {face.family} must not be embedded")


@check("fonts/glyph-shapes", Severity.FAIL)
def glyph_shapes(evidence: Evidence) -> Iterator[Sighting]:
    """The shape of a glyph differs from that of its character in the font.

    Why: Search, copy and screen readers use the code of a glyph, readers see its shape; if they
    differ, a price on the page is not the price in the text.
    Fix: rebuild the edition; other software may have changed its fonts
    """
    for used, shown in evidence.characters_shown:
        name, inner = used.name, used.font.DescendantFonts[0]
        faces = list(_faces_called(name, evidence.source.faces))
        outlines = _embedded(inner)
        if outlines is None or not faces:
            continue  # see fonts/embedded and fonts/ours-only
        if wrong := list(_misshapen(shown, _glyphs_of(inner), outlines, faces)):
            quoted = " ".join(wrong[:MOST_QUOTED])
            message = f"{len(wrong)} glyphs of {name} do not look like their characters: {quoted}"
            yield Sighting(message, whole_page(used.page))


def _is_embedded(font: Any) -> bool:
    """Whether the font program is in the file; the glyphs of Type 3 fonts are streams."""
    descriptor = font.get("/FontDescriptor", Dictionary())
    in_file = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
    return in_file or font.get("/Subtype") == "/Type3"


def _is_encoded(used: UsedFont) -> bool:
    """Whether the encoding of a simple font maps its codes to characters.

    By a named encoding, or by glyph names (ISO 32000-1, 9.10.2; ISO 14289-1, 7.21.7).
    """
    if used.font.get("/Subtype") not in SIMPLE:
        return False
    encoding = used.font.get("/Encoding")
    differs = isinstance(encoding, Dictionary)
    base = encoding.get("/BaseEncoding") if differs else encoding
    based = base in ENCODINGS or used.name in STANDARD - SYMBOLS
    named: dict[int, bool] = {}
    at = 0
    for each in encoding.get("/Differences", ()) if differs else ():
        if isinstance(each, Name):
            named[at] = bool(agl.toUnicode(str(each)[1:]))
            at += 1
        else:
            at = int(each)
    return all(named.get(code, based) for code in used.codes)


def _family_of(name: str, faces: Sequence[CutFace]) -> str:
    """The family among `faces` that a font of the PDF belongs to; empty if there is none."""
    bare = name.partition("+")[2] or name
    families = {each.family.replace(" ", "-") for each in faces}
    called = (each for each in families if bare == each or bare.startswith(f"{each}-"))
    return max(called, key=len, default="")


def _faces_called(name: str, faces: Sequence[CutFace]) -> Iterator[Face]:
    """The faces of the family that a font of the PDF belongs to, in all weights."""
    family = _family_of(name, faces)
    paths = (each.path for each in faces if each.family.replace(" ", "-") == family)
    for path in dict.fromkeys(paths):
        with suppress(NoOutlines):
            yield face_of(path)


def _embedded(font: Any) -> Outlines | None:
    """The TrueType outlines of a font of the PDF; None if it has none."""
    program = font.get("/FontDescriptor", Dictionary()).get("/FontFile2")
    with suppress(NoOutlines):
        return Outlines(program.read_bytes()) if program is not None else None
    return None


def _glyphs_of(font: Any) -> dict[int, int]:
    """The glyph of each code by the CIDToGIDMap; a code that it lacks is the glyph itself."""
    given = font.get("/CIDToGIDMap")
    if not isinstance(given, Stream):
        return {}
    data = given.read_bytes()
    return {at // 2: int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)}


def _misshapen(
    shown: Mapping[int, str], glyphs: Mapping[int, int], outlines: Outlines, faces: Sequence[Face]
) -> Iterator[str]:
    """The characters of `shown` whose glyphs differ from those of all `faces` that have them."""
    votes: Counter[Face] = Counter()
    special = []
    for code, text in shown.items():
        glyph = glyphs.get(code, code)
        face = _face_with(text, outlines.written(glyph), faces)
        votes[face or faces[0]] += face is not None
        if face is None and text.strip():
            special.append((text, glyph))
    # The most likely face first: comparing variants is slow.
    likely = sorted(faces, key=lambda face: -votes[face])
    for text, glyph in special:
        allowed = [face for face in likely if face.plain_glyphs(text)]
        if allowed and not any(_draws(face, text, glyph, outlines) for face in allowed):
            yield text


def _face_with(text: str, written: bytes, faces: Iterable[Face]) -> Face | None:
    """The first of `faces` whose default glyph for `text` has this outline."""
    for face in faces:
        if any(face.written(each) == written for each in face.plain_glyphs(text)):
            return face
    return None


def _draws(face: Face, text: str, glyph: int, outlines: Outlines) -> bool:
    """Whether a glyph has the shape of one of the glyphs of a face for `text`."""
    drawn = outlines.drawn(glyph)
    if any(face.drawn(each) == drawn for each in face.plain_glyphs(text)):
        return True
    written = outlines.written(glyph)
    return any(
        face.written(each) == written or face.drawn(each) == drawn for each in face.glyphs_for(text)
    )
