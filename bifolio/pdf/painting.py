"""What the content streams of a page paint: text, images and paths, with the state they are in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

import pikepdf
from pypdf import PageObject

from bifolio.pdf.colours import Ink
from bifolio.pdf.matrices import IDENTITY, Matrix, times
from bifolio.pdf.structure import REPLACEMENTS, is_true

Colour = tuple[str, tuple[float, ...]]
"""The operator that set it, without its case (g, rg, k, sc, scn), and its operands."""

TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
STROKE_ONLY = frozenset({b"S", b"s"})
STROKES = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
PAINTS = FILLS | STROKES | {b"n"}
CLIPS = frozenset({b"W", b"W*"})
PLACES = CLIPS | {b"BT", b"Tm", b"Td", b"TD"} | {b"m", b"l", b"c", b"v", b"y", b"re"}
"""Operators that say where: of text, and of the parts of a path."""
COLOURS = {b"g": "g", b"rg": "rg", b"k": "k", b"sc": "sc", b"scn": "scn"}
STATE = frozenset({b"Tf", b"w", b"gs", b"cs", b"CS", *COLOURS, *(name.upper() for name in COLOURS)})
"""Operators that set a value of the graphics state which is looked at."""
DEEPEST = 12
"""Forms within forms that are followed."""


Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top; pt, on the page."""


@dataclass(frozen=True)
class Overprint:
    """Whether strokes and fills overprint, and how (ISO 32000-1, 8.6.7)."""

    stroke: bool = False
    fill: bool = False
    mode: int = 0


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
    replacements: tuple[str, ...] = ()
    """What the marked content around it says instead of it, outermost first."""
    font: str = ""
    """The resource name of the font, for text."""
    codes: tuple[int, ...] = ()
    """Two-byte codes, for text in a composite font."""
    single: frozenset[int] = frozenset()
    """One-byte codes, for text in a simple font."""
    image: Any = None
    """The stream, for an image."""
    inline: Any = None
    """Width, height and colour space of an image among the operators (ISO 32000-1, 8.9.7)."""
    pattern: str = ""
    """The resource name of the pattern that it is filled with."""
    shading: Any = None
    """The dictionary, for a shading that an operator paints."""
    blend: str = "Normal"
    """Its blend mode (ISO 32000-1, 11.3.5)."""
    operator: bytes = b""
    opacity: float = 1.0
    """Of its fill, from 0 to 1, the groups around it included."""
    resources: Any = None
    box: Rectangle | None = None
    """What is seen of a path, an image or a shading: its rectangle within that of the clip. Where
    text begins on its baseline, without a size. None for a shading that nothing clips."""
    line_width: float = 1.0
    """pt, on the page."""
    overprint: Overprint = Overprint()
    spaces: tuple[str, str] = ("", "")
    """The colour spaces of fills and strokes, where an operator chose one: the family, and the
    colorant of a Separation after a space (`Separation All`)."""

    @property
    def ink(self) -> Ink | None:
        """The four inks that it is painted in; None for what is in another colour space."""
        _, parts = self.stroke if self.operator in STROKE_ONLY else self.fill
        if len(parts) != 4:
            return None
        cyan, magenta, yellow, black = parts
        return cyan, magenta, yellow, black

    @property
    def is_registration(self) -> bool:
        """Whether it is painted in the registration colour, which is on every plate."""
        fills, strokes = self.spaces
        return (strokes if self.operator in STROKE_ONLY else fills) == "Separation All"


@dataclass(frozen=True)
class _State:
    matrix: Matrix = IDENTITY
    fill: Colour = ("g", (0.0,))
    stroke: Colour = ("g", (0.0,))
    font: str = ""
    clip: Rectangle | None = None
    line_width: float = 1.0
    overprint: Overprint = Overprint()
    spaces: tuple[str, str] = ("", "")
    group: float = 1.0
    """The opacity of the groups around."""
    opacity: float = 1.0
    blend: str = "Normal"
    pattern: str = ""


