"""What pages paint: text, images, paths and shadings, each with its graphics state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from struct import unpack
from typing import Any

import pikepdf
from pikepdf import Array, Name, String

from bifolio.pdf.colours import Ink
from bifolio.pdf.content import (
    FILLS,
    INLINE_IMAGE,
    STROKE_ONLY,
    STROKES,
    TEXT,
    Colour,
    ContentWalk,
    GraphicsState,
)
from bifolio.pdf.geometry import UNIT_SQUARE, Rectangle


@dataclass(frozen=True, slots=True)
class Painted:
    """One operation that leaves something on the page."""

    kind: str
    """`text`, `image`, `path` or `shading`."""
    operator: str
    state: GraphicsState
    resources: Any
    tags: tuple[tuple[str, int | None], ...]
    """The enclosing marked contents, outermost first: tag, and MCID if it has one."""
    replacements: tuple[str, ...]
    """The ActualText, Alt and E of the enclosing marked contents, outermost first."""
    box: Rectangle | None = None
    """The visible box of a path, an image or a shading, clipped; None for an unclipped shading. Of
    text, its origin."""
    extent: Rectangle | None = None
    """The box of a path before it is clipped."""
    codes: tuple[int, ...] = ()
    """The character codes of text."""
    item: Any = None
    """The stream of an image, the dictionary of a shading; of an inline image (ISO 32000-1, 8.9.7)
    its `/Width`, `/Height` and `/ColorSpace`."""

    @property
    def in_picture(self) -> bool:
        """Whether it is part of a picture, such as a drawing (SVG)."""
        return any(tag == "/Figure" for tag, _ in self.tags)

    @property
    def fill(self) -> Colour:
        """The colour of fills."""
        return self.state.fill

    @property
    def stroke(self) -> Colour:
        """The colour of strokes."""
        return self.state.stroke

    @property
    def font(self) -> Any:
        """The font dictionary."""
        return self.state.font

    @property
    def opacity(self) -> float:
        """Of its fill, from 0 to 1, with that of the enclosing groups."""
        return self.state.group * self.state.opacity

    @property
    def line_width(self) -> float:
        """Of a stroke, in page space (pt)."""
        return self.state.line_width * hypot(self.state.matrix.a, self.state.matrix.b)

    @property
    def _colour(self) -> Colour:
        return self.stroke if self.operator in STROKE_ONLY else self.fill

    @property
    def ink(self) -> Ink | None:
        """Its four inks; None for another colour space."""
        if len(self._colour.parts) != 4:
            return None
        cyan, magenta, yellow, black = self._colour.parts
        return cyan, magenta, yellow, black

    @property
    def is_registration(self) -> bool:
        """Whether its colour is the registration colour, which is on every plate."""
        return self._colour.space == "Separation All"


def painted_in(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Painted]]:
    """Yield what pages and their forms paint, in painting order, with the page number.

    Each font is the same object wherever it is used.
    """
    fonts: dict[object, Any] = {}
    for number, page in enumerate(pdf.pages, 1):
        walk = ContentWalk(fonts=fonts)
        for operator, operands in walk.operations(page):
            if found := _found(walk, operator, operands):
                tags, instead = tuple(walk.tags), walk.replacements
                replacements = tuple(words for each in instead for words in each)
                kind, box, more = found
                yield (
                    number,
                    Painted(
                        kind, operator, walk.state, walk.resources, tags, replacements, box, **more
                    ),
                )


def _found(
    walk: ContentWalk, operator: str, operands: Sequence[Any]
) -> tuple[str, Rectangle | None, dict[str, Any]] | None:
    """What an operation paints: kind, box and other fields; None if it paints nothing."""
    state = walk.state
    if operator in TEXT:
        at = walk.text @ state.matrix
        return "text", Rectangle.sized(at.e, at.f, 0, 0), {"codes": tuple(_codes(state, operands))}
    if operator in FILLS or operator in STROKES:
        return "path", walk.path and walk.path.within(state.clip), {"extent": walk.path}
    if operator == "sh":
        return "shading", state.clip, {"item": walk.resource("/Shading", operands[0])}
    item = None
    if operator == INLINE_IMAGE:
        item = _inline(operands[0].obj)
    elif operator == "Do":
        item = walk.resource("/XObject", operands[0])
    if item is None or item["/Subtype"] != Name.Image:
        return None
    return "image", UNIT_SQUARE.transformed(state.matrix).within(state.clip), {"item": item}


def _inline(image: Any) -> dict[str, Any]:
    space = image.get("/ColorSpace", Name.DeviceGray)
    return {
        "/Subtype": Name.Image,
        "/Width": int(image["/Width"]),
        "/Height": int(image["/Height"]),
        "/ColorSpace": space[0] if isinstance(space, Array) else space,
    }


def is_composite(font: Any) -> bool:
    """Whether the codes of a font have two bytes (ISO 32000-1, 9.7)."""
    return bool(font.get("/Subtype") == Name.Type0)


def _codes(state: GraphicsState, operands: Sequence[Any]) -> Iterator[int]:
    """The codes of the shown strings: of two bytes each in a composite font, else of one."""
    composite = state.font is not None and is_composite(state.font)
    for operand in operands:
        for part in operand if isinstance(operand, Array) else [operand]:
            if isinstance(part, String):
                string = bytes(part)
                if composite:
                    count = len(string) // 2
                    yield from unpack(f">{count}H", string[: 2 * count])
                else:
                    yield from string
