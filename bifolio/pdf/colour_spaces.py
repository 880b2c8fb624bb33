"""Finds every colour space of a PDF.

In the operators of pages, forms, patterns, soft masks and Type 3 glyphs; and in images, gradients,
transparency groups and resources, used or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, ContentScope, Dictionary, Name

from bifolio.pdf.content import DEVICE_SPACES, INLINE_IMAGE, operations_of

INLINE = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
"""Abbreviations for inline images (ISO 32000-1, table 94)."""

BY_COMPONENTS = {1: "ICCBased grey", 3: "ICCBased RGB", 4: "ICCBased CMYK"}

SCOPES = {
    "page": "the page",
    "form": "a form",
    "pattern": "a pattern",
    "glyph": "a glyph of a Type 3 font",
    "softmask": "a soft mask",
}
"""Descriptions of the kinds of `pikepdf.Pdf.content_scopes` that are read."""


@dataclass(frozen=True)
class SpaceUse:
    """A colour space, and where it is used."""

    page: int
    """From 1."""
    where: str
    space: str
    """Its family (ISO 32000-1, 8.6.3), with the number of components if it is ICC-based."""
    colorants: tuple[str, ...] = ()
    """The inks that a Separation or DeviceN space names."""


def spaces_of(pdf: pikepdf.Pdf) -> Iterator[SpaceUse]:
    """Yield every colour space of a document, with the first page that uses it."""
    search = _SpaceSearch()
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    for scope in pdf.content_scopes(kinds=SCOPES):
        if scope.page is not None:
            search.page = numbers[scope.page.obj.objgen]
        yield from search.scope(scope)


def families_of(space: Any) -> list[str]:
    """The family of a colour space, or those of the spaces that it consists of, as `SpaceUse`."""
    return [use.space for use in _SpaceSearch().space(space, "")]


@dataclass
class _SpaceSearch:
    page: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)

    def scope(self, scope: ContentScope) -> Iterator[SpaceUse]:
        """The spaces of a stream, its transparency group and its resources."""
        where, resources = SCOPES[scope.kind], scope.resources or Dictionary()
        group = scope.content.get("/Group", Dictionary())
        if "/CS" in group:
            yield from self.space(group.CS, f"the group of {where}")
        named = resources.get("/ColorSpace", Dictionary())
        for operator, operands in operations_of(scope.content):
            if operator == INLINE_IMAGE:
                space = str(operands[0].obj.get("/ColorSpace", "")).lstrip("/")
                yield SpaceUse(self.page, f"a picture on {where}", INLINE.get(space, space))
            elif operator.lower() in DEVICE_SPACES:
                yield SpaceUse(self.page, where, DEVICE_SPACES[operator.lower()])
            elif operator in ("cs", "CS"):
                yield from self.space(named.get(str(operands[0]), operands[0]), where)
        yield from self._resources(resources, where)

    def space(self, space: Any, where: str) -> Iterator[SpaceUse]:
        """A colour space and its base or alternate spaces."""
        if isinstance(space, Name):
            yield SpaceUse(self.page, where, str(space)[1:])
            return
        family = str(space[0])[1:]
        if family == "ICCBased":
            yield SpaceUse(self.page, where, BY_COMPONENTS.get(int(space[1].N), "ICCBased"))
        elif family in ("Indexed", "Pattern"):
            if len(space) > 1:
                yield from self.space(space[1], where)
        elif family in ("Separation", "DeviceN"):
            names = space[1] if isinstance(space[1], Array) else [space[1]]
            colorants = tuple(str(name)[1:] for name in names)
            yield SpaceUse(self.page, where, family, colorants)
            yield from self.space(space[2], where)
        else:
            yield SpaceUse(self.page, where, family)

    def _resources(self, resources: Any, where: str) -> Iterator[SpaceUse]:
        for space in _values(resources, "/ColorSpace"):
            yield from self.space(space, f"the resources of {where}")
        for item in _values(resources, "/XObject"):
            if item.get("/Subtype") == Name.Image:
                yield from self._image(item, "an image")
        patterns = (item for item in _values(resources, "/Pattern") if "/Shading" in item)
        shadings = [*_values(resources, "/Shading"), *(item.Shading for item in patterns)]
        for shading in shadings:
            yield from self.space(shading.ColorSpace, "a gradient")

    def _image(self, image: Any, where: str) -> Iterator[SpaceUse]:
        if image.objgen in self.seen:
            return
        self.seen.add(image.objgen)
        if "/ColorSpace" in image:
            yield from self.space(image.ColorSpace, where)
        if "/SMask" in image:
            yield from self._image(image.SMask, "the soft mask of an image")


def _values(resources: Any, kind: str) -> Iterator[Any]:
    yield from (item for _, item in resources.get(kind, Dictionary()).items())
