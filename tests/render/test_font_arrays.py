"""Arrays for subsetting fonts, of types that are read once."""

from __future__ import annotations

import pytest
from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi

from bifolio.render.renderer import warm_up
from bifolio.render.weasyprint.font_arrays import TYPES, Arrays


def test_an_array_has_the_values_and_the_length_that_are_given() -> None:
    array = Arrays(ffi).new("hb_codepoint_t[3]", (7, 1, 65_535))
    assert list(array) == [7, 1, 65_535]
    assert ffi.sizeof(array) == 3 * ffi.sizeof("hb_codepoint_t")


def test_arrays_without_values_and_all_else_are_those_of_cffi() -> None:
    arrays = Arrays(ffi)
    assert ffi.typeof(arrays.new("char[4]")) is ffi.typeof("char[4]")
    assert list(arrays.new("hb_codepoint_t[3]", (7,))) == [7, 0, 0]
    assert arrays.NULL is ffi.NULL


def test_subsetting_reads_no_type_after_the_renderer_was_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def parse_type(declared: str) -> None:
        raise AssertionError(f"{declared} is read")

    warm_up()
    monkeypatch.setattr(ffi._parser, "parse_type", parse_type)
    interface = fonts.ffi
    assert list(interface.new("hb_codepoint_t[91]", [*range(91)])) == list(range(91))
    for name in TYPES:
        interface.typeof(name)
