"""The fonts that a project has: what they cover, and how a page gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import uharfbuzz

from bifolio.fonts import AT_LINE_END, HYPHEN
from bifolio.fonts.manifest import FontFile, Manifest, fault_of, read_manifest
from bifolio.fonts.subset import CutFace, cut, cut_file, is_intact
from bifolio.problems import Problems
from bifolio.project.scratch import lasting_folder


@dataclass(frozen=True)
class Typecase:
    """The fonts of several folders, the first folder's before those of the next."""

    folders: tuple[tuple[Path, Manifest], ...]

    @cached_property
    def covered(self) -> frozenset[int]:
        """The code points that some face has."""
        return _covered(
            folder / face.file for folder, manifest in self.folders for face in manifest.faces
        )

    def faces(self, code_points: frozenset[int], cache: Path) -> tuple[CutFace, ...]:
        """The faces of an edition that uses `code_points`; their files are in `cache`.

        Raises `Problems` where a font is another than its manifest means, or cannot be cut.
        """
        faces: list[CutFace] = []
        for folder, manifest in self.folders:
            for face in manifest.faces:
                faces += _cut_faces(folder, face, manifest, code_points, cache)
        return tuple(faces)

    def line_ends(self, cache: Path) -> tuple[CutFace, ...]:
        """The faces for hyphens at line ends; a Han face has none, its hyphen fills an em."""
        hyphen = frozenset({ord(HYPHEN)})
        return tuple(
            replace(cut_face, family=cut_face.family + AT_LINE_END, ranges=())
            for folder, manifest in self.folders
            for face in manifest.faces
            if not face.is_han
            for cut_face in _cut_faces(folder, face, manifest, hyphen, cache)
        )


def read_typecase(folders: Sequence[Path]) -> Typecase:
    """Read the manifests of `folders`; raises `Problems` where one cannot be used."""
    if not folders:
        hint = "put fonts and their manifest.yaml into fonts/"
        raise Problems.of("fonts/none", "no fonts found", hint)
    return Typecase(tuple((folder, read_manifest(folder)) for folder in folders))


def covered_by(faces: Iterable[CutFace]) -> frozenset[int]:
    """The code points that the font of some face has, cut to them or not."""
    return _covered({face.font for face in faces})


def with_characters(faces: Iterable[CutFace], more: frozenset[int]) -> tuple[CutFace, ...]:
    """The same faces, cut once more with the code points `more` too, beside their files.

    Raises `Problems` where a font cannot be cut.
    """
    recut = []
    for face in faces:
        characters = face.characters | more
        path = cut_file(face.font, face.identity, characters, face.path.parent, face.scale)
        if not _is_current(path, face.font):
            path = _cut_once(face.font, characters, path, face.scale)
        recut.append(replace(face, path=path, characters=characters))
    return tuple(recut)


def _covered(fonts: Iterable[Path]) -> frozenset[int]:
    covered: set[int] = set()
    for font in fonts:
        covered.update(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font))).unicodes)
    return frozenset(covered)


def _cut_faces(
    folder: Path, face: FontFile, manifest: Manifest, code_points: frozenset[int], cache: Path
) -> Iterator[CutFace]:
    """A face in `folder` under each of its names, cut to `code_points`; its file is in `cache`."""
    font = folder / face.file
    for name, ranges, scale in _names(face, manifest):
        path = cut_file(font, face.sha256, code_points, cache, scale)
        if not _is_current(path, font):
            if fault := fault_of(face, folder):
                raise Problems([fault])
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
    """Cut `font` to `path`, or, where that cache cannot be written, to a temporary folder.

    Returns where the file is.
    """
    try:
        cut(font, code_points, path, scale)
    except OSError:
        path = lasting_folder() / path.name
        if not _is_current(path, font):
            cut(font, code_points, path, scale)
    return path


def _is_current(path: Path, font: Path) -> bool:
    """Whether `path` is what was cut from `font`, and since that was written or put there.

    A font may be older itself; a cache may have been damaged.
    """
    if not is_intact(path):
        return False
    state = font.stat()
    return max(state.st_mtime_ns, state.st_ctime_ns) < path.stat().st_mtime_ns


def _names(face: FontFile, manifest: Manifest) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """The families that `face` belongs to, each with its range of characters and its scale."""
    yield face.family, (), 1.0
    for name, family in manifest.families.items():
        if family.of == face.family:
            yield name, family.unicode_range, family.scale
