"""Converts pictures with an ICC profile to sRGB, since the renderer would drop the profile.

Screenshots of some systems have the profile of the screen. JPEG files keep theirs in the PDF.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageCms, UnidentifiedImageError

SUFFIXES = frozenset({".png", ".gif", ".webp", ".tif", ".tiff"})


def in_srgb(source: Path | bytes) -> bytes | None:
    """Return the picture in a file or in bytes as a PNG in sRGB; None if it needs no change."""
    if isinstance(source, Path) and source.suffix.lower() not in SUFFIXES:
        return None
    try:
        with Image.open(source if isinstance(source, Path) else io.BytesIO(source)) as picture:
            return None if picture.format == "JPEG" else _converted(picture)
    except (UnidentifiedImageError, OSError):
        return None  # the renderer reports it


def _converted(picture: Image.Image) -> bytes | None:
    own = picture.info.get("icc_profile")
    if not own or picture.mode not in ("RGB", "RGBA", "P"):
        return None
    profile = ImageCms.ImageCmsProfile(io.BytesIO(own))
    if "sRGB" in ImageCms.getProfileDescription(profile):
        return None
    whole = picture.convert("RGBA")
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    colours = ImageCms.profileToProfile(whole.convert("RGB"), profile, screen)
    assert colours is not None
    alpha = whole.getchannel("A")
    if alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    made = io.BytesIO()
    colours.save(made, "PNG", icc_profile=None)
    return made.getvalue()
