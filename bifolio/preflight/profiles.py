"""What an edition is checked against: ids of checks, and limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from bifolio.document import publication
from bifolio.paper.formats import EDGE
from bifolio.preflight.findings import Severity
from bifolio.problems import Problems
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

SHIPPED = Path(__file__).with_name("profiles.yaml")

Limit = float | tuple[float, ...]

OF_PAPER: Mapping[str, Limit] = MappingProxyType({"unprintable-margin": EDGE})
"""The limits of every profile that does not say otherwise: they are those of printers."""


@dataclass(frozen=True)
class PreflightProfile:
    """The checks that an edition is checked by, and their limits."""

    name: str
    checks: tuple[str, ...]
    """Ids, or `subject/*`."""
    limits: Mapping[str, Limit]
    without: tuple[str, ...] = ()
    """Ids of checks that are left out."""
    warnings: tuple[str, ...] = ()
    """Ids of checks whose findings are warnings, whatever their severity, or `subject/*`."""

    def severity(self, identifier: str, own: Severity) -> Severity:
        """The severity of the findings of a check that has a severity of its `own`."""
        lowered = any(fnmatch(identifier, pattern) for pattern in self.warnings)
        return Severity.WARN if lowered and own is Severity.FAIL else own

    def holds(self, identifier: str) -> bool:
        """Whether an edition is checked by the check called `identifier`."""
        return any(fnmatch(identifier, pattern) for pattern in self.checks) and not any(
            fnmatch(identifier, pattern) for pattern in self.without
        )

    def limit(self, name: str) -> float:
        """The limit called `name`; raises `KeyError` where the profile has none."""
        value = self.limits[name]
        assert isinstance(value, float | int)
        return value


Described = Mapping[str, Mapping[str, Any]]
"""Profiles as they are written: checks, limits, extends, without."""


class Profiles(Node):
    """The profiles of a layout: profiles.yaml beside its template."""

    profiles: Mapping[Identifier, publication.Profile]
    """By name; as below `profiles:` in a publication.yaml."""


def described(profiles: Mapping[str, publication.Profile]) -> Described:
    """Profiles of the source as `find_profile` takes them."""
    return {key: profile.model_dump(exclude_none=True) for key, profile in profiles.items()}


def read_profiles(path: Path | None) -> Described:
    """Read the profiles of a layout; none if the file does not exist. Raises `Problems`."""
    if path is None:
        return {}
    found, problems = read_model(
        path, Profiles, "the profiles of a layout are configured under `profiles:`"
    )
    if found is None or problems:
        raise Problems(problems)
    return described(found.profiles)


def find_profile(
    name: str,
    own: Described = MappingProxyType({}),
    added: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> PreflightProfile:
    """Return the profile called `name`, of `own` before the shipped ones.

    It has the checks besides that `added` has for it, or else for the nearest profile that it
    extends. Raises `KeyError` where there is none, and for one that extends itself.
    """
    described = {**_shipped(), **own}
    profile = _described(name, described, ())
    while name not in added and (extended := described[name].get("extends")):
        name = extended
    return replace(profile, checks=(*profile.checks, *added.get(name, ())))


def profile_names(own: Described = MappingProxyType({})) -> tuple[str, ...]:
    """The names of all profiles."""
    return tuple(sorted({*_shipped(), *own}))


def limit_names() -> tuple[str, ...]:
    """The limits that a profile may have: those of the shipped ones, which every check asks for."""
    return tuple(sorted({limit for name in _shipped() for limit in find_profile(name).limits}))


def unknown_ids(profile: PreflightProfile, known: Iterable[str]) -> list[str]:
    """The patterns of `profile` that no check answers to."""
    known = tuple(known)
    return [
        pattern
        for pattern in (*profile.checks, *profile.without, *profile.warnings)
        if not any(fnmatch(identifier, pattern) for identifier in known)
    ]


def _described(name: str, described: Described, seen: tuple[str, ...]) -> PreflightProfile:
    if name in seen:
        raise KeyError(name)
    said = described[name]
    base = (
        _described(said["extends"], described, (*seen, name))
        if said.get("extends")
        else PreflightProfile(name, (), OF_PAPER)
    )
    limits = {
        key: tuple(value) if isinstance(value, list | tuple) else value
        for key, value in said.get("limits", {}).items()
    }
    return PreflightProfile(
        name,
        tuple(said.get("checks", ())) or base.checks,
        {**base.limits, **limits},
        (*base.without, *said.get("without", ())),
        tuple(said.get("warnings", ())) or base.warnings,
    )


@cache
def _shipped() -> Described:
    described: Described = yaml.safe_load(SHIPPED.read_bytes())
    return described
