"""Preflight profiles: the checks of an edition, and their limits."""

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
"""The default limits of every profile: those of office printers."""


@dataclass(frozen=True)
class PreflightProfile:
    """The checks of an edition, and their limits."""

    name: str
    checks: tuple[str, ...]
    """Ids, or `subject/*`."""
    limits: Mapping[str, Limit]
    without: tuple[str, ...] = ()
    """Excluded ids, or `subject/*`."""
    warnings: tuple[str, ...] = ()
    """Ids of checks that warn instead of failing, or `subject/*`."""

    def severity(self, identifier: str, own: Severity) -> Severity:
        """The severity of the findings of a check whose `own` severity is given."""
        lowered = _matches(identifier, self.warnings)
        return Severity.WARN if lowered and own is Severity.FAIL else own

    def includes(self, identifier: str) -> bool:
        """Whether the check called `identifier` is run."""
        return _matches(identifier, self.checks) and not _matches(identifier, self.without)

    def limit(self, name: str) -> float:
        """The limit called `name`; raises `KeyError` if there is none."""
        value = self.limits[name]
        assert isinstance(value, float | int)
        return value


def _matches(identifier: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(identifier, pattern) for pattern in patterns)


Described = Mapping[str, Mapping[str, Any]]
"""Profiles as written in YAML: checks, limits, extends, without, warnings."""


class Profiles(Node):
    """The profiles of a layout: profiles.yaml beside its template."""

    profiles: Mapping[Identifier, publication.Profile]
    """Profiles by name, as under `profiles:` in publication.yaml."""


def described(profiles: Mapping[str, publication.Profile]) -> Described:
    """Convert profiles of the source for `find_profile`."""
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
    """Return the profile called `name`; `own` profiles take precedence over the shipped ones.

    It also has the checks that `added` lists for it, or for the nearest profile that it extends.
    Raises `KeyError` for an unknown profile, or one that extends itself.
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
    """The limits that a profile may have: those of the shipped profiles."""
    return tuple(sorted({limit for name in _shipped() for limit in find_profile(name).limits}))


def unknown_ids(profile: PreflightProfile, known: Iterable[str]) -> list[str]:
    """The patterns of `profile` that match no id in `known`."""
    known = tuple(known)
    patterns = (*profile.checks, *profile.without, *profile.warnings)
    return [each for each in patterns if not any(fnmatch(name, each) for name in known)]


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
