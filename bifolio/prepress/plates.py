"""Separations: what a page of a print shop's PDF puts on the plate of one process ink.

The page is rewritten in greys, black for full ink, so that any viewer shows its plate. Text in
black overprints (ISO 32000-1, 8.6.7): it leaves the other plates as they are. Made for the PDFs
that `prepress.convert` writes, whose colours are process inks and the registration colour.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops

from bifolio.pdf.colours import BLACK, Ink
from bifolio.pdf.content import (
    COLOURS,
    DEEPEST,
    INLINE_IMAGE,
    TEXT,
    ContentWalk,
    Operation,
    PageOrStream,
)
from bifolio.pdf.objects import array
from bifolio.pdf.samples import samples_of
from bifolio.prepress.content_stream import NotSeparable, ink_of, unparse
from bifolio.prepress.convert import interpolations

INVISIBLE = 3
"""The text rendering mode without ink (ISO 32000-1, 9.3.6)."""

NO_INK = 255
"""The sample of a pixel without ink."""


class Plate(IntEnum):
    """The plates of the process inks, in the order of the components of DeviceCMYK."""

    CYAN = 0
    MAGENTA = 1
    YELLOW = 2
    BLACK = 3


def page_on_plate(pdf: bytes, number: int, plate: Plate) -> bytes:
    """A PDF with page `number` of `pdf`, from 1, as it is on `plate`.

    Raises `NotSeparable` for colours that are neither process inks nor the registration colour.
    """
    with pikepdf.open(io.BytesIO(pdf)) as whole, pikepdf.new() as alone:
        alone.pages.append(whole.pages[number - 1])
        _PlateWriter(alone, plate).write(alone.pages[0])
        written = io.BytesIO()
        alone.save(written)
    return written.getvalue()


class _PlateWriter:
    """Rewrites a page, and all that it paints, for one plate."""

    def __init__(self, pdf: pikepdf.Pdf, plate: Plate) -> None:
        self._pdf = pdf
        self._plate = plate
        self._done: set[tuple[int, int]] = set()

    def write(self, page: pikepdf.Page) -> None:
        grey = self._grey(BLACK)  # the first colour of a page (ISO 32000-1, 8.6.8)
        begin = f"{grey:g} g {grey:g} G\n".encode()
        data = begin + self._rewritten(page)
        page.Contents = self._pdf.make_stream(data)
        self._in_greys(page.obj)
        self._follow(page.resources, 0)

    def _grey(self, ink: Ink) -> float:
        return round(1 - ink[self._plate], 4)

    def _rewritten(self, content: PageOrStream) -> bytes:
        """The operations of a stream, with the ink of the plate in grey."""
        walk = ContentWalk(into_forms=False)
        written: list[Operation] = []
        modes = [0]  # the text rendering modes of the saved states, the current one last
        wanted = [0]
        for operation in walk.operations(content):
            operator = operation.operator
            if operator == INLINE_IMAGE:
                raise NotSeparable("a page has an inline image")
            if operator == "q":
                modes.append(modes[-1])
                wanted.append(wanted[-1])
            elif operator == "Q" and len(modes) > 1:
                modes.pop()
                wanted.pop()
            elif operator == "Tr":
                modes[-1] = wanted[-1] = int(operation.operands[0])
            elif operator in ("cs", "CS"):
                if str(operation.operands[0]) == "/Pattern":
                    written.append(operation)
                continue
            elif operator.lower() in COLOURS:
                written.append(self._colour(operation, walk))
                continue
            elif operator in TEXT:
                mode = INVISIBLE if self._is_spared(walk) else wanted[-1]
                if mode != modes[-1]:
                    modes[-1] = mode
                    written.append(Operation("Tr", [mode]))
            written.append(operation)
        return unparse(written)

    def _is_spared(self, walk: ContentWalk) -> bool:
        """Whether text overprints, without ink of this plate."""
        ink, overprint = walk.state.fill.parts, walk.state.overprint
        overprints = overprint.fill and overprint.mode == 1 and len(ink) == len(BLACK)
        return overprints and ink[self._plate] == 0

    def _colour(self, operation: Operation, walk: ContentWalk) -> Operation:
        """A colour in grey; a pattern as it is."""
        is_stroke = operation.operator.isupper()
        colour = walk.state.stroke if is_stroke else walk.state.fill
        if colour.pattern:
            return operation
        if colour.space == "Separation All":
            grey = 1 - colour.parts[0]
        elif colour.space in ("DeviceCMYK", "DeviceGray"):
            grey = self._grey(ink_of(colour.parts, _no_rgb))
        else:
            raise NotSeparable(f"a colour is in the space {colour.space}")
        return Operation("G" if is_stroke else "g", [grey])

    def _follow(self, resources: Any, depth: int) -> None:
        """Rewrite the forms, images, patterns and gradients of `resources`."""
        for item in _resources(resources, "/XObject"):
            if item.get("/Subtype") == Name.Image:
                self._write_image(item)
            else:
                self._write_stream(item, depth)
        for item in _resources(resources, "/Pattern"):
            if int(item.PatternType) == 1:
                self._write_stream(item, depth)
            else:
                self._write_shading(item.Shading)
        for item in _resources(resources, "/Shading"):
            self._write_shading(item)

    def _write_stream(self, stream: Any, depth: int) -> None:
        """Rewrite a form or a tiling pattern."""
        if self._is_done(stream):
            return
        stream.write(self._rewritten(stream))
        self._in_greys(stream)
        if depth < DEEPEST and "/Resources" in stream:
            self._follow(stream.Resources, depth + 1)

    def _write_shading(self, shading: Any) -> None:
        if self._is_done(shading):
            return
        for function in interpolations(shading.Function):
            if self._is_done(function):
                continue
            for end in ("/C0", "/C1"):
                parts = tuple(map(float, function[end]))
                function[end] = array([self._grey(ink_of(parts, _no_rgb))])
        shading.ColorSpace = Name.DeviceGray

    def _write_image(self, image: Any) -> None:
        """Rewrite an image in the samples of the plate; stencils are painted in a colour."""
        if image.get("/ImageMask") or self._is_done(image):
            return
        if image.get("/ColorSpace") == Name.DeviceGray:
            if self._plate is Plate.BLACK:
                return
            samples = Image.new("L", (1, 1), NO_INK)
        else:
            try:
                samples = ImageChops.invert(samples_of(image).getchannel(self._plate))
            except ValueError as reason:
                raise NotSeparable(f"an image cannot be separated: {reason}") from None
        for key in ("/Decode", "/DecodeParms", "/Filter"):
            if key in image:
                del image[key]
        image.Width, image.Height = samples.size
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        image.write(samples.tobytes())

    def _in_greys(self, item: Any) -> None:
        """Blend the transparency group of a page or form in grey."""
        if "/Group" in item and "/CS" in item.Group:
            item.Group.CS = Name.DeviceGray

    def _is_done(self, item: Any) -> bool:
        if not item.is_indirect:
            return False
        done = item.objgen in self._done
        self._done.add(item.objgen)
        return done


def _resources(resources: Any, kind: str) -> Iterable[Any]:
    return [item for _, item in resources.get(kind, Dictionary()).items()]


def _no_rgb(*parts: float) -> Ink:
    raise NotSeparable("a colour is in RGB")
