"""Reads the numbers of drawings at less cost than WeasyPrint 70.0.

Drawing an SVG reads each of its lengths about ten times; nearly all of them are numbers without a
unit, which the renderer reads in a context manager and after an import. Guarded by
tests/render/test_plain_sizes.py.
"""

from __future__ import annotations

from typing import Any

from weasyprint import svg
from weasyprint.svg.utils import size


def read_plain_sizes() -> None:
    """Replace a function of the renderer; idempotent."""
    if svg.size is size:
        svg.size = _size


def _size(text: Any, *others: Any) -> Any:
    """A length in px, as `size` returns it."""
    if not text:
        return 0
    try:
        return float(text)
    except ValueError:
        return size(text, *others)