@dataclass
class _Walk:
    scratch: pikepdf.Pdf
    """Holds the content streams while they are cut into operators."""
    tags: list[tuple[str, int | None]] = field(default_factory=list)
    replacements: list[tuple[str, ...]] = field(default_factory=list)
    """What each of the tags says instead of its content."""
    text: Matrix = IDENTITY
    """From the space of text to that around it (ISO 32000-1, 9.4.2)."""
    path: Rectangle | None = None
    clips: bool = False
    """Whether the path becomes a clip when it is done with."""

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
                state = replace(state, matrix=times(tuple(map(float, operands)), state.matrix))
            elif operator in PLACES:
                self._place(operator, [float(each) for each in operands], state.matrix)
            elif operator in STATE:
                state = _changed(state, operator, operands, resources)
            elif operator in (b"BDC", b"BMC"):
                properties = _properties(operands, resources)
                self.tags.append((str(operands[0]), _mcid(properties)))
                self.replacements.append(_replacements(properties))
            elif operator == b"EMC":
                if len(self.tags) > opened:
                    self.tags.pop()
                    self.replacements.pop()
            else:
                yield from self._paint(operator, operands, resources, state, depth)
                if operator in PAINTS:
                    state = self._done(state)

    def _place(self, operator: bytes, numbers: list[float], matrix: Matrix) -> None:
        """Note where an operator puts the text that follows, or a part of the path."""
        if operator in (b"Td", b"TD"):
            self.text = times((1, 0, 0, 1, *numbers), self.text)
        elif operator == b"Tm":
            a, b, c, d, e, f = numbers
            self.text = a, b, c, d, e, f
        elif operator == b"BT":
            self.text = IDENTITY
        elif operator in CLIPS:
            self.clips = True
        else:
            self._add(operator, numbers, matrix)

    def _add(self, operator: bytes, numbers: list[float], matrix: Matrix) -> None:
        """Add the points of an operator to the path."""
        if operator == b"re":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y, x, y + height, x + width, y + height]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            a, b, c, d, e, f = matrix
            at = a * x + c * y + e, b * x + d * y + f
            self.path = _around(self.path, (*at, *at))

    def _done(self, state: _State) -> _State:
        """The state after a path was painted, or became a clip."""
        path, clips = self.path, self.clips
        self.path, self.clips = None, False
        return replace(state, clip=within(path, state.clip)) if clips and path else state

    def _paint(
        self, operator: bytes, operands: Any, resources: Any, state: _State, depth: int
    ) -> Iterator[Painted]:
        def painted(kind: str, **more: Any) -> Painted:
            tags = tuple(self.tags)
            a, b, *_ = state.matrix
            return Painted(
                kind,
                state.matrix,
                state.fill,
                state.stroke,
                tags,
                tuple(words for each in self.replacements for words in each),
                operator=operator,
                line_width=state.line_width * hypot(a, b),
                overprint=state.overprint,
                spaces=state.spaces,
                opacity=state.group * state.opacity,
                blend=state.blend,
                pattern=state.pattern,
                **more,
            )

        if operator in TEXT:
            strings = list(_strings(operands))
            codes = tuple(code for each in strings for code in _codes(each))
            single = frozenset(byte for each in strings for byte in each)
            *_, x, y = times(self.text, state.matrix)
            begins = (x, y, x, y)
            yield painted(
                "text", font=state.font, codes=codes, single=single, resources=resources, box=begins
            )
        elif operator in FILLS | STROKES:
            box = self.path and within(self.path, state.clip)
            yield painted("path", resources=resources, box=box)
        elif operator == b"sh":
            shading = resources.get("/Shading", {}).get(str(operands[0]))
            yield painted("shading", shading=shading and shading.get_object(), box=state.clip)
        elif operator == b"INLINE IMAGE":
            square = _transformed((0, 0, 1, 1), state.matrix)
            said = operands[0].obj
            space = said.get("/ColorSpace", "/DeviceGray")
            inline = {
                "/Width": int(said["/Width"]),
                "/Height": int(said["/Height"]),
                "/ColorSpace": str(space[0] if isinstance(space, pikepdf.Array) else space),
            }
            yield painted("image", inline=inline, box=within(square, state.clip))
        elif operator == b"Do":
            item = resources["/XObject"][str(operands[0])].get_object()
            if item["/Subtype"] == "/Image":
                square = _transformed((0, 0, 1, 1), state.matrix)
                yield painted("image", image=item, box=within(square, state.clip))
            elif depth < DEEPEST:
                matrix = tuple(map(float, item.get("/Matrix", IDENTITY)))
                inner = replace(
                    state,
                    matrix=times(matrix, state.matrix),
                    group=state.group * state.opacity,
                    opacity=1.0,
                )
                if "/BBox" in item:
                    frame = _transformed(tuple(map(float, item["/BBox"])), inner.matrix)
                    inner = replace(inner, clip=within(frame, state.clip))
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


