"""Looks most values of styles up, where WeasyPrint 70.0 computes all of them.

A tenth of the time of a layout is spent in `ComputedStyle.__missing__`, mostly for properties that
no rule of the element declares: their value is that of the parent, or the initial one, and needs
neither variables nor functions. Guarded by tests/render/test_plain_values.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, NoneType
from typing import Any, NamedTuple

from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import (
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    Dimension,
)

PLAIN = frozenset({str, int, float, NoneType, Dimension})
"""The types of values without functions."""

OTHERWISE = ("text_decoration_", "page", "position", "float", "display")
"""How the properties begin that have rules of their own."""


class _Plan(NamedTuple):
    """What is the value of a property that is not declared."""

    is_inherited: bool
    names: tuple[str, ...]
    """The names under which it may be declared: its own, and the logical ones."""


@cache
def _plans() -> Mapping[str, _Plan]:
    """The plan of each property that has no rules of its own."""
    return MappingProxyType(
        {
            key: _Plan(key in INHERITED, (key, *_logical(key)))
            for key in INITIAL_VALUES
            if not key.startswith(OTHERWISE)
            and (key in INHERITED or key not in INITIAL_NOT_COMPUTED)
        }
    )


def _logical(key: str) -> set[str]:
    """The logical properties that may set a physical one (CSS Logical Properties 1)."""
    name = PHYSICAL_FUNCTIONS.get(key)
    return {name(block="ttb", inline=direction) for direction in ("ltr", "rtl")} if name else set()


def look_up_plain_values() -> None:
    """Replace a method of `ComputedStyle`; idempotent."""
    original = ComputedStyle.__missing__
    if original.__module__ == __name__:
        return
    plans = _plans()

    def missing(self: Any, key: str) -> Any:
        plan = plans.get(key)
        if plan is None or not self.cascaded.keys().isdisjoint(plan.names):
            return original(self, key)
        if not plan.is_inherited:
            value = self[key] = INITIAL_VALUES[key]
            return value
        if self.parent_style is None:
            return original(self, key)
        value = self.parent_style[key]
        if type(value) not in PLAIN:
            return original(self, key)
        self[key] = value
        return value

    ComputedStyle.__missing__ = missing
