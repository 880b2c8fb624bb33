"""Rebuilds the files of fonts/ from their packages, byte for byte.

    python -m bifolio.fonts.build [--check] [--packages DIR] [FOLDER]

Downloads the packages of the manifest with the clients of their registries, verifies their
checksums, makes each face, and writes it; with --check, reports whether it differs.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from bifolio.fonts.build.widths import prepare_widths
from bifolio.fonts.manifest import FontFile, Manifest, Origin, Package, checksum, read_manifest
from bifolio.problems import Problems
from bifolio.project.files import write
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import MANIFEST_FILE

CLIENTS = {
    "PyPI": (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "{name}=={version}"),
    "npm": ("npm", "pack", "--silent", "{name}@{version}"),
}
"""The command that downloads the archive of a package into the current folder."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild or check; return the exit code."""
    parser = argparse.ArgumentParser("rebuild", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("fonts"))
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if one differs")
    parser.add_argument("--packages", type=Path, help="a folder with the archives")
    options = parser.parse_args(arguments)
    try:
        manifest = read_manifest(options.folder) if options.check else _read_plan(options.folder)
        with tempfile.TemporaryDirectory() as temporary:
            packages = options.packages or Path(temporary)
            archives = {
                key: _archive(package, packages, download=options.packages is None)
                for key, package in manifest.packages.items()
            }
            different = [face.file for face in manifest.faces if _rebuilt(face, archives, options)]
    except Problems as found:
        print(found, file=sys.stderr)
        return found.exit_code
    for file in different:
        print(f"{options.folder / file} {'differs' if options.check else 'written'}")
    return 1 if options.check and different else 0


def make_face(face: FontFile, source: bytes) -> bytes:
    """Make the TrueType file of `face` from the file `source` of its package."""
    assert isinstance(face.origin, Origin)
    if face.origin.make == "copy":
        return source
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    if face.origin.make == "instance":
        font = instancer.instantiateVariableFont(font, {"wght": face.weight}, updateFontNames=True)
        for table in ("STAT", "DSIG", "MVAR", "HVAR", "VVAR", "avar"):
            if table in font:
                del font[table]
    if face.origin.widths:
        prepare_widths(font)
    font.flavor = None
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _read_plan(folder: Path) -> Manifest:
    """The manifest, even if font files are missing, as they are built here."""
    manifest, problems = read_model(folder / MANIFEST_FILE, Manifest, "write a manifest first")
    if manifest is None:
        raise Problems(problems)
    return manifest


def _archive(package: Package, folder: Path, *, download: bool) -> Path:
    path = folder / package.archive
    if download:
        command = [
            part.format(name=package.name, version=package.version)
            for part in CLIENTS[package.registry]
        ]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            hint = f"install {command[0]}, or give the archives with --packages"
            message = f"{command[0]} is not installed"
            raise Problems.of("environment/missing-program", message, hint) from None
        except subprocess.CalledProcessError as error:
            reason = (error.stderr or error.stdout).strip().splitlines() or ["no reason given"]
            hint = "check the network, or give the archives with --packages"
            message = f"{package.name} cannot be downloaded: {reason[-1]}"
            raise Problems.of("environment/download-failed", message, hint) from None
    if not path.is_file():
        hint = f"put {package.archive} into {folder}"
        message = f"{package.name} does not have {package.archive}"
        raise Problems.of("fonts/missing-archive", message, hint)
    found = checksum(path)
    if found != package.sha256:
        hint = f"find out why; its checksum is {found}"
        message = f"{package.archive} has another checksum"
        raise Problems.of("fonts/changed-archive", message, hint, package.place)
    return path


def _member(archive: Path, origin: Origin) -> bytes:
    """The source file of a face; raises `Problems` if the archive does not contain it."""
    name = origin.member
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(name)
        with tarfile.open(archive) as tar:
            file = tar.extractfile(name)
            if file is not None:
                return file.read()
    except KeyError:
        pass
    hint = "correct `member:`, or use another version of the package"
    message = f"{archive.name} has no file '{name}'"
    raise Problems.of("fonts/missing-member", message, hint, origin.place)


def _rebuilt(face: FontFile, archives: dict[str, Path], options: argparse.Namespace) -> bool:
    """Make one face, and write it unless `--check`; return whether it differs."""
    if not isinstance(face.origin, Origin):
        return False
    path: Path = options.folder / face.file
    made = make_face(face, _member(archives[face.origin.package], face.origin))
    if path.is_file() and path.read_bytes() == made:
        return False
    if not options.check:
        write(path, made)
    return True


if __name__ == "__main__":
    sys.exit(main())
