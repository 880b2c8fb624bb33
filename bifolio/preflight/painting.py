"""What the content streams of a page paint: text, images and paths, with the state they are in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pypdf import PageObject

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

Colour = tuple[str, tuple[float, ...]]
"""The operator that set it, without its case (g, rg, k, sc, scn), and its operands."""

TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
STROKES = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
COLOURS = {b"g": "g", b"rg": "rg", b"k": "k", b"sc": "sc", b"scn": "scn"}
DEEPEST = 12
"""Forms within forms that are followed."""


@dataclass(frozen=True)
class Painted:
    """One operator that leaves something on the page."""

    kind: str
    """`text`, `image`, `path` or `shading`."""
    matrix: Matrix
    """From its own space to that of the page."""
    fill: Colour
    stroke: Colour
    tags: tuple[tuple[str, int | None], ...]
    """The marked content around it, outermost first: tag, and MCID if it has one."""
    font: str = ""
    """The resource name of the font, for text."""
    codes: tuple[int, ...] = ()
    """Two-byte codes, for text in a composite font."""
    image: Any = None
    """The stream, for an image."""
    operator: bytes = b""
    resources: Any = None


@dataclass(frozen=True)
class _State:
    matrix: Matrix = IDENTITY
    fill: Colour = ("g", (0.0,))
    stroke: Colour = ("g", (0.0,))
    font: str = ""


@dataclass
class _Walk:
    scratch: pikepdf.Pdf
    """Holds the content streams while they are cut into operators."""
    tags: list[tuple[str, int | None]] = field(default_factory=list)

    def stream(
        self, content: bytes, resources: Any, state: _State, depth: int
    ) -> Iterator[Painted]:
        stack: list[_State] = []
        opened = len(self.tags)
        # pypdf reads operators as well, and takes ten times as long.
        for instruction in pikepdf.parse_content_stream(pikepdf.Stream(self.scratch, content)):
            operands, operator = instruction.operands, bytes(instruction.operator)
            if operator == b"q":
                stack.append(state)
            elif operator == b"Q":
                state = stack.pop() if stack else state
            elif operator == b"cm":
                state = replace(state, matrix=_times(tuple(map(float, operands)), state.matrix))
            elif operator == b"Tf":
                state = replace(state, font=str(operands[0]))
            elif operator in COLOURS:
                state = replace(state, fill=_colour(COLOURS[operator], operands))
            elif operator.lower() in COLOURS:
                state = replace(state, stroke=_colour(COLOURS[operator.lower()], operands))
            elif operator in (b"BDC", b"BMC"):
                self.tags.append((str(operands[0]), _mcid(operands)))
            elif operator == b"EMC":
                if len(self.tags) > opened:
                    self.tags.pop()
            else:
                yield from self._paint(operator, operands, resources, state, depth)

    def _paint(
        self, operator: bytes, operands: Any, resources: Any, state: _State, depth: int
    ) -> Iterator[Painted]:
        def painted(kind: str, **more: Any) -> Painted:
            tags = tuple(self.tags)
            return Painted(
                kind, state.matrix, state.fill, state.stroke, tags, operator=operator, **more
            )

        if operator in TEXT:
            codes = tuple(_codes(operands))
            yield painted("text", font=state.font, codes=codes, resources=resources)
        elif operator in FILLS | STROKES:
            yield painted("path")
        elif operator == b"sh":
            yield painted("shading")
        elif operator == b"INLINE IMAGE":
            yield painted("image")
        elif operator == b"Do":
            item = resources["/XObject"][str(operands[0])].get_object()
            if item["/Subtype"] == "/Image":
                yield painted("image", image=item)
            elif depth < DEEPEST:
                matrix = tuple(map(float, item.get("/Matrix", IDENTITY)))
                inner = replace(state, matrix=_times(matrix, state.matrix))
                own = item.get("/Resources")
                yield from self.stream(
                    item.get_data(),
                    own.get_object() if own is not None else resources,
                    inner,
                    depth + 1,
                )


def painted_on(page: PageObject) -> Iterator[Painted]:
    """Yield what the content of `page` paints, forms followed, in the order of painting."""
    content = page.get_contents()
    if content is not None:
        with pikepdf.new() as scratch:
            walk = _Walk(scratch)
            yield from walk.stream(content.get_data(), page["/Resources"].get_object(), _State(), 0)


def _times(one: tuple[float, ...], other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    k, m, n, o, p, q = other
    return (
        a * k + b * n,
        a * m + b * o,
        c * k + d * n,
        c * m + d * o,
        e * k + f * n + p,
        e * m + f * o + q,
    )


def _colour(operator: str, operands: Any) -> Colour:
    return operator, tuple(float(each) for each in operands if not isinstance(each, pikepdf.Name))


def _mcid(operands: Any) -> int | None:
    properties = operands[1] if len(operands) > 1 else None
    return (
        int(properties["/MCID"])
        if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
        else None
    )


def _codes(operands: Any) -> Iterator[int]:
    for operand in operands:
        for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
            if isinstance(part, pikepdf.String):
                data = bytes(part)
                yield from (
                    int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2)
                )
