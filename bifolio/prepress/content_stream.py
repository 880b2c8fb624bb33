"""Rewrites content streams for the press: all colours as CMYK, and black text that overprints.

Text in black alone prints on what lies below it, so that no white line shows where the plates do
not meet (ISO 32000-1, 8.6.7); everything else knocks out. The overprint mode is 1: what a black has
of the other inks, which is nothing, leaves the ground as it is. White never overprints, or it would
vanish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Name, Operator

from bifolio.pdf.colours import BLACK, Ink
from bifolio.pdf.matrices import Matrix, times

OVERPRINTING, KNOCKING_OUT = "/BifolioOverprint", "/BifolioKnockout"
"""The names of the two graphics states in the resources."""

GRAPHICS_STATES: Mapping[str, Mapping[str, bool | int]] = {
    OVERPRINTING: {"OP": True, "op": True, "OPM": 1},
    KNOCKING_OUT: {"OP": False, "op": False, "OPM": 1},
}
"""What rewritten streams need in their resources (ISO 32000-1, 8.4.5)."""

TEXT = frozenset({"Tj", "TJ", "'", '"'})
OTHER_PAINT = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"})
USES = {"Do": "/XObject", "sh": "/Shading"}
"""Operators that use something of the resources, and under which key those have it."""
DEVICE_SPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
COMPONENTS = {"g": 1, "rg": 3, "k": 4}
LUMINANCE = (0.3, 0.59, 0.11)
"""The grey of red, green and blue (ISO 32000-1, 10.3.2)."""

Separate = Callable[[float, float, float], Ink]
"""The ink of a colour of sRGB."""

Operation = tuple[list[Any], str]
"""The operands and the operator."""


class NotSeparable(ValueError):
    """A colour or a picture that the press cannot turn into ink; says which."""


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


@dataclass(frozen=True)
class _State:
    matrix: Matrix
    fill: Ink | None
    """None for one that is inherited, or a pattern."""
    overprints: bool | None
    """None where the stream around decides."""
    fill_space: str = ""
    stroke_space: str = ""


@dataclass
class _Rewriting:
    """A stream on its way into ink."""

    separate: Separate
    state: _State
    stack: list[_State] = field(default_factory=list)
    written: list[Operation] = field(default_factory=list)
    uses: dict[Use, None] = field(default_factory=dict)

    def take(self, operands: list[Any], operator: str) -> None:
        """Rewrite one operator."""
        if operator == "q":
            self.stack.append(self.state)
        elif operator == "Q":
            self.state = self.stack.pop() if self.stack else self.state
        elif operator == "cm":
            matrix = times(tuple(map(float, operands)), self.state.matrix)
            self.state = replace(self.state, matrix=matrix)
        elif operator in ("cs", "CS"):
            self._choose_space(str(operands[0]), operator)
            return
        elif sets_colour(operator):
            self._set_colour(operands, operator)
            return
        elif operator in TEXT:
            self._overprint(wanted=self.state.fill == BLACK)
        elif operator in OTHER_PAINT:
            self._overprint(wanted=False)
            if operator in USES:
                self._use(USES[operator], operands[0])
        self.written.append((operands, operator))

    def _overprint(self, *, wanted: bool) -> None:
        if self.state.overprints is not wanted:
            self.state = replace(self.state, overprints=wanted)
            name = Name(OVERPRINTING if wanted else KNOCKING_OUT)
            self.written.append(([name], "gs"))

    def _use(self, kind: str, name: Any) -> None:
        self.uses[Use(kind, str(name), self.state.matrix)] = None

    def _choose_space(self, name: str, operator: str) -> None:
        if operator == "CS":
            self.state = replace(self.state, stroke_space=name)
        else:
            self.state = replace(self.state, fill_space=name)
        if name in DEVICE_SPACES:
            # Its first colour is black (ISO 32000-1, 8.6.8).
            self._put(BLACK, "K" if operator == "CS" else "k")
        elif name == "/Pattern":
            if operator == "cs":
                self.state = replace(self.state, fill=None)
            self.written.append(([Name(name)], operator))
        else:
            raise NotSeparable(f"a colour is in the space {name.removeprefix('/')}")

    def _set_colour(self, operands: list[Any], operator: str) -> None:
        strokes = operator.isupper()
        if operator.lower() in COMPONENTS:
            count = COMPONENTS[operator.lower()]
        else:
            space = self.state.stroke_space if strokes else self.state.fill_space
            count = DEVICE_SPACES.get(space, 0)
        if count:
            ink = ink_of(tuple(map(float, operands[:count])), self.separate)
            self._put(ink, "K" if strokes else "k")
        else:
            self._use("/Pattern", operands[-1])
            self.state = self.state if strokes else replace(self.state, fill=None)
            self.written.append((operands, operator))

    def _put(self, ink: Ink, operator: str) -> None:
        if operator == "k":
            self.state = replace(self.state, fill=ink)
        last = self.written[-1][1] if self.written else ""
        if last == operator:
            self.written.pop()
        self.written.append((list(ink), operator))


def rewrite(
    content: pikepdf.Object | pikepdf.Page, separate: Separate, matrix: Matrix, *, inner: bool
) -> Rewritten:
    """Return `content` in ink, and what it uses.

    `matrix` leads from its space to that of the page; an `inner` stream is within another, whose
    state it inherits. Raises `NotSeparable` for colours in other spaces than the device's, and for
    pictures among the operators.
    """
    begun = _State(matrix, None, None) if inner else _State(matrix, BLACK, overprints=False)
    rewriting = _Rewriting(separate, begun)
    for instruction in pikepdf.parse_content_stream(content):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            raise NotSeparable("a picture stands among the operators of a page")
        rewriting.take(list(instruction.operands), str(instruction.operator))
    return Rewritten(_unparse(rewriting.written), tuple(rewriting.uses))


def ink_of(parts: tuple[float, ...], separate: Separate) -> Ink:
    """The ink of a colour of one part (grey), three (sRGB) or four."""
    if len(parts) == 1:
        return (0.0, 0.0, 0.0, round(1 - parts[0], 4))
    if len(parts) == 3:
        return separate(*parts)
    cyan, magenta, yellow, black = parts
    return cyan, magenta, yellow, black


def to_grey(content: pikepdf.Object) -> bytes:
    """The content of a soft mask, with what it says in sRGB said in grey."""
    written: list[Operation] = []
    for instruction in pikepdf.parse_content_stream(content):
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator in ("rg", "RG"):
            parts = zip(LUMINANCE, operands, strict=True)
            grey = sum(weight * float(part) for weight, part in parts)
            operands, operator = [round(grey, 4)], "g" if operator == "rg" else "G"
        written.append((operands, operator))
    return _unparse(written)


def to_registration(content: pikepdf.Object | pikepdf.Page) -> bytes:
    """All of `content` in the registration colour `/All`, without tags."""
    left_out = ("BDC", "BMC", "EMC", "gs", "cs", "CS")
    kept = [
        (list(instruction.operands), str(instruction.operator))
        for instruction in pikepdf.parse_content_stream(content)
        if str(instruction.operator) not in left_out and not sets_colour(str(instruction.operator))
    ]
    return _unparse([([Name.All], "cs"), ([1], "scn"), *kept])


def sets_colour(operator: str) -> bool:
    """Whether an operator sets the colour of fills or strokes."""
    return operator.lower() in (*COMPONENTS, "sc", "scn")


def _unparse(operations: list[Operation]) -> bytes:
    instructions = [(operands, Operator(operator)) for operands, operator in operations]
    data: bytes = pikepdf.unparse_content_stream(instructions)
    return data
