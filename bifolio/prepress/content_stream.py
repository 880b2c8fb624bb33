"""Rewrites content streams for print shops: all colours in CMYK, black text overprinting.

Text in pure black overprints its background, so that misregistered plates leave no white outline
(ISO 32000-1, 8.6.7); everything else knocks out, white above all, which would vanish. The overprint
mode is 1: an ink of zero leaves the background unchanged.
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
"""The graphics states that rewritten streams use (ISO 32000-1, 8.4.5)."""

OVERPRINTS, KNOCKS_OUT = Overprint(True, True, 1), Overprint(False, False, 1)
UNKNOWN_OVERPRINT, UNKNOWN_COLOUR = Overprint(mode=-1), ()
"""The overprint of a nested stream, which inherits it; the colour of it and of a pattern."""

OTHER_PAINT = FILLS | STROKES | {"sh", "Do"}
LEFT_OUT = frozenset({"BDC", "BMC", "EMC", "gs", "cs", "CS"})
"""Operators that are removed from slug lines."""
USES = {"Do": "/XObject", "sh": "/Shading"}
"""Operators that use a resource, and the category of the resource."""
LUMINANCE = (0.3, 0.59, 0.11)
"""The weights of red, green and blue in grey (ISO 32000-1, 10.3.2)."""

Separate = Callable[[float, float, float], Ink]
"""Converts an sRGB colour to inks."""


class NotSeparable(ValueError):
    """A colour or image cannot be converted to inks; the message says which."""


@dataclass(frozen=True)
class ResourceUse:
    """A use of a resource by a stream."""

    kind: str
    """The category of the resource: `/XObject`, `/Shading` or `/Pattern`."""
    name: str
    matrix: Matrix


@dataclass(frozen=True)
class RewrittenStream:
    """A stream in inks."""

    data: bytes
    uses: tuple[ResourceUse, ...]


class _InkWriter:
    """Writes a stream in inks while `walk` tracks the state of what is written."""

    def __init__(self, walk: ContentWalk, separate: Separate) -> None:
        self._walk = walk
        self._separate = separate
        self.written: list[Operation] = []
        self.uses: dict[tuple[object, ...], ResourceUse] = {}

    def write(self, operation: Operation) -> None:
        """Write one operation, which the walk has already applied."""
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

    def _overprint(self, expected: Overprint) -> None:
        state = self._walk.state
        if state.overprint != expected:
            self._walk.state = state._replace(overprint=expected)
            name = Name(OVERPRINTING if expected == OVERPRINTS else KNOCKING_OUT)
            self.written.append(Operation("gs", [name]))

    def _use(self, kind: str, name: Any) -> None:
        matrix = self._walk.state.matrix  # hashed by identity, hence the shorthand
        key = (kind, str(name), *matrix.shorthand)
        self.uses.setdefault(key, ResourceUse(kind, str(name), matrix))

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


def rewrite(
    content: PageOrStream, separate: Separate, matrix: Matrix, *, inner: bool
) -> RewrittenStream:
    """Return `content` in inks, and the resources that it uses.

    `matrix` maps its space to that of the page; an `inner` stream inherits the state of another.
    Raises `NotSeparable` for colours that are not in a device space, and for inline images.
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
    return RewrittenStream(unparse(writer.written), tuple(writer.uses.values()))


def ink_of(parts: tuple[float, ...], separate: Separate) -> Ink:
    """The inks of a colour of one component (grey), three (sRGB) or four (CMYK)."""
    if len(parts) == 1:
        return (0.0, 0.0, 0.0, round(1 - parts[0], 4))
    if len(parts) == 3:
        return separate(*parts)
    cyan, magenta, yellow, black = parts
    return cyan, magenta, yellow, black


def to_grey(content: PageOrStream) -> bytes:
    """The content of a soft mask, with its sRGB colours in grey."""
    written: list[Operation] = []
    for operator, operands in operations_of(content):
        if operator in ("rg", "RG"):
            parts = zip(LUMINANCE, operands, strict=True)
            grey = sum(weight * float(part) for weight, part in parts)
            written.append(Operation("g" if operator == "rg" else "G", [round(grey, 4)]))
        else:
            written.append(Operation(operator, operands))
    return unparse(written)


def to_registration(content: PageOrStream) -> bytes:
    """`content` in the registration colour `/All`, without tags."""
    kept = (
        each
        for each in operations_of(content)
        if each.operator not in LEFT_OUT and each.operator.lower() not in COLOURS
    )
    return unparse([Operation("cs", [Name.All]), Operation("scn", [1]), *kept])


def unparse(operations: Iterable[Operation]) -> bytes:
    """The content stream with `operations`."""
    instructions = [(list(operands), Operator(operator)) for operator, operands in operations]
    data: bytes = pikepdf.unparse_content_stream(instructions)
    return data
