"""Makes subsets of fonts with the characters that an edition uses, in a cache."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path

import uharfbuzz

from bifolio.problems import Place, Problems
from bifolio.project.files import tidy, write

NAMES_KEPT = {0, 1, 2, 4, 6, 13, 14}
"""Name records (OpenType, name) that a subset keeps: 0 copyright, 13 licence and 14 its URL, as the
OFL requires, and the names of family and style."""

ADJUSTMENT, UNITS_PER_EM = 8, 18
"""Offsets in the table `head` (OpenType 1.9, head)."""
LINE_METRICS = {b"hhea": (4, 6, 8), b"OS/2": (68, 70, 72, 74, 76)}
"""Offsets of ascender, descender and line gap, in their three variants."""
ALL_SUMS = 0xB1B0AFBA
"""The sum of the checksum of a font and its adjustment."""


@dataclass(frozen=True)
class CutFace:
    """A font of an edition."""

    family: str
    weight: int
    style: str
    ranges: tuple[str, ...]
    """The characters that it is limited to, as CSS unicode-range; none means all."""
    path: Path
    """The file of the subset."""
    font: Path
    """The original font."""
    identity: str
    """The checksum of the original font."""
    characters: frozenset[int]
    """The code points of the subset, as far as the font has them."""
    scale: float = 1.0
    """The factor of the size of its glyphs."""

    @property
    def is_empty(self) -> bool:
        """Whether it has no character of its ranges."""
        return bool(self.ranges) and not self.held

    @cached_property
    def held(self) -> tuple[range, ...]:
        """The characters of its ranges that it has.

        The renderer would draw .notdef for characters of a range that the font lacks.
        """
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path)))
        points = sorted(filter(self.takes, face.unicodes))
        rows = groupby(enumerate(points), key=lambda each: each[1] - each[0])
        ends = ([point for _, point in row] for _, row in rows)
        return tuple(range(row[0], row[-1] + 1) for row in ends)

    def takes(self, code_point: int) -> bool:
        """Whether `code_point` is among the characters that it is limited to."""
        return not self.ranges or any(code_point in span for span in self._spans)

    @cached_property
    def _spans(self) -> tuple[range, ...]:
        pairs = (given.removeprefix("U+").partition("-") for given in self.ranges)
        return tuple(range(int(first, 16), int(last or first, 16) + 1) for first, _, last in pairs)


def cut_file(
    font: Path, identity: str, code_points: frozenset[int], cache: Path, scale: float = 1.0
) -> Path:
    """The path in `cache` of the file that `cut` makes of `font`.

    Its name depends on `identity` (the checksum of `font`), the characters, the scale, the version
    of HarfBuzz and this module, so equal subsets are made once, and processes do not conflict.
    """
    key = f"{identity} {uharfbuzz.__version__} {_own_digest()} {scale} {sorted(code_points)}"
    return cache / f"{font.stem}-{hashlib.sha256(key.encode()).hexdigest()[:20]}.ttf"


def cut(font: Path, code_points: frozenset[int], path: Path, scale: float = 1.0) -> None:
    """Write a TrueType file with the glyphs of `font` for `code_points` to `path`.

    They are `scale` times as large at the same font size. Glyphs that the features of the font
    (OpenType GSUB) substitute for them are kept. Raises `Problems` if the font is damaged.
    """
    try:
        made = _scaled(_subset(font, code_points), scale)
        _tidy_once(path.parent)
        write(_digest_file(path), _digest(made), is_tidy=True)
        write(path, made, is_tidy=True)
    except RuntimeError:  # the only error of HarfBuzz
        hint = "copy the font again, or use another version of it"
        raise Problems.of("fonts/damaged", "the font is damaged", hint, Place(font)) from None


@cache
def _tidy_once(folder: Path) -> None:
    """Tidy a cache of subsets when a process first writes to it: it has hundreds of files."""
    tidy(folder)


@cache
def _own_digest() -> str:
    """The digest of this module: another version of it makes another file."""
    return _digest(Path(__file__).read_bytes()).decode()


def is_intact(path: Path) -> bool:
    """Whether the file at `path` is what `cut` wrote there, to the byte."""
    try:
        return _digest(path.read_bytes()) == _digest_file(path).read_bytes()
    except OSError:
        return False


def _digest_file(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _scaled(font: bytes, scale: float) -> bytes:
    """The TrueType file `font` with fewer units per em, so that its glyphs are larger.

    The height of lines and their baselines do not change.
    """
    if scale == 1:
        return font
    scaled = bytearray(font)
    tables = _tables(font)
    head = tables[b"head"][1]
    _divide(scaled, head + UNITS_PER_EM, scale)
    for tag, places in LINE_METRICS.items():
        for place in places:
            _divide(scaled, tables[tag][1] + place, scale)
    struct.pack_into(">L", scaled, head + ADJUSTMENT, 0)
    for tag in (b"head", *LINE_METRICS):
        entry, start, length = tables[tag]
        struct.pack_into(">L", scaled, entry + 4, _sum(bytes(scaled[start : start + length])))
    adjustment = (ALL_SUMS - _sum(bytes(scaled))) % 2**32
    struct.pack_into(">L", scaled, head + ADJUSTMENT, adjustment)
    return bytes(scaled)


def _tables(font: bytes) -> dict[bytes, tuple[int, int, int]]:
    """The offset of the entry, the offset and the length of each table, by tag."""
    (count,) = struct.unpack_from(">H", font, 4)
    return {
        font[at : at + 4]: (at, *struct.unpack_from(">LL", font, at + 8))
        for at in range(12, 12 + 16 * count, 16)
    }


def _divide(font: bytearray, at: int, by: float) -> None:
    (value,) = struct.unpack_from(">h", font, at)
    struct.pack_into(">h", font, at, round(value / by))


def _sum(table: bytes) -> int:
    """The checksum of a table (OpenType 1.9, Calculating checksums)."""
    padded = table + bytes(-len(table) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total % 2**32


def _subset(font: Path, code_points: frozenset[int]) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(code_points)
    wanted.layout_feature_tag_set.invert()
    wanted.name_id_set.update(NAMES_KEPT)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font)))
    subset = uharfbuzz.subset(face, wanted)
    return bytes(subset.blob.data)
