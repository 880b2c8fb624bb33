"""The fonts of a folder: manifest.yaml, and whether the files match it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bifolio.problems import Place, Problem, Problems
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import MANIFEST_FILE, FileName, Sha256
from bifolio.source_yaml.nodes import Form, Node

TRUETYPE = (b"\x00\x01\x00\x00", b"true")
"""The first bytes of TrueType fonts (OpenType 1.9, Organization of an OpenType Font).

The renderer embeds fonts with CFF outlines whole, which makes PDFs several times as large."""

UnicodeRange = Annotated[
    str,
    Form(r"^U\+[0-9A-F]{1,6}(-[0-9A-F]{1,6})?$", "Unicode range", "write U+4E00 or U+4E00-9FFF"),
]


class Package(Node):
    """A package of a registry that faces come from."""

    registry: Literal["PyPI", "npm"]
    """The registry."""
    name: str
    """Its name there."""
    version: str
    """Its version there."""
    archive: FileName
    """The file that the registry provides."""
    sha256: Sha256
    """The checksum of that file."""


class Origin(Node):
    """How a face was made from a package."""

    package: str
    """A key of `packages`."""
    member: str
    """The file in the package."""
    make: Literal["copy", "instance", "unpack"]
    """Unchanged; an instance of a variable font at the face's weight; a woff2 file as TrueType."""
    widths: Literal["han"] | None = None
    """The face gets half-width marks and wide letters (bifolio.fonts.build.widths)."""


class FontFile(Node):
    """One font file."""

    file: FileName
    """The TrueType file beside the manifest."""
    family: str
    """The name in stylesheets; our own, so that no installed font has it."""
    weight: Annotated[int, Field(ge=100, le=900)]
    """CSS font-weight."""
    style: Literal["normal", "italic"]
    """CSS font-style."""
    version: str
    """The version in the font."""
    licence: FileName
    """The file with its licence, beside the manifest."""
    origin: Origin | str
    """The source: a package, or a text for a font that you added by hand."""
    sha256: Sha256
    """The checksum of the file."""

    @property
    def is_han(self) -> bool:
        """Whether it has the widths that Han needs."""
        return isinstance(self.origin, Origin) and self.origin.widths == "han"


class Family(Node):
    """A second name for a family, limited to a range of characters, at another optical size."""

    of: str
    """The family."""
    unicode_range: Annotated[tuple[UnicodeRange, ...], Field(strict=False, min_length=1)]
    """The characters, as CSS unicode-range."""
    scale: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    """The factor of the size of its glyphs, to match another script."""


class Manifest(Node):
    """The fonts of one folder."""

    packages: Mapping[str, Package] = {}
    """The packages that faces come from."""
    faces: Annotated[tuple[FontFile, ...], Field(strict=False, min_length=1)]
    """The font files."""
    families: Mapping[str, Family] = {}
    """Families made of others, by name."""


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of `folder`; raises `Problems` of it and for missing files."""
    path = folder / MANIFEST_FILE
    manifest, problems = read_model(path, Manifest, "a folder of fonts has a manifest.yaml")
    if manifest is None:
        raise Problems(problems)
    known = {face.family for face in manifest.faces}
    for name, family in manifest.families.items():
        if family.of not in known:
            message = f"unknown family '{family.of}' in '{name}'"
            hint = f"use one of: {', '.join(sorted(known))}"
            problems.append(Problem("fonts/unknown-family", message, hint, family.place))
    for face in manifest.faces:
        if isinstance(face.origin, Origin) and face.origin.package not in manifest.packages:
            message = f"unknown package '{face.origin.package}'"
            hint = f"use one of: {', '.join(sorted(manifest.packages))}"
            problems.append(Problem("fonts/unknown-package", message, hint, face.origin.place))
        hint = f"put it into {folder.name}/, or correct the name"
        problems += [
            Problem("fonts/file-not-found", f"file '{file}' not found", hint, face.place)
            for file in (face.file, face.licence)
            if not (folder / file).is_file()
        ]
    if problems:
        raise Problems(problems)
    return manifest


def problem_of(face: FontFile, folder: Path) -> Problem | None:
    """The problem of the file of `face` in `folder`, if it has one.

    It is not a TrueType font, or its checksum differs. A process reads the file once, unless it
    changes.
    """
    path = folder / face.file
    file = path.stat()
    start, found = _start_and_checksum(path, file.st_size, file.st_mtime_ns)
    place = Place(folder / MANIFEST_FILE, face.place.line, face.place.column)
    if start not in TRUETYPE:
        message = f"'{face.file}' is not a TrueType font"
        hint = "convert it to TrueType (.ttf); fontTools converts woff2"
        return Problem("fonts/not-truetype", message, hint, place)
    if found != face.sha256:
        message = f"'{face.file}' has another checksum"
        hint = f"restore the file; or write `sha256: {found}`, if the new one is meant"
        return Problem("fonts/changed-file", message, hint, place)
    return None


@cache
def _start_and_checksum(path: Path, size: int, changed: int) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content[:4], hashlib.sha256(content).hexdigest()


def checksum(path: Path) -> str:
    """The SHA-256 of the file at `path`, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
