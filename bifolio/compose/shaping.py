"""Measures clusters, with HarfBuzz and the same fonts as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import uharfbuzz

from bifolio.compose.clusters import Cluster
from bifolio.fonts import AT_LINE_END, HALF_WIDTH, HYPHEN, JOINED, SPACED_MARKS, WIDE
from bifolio.fonts.subset import CutFace


@dataclass(frozen=True)
class Style:
    """The type of a text: families, weight, size, language."""

    families: tuple[str, ...]
    """In order of preference, as CSS font-family."""
    weight: int
    italic: bool
    size: float
    language: str
    """BCP 47."""
    features: tuple[tuple[str, int], ...] = ()
    """OpenType features, by tag."""


class _Font:
    """A font file, opened once."""

    def __init__(self, path: Path) -> None:
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self.font = uharfbuzz.Font(face)
        self.name = path.name
        self.em: int = face.upem
        self.code_points = frozenset(face.unicodes)
        self.advances = [self.font.get_glyph_h_advance(glyph) for glyph in range(face.glyph_count)]
        """The advance of each glyph, in units of the font."""

    @cached_property
    def widens(self) -> bool:
        """Whether it has wide glyphs."""
        return WIDE in self.font.face.get_language_feature_tags("GSUB")

    @cached_property
    def halves(self) -> Mapping[str, float]:
        """The marks with a half-width glyph, and its advance in em."""
        halves = {}
        for mark in SPACED_MARKS:
            if ord(mark) in self.code_points:
                whole, half = (self.advance(mark, {HALF_WIDTH: on}) for on in (False, True))
                if half < whole:
                    halves[mark] = half
        return halves

    def advance(self, character: str, features: Mapping[str, bool] = MappingProxyType({})) -> float:
        """The advance of `character` in em."""
        buffer = _buffer(character, "")
        uharfbuzz.shape(self.font, buffer, dict(features))
        advance: int = sum(position.x_advance for position in buffer.glyph_positions)
        return advance / self.em


@cache
def _font(path: Path) -> _Font:
    return _Font(path)


class Shaper:
    """Shapes text with the faces of one edition."""

    def __init__(self, faces: Sequence[CutFace], line_ends: Sequence[CutFace] = ()) -> None:
        self._faces = tuple(faces)
        self.line_ends = tuple(line_ends)
        """The faces for hyphens at line ends."""
        self._chosen: dict[tuple[tuple[str, ...], int, bool], dict[str, CutFace]] = {}
        self._candidates = lru_cache(maxsize=None)(self._ranked)
        self._hyphen = lru_cache(maxsize=None)(self._hyphen_of)

    def shape(self, text: str, style: Style) -> Iterator[Cluster]:
        """Yield the clusters of `text`; raises `LookupError` for a character that no face has."""
        faces = self._faces_of(text, style)
        hyphen = self._hyphen(style)
        for face, run in groupby(range(len(text)), key=faces.__getitem__):
            places = list(run)
            part = text[places[0] : places[-1] + 1]
            yield from _shape_run(part, _font(face.path), style, hyphen)

    def _hyphen_of(self, style: Style) -> float | None:
        """The width of a hyphen at a line end in `style`."""
        for family in style.families:
            faces = [face for face in self.line_ends if face.family == family + AT_LINE_END]
            if faces:
                nearest = min(faces, key=lambda face: _distance(face, style.weight, style.italic))
                return _font(nearest.path).advance(HYPHEN) * style.size
        return None

    def _faces_of(self, text: str, style: Style) -> list[CutFace]:
        """The face of each character; a space takes that of the character before it, or after."""
        key = style.families, style.weight, style.italic
        chosen = self._chosen.setdefault(key, {})
        for character in {*text} - chosen.keys():
            chosen[character] = self._choose(ord(character), *key)
        faces = [chosen[character] for character in text]
        if " " in text:
            words = text.lstrip(" ")
            leading = len(text) - len(words)
            faces[:leading] = [chosen[words[0] if words else " "]] * leading
            for at, character in enumerate(words, leading):
                if character == " ":
                    faces[at] = faces[at - 1]
        return faces

    def _choose(
        self, code_point: int, families: tuple[str, ...], weight: int, italic: bool
    ) -> CutFace:
        for face in self._candidates(families, weight, italic):
            if face.takes(code_point) and code_point in _font(face.path).code_points:
                return face
        raise LookupError(f"no font of {', '.join(families)} has U+{code_point:04X}")

    def _ranked(self, families: tuple[str, ...], weight: int, italic: bool) -> list[CutFace]:
        """One face of each family, the nearest in style and weight (CSS Fonts 4, 5.2).

        All others follow, because the renderer falls back to any font that it has.
        """
        ranked = []
        for family in families:
            faces = [face for face in self._faces if face.family == family]
            faces.sort(key=lambda face: _distance(face, weight, italic))
            ranked += faces[:1]
        return [*ranked, *(face for face in self._faces if face not in ranked)]


def _distance(face: CutFace, weight: int, italic: bool) -> tuple[bool, bool, int]:
    """How far a face is from what is asked: in style, then lighter or heavier, then in weight."""
    wrong_style = (face.style == "italic") is not italic
    lighter = face.weight < weight
    wrong_side = lighter if weight > 500 else not lighter and face.weight > max(weight, 500)
    return wrong_style, wrong_side, abs(face.weight - weight)


def _shape_run(text: str, font: _Font, style: Style, hyphen: float | None) -> Iterator[Cluster]:
    buffer = _buffer(text, style.language)
    uharfbuzz.shape(font.font, buffer, dict(style.features))
    em, size, halves, advances = font.em, style.size, font.halves, font.advances
    scale = size / em
    widths: dict[int, int] = {}
    kerning: dict[int, int] = {}
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        at, width = info.cluster, position.x_advance
        widths[at] = widths.get(at, 0) + width
        kerning[at] = width - advances[info.codepoint] if width != em else 0
    starts = sorted(widths)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        cluster, width = text[start:end], widths[start]
        half = halves.get(cluster)
        yield Cluster(
            cluster,
            width * scale,
            size,
            None if half is None else half * size,
            width == em and font.widens and cluster not in JOINED,
            hyphen if cluster.isalpha() else None,
            kerning[start] * scale,
            font.name,
            style.language,
        )


def _buffer(text: str, language: str) -> uharfbuzz.Buffer:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if language:
        buffer.language = language
    return buffer
