"""Numbers, arrays and dictionaries of PDF, as they are written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary


def number(value: float) -> str:
    """A number as a PDF has it: without an exponent (ISO 32000-1, 7.3.3)."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def array(values: Iterable[float]) -> Array:
    """An array of numbers."""
    return Array([Decimal(number(value)) for value in values])


def own_dictionary(item: Any, key: str) -> Any:
    """The dictionary that `item` has under `key`; an empty one where it had none."""
    if key not in item:
        item[key] = Dictionary()
    return item[key]
