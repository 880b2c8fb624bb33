"""Which glyphs of a font may stand for a text, and what the codes of a PDF say."""

from __future__ import annotations

import io

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from bifolio.fonts.glyph_outlines import Face, NoOutlines, Outlines, face_of
from bifolio.preflight.characters import characters_of
from tests.conftest import ROOT

LATIN = ROOT / "fonts" / "SourceSans3-Regular.ttf"


def test_a_character_is_shown_by_its_glyph_and_by_the_variants_of_it() -> None:
    face = face_of(LATIN)
    (plain,) = face.plain_glyphs("a")
    variants = face.glyphs_for("a")
    assert plain in variants
    assert len(variants) > 1, "small capitals, superiors"
    assert not variants & face.glyphs_for("b")
    assert not variants & face.glyphs_for("1")


def test_letters_with_accents_are_known_in_both_of_their_forms() -> None:
    face = face_of(LATIN)
    assert face.plain_glyphs("e\u0301") == face.plain_glyphs("é")


def test_of_a_character_that_the_font_lacks_nothing_is_known() -> None:
    assert face_of(LATIN).glyphs_for("漢") == frozenset()


def test_outlines_are_equal_where_they_are_drawn_equal() -> None:
    face = face_of(LATIN)
    (one,), (other,) = face.plain_glyphs("a"), face.plain_glyphs("b")
    assert face.written(one)
    assert face.written(one) != face.written(other)
    assert face.drawn(one) != face.drawn(other)
    assert face.written(-1) == face.written(99_999) == b""


@pytest.mark.parametrize("data", [b"", b"not a font", b"\0\1\0\0" + b"\0" * 60])
def test_what_is_no_font_has_no_outlines(data: bytes) -> None:
    with pytest.raises(NoOutlines):
        Outlines(data)


def test_a_font_without_features_has_its_plain_glyphs() -> None:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    pen = TTGlyphPen(None)
    for move, point in (("moveTo", (0, 0)), ("lineTo", (500, 700)), ("lineTo", (500, 0))):
        getattr(pen, move)(point)
    pen.closePath()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupPost()
    written = io.BytesIO()
    builder.save(written)
    face = Face(written.getvalue())
    assert face.glyphs_for("A") == {1}


CMAP = b"""
2 beginbfchar
<0001> <0041>
<0002> <D842DFB7>
endbfchar
2 beginbfrange
<0010> <0012> <0061>
<0020> <0021> [<00660069> <03A9>]
endbfrange
"""


def test_codes_are_read_by_every_form_of_the_cmap() -> None:
    pdf = pikepdf.new()
    pdf.Root.Font = pikepdf.Dictionary(ToUnicode=pdf.make_stream(CMAP))
    assert characters_of(pdf.Root.Font) == {
        1: "A",
        2: "𠮷",
        0x10: "a",
        0x11: "b",
        0x12: "c",
        0x20: "fi",
        0x21: "Ω",
    }
    assert characters_of({}) == {}
