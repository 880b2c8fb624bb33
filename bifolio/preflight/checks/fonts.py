"""Fonts: all of them ours, in the file, and readable back as text."""

from __future__ import annotations

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
"""Characters of a font that a message quotes."""

STANDARD = frozenset(
    {"Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique", "Helvetica"}
    | {"Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique", "Times-Roman"}
    | {"Times-Bold", "Times-Italic", "Times-BoldItalic", "Symbol", "ZapfDingbats"}
)
"""The fonts that every viewer has (ISO 32000-1, 9.6.2.2)."""

SYMBOLS = frozenset({"Symbol", "ZapfDingbats"})

ENCODINGS = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding"})
"""Encodings whose codes are known characters (ISO 32000-1, annex D)."""

SIMPLE = frozenset({"/Type1", "/MMType1", "/TrueType", "/Type3"})
"""Kinds of fonts whose glyphs may have names (ISO 32000-1, 9.6)."""

RESTRICTED = 0x0002
"""fsType of a font that may not be embedded (OpenType, OS/2)."""


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
        if not (len(name) > 7 and name[6] == "+" and name[:6].isalpha() and name[:6].isupper()):
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
    ours = {face.family.replace(" ", "-") for face in evidence.source.faces}
    for name in evidence.fonts:
        family = name.partition("+")[2] or name
        if not any(family == each or family.startswith(f"{each}-") for each in ours):
            yield Sighting(f"the font {name} is none of ours")


@check("fonts/embeddable", Severity.FAIL)
def embeddable(source: EditionSource) -> Iterator[Sighting]:
    """The licence bits of a font forbid embedding.

    Why: The entry fsType of the OS/2 table restricts embedding in documents.
    Fix: ask the foundry for a licence, or use another font
    """
    for face in source.faces:
        table = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path))).reference_table(
            "OS/2"
        )
        rights = int.from_bytes(table.data[8:10], "big") if table and len(table.data) > 10 else 0
        if rights & 0x000F == RESTRICTED:
            yield Sighting(f"the font of {face.family} may not be embedded")


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
            continue  # which is for fonts/embedded and fonts/ours-only
        wrong = list(_misshapen(shown, _glyphs_of(inner), outlines, faces))
        if wrong:
            quoted = " ".join(wrong[:MOST_QUOTED])
            message = f"{len(wrong)} glyphs of {name} do not look like what they say: {quoted}"
            yield Sighting(message, whole_page(used.page))


def _is_embedded(font: Any) -> bool:
    """Whether the program of a font is in the file."""
    descriptor = font.get("/FontDescriptor", Dictionary())
    in_file = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
    return in_file or font.get("/Subtype") == "/Type3"  # whose glyphs are streams


def _is_encoded(used: UsedFont) -> bool:
    """Whether the codes of a simple font say by themselves which characters they are.

    By a named encoding, or by the names of its glyphs (ISO 32000-1, 9.10.2; ISO 14289-1, 7.21.7).
    """
    if used.font.get("/Subtype") not in SIMPLE:
        return False
    encoding = used.font.get("/Encoding")
    if not isinstance(encoding, Dictionary):
        return encoding in ENCODINGS or used.name in STANDARD - SYMBOLS
    named = _named(encoding)
    based = encoding.get("/BaseEncoding") in ENCODINGS or used.name in STANDARD - SYMBOLS
    return all(named.get(code, based) for code in used.codes)


def _named(encoding: Any) -> dict[int, bool]:
    """Whether the name of each code that is a difference is one of a character."""
    named: dict[int, bool] = {}
    code = 0
    for each in encoding.get("/Differences", ()):
        if isinstance(each, Name):
            named[code] = bool(agl.toUnicode(str(each)[1:]))
            code += 1
        else:
            code = int(each)
    return named


def _faces_called(name: str, faces: Sequence[CutFace]) -> Iterator[Face]:
    """The faces of the family that a font of the PDF is of, in all of their weights."""
    family = name.partition("+")[2] or name
    names = {each.family.replace(" ", "-") for each in faces}
    called = [each for each in names if family == each or family.startswith(f"{each}-")]
    longest = max(called, key=len, default="")
    for path in dict.fromkeys(
        each.path for each in faces if each.family.replace(" ", "-") == longest
    ):
        with suppress(NoOutlines):
            yield face_of(path)


def _embedded(font: Any) -> Outlines | None:
    """The outlines of a font of the PDF; None where they are not there, or of another kind."""
    program = font.get("/FontDescriptor", Dictionary()).get("/FontFile2")
    with suppress(NoOutlines):
        return Outlines(program.read_bytes()) if program is not None else None
    return None


def _glyphs_of(font: Any) -> dict[int, int]:
    """The glyph of each code, where it is not the code itself (CIDToGIDMap)."""
    given = font.get("/CIDToGIDMap")
    if not isinstance(given, Stream):
        return {}
    data = given.read_bytes()
    return {at // 2: int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)}


def _misshapen(
    shown: Mapping[int, str], glyphs: Mapping[int, int], outlines: Outlines, faces: Sequence[Face]
) -> Iterator[str]:
    """What is `shown` by glyphs that look otherwise in each of `faces` that has it."""
    votes: Counter[Face] = Counter()
    special = []
    for code, text in shown.items():
        glyph = glyphs.get(code, code)
        face = _face_with(text, outlines.written(glyph), faces)
        votes[face or faces[0]] += face is not None
        if face is None and text.strip():
            special.append((text, glyph))
    # The face that the font was most likely made of knows its variants; the others are slower.
    likely = sorted(faces, key=lambda face: -votes[face])
    for text, glyph in special:
        allowed = [face for face in likely if face.plain_glyphs(text)]
        if allowed and not any(_draws(face, text, glyph, outlines) for face in allowed):
            yield text


def _face_with(text: str, written: bytes, faces: Iterable[Face]) -> Face | None:
    """The first of `faces` whose plain glyph for `text` has this outline."""
    for face in faces:
        if any(face.written(each) == written for each in face.plain_glyphs(text)):
            return face
    return None


def _draws(face: Face, text: str, glyph: int, outlines: Outlines) -> bool:
    """Whether a glyph is drawn like `text` in a face, in one of the ways that it has for it."""
    drawn = outlines.drawn(glyph)
    if any(face.drawn(each) == drawn for each in face.plain_glyphs(text)):
        return True
    written = outlines.written(glyph)
    return any(
        face.written(each) == written or face.drawn(each) == drawn for each in face.glyphs_for(text)
    )
