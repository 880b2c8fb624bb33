"""Interprets content streams and their graphics state (ISO 32000-1, 7.8.2 and 8.4).

The only interpreter of content: `painting`, `colour_spaces`, `prepress.content_stream` and
`preflight.imposed_sheets` build on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name

from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.structure import REPLACEMENTS

DEEPEST = 12
"""The most levels of nested forms that are followed."""

TEXT = frozenset({"Tj", "TJ", "'", '"'})
FILLS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
STROKE_ONLY = frozenset({"S", "s"})
STROKES = frozenset({"S", "s", "B", "B*", "b", "b*"})
INLINE_IMAGE = "INLINE IMAGE"
"""What pikepdf returns for BI, ID and EI together."""

DEVICE_SPACES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
"""The colour space that an operator sets; operators for strokes are in capitals."""
COLOURS = frozenset({*DEVICE_SPACES, "sc", "scn"})

PATH_ENDS = FILLS | STROKES | {"n"}
PATH_PARTS = frozenset({"m", "l", "c", "v", "y", "re"})
CLIPS = frozenset({"W", "W*"})


PageOrStream: TypeAlias = pikepdf.Object | pikepdf.Page
"""A page, or the stream of a form, a pattern or a glyph."""


class Operation(NamedTuple):
    """An operator with its operands."""

    operator: str
    operands: Sequence[Any]


class Colour(NamedTuple):
    """The colour of fills or strokes."""

    space: str = "DeviceGray"
    """The family of its colour space, with the colorant of a Separation (`Separation All`)."""
    parts: tuple[float, ...] = (0.0,)
    pattern: str = ""
    """The resource name of a pattern."""


class Overprint(NamedTuple):
    """Whether strokes and fills overprint, and how (ISO 32000-1, 8.6.7)."""

    stroke: bool = False
    fill: bool = False
    mode: int = 0


class GraphicsState(NamedTuple):
    """The tracked part of the graphics state (ISO 32000-1, 8.4.1)."""

    matrix: Matrix = Matrix()
    """From content space to page space."""
    clip: Rectangle | None = None
    fill: Colour = Colour()
    stroke: Colour = Colour()
    font: Any = None
    """The font dictionary."""
    line_width: float = 1.0
    overprint: Overprint = Overprint()
    blend: str = "Normal"
    """The blend mode (ISO 32000-1, 11.3.5)."""
    opacity: float = 1.0
    """Of fills, from 0 to 1."""
    group: float = 1.0
    """The opacity of the enclosing groups."""

    def painting(self, colour: Colour, *, strokes: bool) -> GraphicsState:
        """Return the state with another stroke or fill colour."""
        return self._replace(stroke=colour) if strokes else self._replace(fill=colour)


def operations_of(content: PageOrStream) -> Iterator[Operation]:
    """Yield the operations of a page or stream; raises `pikepdf.PdfError` if it is damaged."""
    for instruction in pikepdf.parse_content_stream(content):
        yield Operation(str(instruction.operator), instruction.operands)


class ContentWalk:
    """Tracks the graphics state through the content of a page or stream."""

    def __init__(
        self,
        state: GraphicsState | None = None,
        *,
        into_forms: bool = True,
        fonts: dict[object, Any] | None = None,
    ) -> None:
        """Begin with `state`; without `into_forms`, forms are not entered.

        `fonts` caches fonts, so that each is the same object in several walks.
        """
        self.state = state or GraphicsState()
        """The state after the last yielded operation; code that rewrites content may replace it."""
        self.resources: Any = Dictionary()
        """The resource dictionary of the current operation."""
        self.text = Matrix()
        """From text space to content space (ISO 32000-1, 9.4.2)."""
        self.path: Rectangle | None = None
        """The bounding box of the current path, in page space."""
        self.tags: list[tuple[str, int | None]] = []
        """The enclosing marked contents, outermost first: tag, and MCID if it has one."""
        self.replacements: list[tuple[str, ...]] = []
        """The replacement texts of each of `tags` (ActualText, Alt, E)."""
        self._into_forms = into_forms
        self._clips = False
        self._entered: list[tuple[int, int]] = []
        self._fonts = {} if fonts is None else fonts

    def operations(self, content: PageOrStream) -> Iterator[Operation]:
        """Yield the operations of a page or stream, and of the forms that it paints.

        The state already includes the effect of the operation; a painted path is reset after it.
        """
        own = content.resources if isinstance(content, pikepdf.Page) else content.get("/Resources")
        resources = self.resources if own is None else own
        around, opened = self.resources, len(self.tags)
        stack: list[GraphicsState] = []
        for operation in operations_of(content):
            self.resources = resources
            operator, operands = operation
            if operator == "q":
                stack.append(self.state)
            elif operator == "Q":
                self.state = stack.pop() if stack else self.state
            elif operator == "EMC":
                if len(self.tags) > opened:
                    self.tags.pop()
                    self.replacements.pop()
            else:
                self._apply(operator, operands)
            yield operation
            if operator in PATH_ENDS:
                self._end_path()
            elif operator == "Do" and self._into_forms:
                yield from self._form(self.resource("/XObject", operands[0]))
        del self.tags[opened:], self.replacements[opened:]
        self.resources = around

    def resource(self, kind: str, name: object) -> Any:
        """Return a resource; raises `KeyError` if it is missing."""
        return self.resources[kind][str(name)]

    def _form(self, item: Any) -> Iterator[Operation]:
        """The operations of a form XObject (ISO 32000-1, 8.10.1), unless it contains itself."""
        deep = len(self._entered) >= DEEPEST or item.objgen in self._entered
        if item.get("/Subtype") != Name.Form or deep:
            return
        before = self.state
        matrix = matrix_of(item) @ before.matrix
        clip = before.clip
        if "/BBox" in item:
            clip = Rectangle.of(item.BBox).transformed(matrix).within(clip)
        group = before.group * before.opacity
        self.state = before._replace(matrix=matrix, clip=clip, group=group, opacity=1.0)
        self._entered.append(item.objgen)
        yield from self.operations(item)
        self._entered.pop()
        self.state = before

    def _apply(self, operator: str, operands: Sequence[Any]) -> None:
        """Apply an operator to the state."""
        if operator == "cm":
            self.state = self.state._replace(matrix=Matrix(*operands) @ self.state.matrix)
        elif operator in PATH_PARTS:
            self._extend(operator, [float(each) for each in operands])
        elif operator in CLIPS:
            self._clips = True
        elif operator in ("BDC", "BMC"):
            self._open(operands)
        elif operator.lower() in COLOURS or operator in ("cs", "CS"):
            self._set_colour(operator, operands)
        elif operator == "w":
            self.state = self.state._replace(line_width=float(operands[0]))
        elif operator == "gs":
            self._set_from(self.resource("/ExtGState", operands[0]))
        else:
            self._set_text(operator, operands)

    def _set_text(self, operator: str, operands: Sequence[Any]) -> None:
        if operator == "Tf":
            self.state = self.state._replace(font=self._font(str(operands[0])))
        elif operator in ("Td", "TD"):
            self.text = Matrix(1, 0, 0, 1, *operands) @ self.text
        elif operator == "Tm":
            self.text = Matrix(*operands)
        elif operator == "BT":
            self.text = Matrix()

    def _font(self, name: str) -> Any:
        """The font called `name`, always the same object; an empty dictionary if missing."""
        font = self.resources.get("/Font", Dictionary()).get(name, Dictionary())
        key = font.objgen if font.is_indirect else (id(self.resources), name)
        return self._fonts.setdefault(key, font)

    def _extend(self, operator: str, numbers: Sequence[float]) -> None:
        """Add the points of an operator to the path."""
        if operator == "re":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y, x, y + height, x + width, y + height]
        transform = self.state.matrix.transform
        points = [transform(at) for at in zip(numbers[::2], numbers[1::2], strict=True)]
        if self.path:
            points += (self.path[:2], self.path[2:])
        if points:
            xs, ys = zip(*points, strict=True)
            self.path = Rectangle(min(xs), min(ys), max(xs), max(ys))

    def _end_path(self) -> None:
        """Reset the painted path, and clip to it after `W` or `W*`."""
        if self._clips and self.path:
            self.state = self.state._replace(clip=self.path.within(self.state.clip))
        self.path, self._clips = None, False

    def _set_colour(self, operator: str, operands: Sequence[Any]) -> None:
        strokes = operator.isupper()
        before = self.state.stroke if strokes else self.state.fill
        if operator in ("cs", "CS"):
            colour = before._replace(space=_family(str(operands[0]), self.resources))
        else:
            space = DEVICE_SPACES.get(operator.lower(), before.space)
            parts = tuple(float(each) for each in operands if not isinstance(each, Name))
            named = len(operands) and isinstance(operands[-1], Name)
            colour = Colour(space, parts, str(operands[-1]) if named else "")
        self.state = self.state.painting(colour, strokes=strokes)

    def _set_from(self, entries: Any) -> None:
        """Apply a graphics state parameter dictionary (ISO 32000-1, 8.4.5)."""
        state = self.state
        self.state = state._replace(
            overprint=_overprint(entries, state.overprint),
            opacity=float(entries.get("/ca", state.opacity)),
            blend=_blend(entries.get("/BM"), state.blend),
        )

    def _open(self, operands: Sequence[Any]) -> None:
        """Open a marked content, whose properties are inline or a resource."""
        given = operands[1] if len(operands) > 1 else None
        if isinstance(given, Name):
            given = self.resources.get("/Properties", Dictionary()).get(str(given))
        given = given if given is not None else Dictionary()
        self.tags.append((str(operands[0]), int(given["/MCID"]) if "/MCID" in given else None))
        self.replacements.append(tuple(str(given[key]) for key in REPLACEMENTS if key in given))


def matrix_of(item: Any) -> Matrix:
    """Return the matrix of a form or a pattern (ISO 32000-1, 8.10.2)."""
    return Matrix(*item.Matrix) if "/Matrix" in item else Matrix()


def _family(name: str, resources: Any) -> str:
    """The family of a colour space; of a Separation, with its colorant."""
    space = resources.get("/ColorSpace", Dictionary()).get(name, name)
    if isinstance(space, Array):
        family = str(space[0])[1:]
        return f"{family} {str(space[1])[1:]}" if family == "Separation" else family
    return str(space)[1:]


def _blend(entries: Any, before: str) -> str:
    """The blend mode of a graphics state; the first of several (ISO 32000-1, 11.3.5)."""
    if isinstance(entries, Array):
        entries = entries[0] if len(entries) else None
    return str(entries)[1:] if entries is not None else before


def _overprint(entries: Any, before: Overprint) -> Overprint:
    """The overprint of a graphics state; `OP` alone is for fills too (ISO 32000-1, table 58)."""
    stroke = bool(entries.get("/OP", before.stroke))
    fill = bool(entries.get("/op", stroke if "/OP" in entries else before.fill))
    return Overprint(stroke, fill, int(entries.get("/OPM", before.mode)))
