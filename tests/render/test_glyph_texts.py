from __future__ import annotations

import uharfbuzz
import weasyprint.pdf

from bifolio.render.weasyprint.glyph_texts import mend_glyph_texts, mend_texts
from tests.conftest import ROOT

FILE = (ROOT / "fonts" / "SourceSans3-Regular.ttf").read_bytes()


def glyph(character: str) -> int:
    face = uharfbuzz.Face(uharfbuzz.Blob(FILE))
    found = uharfbuzz.Font(face).get_nominal_glyph(ord(character))
    assert found
    return int(found)


def shaped(text: str) -> list[int]:
    face = uharfbuzz.Face(uharfbuzz.Blob(FILE))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return [info.codepoint for info in buffer.glyph_infos]


def mended(texts: dict[int, str]) -> dict[int, str]:
    mend_texts(texts, FILE, set())
    return texts


def test_a_letter_and_its_accent_are_each_what_they_are() -> None:
    letter, accent = shaped("x\u0302")
    assert mended({letter: "", accent: "x\u0302"}) == {letter: "x", accent: "\u0302"}


def test_accents_that_are_drawn_as_one_are_read_without_their_letter() -> None:
    letter, accents = shaped("x\u0302\u0301")
    texts = mended({letter: "", accents: "x\u0302\u0301"})
    assert texts == {letter: "x", accents: "\u0302\u0301"}


def test_what_was_typed_in_another_form_stays_so() -> None:
    typed = {glyph("é"): "e\u0301", glyph("ﬁ"): "fi", glyph("a"): "a"}
    assert mended(dict(typed)) == typed


def test_a_glyph_that_no_character_has_keeps_its_text() -> None:
    face = uharfbuzz.Face(uharfbuzz.Blob(FILE))
    assert mended({face.glyph_count + 1: "fj"}) == {face.glyph_count + 1: "fj"}


def test_mending_is_idempotent() -> None:
    mend_glyph_texts()
    once = weasyprint.pdf.build_fonts_dictionary
    mend_glyph_texts()
    assert weasyprint.pdf.build_fonts_dictionary is once