def within(one: Rectangle, other: Rectangle | None) -> Rectangle:
    """The part of a rectangle that is in the other; one without a size where there is none."""
    if other is None:
        return one
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(left, min(one[2], other[2])), max(bottom, min(one[3], other[3]))


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles, of which one may be a line, have a part in common."""
    return max(one[0], other[0]) <= min(one[2], other[2]) and max(one[1], other[1]) <= min(
        one[3], other[3]
    )


def is_empty(box: Rectangle) -> bool:
    """Whether nothing is seen of what is in `box`: a clip took it away."""
    return box[2] - box[0] <= 0 and box[3] - box[1] <= 0


def _around(one: Rectangle | None, other: Rectangle) -> Rectangle:
    if one is None:
        return other
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _transformed(box: tuple[float, ...], matrix: Matrix) -> Rectangle:
    """The rectangle around `box` in the space that `matrix` leads to."""
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    corners = ((left, bottom), (right, bottom), (left, top), (right, top))
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _changed(state: _State, operator: bytes, operands: Any, resources: Any) -> _State:
    """The graphics state after an operator that sets one of its values."""
    if operator == b"Tf":
        return replace(state, font=str(operands[0]))
    if operator == b"w":
        return replace(state, line_width=float(operands[0]))
    fills, strokes = state.spaces
    if operator == b"cs":
        return replace(state, spaces=(_family(str(operands[0]), resources), strokes))
    if operator == b"CS":
        return replace(state, spaces=(fills, _family(str(operands[0]), resources)))
    if operator == b"gs":
        said = resources["/ExtGState"][str(operands[0])].get_object()
        overprint = _overprint(said, state.overprint)
        opacity = float(said.get("/ca", state.opacity))
        blend = _blend(said.get("/BM"), state.blend)
        return replace(state, overprint=overprint, opacity=opacity, blend=blend)
    name = COLOURS[operator.lower()]
    special = name in ("sc", "scn")
    if operator in COLOURS:
        spaces = state.spaces if special else ("", strokes)
        pattern = _pattern(operands)
        return replace(state, fill=_colour(name, operands), pattern=pattern, spaces=spaces)
    spaces = state.spaces if special else (fills, "")
    return replace(state, stroke=_colour(name, operands), spaces=spaces)


def _family(name: str, resources: Any) -> str:
    """The family of the colour space called `name`, with the colorant of a Separation."""
    space = resources.get("/ColorSpace", {}).get(name)
    space = space.get_object() if space is not None else name
    if isinstance(space, list):
        family = str(space[0]).removeprefix("/")
        return f"{family} {str(space[1])[1:]}" if family == "Separation" else family
    return str(space).removeprefix("/")


def _pattern(operands: Any) -> str:
    """The pattern that an operator names, after the colour of an uncoloured one."""
    last = operands[-1] if len(operands) else None
    return str(last) if isinstance(last, pikepdf.Name) else ""


def _blend(said: Any, before: str) -> str:
    """The blend mode after a graphics state; of several, the first (ISO 32000-1, 11.3.5)."""
    said = said.get_object() if said is not None else None
    if isinstance(said, list):
        said = said[0] if said else None
    return str(said).removeprefix("/") if said is not None else before


def _overprint(said: Any, before: Overprint) -> Overprint:
    """Overprinting after a graphics state; `OP` alone is for fills too (ISO 32000-1, table 58)."""
    stroke = is_true(said["/OP"]) if "/OP" in said else before.stroke
    fill = is_true(said["/op"]) if "/op" in said else stroke if "/OP" in said else before.fill
    return Overprint(stroke, fill, int(said.get("/OPM", before.mode)))


def _colour(operator: str, operands: Any) -> Colour:
    return operator, tuple(float(each) for each in operands if not isinstance(each, pikepdf.Name))


def _properties(operands: Any, resources: Any) -> Any:
    """The property list of a marked content, be it given there or among the resources."""
    given = operands[1] if len(operands) > 1 else None
    if isinstance(given, pikepdf.Name):
        named = resources.get("/Properties", {}).get(str(given))
        given = named.get_object() if named is not None else None
    return given if given is not None else {}


def _mcid(properties: Any) -> int | None:
    return int(properties["/MCID"]) if "/MCID" in properties else None


def _replacements(properties: Any) -> tuple[str, ...]:
    return tuple(str(properties[key]) for key in REPLACEMENTS if key in properties)


def _strings(operands: Any) -> Iterator[bytes]:
    for operand in operands:
        for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
            if isinstance(part, pikepdf.String):
                yield bytes(part)


def _codes(string: bytes) -> Iterator[int]:
    yield from (int.from_bytes(string[at : at + 2], "big") for at in range(0, len(string) - 1, 2))
