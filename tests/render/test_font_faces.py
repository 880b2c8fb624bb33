"""The fonts of an edition are those that the renderer would make of `@font-face` rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bifolio.fonts.collection import Typecase
from bifolio.fonts.subset import CutFace
from bifolio.render.weasyprint import CSS, HTML, FontConfiguration
from bifolio.render.weasyprint.font_faces import fonts_of, forget_fonts

TEXT = "Gardens 2026 · 花园、\u201c\u82b1\u56ed\u201d ‹a› – …"
FAMILIES = ("Bifolio Latin", "Bifolio Han SC", "Bifolio Latin in Han", "Bifolio Latin beside Han")


@pytest.fixture(autouse=True)
def forgotten() -> None:
    forget_fonts()


@pytest.fixture
def faces(typecase: Typecase, tmp_path: Path) -> tuple[CutFace, ...]:
    return typecase.faces(frozenset(map(ord, TEXT)), tmp_path)


def rule_of(face: CutFace) -> str:
    if face.is_empty:
        return ""
    spans = ", ".join(f"U+{each[0]:X}-{each[-1]:X}" for each in face.held)
    limited = f"unicode-range: {spans}" if face.ranges else ""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' font-style: {face.style}; src: url("{face.path.as_uri()}"); {limited} }}'
    )


def test_pages_are_those_with_the_rules_of_the_faces(faces: tuple[CutFace, ...]) -> None:
    by_rules = FontConfiguration()
    CSS(string="".join(map(rule_of, faces)), font_config=by_rules)
    assert page_with(fonts_of(faces, has_more=False)) == page_with(by_rules)
    assert page_with(fonts_of(faces[:4], has_more=False)) != page_with(by_rules)


def page_with(fonts: FontConfiguration) -> bytes:
    texts = (
        f'<p style="font-family: {family}, {others}; font-weight: {weight}; font-style: {style}">'
        f"{TEXT}</p>"
        for family in FAMILIES
        for others in ("Bifolio Han SC",)
        for weight in (400, 600, 700)
        for style in ("normal", "italic")
    )
    page: bytes = HTML(string="".join(texts)).write_pdf(font_config=fonts)
    return page


def test_fonts_are_loaded_once_for_editions_with_the_same(faces: tuple[CutFace, ...]) -> None:
    first = fonts_of(faces, has_more=False)
    assert fonts_of(list(faces), has_more=False) is first
    assert fonts_of(faces[1:], has_more=False) is not first
    assert fonts_of(faces, has_more=True) is not first
    forget_fonts()
    assert fonts_of(faces, has_more=False) is not first


def test_a_font_that_cannot_be_loaded_is_reported(
    faces: tuple[CutFace, ...], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "damaged.ttf"
    damaged.write_bytes(b"no font")
    fonts_of([replace(faces[0], path=damaged)], has_more=False)
    assert [each.getMessage() for each in caplog.records] == [
        f"Font-face '{faces[0].family}' cannot be loaded"
    ]
