"""The colours of gradients (ISO 32000-1, 7.10 and 8.7.4.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array

INKS = 4

DEEPEST = 8
"""The most levels of nested functions that are followed."""


def most_ink_of(shading: Any) -> float:
    """The largest sum of the four inks in a gradient; 1 for one solid ink.

    Reads exponential (type 2), stitching (3) and 8-bit sampled (0) functions. PostScript functions
    (type 4) and meshes count as no ink.
    """
    if shading.get("/ColorSpace") != "/DeviceCMYK":
        return 0.0
    function = shading.get("/Function")
    if isinstance(function, Array):  # one for each ink
        return sum(max(map(max, _colours(one, DEEPEST)), default=0.0) for one in function)
    colours = _colours(function, DEEPEST)
    return max((sum(each) for each in colours if len(each) == INKS), default=0.0)


def _colours(function: Any, depth: int) -> Iterator[Sequence[float]]:
    """The values between which a function interpolates."""
    if function is None or not depth:
        return
    kind = int(function.get("/FunctionType", -1))
    if kind == 2:
        yield [float(each) for each in function.get("/C0", [0])]
        yield [float(each) for each in function.get("/C1", [1])]
    elif kind == 3:
        for each in function["/Functions"]:
            yield from _colours(each, depth - 1)
    elif kind == 0 and int(function["/BitsPerSample"]) == 8:
        outputs = len(function["/Range"]) // 2
        data = function.read_bytes()
        for at in range(0, len(data) - outputs + 1, outputs):
            yield [each / 255 for each in data[at : at + outputs]]
