"""The fonts that a project has: what they cover, and how a page gets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import uharfbuzz

from bifolio.fonts import AT_LINE_END, HYPHEN
from bifolio.fonts.cut import CutFace, cut, cut_file
from bifolio.fonts.manifest import Face, Manifest, fault_of, read_manifest
from bifolio.problems import Problem, Problems


@dataclass(frozen=True)
class Typecase:
    """The fonts of several folders, the first folder's before those of the next."""

    folders: tuple[tuple[Path, Manifest], ...]

    @cached_property
    def covered(self) -> frozenset[int]:
        """The code points that some face has."""
        covered: set[int] = set()
        for folder, manifest in self.folders:
            for face in manifest.faces:
                font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(folder / face.file)))
                covered.update(font.unicodes)
        return frozenset(covered)

    def faces(self, code_points: frozenset[int], cache: Path) -> tuple[CutFace, ...]:
        """The faces of an edition that uses `code_points`; their files are in `cache`.

        Raises `Problems` where a font is another than its manifest means, or cannot be cut.
        """
        faces = []
        for folder, manifest in self.folders:
            for face in manifest.faces:
                path = _cut(folder, face, code_points, cache)
                for family, ranges in _names(face, manifest):
                    faces.append(CutFace(family, face.weight, face.style, ranges, path))
        return tuple(faces)

    def line_ends(self, cache: Path) -> tuple[CutFace, ...]:
        """The faces for hyphens at line ends; a Han face has none, its hyphen fills an em."""
        return tuple(
            CutFace(
                family + AT_LINE_END,
                face.weight,
                face.style,
                (),
                _cut(folder, face, frozenset({ord(HYPHEN)}), cache),
            )
            for folder, manifest in self.folders
            for face in manifest.faces
            if not face.is_han
            for family, _ in _names(face, manifest)
        )


def read_typecase(folders: Sequence[Path]) -> Typecase:
    """Read the manifests of `folders`; raises `Problems` where one cannot be used."""
    if not folders:
        hint = "put fonts and their manifest.yaml into fonts/"
        raise Problems([Problem("there are no fonts", hint)])
    return Typecase(tuple((folder, read_manifest(folder)) for folder in folders))


def _cut(folder: Path, face: Face, code_points: frozenset[int], cache: Path) -> Path:
    """The file in `cache` with the glyphs for `code_points` of a face in `folder`."""
    font = folder / face.file
    path = cut_file(font, face.sha256, code_points, cache)
    if not _is_current(path, font):
        if fault := fault_of(face, folder):
            raise Problems([fault])
        cut(font, code_points, path)
    return path.resolve()


def _is_current(path: Path, font: Path) -> bool:
    """Whether `path` was cut since `font` was written or put there; a font may be older itself."""
    if not path.is_file():
        return False
    state = font.stat()
    return max(state.st_mtime_ns, state.st_ctime_ns) < path.stat().st_mtime_ns


def _names(face: Face, manifest: Manifest) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The families that `face` belongs to, each with the characters that it is held to."""
    yield face.family, ()
    for name, family in manifest.families.items():
        if family.of == face.family:
            yield name, family.unicode_range
