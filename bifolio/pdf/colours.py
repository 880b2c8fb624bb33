"""The design tokens for colours in stylesheets: NAME for screens and NAME-ink for print shops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

Screen = tuple[int, int, int]
"""Red, green and blue of sRGB, 0 to 255."""

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""

BLACK: Ink = (0.0, 0.0, 0.0, 1.0)
"""The black plate alone, solid."""

ACCENT = "accent-"
"""How the tokens of the accents that sections may have begin."""

SCREEN_TOKEN = re.compile(r"(?<![\w-])--([\w-]+):\s*#([0-9a-fA-F]{6})\b")
INK_TOKEN = re.compile(r"(?<![\w-])--([\w-]+)-ink:\s*device-cmyk\(\s*([\d.]+(?:\s+[\d.]+){3})\s*\)")


def screen_tokens(stylesheets: Iterable[str]) -> frozenset[Screen]:
    """The screen colours of the tokens of `stylesheets`: `--link: #00548f`."""
    return frozenset(_screen(digits) for _, digits in SCREEN_TOKEN.findall("\n".join(stylesheets)))


def ink_tokens(stylesheets: Iterable[str]) -> frozenset[Ink]:
    """The inks of the tokens of `stylesheets`: `--link-ink: device-cmyk(1 .65 0 0)`."""
    return frozenset(_ink(parts) for _, parts in INK_TOKEN.findall("\n".join(stylesheets)))


def inks_by_colour(stylesheets: Iterable[str]) -> Mapping[Screen, Ink]:
    """The inks of the tokens that have both, by screen colour."""
    written = "\n".join(stylesheets)
    inks = {name: _ink(parts) for name, parts in INK_TOKEN.findall(written)}
    screens = {name: _screen(digits) for name, digits in SCREEN_TOKEN.findall(written)}
    return {screens[name]: ink for name, ink in inks.items() if name in screens}


def accents(stylesheets: Iterable[str]) -> frozenset[str]:
    """The names of the accents, which have both tokens: `--accent-leaf` and `--accent-leaf-ink`."""
    written = "\n".join(stylesheets)
    inks = {name for name, _ in INK_TOKEN.findall(written)}
    screens = {name for name, _ in SCREEN_TOKEN.findall(written)}
    both = (name for name in inks & screens if name.startswith(ACCENT))
    return frozenset(name.removeprefix(ACCENT) for name in both)


def _screen(digits: str) -> Screen:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _ink(parts: str) -> Ink:
    cyan, magenta, yellow, black = map(float, parts.split())
    return cyan, magenta, yellow, black
