"""Rewrites content streams for print shops: all colours as CMYK, and black text that overprints.

Text in black alone overprints its background, so that no white line shows where the plates do
not meet (ISO 32000-1, 8.6.7); everything else knocks out. The overprint mode is 1: what a black has
of the other inks, which is nothing, leaves the ground as it is. White never overprints, or it would
vanish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Matrix, Name, Operator

from bifolio.pdf.colours import BLACK, Ink
from bifolio.pdf.content import (
    COLOURS,
    DEVICE_SPACES,
    FILLS,
    INLINE_IMAGE,
    STROKES,
    TEXT,
    Colour,
    ContentWalk,
    GraphicsState,
    Operation,
    Overprint,
    PageOrStream,
    operations_of,
)

OVERPRINTING, KNOCKING_OUT = "/BifolioOverprint", "/BifolioKnockout"
"""The names of the two graphics states in the resources."""

GRAPHICS_STATES: Mapping[str, Mapping[str, bool | int]] = {
    OVERPRINTING: {"OP": True, "op": True, "OPM": 1},
    KNOCKING_OUT: {"OP": False, "op": False, "OPM": 1},
}
"""What rewritten streams need in their resources (ISO 32000-1, 8.4.5)."""

OVERPRINTS, KNOCKS_OUT = Overprint(True, True, 1), Overprint(False, False, 1)
UNKNOWN_OVERPRINT, UNKNOWN_COLOUR = Overprint(mode=-1), ()
"""Of a stream within another, which inherits them, and of a pattern."""

OTHER_PAINT = FILLS | STROKES | {"sh", "Do"}
LEFT_OUT = frozenset({"BDC", "BMC", "EMC", "gs", "cs", "CS"})
"""Operators that a slug line in one colour has no use for."""
USES = {"Do": "/XObject", "sh": "/Shading"}
"""Operators that use something of the resources, and under which key those have it."""
LUMINANCE = (0.3, 0.59, 0.11)
"""The grey of red, green and blue (ISO 32000-1, 10.3.2)."""

Separate = Callable[[float, float, float], Ink]
"""The ink of a colour of sRGB."""


class NotSeparable(ValueError):
    """A colour or a picture that cannot be converted to ink; the message says which."""


@dataclass(frozen=True)
class Use:
    """What a stream uses of its resources, and the matrix it is used with."""

    kind: str
    """`/XObject`, `/Shading` or `/Pattern`: where the resources have it."""
    name: str
    matrix: Matrix


@dataclass(frozen=True)
class Rewritten:
    """A stream in ink."""

    data: bytes
    uses: tuple[Use, ...]


class _InkWriter:
    """Writes a stream in ink while a walk follows what is written."""

    def __init__(self, walk: ContentWalk, separate: Separate) -> None:
        self._walk = walk
        self._separate = separate
        self.written: list[Operation] = []
        self.uses: dict[tuple[object, ...], Use] = {}

    def write(self, operation: Operation) -> None:
        """Write one operation, whose effect the state of the walk has already."""
        operator, operands = operation
        strokes = operator.isupper()
        if operator in ("cs", "CS"):
            self._choose_space(operation, strokes=strokes)
        elif operator.lower() in COLOURS:
            self._set_colour(operation, strokes=strokes)
        else:
            if operator in TEXT:
                self._overprint(OVERPRINTS if self._walk.state.fill.parts == BLACK else KNOCKS_OUT)
            elif operator in OTHER_PAINT:
                self._overprint(KNOCKS_OUT)
                if operator in USES:
                    self._use(USES[operator], operands[0])
            self.written.append(operation)

    def _overprint(self, wanted: Overprint) -> None:
        state = self._walk.state
        if state.overprint != wanted:
            self._walk.state = state._replace(overprint=wanted)
            name = Name(OVERPRINTING if wanted == OVERPRINTS else KNOCKING_OUT)
            self.written.append(Operation("gs", [name]))

    def _use(self, kind: str, name: Any) -> None:
        matrix = self._walk.state.matrix  # which is hashed by its identity
        key = (kind, str(name), *matrix.shorthand)
        self.uses.setdefault(key, Use(kind, str(name), matrix))

    def _choose_space(self, operation: Operation, *, strokes: bool) -> None:
        name = str(operation.operands[0])
        if name[1:] in DEVICE_SPACES.values():
            self._put(BLACK, strokes=strokes)  # the first colour of each (ISO 32000-1, 8.6.8)
        elif name == "/Pattern":
            self._set(UNKNOWN_COLOUR, strokes=strokes)
            self.written.append(operation)
        else:
            raise NotSeparable(f"a colour is in the space {name[1:]}")

    def _set_colour(self, operation: Operation, *, strokes: bool) -> None:
        state = self._walk.state
        colour = state.stroke if strokes else state.fill
        if colour.space in DEVICE_SPACES.values():
            self._put(ink_of(colour.parts, self._separate), strokes=strokes)
        else:
            self._use("/Pattern", operation.operands[-1])
            self.written.append(operation)

    def _put(self, ink: Ink, *, strokes: bool) -> None:
        self._set(ink, strokes=strokes)
        operator = "K" if strokes else "k"
        if self.written and self.written[-1].operator == operator:
            self.written.pop()
        self.written.append(Operation(operator, list(ink)))

    def _set(self, parts: tuple[float, ...], *, strokes: bool) -> None:
        state = self._walk.state
        colour = state.stroke if strokes else state.fill
        self._walk.state = state.painting(colour._replace(parts=parts), strokes=strokes)


def rewrite(content: PageOrStream, separate: Separate, matrix: Matrix, *, inner: bool) -> Rewritten:
    """Return `content` in ink, and what it uses.

    `matrix` leads from its space to that of the page; an `inner` stream is within another, whose
    state it inherits. Raises `NotSeparable` for colours in other spaces than the device's, and for
    pictures among the operators.
    """
    unknown = Colour("", UNKNOWN_COLOUR)
    begun = GraphicsState(matrix, fill=unknown, overprint=UNKNOWN_OVERPRINT)
    if not inner:
        begun = begun._replace(fill=Colour("DeviceCMYK", BLACK), overprint=KNOCKS_OUT)
    walk = ContentWalk(begun, into_forms=False)
    writer = _InkWriter(walk, separate)
    for operation in walk.operations(content):
        if operation.operator == INLINE_IMAGE:
            raise NotSeparable("a page has an inline image")
        writer.write(operation)
    return Rewritten(_unparse(writer.written), tuple(writer.uses.values()))


def ink_of(parts: tuple[float, ...], separate: Separate) -> Ink:
    """The ink of a colour of one part (grey), three (sRGB) or four."""
    if len(parts) == 1:
        return (0.0, 0.0, 0.0, round(1 - parts[0], 4))
    if len(parts) == 3:
        return separate(*parts)
    cyan, magenta, yellow, black = parts
    return cyan, magenta, yellow, black


def to_grey(content: PageOrStream) -> bytes:
    """The content of a soft mask, with its colours of sRGB in grey."""
    written: list[Operation] = []
    for operator, operands in operations_of(content):
        if operator in ("rg", "RG"):
            parts = zip(LUMINANCE, operands, strict=True)
            grey = sum(weight * float(part) for weight, part in parts)
            written.append(Operation("g" if operator == "rg" else "G", [round(grey, 4)]))
        else:
            written.append(Operation(operator, operands))
    return _unparse(written)


def to_registration(content: PageOrStream) -> bytes:
    """All of `content` in the registration colour `/All`, without tags."""
    kept = (
        each
        for each in operations_of(content)
        if each.operator not in LEFT_OUT and each.operator.lower() not in COLOURS
    )
    return _unparse([Operation("cs", [Name.All]), Operation("scn", [1]), *kept])


def _unparse(operations: Iterable[Operation]) -> bytes:
    instructions = [(list(operands), Operator(operator)) for operator, operands in operations]
    data: bytes = pikepdf.unparse_content_stream(instructions)
    return data
