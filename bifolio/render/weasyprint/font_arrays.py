"""Allocates the arrays with which fonts are subset, without reading their type each time.

WeasyPrint 70.0 writes the length of such an array into its C type (`hb_codepoint_t[91]`). cffi
reads every type that it has not met with a parser of C and keeps it: three for each font, a sixth
of the time of a short document. Guarded by tests/render/test_font_arrays.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi

_OF_A_LENGTH = re.compile(r"(\w+)\[(\d+)\]")

TYPES = (
    *("PangoFcFontMap *", "PangoRectangle *", "PangoLogAttr[]", "unsigned int *", "char[]"),
    *("char[4]", "hb_tag_t[100]", "hb_codepoint_t[]"),
)
"""The other types that a document needs; read once, before processes are forked."""


class Arrays:
    """cffi's interface, but an array that is given its values has a type without length."""

    def __init__(self, interface: Any) -> None:
        """Use `interface` for all else."""
        self._interface = interface

    def __getattr__(self, name: str) -> Any:
        """What cffi's interface has under `name`."""
        return getattr(self._interface, name)

    def new(self, declared: str, values: Sequence[int] | None = None) -> Any:
        """Allocate a value of a C type; see cffi's `FFI.new`."""
        array = _OF_A_LENGTH.fullmatch(declared)
        if array and values is not None and len(values) == int(array[2]):
            return self._interface.new(f"{array[1]}[]", values)
        return self._interface.new(declared, values)


def allocate_plainly() -> None:
    """Replace the interface of the module that subsets fonts, and read `TYPES`; idempotent."""
    if not isinstance(fonts.ffi, Arrays):
        fonts.ffi = Arrays(ffi)
        for name in TYPES:
            ffi.typeof(name)
