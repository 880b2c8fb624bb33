"""Every colour space that a file has to do with, wherever it stands.

Pages, forms, patterns, soft masks and the glyphs of Type 3 fonts are read operator by operator;
images, gradients, transparency groups and what resources declare are looked at as well, used or
not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

OPERATORS = {
    "g": "DeviceGray",
    "G": "DeviceGray",
    "rg": "DeviceRGB",
    "RG": "DeviceRGB",
    "k": "DeviceCMYK",
    "K": "DeviceCMYK",
}
INLINE = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
"""What images among the operators may call the spaces for short (ISO 32000-1, table 94)."""

BY_COMPONENTS = {1: "ICCBased grey", 3: "ICCBased RGB", 4: "ICCBased CMYK"}


@dataclass(frozen=True)
class SpaceUse:
    """A colour space, and where it was met."""

    page: int
    """From 1."""
    where: str
    space: str
    """Its family (ISO 32000-1, 8.6.3), and what it comes down to for those made of others."""
    colorants: tuple[str, ...] = ()
    """The inks that a Separation or DeviceN space names."""


def spaces_of(pdf: pikepdf.Pdf) -> Iterator[SpaceUse]:
    """Yield every colour space of a document, with the first page that has it."""
    walk = _Walk()
    for number, page in enumerate(pdf.pages, 1):
        walk.page = number
        yield from walk.group(page.obj, "the page's group")
        yield from walk.content(page, page.obj.get("/Resources", Dictionary()), "the page")


@dataclass
class _Walk:
    page: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)

    def content(self, stream: Any, resources: Any, where: str) -> Iterator[SpaceUse]:
        """The spaces of the operators of a stream, and of its resources."""
        named = resources.get("/ColorSpace", Dictionary())
        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                space = str(instruction.iimage.obj.get("/ColorSpace", "")).lstrip("/")
                yield self._met(f"a picture on {where}", INLINE.get(space, space))
                continue
            operator = str(instruction.operator)
            if operator in OPERATORS:
                yield self._met(where, OPERATORS[operator])
            elif operator in ("cs", "CS"):
                name = str(instruction.operands[0])
                yield from self.space(named.get(name, Name(name)), where)
        yield from self._resources(resources, where)

    def group(self, item: Any, where: str) -> Iterator[SpaceUse]:
        """The space that the transparency group of a page or form blends in."""
        group = item.get("/Group")
        if group is not None and "/CS" in group:
            yield from self.space(group.CS, where)

    def space(self, space: Any, where: str) -> Iterator[SpaceUse]:
        """A colour space, and those that it is made of."""
        if isinstance(space, Name):
            yield self._met(where, str(space).lstrip("/"))
            return
        family = str(space[0]).lstrip("/")
        if family == "ICCBased":
            yield self._met(where, BY_COMPONENTS.get(int(space[1].N), "ICCBased"))
        elif family in ("Indexed", "Pattern"):
            if len(space) > 1:
                yield from self.space(space[1], where)
        elif family in ("Separation", "DeviceN"):
            names = space[1] if isinstance(space[1], Array) else [space[1]]
            colorants = tuple(str(name).lstrip("/") for name in names)
            yield SpaceUse(self.page, where, family, colorants)
            yield from self.space(space[2], where)
        else:
            yield self._met(where, family)

    def _met(self, where: str, space: str) -> SpaceUse:
        return SpaceUse(self.page, where, space)

    def _resources(self, resources: Any, where: str) -> Iterator[SpaceUse]:
        for _, space in resources.get("/ColorSpace", Dictionary()).items():
            yield from self.space(space, f"the resources of {where}")
        for _, shading in resources.get("/Shading", Dictionary()).items():
            yield from self.space(shading.ColorSpace, "a gradient")
        for _, item in resources.get("/XObject", Dictionary()).items():
            if self._is_new(item):
                yield from self._x_object(item)
        for _, pattern in resources.get("/Pattern", Dictionary()).items():
            if self._is_new(pattern):
                yield from self._pattern(pattern)
        for _, state in resources.get("/ExtGState", Dictionary()).items():
            mask = state.get("/SMask")
            if isinstance(mask, Dictionary) and self._is_new(mask.G):
                yield from self._form(mask.G, "a soft mask")
        for _, font in resources.get("/Font", Dictionary()).items():
            if font.get("/Subtype") == Name.Type3 and self._is_new(font):
                yield from self._glyphs(font)

    def _x_object(self, item: Any) -> Iterator[SpaceUse]:
        if item.Subtype == Name.Image:
            yield from self._image(item, "an image")
        elif item.Subtype == Name.Form:
            yield from self._form(item, "a form")

    def _image(self, image: Any, where: str) -> Iterator[SpaceUse]:
        if "/ColorSpace" in image:
            yield from self.space(image.ColorSpace, where)
        if "/SMask" in image and self._is_new(image.SMask):
            yield from self._image(image.SMask, "the soft mask of an image")

    def _form(self, form: Any, where: str) -> Iterator[SpaceUse]:
        yield from self.group(form, f"the group of {where}")
        yield from self.content(form, form.get("/Resources", Dictionary()), where)

    def _pattern(self, pattern: Any) -> Iterator[SpaceUse]:
        if "/Shading" in pattern:
            yield from self.space(pattern.Shading.ColorSpace, "a gradient")
        elif isinstance(pattern, Stream):
            own = pattern.get("/Resources", Dictionary())
            yield from self.content(pattern, own, "a pattern")

    def _glyphs(self, font: Any) -> Iterator[SpaceUse]:
        own = font.get("/Resources", Dictionary())
        for _, glyph in font.CharProcs.items():
            yield from self.content(glyph, own, "a glyph of a Type 3 font")

    def _is_new(self, item: Any) -> bool:
        """Whether an object was not met before; one without a number is always looked at."""
        number: tuple[int, int] = item.objgen
        new = number == (0, 0) or number not in self.seen
        self.seen.add(number)
        return new
