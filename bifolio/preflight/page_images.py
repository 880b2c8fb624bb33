"""Images of pages, for the report."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from operator import sub

from PIL import Image
from pydantic import ConfigDict, with_config

from bifolio.limits import time_limit
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.document import Document
from bifolio.preflight.findings import CannotCheck, Report
from bifolio.preflight.registry import Check
from bifolio.preflight.runner import inspect

COLOURS = 32
"""The palette size for a page without photographs, including the edges of letters."""

MOST_COLOURS = 1 << 14
"""The colours counted at first; such a page rarely has more, and counting all is slow."""

APART = 24
"""The least difference between two colours of the palette, of 3 x 255."""

JPEG_QUALITY = 75

LONGEST = 60.0
"""Seconds that drawing a file that Bifolio did not build may take."""


IN_BASE64 = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
"""Images in JSON."""


@with_config(IN_BASE64)
@dataclass(frozen=True)
class PageImage:
    """The image of a page."""

    media_type: str
    data: bytes
    pixels: tuple[int, int]
    """Its width and height, `PICTURE_SCALE` pixels per pt."""


@with_config(IN_BASE64)
@dataclass(frozen=True)
class Examined:
    """The report on an edition, with images of its pages."""

    report: Report
    pictures: tuple[PageImage, ...]
    languages: tuple[str, ...]


def examined(evidence: Document, checks: Iterable[Check] = REGISTRY) -> Examined:
    """Run the checks, and add images of the pages to their report.

    Each page is measured when it is drawn, so that the checks need not draw it again.
    """
    try:
        with time_limit(LONGEST) if evidence.altered else nullcontext():
            pictures = tuple(_pictures(evidence))
    except CannotCheck:
        pictures = ()  # checks that need them are skipped, with this reason
    except (Exception, MemoryError):
        if not evidence.altered:
            raise
        pictures = ()  # the report has findings about the file
    return Examined(inspect(evidence, checks), pictures, evidence.languages)


def _pictures(evidence: Document) -> Iterator[PageImage]:
    """Each page: JPEG if it has photographs, else PNG with a palette."""
    photographs = {number for number, painted in evidence.painted if painted.kind == "image"}
    for number, picture in enumerate(evidence.drawn, 1):
        if number in photographs:
            buffer = io.BytesIO()
            picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
            media_type, data = "image/jpeg", buffer.getvalue()
        else:
            media_type, data = "image/png", png_of(picture)
        yield PageImage(media_type, data, picture.size)
        _measure(evidence, number)


def _measure(evidence: Document, page: int) -> None:
    """Measure a page that was just drawn."""
    with suppress(Exception):  # the checks meet it again, and report it
        evidence.looks(page)


def png_of(picture: Image.Image) -> bytes:
    """Encode the image of a page without photographs as PNG with a palette."""
    buffer = io.BytesIO()
    few = picture.quantize(palette=_palette(picture), dither=Image.Dither.NONE)
    few.save(buffer, "PNG", compress_level=3)  # 4 takes twice as long, for 14 % fewer bytes
    return buffer.getvalue()


def _palette(picture: Image.Image) -> Image.Image:
    """A palette of the commonest colours of a page that differ by more than `APART`."""
    pixels = picture.width * picture.height
    counted = picture.getcolors(MOST_COLOURS) or picture.getcolors(pixels) or []
    chosen: list[tuple[int, ...]] = []
    for _, colour in sorted(counted, reverse=True):
        assert isinstance(colour, tuple)
        if all(sum(map(abs, map(sub, colour, other))) > APART for other in chosen):
            chosen.append(colour)
        if len(chosen) == COLOURS:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return palette
