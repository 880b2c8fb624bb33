"""The fonts of a project: the characters they cover, and their subsets for pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz

from bifolio.fonts import LINE_ENDS
from bifolio.fonts.manifest import FontFile, Manifest, problem_of, read_manifest
from bifolio.fonts.subset import CutFace, cut, cut_file, is_intact
from bifolio.problems import Problems
from bifolio.project.scratch import lasting_folder

MOST_REMEMBERED = 8
"""Collections of font files whose code points a process remembers."""


@dataclass(frozen=True)
class Typecase:
    """The fonts of several folders, those of the first folder first."""

    folders: tuple[tuple[Path, Manifest], ...]

    @cached_property
    def covered(self) -> frozenset[int]:
        """The code points that the faces have."""
        return _covered(
            folder / face.file for folder, manifest in self.folders for face in manifest.faces
        )

    def faces(self, code_points: frozenset[int], cache: Path) -> tuple[CutFace, ...]:
        """The subsets for an edition that uses `code_points`; their files are in `cache`.

        Raises `Problems` if a font does not match its manifest, or is damaged.
        """
        return tuple(
            cut_face
            for folder, manifest in self.folders
            for face in manifest.faces
            for cut_face in _cut_faces(folder, face, manifest, code_points, cache)
        )

    def line_ends(self, cache: Path) -> tuple[CutFace, ...]:
        """The faces of the hyphens at line ends; that of Han faces would fill an em."""
        return tuple(
            replace(cut_face, family=cut_face.family + suffix, ranges=())
            for character, suffix in LINE_ENDS.items()
            for folder, manifest in self.folders
            for face in manifest.faces
            if not face.is_han
            for cut_face in _cut_faces(folder, face, manifest, frozenset({ord(character)}), cache)
        )


def read_typecase(folders: Sequence[Path]) -> Typecase:
    """Read the manifests of `folders`; raises `Problems` if one cannot be used."""
    if not folders:
        hint = "put fonts and their manifest.yaml into fonts/"
        raise Problems.of("fonts/none", "no fonts found", hint)
    return Typecase(tuple((folder, read_manifest(folder)) for folder in folders))


def covered_by(faces: Iterable[CutFace]) -> frozenset[int]:
    """The code points that the original fonts of `faces` have."""
    return _covered({face.font for face in faces})


def with_characters(faces: Iterable[CutFace], more: frozenset[int]) -> tuple[CutFace, ...]:
    """The same faces with the code points `more`, too; raises `Problems` if a font is damaged."""
    recut = []
    for face in faces:
        characters = face.characters | more
        path = cut_file(face.font, face.identity, characters, face.path.parent, face.scale)
        if not _is_current(path, face.font):
            path = _cut_once(face.font, characters, path, face.scale)
        recut.append(replace(face, path=path, characters=characters))
    return tuple(recut)


def _covered(fonts: Iterable[Path]) -> frozenset[int]:
    states = ((font, font.stat()) for font in fonts)
    return _covered_in(tuple((font, each.st_mtime_ns, each.st_size) for font, each in states))


@lru_cache(MOST_REMEMBERED)
def _covered_in(states: tuple[tuple[Path, int, int], ...]) -> frozenset[int]:
    """The code points of font files, each with the time and the size of its state."""
    faces = (uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font))) for font, _, _ in states)
    return frozenset().union(*(face.unicodes for face in faces))


def _cut_faces(
    folder: Path, face: FontFile, manifest: Manifest, code_points: frozenset[int], cache: Path
) -> Iterator[CutFace]:
    """The subsets of a face in `folder`, one for each of its families, with files in `cache`."""
    font = folder / face.file
    for name, ranges, scale in _names(face, manifest):
        path = cut_file(font, face.sha256, code_points, cache, scale)
        if not _is_current(path, font):
            if problem := problem_of(face, folder):
                raise Problems([problem])
            path = _cut_once(font, code_points, path, scale)
        yield CutFace(
            name,
            face.weight,
            face.style,
            ranges,
            path.resolve(),
            font=font,
            identity=face.sha256,
            characters=code_points,
            scale=scale,
        )


def _cut_once(font: Path, code_points: frozenset[int], path: Path, scale: float) -> Path:
    """Write a subset to `path`, or, if that cannot be written, to a temporary folder; return it."""
    try:
        cut(font, code_points, path, scale)
    except OSError:
        path = lasting_folder() / path.name
        if not _is_current(path, font):
            cut(font, code_points, path, scale)
    return path


def _is_current(path: Path, font: Path) -> bool:
    """Whether the subset at `path` is intact, and newer than `font` or its move to its place."""
    if not is_intact(path):
        return False
    state = font.stat()
    return max(state.st_mtime_ns, state.st_ctime_ns) < path.stat().st_mtime_ns


def _names(face: FontFile, manifest: Manifest) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """The families of `face`, each with its Unicode ranges and its scale."""
    yield face.family, (), 1.0
    for name, family in manifest.families.items():
        if family.of == face.family:
            yield name, family.unicode_range, family.scale
