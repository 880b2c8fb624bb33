"""Writes numbers, arrays and dictionaries of PDF."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary


def number(value: float) -> str:
    """Format a number without an exponent (ISO 32000-1, 7.3.3)."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def array(values: Iterable[float]) -> Array:
    """An array of numbers."""
    return Array([Decimal(number(value)) for value in values])


def own_dictionary(item: Any, key: str) -> Any:
    """Return the dictionary at `key` of `item`, which is created if missing."""
    if key not in item:
        item[key] = Dictionary()
    return item[key]
