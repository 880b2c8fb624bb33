"""Keeps what a drawing becomes, for its next place on a page or in the next PDF.

WeasyPrint 70.0 reads and converts every path of an SVG each time that it is drawn: a logo on each
page, a map at each edit in the preview. A drawing of paths and flat colours becomes a list of
operators of the page, which is the same for the same source and size, and is kept here. One with
texts, pictures, gradients, patterns or masks has resources of its page, and one that refers to
other files may change: both are drawn again. Guarded by tests/render/test_kept_drawings.py.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from functools import wraps
from hashlib import sha256
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pydyf
from weasyprint.svg import SVG

MOST_DRAWINGS = 500
MOST_BYTES = 8_000_000
"""Bytes of the operators of all drawings that are kept, which take three times as much memory."""

ELSEWHERE = re.compile(rb"href\s*=\s*[\"'](?!#)|url\((?!\s*[\"']?#)|@import|@font-face")
"""What refers to something outside of a drawing."""

PAINTED = re.compile(rb"(?:[^ ]+ )*(?:[mlcvyhSsnqQwJjMdgGkK]|re|[fFbBW]\*?|cm|rg|RG|(?P<state>gs))")
"""An operation that paints paths in flat colours (ISO 32000-2, annex A)."""

OPACITY = re.compile(rb"/([aA][\d.e-]+) gs")
"""The operation that sets an opacity, whose name is the same on all pages."""

STATE = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke")
"""Attributes of a page's stream: what is set already, and not set again."""

SOURCE = "_bifolio_source"
"""The attribute of a drawing with the digest of its source; none if it refers elsewhere."""


class _Drawing(NamedTuple):
    """What a drawing has added to a page."""

    operators: tuple[bytes, ...]
    opacities: tuple[tuple[str, dict[str, float]], ...]
    state: tuple[Any, ...]
    """What is set when it ends."""
    size: int
    """Bytes."""


_kept: OrderedDict[tuple[Any, ...], _Drawing] = OrderedDict()
"""By source, size, and what is set when they begin; those that were used last at the end."""


def keep_drawings() -> None:
    """Replace a method of the renderer; idempotent."""
    draw = SVG.draw
    if draw.__module__ != SVG.__module__:
        return

    @wraps(draw)
    def drawn(self: Any, stream: Any, width: float, height: float, *others: Any) -> None:
        source = _source_of(self)
        if not source:
            draw(self, stream, width, height, *others)
            return
        key = source, width, height, _state_of(stream)
        if (known := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            _draw_again(known, stream)
            return
        begin = len(stream.stream)
        draw(self, stream, width, height, *others)
        if drawing := _drawing(stream, stream.stream[begin:]):
            _keep(key, drawing)

    drawn.__module__ = __name__
    SVG.draw = drawn


def _source_of(svg: Any) -> bytes:
    """The digest of the source of a drawing; empty if that refers to anything elsewhere."""
    known: bytes | None = getattr(svg, SOURCE, None)
    if known is None:
        source = ElementTree.tostring(svg.tree._wrapper.etree_element)
        known = b"" if ELSEWHERE.search(source) else sha256(source).digest()
        setattr(svg, SOURCE, known)
    return known


def _state_of(stream: Any) -> tuple[Any, ...]:
    return tuple(getattr(stream, name) for name in STATE)


def _drawing(stream: Any, added: Sequence[Any]) -> _Drawing | None:
    """What was `added` to `stream`, if it needs nothing of that page but opacities."""
    opacities: dict[str, dict[str, float]] = {}
    for operation in added:
        painted = PAINTED.fullmatch(operation) if isinstance(operation, bytes) else None
        if painted is None:
            return None
        if painted["state"]:
            opacity = OPACITY.fullmatch(operation)
            if opacity is None:
                return None
            name = opacity[1].decode()
            opacities[name] = dict(stream._resources["ExtGState"][name])
    return _Drawing(tuple(added), tuple(opacities.items()), _state_of(stream), sum(map(len, added)))


def _draw_again(drawing: _Drawing, stream: Any) -> None:
    stream.stream.extend(drawing.operators)
    states = stream._resources["ExtGState"]
    for name, opacity in drawing.opacities:
        if name not in states:
            states[name] = pydyf.Dictionary(opacity)
    for name, value in zip(STATE, drawing.state, strict=True):
        setattr(stream, name, value)


def _keep(key: tuple[Any, ...], drawing: _Drawing) -> None:
    """Keep a drawing, and forget those that were used longest ago, if there are too many."""
    _kept[key] = drawing
    while len(_kept) > MOST_DRAWINGS or sum(each.size for each in _kept.values()) > MOST_BYTES:
        _kept.popitem(last=False)
