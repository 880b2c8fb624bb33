"""QR codes: addresses, sizes and alternative texts, and errors with places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from bifolio.document.blocks.qr_code import QUIET, QrCode, encoded, symbol_of
from bifolio.problems import Problem
from bifolio.source_yaml import read_model


def read(folder: Path, text: str) -> tuple[QrCode | None, list[Problem]]:
    """The block whose keys are `text`, and all of its problems."""
    path = folder / "code.yaml"
    path.write_text(f"kind: qr-code\nid: c\n{text}", "utf-8")
    block, problems = read_model(path, QrCode, "")
    return block, problems or [*block.problems()] if block else problems


def reported(folder: Path, text: str) -> list[str]:
    """`line code` of each problem."""
    _, problems = read(folder, text)
    return [f"{each.place.line} {each.code}" for each in problems if each.place]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://Example.org/A?b=c&d=%20#e", "http://example.org/A?b=c&d=%20#e"),
        ("https://example.org:8080/博物馆", "https://example.org:8080/%E5%8D%9A%E7%89%A9%E9%A6%86"),
        ("https://münchen.example/é", "https://xn--mnchen-3ya.example/%C3%A9"),
        ("mailto:house@example.org?subject=Visit", "mailto:house@example.org?subject=Visit"),
        ("tel:+49 30 1234567", "tel:+49-30-1234567"),
        ("tel:+49-30-1234567", "tel:+49-30-1234567"),
    ],
)
def test_an_address_is_encoded_as_telephones_open_it(typed: str, address: str) -> None:
    assert encoded(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("example.org", "www.example.org", "javascript:alert(1)", "ftp://example.org/a"),
        *("file:///etc/passwd", "https://", "https://localhost", "https://exa mple.org/a"),
        *("https://example.org/\u0000", "https://[::1", "https://example.org:99999/"),
        *("https://me:secret@example.org/", "mailto:house", "tel:12", "tel:call us"),
        *("https://example.org/<script>", "https://a..example.org/", f"https://{'a' * 70}.org/"),
    ],
)
def test_what_a_telephone_does_not_open_is_no_address(typed: str) -> None:
    assert encoded(typed) is None


@pytest.mark.parametrize("correction", ["L", "M", "Q", "H"])
def test_a_second_reader_reads_the_modules(correction: Any) -> None:
    address = "https://example.org/en/tickets?from=brochure"
    symbol = symbol_of(address, correction)
    assert symbol is not None
    side = symbol.modules + 2 * QUIET
    drawn = Image.new("L", (side, side), 255)
    for y, row in enumerate(symbol.rows):
        for x, is_dark in enumerate(row):
            drawn.putpixel((x + QUIET, y + QUIET), 0 if is_dark else 255)
    read = zxingcpp.read_barcodes(drawn.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    assert [each.text for each in read] == [address]


def test_errors_name_the_line(tmp_path: Path) -> None:
    long = f"https://example.org/{'a' * 2000}"
    assert reported(tmp_path, "url: example.org\n") == ["3 qr-code/no-address"]
    assert reported(tmp_path, "url:\n  en: https://example.org\n  fr: nowhere\n") == [
        "5 qr-code/no-address"
    ]
    assert reported(tmp_path, f"url: {long}\n") == ["3 qr-code/too-long"]
    assert reported(tmp_path, f"url: {long}{long}\n") == ["3 qr-code/too-long"]
    assert reported(tmp_path, "url: https://example.org\nsize: 6\n") == ["1 qr-code/too-small"]
    assert reported(tmp_path, "url: https://example.org\nsize: 0\n") == ["4 source/out-of-range"]


def test_the_remedy_of_a_small_code_is_a_size_that_is_enough(tmp_path: Path) -> None:
    _, (problem,) = read(tmp_path, "url: https://example.org\nsize: 6\n")
    assert "size: 10" in problem.hint
    assert reported(tmp_path, "url: https://example.org\nsize: 10\n") == []


def test_the_usual_size_is_large_enough_for_every_address(tmp_path: Path) -> None:
    for length in (1, 100, 300, 600):
        block, problems = read(tmp_path, f"url: https://example.org/{'a' * length}\n")
        assert block is not None
        assert problems == []
        content: Any = block.content()
        code = content["codes"]["und"]
        assert code["size"] / code["modules"] >= 0.6


def test_the_address_is_shown_without_what_readers_do_not_need(tmp_path: Path) -> None:
    block, _ = read(tmp_path, "url: https://example.org/a_b_c\nlabel: {en: More}\n")
    assert block is not None
    content: Any = block.content()
    shown = content["address"].passage("en").source
    assert shown == "[example.org/a\\_b\\_c](<https://example.org/a_b_c>)"
    hidden, _ = read(tmp_path, "url: tel:+49 30 1234567\nshow-address: false\n")
    assert hidden is not None
    assert hidden.content()["address"] is None


def test_the_alternative_text_is_in_each_language(tmp_path: Path) -> None:
    block, _ = read(
        tmp_path, "url: {en: https://example.org/en, zh-Hans: https://example.org/zh}\n"
    )
    assert block is not None
    content: Any = block.content()
    assert content["alt"].passage("en").source == "QR code for the address example.org/en"
    assert "example.org/zh" in content["alt"].passage("zh-Hans").source
    assert "二维码" in content["alt"].passage("zh-Hans").source
