"""Images: sharp enough, unstretched, and in a colour space that the target can print."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

from pikepdf import Matrix

from bifolio.document.blocks.figure import Figure
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.preflight.document import Document
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.registry import check

SCREEN_SPACES = frozenset({"/DeviceRGB", "/DeviceGray", "/ICCBased", "/Indexed", "/CalRGB"})

NEARLY = 0.5
"""pt; less is rounding."""

NO_SHAPE = 1
"""Pixels across or down of what has no proportions: a strip that is spread to a ground."""

STRETCHED = 0.02
"""The part by which width and height may be scaled differently."""


def placed_images(evidence: Document) -> Iterator[tuple[PageRectangle, Matrix, Any]]:
    """Each image of the PDF with the part of it that is seen, and its matrix.

    What a clip takes away (`object-fit: cover`, `overflow: hidden`, rounded corners) is not seen.
    """
    for number, painted in evidence.painted:
        if painted.kind == "image" and painted.box is not None:
            yield PageRectangle(number, painted.box), painted.state.matrix, painted.item


def coarse_images(evidence: Document) -> Iterator[Sighting]:
    """Each image with fewer pixels for its size than the profile's limit `resolution` (dpi)."""
    least = evidence.profile.limit("resolution")
    for box, matrix, image in placed_images(evidence):
        across = int(image["/Width"]) / (hypot(matrix.a, matrix.b) / 72)
        down = int(image["/Height"]) / (hypot(matrix.c, matrix.d) / 72)
        if min(across, down) < least - 0.5:
            yield Sighting(f"{min(across, down):.0f} dpi, where {least:g} dpi is the least", box)


@check("images/resolution", Severity.WARN)
def resolution(evidence: Document) -> Iterator[Sighting]:
    """The effective resolution of an image is too low.

    Why: Pixels become visible below 150 dpi on screens and 300 dpi in print.
    Fix: use a larger image, or place it smaller
    """
    yield from coarse_images(evidence)


@check("images/outside-page", Severity.FAIL)
def outside_page(evidence: Document) -> Iterator[Sighting]:
    """A picture, raster or vector, extends beyond the page.

    Why: Content outside of the page is not printed.
    Fix: make the picture smaller in the stylesheet, or move it
    """
    for box in (*(box for box, _, _ in placed_images(evidence)), *figure_boxes(evidence)):
        beyond = evidence.beyond_page(box.page, box.rectangle)
        if beyond > NEARLY:
            yield Sighting(f"a picture is {beyond:.0f} pt outside of the page", box)


def figure_boxes(evidence: Document) -> Iterator[PageRectangle]:
    """The box of each figure by its tag, without what a clip takes away."""
    visible: dict[tuple[int, int], list[Rectangle]] = {}
    for number, painted in evidence.painted:
        for _, content in painted.tags:
            if content is not None and painted.box is not None:
                visible.setdefault((number, content), []).append(painted.box)
    for element in evidence.elements:
        if element.tag == "Figure" and element.box:
            page, box = element.page or 1, element.box
            seen = [each for mark in element.marked for each in visible.get(mark, ())]
            parts = [box.within(each) for each in seen if box.overlaps(each)]
            yield PageRectangle(page, Rectangle.around(parts or [box]))


@check("images/stretched", Severity.FAIL)
def stretched(evidence: Document) -> Iterator[Sighting]:
    """An image is scaled by different factors in width and height.

    Why: A distorted picture misrepresents its subject.
    Fix: set the width or the height in the stylesheet, not both
    """
    for box, matrix, image in placed_images(evidence):
        width, height = int(image["/Width"]), int(image["/Height"])
        if min(width, height) <= NO_SHAPE:
            continue
        across, down = hypot(matrix.a, matrix.b) / width, hypot(matrix.c, matrix.d) / height
        if down and abs(across / down - 1) > STRETCHED:
            yield Sighting(f"stretched by {across / down - 1:+.0%} across", box)


@check("images/colour-space", Severity.FAIL)
def colour_space(evidence: Document) -> Iterator[Sighting]:
    """An image is in a colour space that screens do not support.

    Why: Viewers display CMYK images in different colours.
    Fix: save the image in sRGB
    """
    for box, _, image in placed_images(evidence):
        space = image.get("/ColorSpace", "/DeviceGray")
        name = str(space[0] if isinstance(space, list) else space)
        if name not in SCREEN_SPACES:
            yield Sighting(f"the picture is in {name.removeprefix('/')}", box)


@check("images/missing", Severity.FAIL)
def missing(evidence: Evidence) -> Iterator[Sighting]:
    """A figure of the source is not in the PDF.

    Why: A missing picture leaves a gap that is easily overlooked.
    Fix: add the file to the publication's folder, and show the figure in the layout
    """
    alternates = {"".join(each.split()) for each in evidence.alternates}
    for expected in evidence.source.expected:
        if isinstance(expected.unit, Figure) and expected.folded not in alternates:
            yield expected.seen(f"the picture '{expected.unit.image.source}' is not in the PDF")
