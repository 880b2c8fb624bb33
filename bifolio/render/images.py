"""Prepares pictures for the page: upright, cropped, in sRGB, no larger than the page needs.

Photographs come as phones and cameras write them: lying on their side (Exif), in the profile of a
screen, with 48 megapixels and the place where they were taken. The files are not changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from bifolio.document.crop import Crop
from bifolio.document.picture_size import LYING, ORIENTATION, drawn_size, view_box
from bifolio.render.picture_needs import PictureNeeds

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "AVIF", "BMP")
"""The formats that are opened."""

JPEG_FORMATS = ("JPEG", "MPO")
"""How Pillow calls files of JPEG, those with several pictures too."""

WHOLE_QUALITY = 95
"""Of JPEG files that may be scaled down and compressed once more."""

FEW_COLOURS = 1 << 16
"""The most colours of a drawing, which stays free of loss; photographs have more."""

MUCH_SMALLER = 0.9
"""The scale above which a JPEG file stays as it is, since each compression loses something."""

SOI, EOI, SOS = b"\xff\xd8", 0xD9, 0xDA
"""Markers of JPEG: begin, end, begin of pixels (ISO/IEC 10918-1, table B.1)."""

KEPT_SEGMENTS = frozenset({0xE0, 0xEE})
"""APP0 (JFIF) and APP14 (Adobe), which say how to read the colours."""

PROFILE_SEGMENT, PROFILE_NAME = 0xE2, b"ICC_PROFILE\0"

NO_LENGTH = frozenset({0x00, 0x01, *range(0xD0, 0xD8)})
"""What follows 0xFF in pixels and is no segment: a byte 0xFF, and restarts."""

SVG = "http://www.w3.org/2000/svg"


def prepared(
    source: Path | bytes, needs: PictureNeeds, crop: Crop | None = None
) -> tuple[bytes, str] | None:
    """Return the picture in a file or in bytes with its media type; None if it needs no change."""
    if isinstance(source, Path) and source.suffix.lower() == ".svg":
        return (_cropped_drawing(source, crop), "image/svg+xml") if crop else None
    try:
        opened = source if isinstance(source, Path) else io.BytesIO(source)
        with Image.open(opened, formats=FORMATS) as picture:
            return _prepared(picture, source, needs, crop)
    except (UnidentifiedImageError, OSError):
        return None  # the renderer reports it


def _prepared(
    picture: Image.Image, source: Path | bytes, needs: PictureNeeds, crop: Crop | None
) -> tuple[bytes, str] | None:
    is_jpeg = picture.format in JPEG_FORMATS
    turned = picture.getexif().get(ORIENTATION, 1)
    width, height = map(float, picture.size)
    if turned in LYING:
        width, height = height, width
    if crop:
        width, height = crop.size(width, height)
    scale = needs.scale_to_page(width, height)
    if crop is None and turned == 1 and scale > MUCH_SMALLER and _is_ready(picture, needs):
        if not is_jpeg:
            return None
        content = source if isinstance(source, bytes) else source.read_bytes()
        return without_metadata(content), "image/jpeg"
    if is_jpeg:
        picture.draft(None, (round(picture.width * scale), round(picture.height * scale)))
    upright = ImageOps.exif_transpose(picture)
    if crop:
        upright = upright.crop(crop.pixels(*upright.size))
    wanted = max(1, round(width * scale)), max(1, round(height * scale))
    return _encoded(resized(_in_colours(upright, needs), wanted), as_jpeg=is_jpeg)


def _is_ready(picture: Image.Image, needs: PictureNeeds) -> bool:
    """Whether the renderer puts the pixels of a picture into the PDF in the right colours."""
    if picture.format in JPEG_FORMATS:
        modes: tuple[str, ...] = ("L", "RGB", "CMYK") if needs.in_inks else ("L", "RGB")
    elif picture.format == "PNG":
        modes = ("1", "L", "LA", "P", "RGB", "RGBA")
    else:
        return False
    return picture.mode in modes and _foreign_profile(picture, needs) is None


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture scaled down to `size`; it is never enlarged."""
    if picture.width <= size[0] and picture.height <= size[1]:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(picture: Image.Image, *, as_jpeg: bool) -> tuple[bytes, str]:
    """Write a picture: a photograph as JPEG, all else as PNG, both without metadata."""
    picture.info.clear()
    made = io.BytesIO()
    is_opaque = not picture.mode.endswith("A")
    if is_opaque and (as_jpeg or picture.mode == "CMYK" or _is_photograph(picture)):
        picture.save(made, "JPEG", quality=WHOLE_QUALITY, subsampling=0)
        return made.getvalue(), "image/jpeg"
    picture.save(made, "PNG")
    return made.getvalue(), "image/png"


