"""Checks that one institution asks for, by the house of its publications.

The looks of a house are in `layouts/houses/NAME`; whoever builds its publications hands its checks
to preflight, which knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType

CHECKS: Mapping[str, tuple[str, ...]] = MappingProxyType({"eu": ("bifolio.houses.eu",)})
"""The modules with the checks of each house that has some."""


def modules_of(house: str) -> tuple[ModuleType, ...]:
    """Import the modules with the checks of `house`; none where it has no checks of its own."""
    return tuple(import_module(name) for name in CHECKS.get(house, ()))
