"""Converts everything that pages use to inks: content, forms, patterns, gradients and images.

Each object is converted once. Soft masks, which are not ink, are converted to grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Pdf

from bifolio.pdf.content import DEEPEST, matrix_of
from bifolio.pdf.objects import array, number, own_dictionary
from bifolio.prepress.content_stream import (
    GRAPHICS_STATES,
    NotSeparable,
    ResourceUse,
    ink_of,
    rewrite,
    to_grey,
)
from bifolio.prepress.images import RESOLUTION, separate_picture
from bifolio.prepress.marks import Boxes
from bifolio.prepress.separation import Separator


class InkConverter:
    """Converts everything that the pages of a file use to inks, each object once."""

    def __init__(self, pdf: Pdf, separator: Separator) -> None:
        self._pdf = pdf
        self._separator = separator
        self._done: set[tuple[int, int]] = set()
        self._pictures: dict[tuple[int, int], tuple[Any, float]] = {}

    def separate(self, page: pikepdf.Page, placed: Boxes) -> None:
        """Rewrite the content of `page`, moved within the marks and clipped to the bleed box."""
        resources = page.Resources
        shift = Matrix(1, 0, 0, 1, placed.offset, placed.offset)
        rewritten = rewrite(page, self._separator.colour, shift, inner=False)
        self._provide(resources)
        self._follow(rewritten.uses, resources, 0, shift)
        offset = number(placed.offset)
        size = f"{number(placed.bleed.width)} {number(placed.bleed.height)}"
        before = (
            f"q {number(placed.bleed.left)} {number(placed.bleed.bottom)} {size} re W n "
            f"1 0 0 1 {offset} {offset} cm 0 0 0 1 k 0 0 0 1 K\n"
        )
        page.Contents = self._pdf.make_stream(before.encode() + rewritten.data + b"\nQ\n")
        if _is_transparent(resources):
            page.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)

    def separate_pictures(self) -> None:
        """Convert each image that pages use to inks, in the resolution that is needed."""
        for image, scale in self._pictures.values():
            separate_picture(image, self._separator, scale, self._pdf)

    def _provide(self, resources: Any) -> None:
        """Add the resources of rewritten streams, and remove colour spaces."""
        states = own_dictionary(resources, "/ExtGState")
        for name, entries in GRAPHICS_STATES.items():
            states[name] = Dictionary({f"/{key}": value for key, value in entries.items()})
        if "/ColorSpace" in resources:
            del resources.ColorSpace

    def _follow(
        self, uses: Iterable[ResourceUse], resources: Any, depth: int, shift: Matrix
    ) -> None:
        """Separate the forms, patterns, images and soft masks that a stream uses.

        `shift` moves page content but not its patterns (ISO 32000-1, 8.7.3.1), so they get it here.
        """
        for use in uses:
            item = resources[use.kind][use.name]
            if not item.is_indirect:
                # A direct object gets a number, to convert it only once.
                item = resources[use.kind][use.name] = self._pdf.make_indirect(item)
            if use.kind == "/Pattern":
                self._separate_pattern(item, depth, shift)
            elif use.kind == "/Shading":
                self._separate_shading(item)
            elif item.Subtype == Name.Image:
                self._measure(item, use.matrix)
            elif depth < DEEPEST:
                self._separate_form(item, use.matrix, depth)
        for _, state in resources.get("/ExtGState", Dictionary()).items():
            if isinstance(state.get("/SMask"), Dictionary):
                self._separate_mask(state.SMask.G)

    def _separate_form(self, form: Any, matrix: Matrix, depth: int) -> None:
        self._separate_stream(form, matrix_of(form) @ matrix, depth, first=self._is_first(form))
        if "/Group" in form and "/CS" in form.Group:
            form.Group.CS = Name.DeviceCMYK

    def _separate_pattern(self, pattern: Any, depth: int, shift: Matrix) -> None:
        first = self._is_first(pattern)
        if first:
            pattern.Matrix = array((matrix_of(pattern) @ shift).shorthand)
        if int(pattern.PatternType) == 1:
            self._separate_stream(pattern, matrix_of(pattern), depth, first=first)
        elif first:
            self._separate_shading(pattern.Shading)

    def _separate_stream(self, stream: Any, matrix: Matrix, depth: int, *, first: bool) -> None:
        """Rewrite a form or a tiling pattern, if it is the `first` use, and what it uses."""
        resources = own_dictionary(stream, "/Resources")
        rewritten = rewrite(stream, self._separator.colour, matrix, inner=True)
        self._provide(resources)
        if first:
            stream.write(rewritten.data)
        if depth < DEEPEST:
            self._follow(rewritten.uses, resources, depth + 1, Matrix())

    def _separate_shading(self, shading: Any) -> None:
        if shading.ColorSpace == Name.DeviceCMYK:
            return
        if shading.ColorSpace not in (Name.DeviceRGB, Name.DeviceGray):
            raise NotSeparable("a gradient is in a colour space that is not the device's")
        shading.ColorSpace = Name.DeviceCMYK
        for function in interpolations(shading.Function):
            for end in ("/C0", "/C1"):
                parts = tuple(map(float, function[end]))
                function[end] = array(ink_of(parts, self._separator.colour))

    def _separate_mask(self, form: Any) -> None:
        """Convert a soft mask to grey."""
        if self._is_first(form):
            form.write(to_grey(form))
            form.Group.CS = Name.DeviceGray
            if "/ColorSpace" in form.get("/Resources", Dictionary()):
                del form.Resources.ColorSpace

    def _measure(self, image: Any, matrix: Matrix) -> None:
        """Note the share of the pixels of `image` that is needed where `matrix` places it."""
        a, b, c, d, *_ = matrix.shorthand
        across = (a * a + b * b) ** 0.5 / 72 * RESOLUTION / int(image.Width)
        down = (c * c + d * d) ** 0.5 / 72 * RESOLUTION / int(image.Height)
        _, before = self._pictures.get(image.objgen, (image, 0.0))
        self._pictures[image.objgen] = image, max(across, down, before)

    def _is_first(self, item: Any) -> bool:
        first = item.objgen not in self._done
        self._done.add(item.objgen)
        return first


def _is_transparent(resources: Any, depth: int = 0) -> bool:
    """Whether resources use transparency (ISO 32000-1, 11)."""

    def each(kind: str) -> list[Any]:
        return [item for _, item in resources.get(kind, Dictionary()).items()]

    for state in each("/ExtGState"):
        if min(float(state.get(key, 1)) for key in ("/ca", "/CA")) < 1:
            return True
        if str(state.get("/SMask", "/None")) != "/None":
            return True
        if str(state.get("/BM", "/Normal")) != "/Normal":
            return True
    if any("/Group" in form or "/SMask" in form for form in each("/XObject")):
        return True
    inner = [item.Resources for item in each("/Pattern") if "/Resources" in item]
    return depth < DEEPEST and any(_is_transparent(own, depth + 1) for own in inner)


def interpolations(function: Any) -> Iterator[Any]:
    """The exponential functions (type 2) of the function of a gradient.

    Raises `NotSeparable` for functions of other kinds.
    """
    if isinstance(function, Array):
        raise NotSeparable("a gradient is given ink by ink")
    if int(function.FunctionType) == 3:
        for part in function.Functions:
            yield from interpolations(part)
    elif int(function.FunctionType) == 2:
        yield function
    else:
        raise NotSeparable("a gradient is given by samples")
