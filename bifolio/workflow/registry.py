"""The checks that publications are checked with: those of preflight, and those of their house."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bifolio.houses import CHECKS, modules_of
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.registry import Check, Registry


@cache
def registry_of(house: str) -> Registry:
    """The checks for publications of `house`."""
    return REGISTRY.extended(*modules_of(house))


def explained() -> Iterator[tuple[str, list[Check]]]:
    """All checks by their ids: those of every publication, without a name, and those of houses."""
    yield "", sorted(REGISTRY, key=lambda check: check.id)
    for house in CHECKS:
        yield house, sorted(Registry(*modules_of(house)), key=lambda check: check.id)
