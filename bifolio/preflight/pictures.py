"""The pages of an edition as pictures, for the report."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from bifolio.preflight.evidence import PICTURE_SCALE, Evidence
from bifolio.preflight.findings import Report

COLOURS = 16
"""Of a page without photographs: enough for the edges of letters in two or three inks."""

JPEG_QUALITY = 75


@dataclass(frozen=True)
class Picture:
    """A page as it is seen."""

    media_type: str
    data: bytes
    width: float
    """pt, as is the height."""
    height: float
    pixels: tuple[int, int]


@dataclass(frozen=True)
class Examined:
    """An edition with its report, and its pages to show."""

    report: Report
    pictures: tuple[Picture, ...]
    languages: tuple[str, ...]


def examined(evidence: Evidence, report: Report) -> Examined:
    """Put together what the page of the report shows of an edition."""
    return Examined(report, tuple(_pictures(evidence)), evidence.languages)


def _pictures(evidence: Evidence) -> Iterator[Picture]:
    """Each page, as JPEG where it has photographs and as PNG of few colours elsewhere."""
    photographs = {number for number, painted in evidence.painted if painted.kind == "image"}
    for number, picture in enumerate(evidence.pictures, 1):
        buffer = io.BytesIO()
        if number in photographs:
            media_type = "image/jpeg"
            picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
        else:
            media_type = "image/png"
            few = picture.quantize(
                COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
            )
            few.save(buffer, "PNG", compress_level=4)
        width, height = picture.width / PICTURE_SCALE, picture.height / PICTURE_SCALE
        yield Picture(media_type, buffer.getvalue(), width, height, picture.size)
