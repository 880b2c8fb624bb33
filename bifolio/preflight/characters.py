"""Reads ToUnicode CMaps: the characters of the codes of a font (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
HEX = rb"<\s*([0-9A-Fa-f\s]*)>"
PAIR = re.compile(HEX + rb"\s*" + HEX)
RANGE = re.compile(HEX + rb"\s*" + HEX + rb"\s*(?:" + HEX + rb"|\[([^\]]*)\])")

WIDEST_RANGE = 0x10000
"""The most codes in a range: composite fonts have codes of two bytes."""


def characters_of(font: Any) -> dict[int, str]:
    """Return the characters of each code in the ToUnicode CMap of a font; none without one."""
    stream = font.get("/ToUnicode")
    data = stream.read_bytes() if stream is not None else b""
    return dict(_entries(data))


def _entries(data: bytes) -> Iterator[tuple[int, str]]:
    for kind, section in SECTION.findall(data):
        if kind == b"bfchar":
            for code, text in PAIR.findall(section):
                yield _number(code), _text(text)
        else:
            for first, last, text, texts in RANGE.findall(section):
                yield from _range(_number(first), _number(last), text, texts)


def _range(first: int, last: int, text: bytes, texts: bytes) -> Iterator[tuple[int, str]]:
    last = min(last, first + WIDEST_RANGE)
    if texts:
        given = re.findall(HEX, texts)
        yield from zip(range(first, last + 1), map(_text, given), strict=False)
        return
    begin = _text(text) or "\0"
    for code in range(first, last + 1):
        yield code, begin[:-1] + chr(min(ord(begin[-1]) + code - first, sys.maxunicode))


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    whole = b"".join(digits.split())
    return bytes.fromhex(whole[: len(whole) // 2 * 2].decode()).decode("utf-16-be", "replace")


def words_of(codes: tuple[int, ...], characters: Mapping[int, str]) -> str:
    """The text of a sequence of codes; unmapped codes are left out."""
    return "".join(characters.get(code, "") for code in codes)
