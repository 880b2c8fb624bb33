"""The printing conditions: those of icc/manifest.yaml, and a print shop's own profile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from PIL import ImageCms
from pydantic import Field

from bifolio.document.passage import Passage
from bifolio.document.publication import PressSettings
from bifolio.pdf.icc import PDF_VERSIONS, read_header
from bifolio.prepress.separation import Separator
from bifolio.problems import Place, Problems
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import MANIFEST_FILE, FileName, Sha256
from bifolio.source_yaml.nodes import Node

SHIPPED_CONDITIONS = Path(__file__).with_name("icc")
"""The folder of the conditions that Bifolio ships."""

USUAL_INK_LIMIT = 300.0
"""Per cent: the limit of coated paper, the default for a print shop's own profile."""


class Measurements(Node):
    """The measurements that a profile was made from."""

    package: str
    """Their Debian package."""
    version: str
    """Its version."""
    file: str
    """The path of their file."""
    sha256: Sha256
    """The checksum of that file."""
    colprof: Annotated[tuple[str, ...], Field(strict=False)]
    """The options of ArgyllCMS's colprof."""


class ConditionEntry(Node):
    """One printing condition of the manifest."""

    name: str
    """A description."""
    registry: str
    """The web address of the registry that lists its key."""
    ink_limit: Annotated[float, Field(ge=100, le=400)]
    """Total area coverage: the most ink on one spot (per cent, the four inks together)."""
    file: FileName
    """The ICC profile beside the manifest."""
    licence: FileName
    """Its licence file, beside the manifest."""
    origin: Measurements
    """The measurements that it was made from."""
    sha256: Sha256
    """The checksum of the profile."""


class ConditionManifest(Node):
    """The printing conditions that Bifolio ships."""

    conditions: Mapping[str, ConditionEntry]
    """The conditions by their name in the registry."""


@dataclass(frozen=True)
class Condition:
    """A printing condition, which a PDF/X file names in its output intent."""

    identifier: str
    """The name in the registry or at the print shop (OutputConditionIdentifier)."""
    name: str
    """A description."""
    registry: str
    """The registry that lists the identifier, or empty."""
    ink_limit: float
    """Total area coverage: the most ink on one spot (per cent, the four inks together)."""
    profile: bytes
    """The ICC profile."""


def read_manifest(folder: Path) -> ConditionManifest:
    """Read the manifest of `folder`; raises `Problems` with all that is wrong with it."""
    path = folder / MANIFEST_FILE
    manifest, problems = read_model(path, ConditionManifest, "install Bifolio again")
    if manifest is None:
        raise Problems(problems)
    return manifest


def find_condition(settings: PressSettings, publication: Path, shipped: Path) -> Condition:
    """Return the printing condition of `settings`.

    `publication` is the folder of the publication, with a print shop's profile; `shipped` that of
    the conditions that Bifolio ships. Raises `Problems` if the condition is unknown or allows less
    ink than `settings`, or if its profile is missing, damaged, not for a CMYK press, or differs
    from the checksum in the manifest.
    """
    if settings.icc is not None:
        return _of_print_shop(settings, settings.icc, publication)
    manifest = read_manifest(shipped)
    entry = manifest.conditions.get(settings.condition)
    if entry is None:
        known = ", ".join(sorted(manifest.conditions))
        hint = f"use one of: {known}; or name the print shop's profile: `icc: FILE.icc`"
        message = f"unknown printing condition '{settings.condition}'"
        raise Problems.of("press/unknown-condition", message, hint, settings.place)
    return _registered(settings, entry, shipped)


def _of_print_shop(settings: PressSettings, icc: Passage, publication: Path) -> Condition:
    """The condition of a print shop's own profile, the file `icc`."""
    path = publication / icc.source
    profile = _read(path, icc.place, "put the profile into the publication's folder")
    _check_profile(profile, path, settings, icc.place)
    limit = settings.ink_limit or USUAL_INK_LIMIT
    return Condition(settings.condition, settings.condition, "", limit, profile)


def _registered(settings: PressSettings, entry: ConditionEntry, shipped: Path) -> Condition:
    """The condition of an entry of the manifest in `shipped`."""
    path = shipped / entry.file
    profile = _read(path, entry.place, "run `make icc`; it needs argyll and icc-profiles-free")
    if hashlib.sha256(profile).hexdigest() != entry.sha256:
        message = f"{path} differs from its checksum in the manifest"
        hint = "run `make icc` to rebuild it"
        raise Problems.of("press/changed-profile", message, hint, entry.place)
    limit = settings.ink_limit or entry.ink_limit
    if limit > entry.ink_limit:
        most = f"{entry.ink_limit:g}"
        hint = f"write {most} or less, or name the print shop's profile: `icc: FILE.icc`"
        message = f"{settings.condition} allows {most} % of ink, not {limit:g} %"
        raise Problems.of("press/ink-limit", message, hint, settings.place)
    return Condition(settings.condition, entry.name, entry.registry, limit, profile)


def _read(path: Path, place: Place, hint: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"the ICC profile {path.name} cannot be read: {reason}"
        raise Problems.of("press/unreadable-profile", message, hint, place) from None


def _check_profile(profile: bytes, path: Path, settings: PressSettings, place: Place) -> None:
    """Raise `Problems` unless `profile` is for a CMYK press and converts colours."""
    hint = "ask the print shop for the ICC profile of its press"
    header = read_header(profile)
    if header is None:
        message = f"{path.name} is not an ICC profile"
        raise Problems.of("press/not-a-profile", message, hint, place)
    if not header.is_of_cmyk_press:
        found = f"{header.device_class.decode('latin-1')}, {header.space.decode('latin-1')}"
        message = f"{path.name} is not the profile of a CMYK press, but of class and space {found}"
        raise Problems.of("press/not-cmyk", message, hint, place)
    if header.version not in PDF_VERSIONS:
        hint = "ask the print shop for a profile of version 2 or 4"
        message = f"{path.name} has version {header.version}, which PDF 1.6 does not support"
        raise Problems.of("press/profile-version", message, hint, place)
    hint = "ask the print shop for the file again, or copy it again"
    if header.size > len(profile):
        message = f"{path.name} is truncated: {len(profile)} of {header.size} bytes"
        raise Problems.of("press/damaged-profile", message, hint, place)
    try:
        Separator(profile, settings.intent, {}).colour(1, 0, 0)
    except (OSError, ImageCms.PyCMSError) as error:
        message = f"{path.name} is damaged: no colour can be separated with it ({error})"
        raise Problems.of("press/damaged-profile", message, hint, place) from None
