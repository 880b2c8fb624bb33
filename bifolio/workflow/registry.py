"""The checks of preflight, and those of houses."""

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
    """Yield the checks for every publication under the name "", and those of each house."""
    yield "", sorted(REGISTRY, key=lambda check: check.id)
    for house in CHECKS:
        yield house, sorted(Registry(*modules_of(house)), key=lambda check: check.id)
