from __future__ import annotations

import pypdfium2.raw as pdfium
import pytest

from bifolio.pdf import glyphs


class Page:
    """A text page that gives UTF-16, as PDFium does."""

    def __init__(self, text: str) -> None:
        encoded = text.encode("utf-16-le", "surrogatepass")
        self.units = [
            int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)
        ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("刘淼𣲗女士", [(0, "刘"), (1, "淼"), (2, "𣲗"), (4, "女"), (5, "士")]),
        ("𠀀𠀁", [(0, "𠀀"), (2, "𠀁")]),
        ("a\ud840", [(0, "a"), (1, "\ufffd")]),
        ("\ud840a", [(0, "\ufffd"), (1, "a")]),
        ("b\udfffa", [(0, "b"), (1, "\ufffd"), (2, "a")]),
        ("", []),
    ],
)
def test_a_surrogate_pair_is_one_character_and_a_half_of_one_none(
    text: str, read: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(text)
    monkeypatch.setattr(pdfium, "FPDFText_CountChars", lambda page: len(page.units))
    monkeypatch.setattr(pdfium, "FPDFText_GetUnicode", lambda page, at: page.units[at])
    assert [(at, chr(code)) for at, code in glyphs._code_points(page)] == read
