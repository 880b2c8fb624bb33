"""The checks of institutions, by the house of a publication.

The design of a house is in `layouts/houses/NAME`. `workflow` passes its checks to preflight.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType

CHECKS: Mapping[str, tuple[str, ...]] = MappingProxyType({"eu": ("bifolio.houses.eu",)})
"""The modules with the checks of each house."""


def modules_of(house: str) -> tuple[ModuleType, ...]:
    """Import the modules with the checks of `house`; none if it has no checks."""
    return tuple(import_module(name) for name in CHECKS.get(house, ()))
