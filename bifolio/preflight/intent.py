"""Checks that the ICC profile of an output intent describes its inks plausibly."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from PIL import Image, ImageCms

IDENTIFIER = slice(84, 100)
"""The profile ID in the header (ICC.1:2004-10, 7.2.18), or zeros."""

LEFT_OUT = (slice(44, 48), slice(64, 68), IDENTIFIER)
"""Fields that are zero when the ID is computed: flags, rendering intent and the ID."""

STEPS = 17
"""The amounts of each ink that are tested: as many as the tables of most profiles have."""

PAPER, SOLID = 75.0, 45.0
"""The least lightness (L*) of paper, and the largest of all inks overprinted."""

INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC

FARTHEST = 20.0
"""The tolerance for the lightness (L*) of a colour after conversion to inks and back."""

STEEPEST = 25.0
"""The largest difference in lightness (L*) between adjacent amounts of an ink."""


@lru_cache(maxsize=4)
def defects_of(profile: bytes) -> tuple[str, ...]:
    """The defects of the ICC profile of a CMYK press; a process meets few profiles, often."""
    return tuple(_defects(profile))


def _defects(profile: bytes) -> Iterator[str]:
    if int.from_bytes(profile[:4], "big") != len(profile):
        yield "is truncated, or longer than its header states"
    stated = profile[IDENTIFIER]
    if any(stated) and stated != _identifier(profile):
        yield "was modified: its profile ID does not match"
    try:
        seen, again = _proofed(profile)
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        yield f"cannot be used: {error}"
        return
    if seen[0] < PAPER or seen[-1] > SOLID:
        yield "has implausible tables: paper is not light, or ink is not dark"
    elif _steepest(seen) > STEEPEST:
        yield "has a gap in its table from inks to colours"
    elif max(abs(one - other) for one, other in zip(seen, again, strict=True)) > FARTHEST:
        yield "has a gap in its table from colours to inks"


def _identifier(profile: bytes) -> bytes:
    data = bytearray(profile)
    for part in LEFT_OUT:
        data[part] = bytes(part.stop - part.start)
    return hashlib.md5(data, usedforsecurity=False).digest()


def _proofed(profile: bytes) -> tuple[list[float], list[float]]:
    """The lightness (L*) of all combinations of inks, black varying fastest.

    First converted to colours once, then to inks and to colours again.
    """
    amounts = [round(255 * each / (STEPS - 1)) for each in range(STEPS)]
    data = bytes(part for inks in product(amounts, repeat=4) for part in inks)
    picture = Image.frombytes("CMYK", (STEPS**2, STEPS**2), data)
    press, lab = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("LAB")
    to_colours = ImageCms.buildTransform(press, lab, "CMYK", "LAB", renderingIntent=INTENT)
    to_inks = ImageCms.buildTransform(lab, press, "LAB", "CMYK", renderingIntent=INTENT)
    seen = _applied(picture, to_colours)
    return _lightness(seen), _lightness(_applied(_applied(seen, to_inks), to_colours))


def _applied(picture: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    applied = ImageCms.applyTransform(picture, transform)
    assert applied is not None  # None only in place
    return applied


def _lightness(picture: Image.Image) -> list[float]:
    return [each * 100 / 255 for each in picture.getchannel("L").tobytes()]


def _steepest(lightness: list[float]) -> float:
    """The largest difference between adjacent amounts of each ink."""
    return max(
        abs(lightness[at + stride] - lightness[at])
        for stride in (1, STEPS, STEPS**2, STEPS**3)
        for at in range(len(lightness) - stride)
        if at // stride % STEPS < STEPS - 1
    )