def _is_photograph(picture: Image.Image) -> bool:
    return picture.mode == "RGB" and picture.getcolors(FEW_COLOURS) is None


def _foreign_profile(picture: Image.Image, needs: PictureNeeds) -> ImageCms.ImageCmsProfile | None:
    """The ICC profile of a picture unless it is sRGB, or grey, or is kept in the file."""
    content = picture.info.get("icc_profile")
    if not content or picture.mode in ("1", "L", "LA", "I", "F") or picture.mode.startswith("I;"):
        return None
    if picture.format in JPEG_FORMATS and needs.in_inks:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
        return None if "sRGB" in ImageCms.getProfileDescription(profile) else profile
    except ImageCms.PyCMSError:
        return None


def _in_colours(picture: Image.Image, needs: PictureNeeds) -> Image.Image:
    """Convert a picture to 8 bits per channel, in grey or sRGB, or in the inks of a print shop."""
    profile = _foreign_profile(picture, needs)
    if picture.mode == "CMYK":
        if needs.in_inks:
            return picture
        if profile is None and needs.cmyk:
            profile = ImageCms.ImageCmsProfile(str(needs.cmyk))
        return _in_srgb(picture, profile)
    if picture.mode.startswith("I"):  # 16 bits
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode == "LAB":
        return _in_srgb(picture, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if picture.has_transparency_data:
        whole = picture.convert("RGBA")
        alpha = whole.getchannel("A")
        colours = whole.convert("RGB")
        colours = _in_srgb(colours, profile)
        if alpha.getextrema() != (255, 255):
            colours.putalpha(alpha)
        return colours
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    return _in_srgb(picture.convert("RGB"), profile)


def _in_srgb(picture: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    """Convert a picture by its profile, or plainly if it has none that fits."""
    if profile is None:
        return picture.convert("RGB")
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    try:
        converted = ImageCms.profileToProfile(picture, profile, screen, outputMode="RGB")
    except ImageCms.PyCMSError:
        return picture.convert("RGB")
    assert converted is not None
    return converted


def without_metadata(jpeg: bytes) -> bytes:
    """Return a JPEG file without Exif, XMP, comments, previews and what follows its end.

    Its pixels, colour profile and Adobe marker stay. A file that is not as ISO/IEC 10918-1 has it
    is returned as far as it can be followed.
    """
    return SOI + b"".join(_kept(jpeg))


def _kept(jpeg: bytes) -> Iterator[bytes]:
    at = len(SOI)
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF or jpeg[at + 1] == 0xFF:  # fill bytes may precede a marker (B.1.1.2)
            at += 1
            continue
        marker = jpeg[at + 1]
        if marker == EOI:
            break
        end = at + 2 + (0 if marker in NO_LENGTH else int.from_bytes(jpeg[at + 2 : at + 4]))
        if marker == SOS:
            end = _end_of_pixels(jpeg, end)
        body = jpeg[at + 4 : end]
        is_profile = marker == PROFILE_SEGMENT and body.startswith(PROFILE_NAME)
        if marker in KEPT_SEGMENTS or is_profile or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield jpeg[at:end]
        at = end
    yield bytes((0xFF, EOI))


def _end_of_pixels(jpeg: bytes, at: int) -> int:
    """Where the next marker after the pixels that begin at `at` is."""
    while (at := jpeg.find(0xFF, at)) >= 0:
        if at + 1 < len(jpeg) and jpeg[at + 1] not in NO_LENGTH and jpeg[at + 1] != 0xFF:
            return at
        at += 1
    return len(jpeg)


def _cropped_drawing(path: Path, crop: Crop) -> bytes:
    """Crop an SVG by its `viewBox`; the renderer clips it there."""
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314  expat limits entities
    width, height = drawn_size(root.attrib)
    x, y, across, down = view_box(root.attrib) or (0.0, 0.0, width, height)
    left, upper, right, lower = crop.box(across, down)
    root.set("viewBox", f"{x + left:g} {y + upper:g} {right - left:g} {lower - upper:g}")
    root.set("width", f"{(right - left) * width / across:g}")
    root.set("height", f"{(lower - upper) * height / down:g}")
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root)
