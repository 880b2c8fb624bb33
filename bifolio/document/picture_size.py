"""The proportions of picture files, for layouts that size pictures by them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from bifolio.document.crop import Crop

DEFAULT_ASPECT = 2.0
"""Of a drawing without a size (CSS 2.1, 10.3.2: 300 by 150 px)."""

ORIENTATION, LYING = 0x0112, frozenset({5, 6, 7, 8})
"""The Exif tag of the orientation, and its values that swap width and height (Exif 2.32, 4.6.4)."""

LENGTH = re.compile(r"\s*([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|q|)\s*", re.IGNORECASE)
"""An absolute length (CSS Values 3, 6.2)."""

UNITS = {
    "": 1,
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    "q": 96 / 101.6,
}
"""CSS pixels of each unit."""

MOST_FILES = 1000
"""Files whose size is cached."""


def proportions(path: Path, crop: Crop | None = None) -> float:
    """Width divided by height of the picture at `path`, as it is shown.

    `DEFAULT_ASPECT` if the file does not say; other stages report files that cannot be read.
    """
    try:
        width, height = _size(path, path.stat().st_mtime_ns)
    except Exception:  # decoders and parsers raise any exception for a broken picture
        return DEFAULT_ASPECT
    if crop:
        width, height = crop.size(width, height)
    aspect = width / height
    return aspect if 0 < aspect < math.inf else DEFAULT_ASPECT


def pixels(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels of the picture at `path`, as it is shown.

    None for a drawing, and for a file that cannot be read, which other stages report.
    """
    if path.suffix.lower() == ".svg":
        return None
    try:
        width, height = _size(path, path.stat().st_mtime_ns)
    except Exception:  # decoders raise any exception for a broken picture
        return None
    return int(width), int(height)


@lru_cache(maxsize=MOST_FILES)
def _size(path: Path, changed: int) -> tuple[float, float]:
    del changed
    if path.suffix.lower() == ".svg":
        _, root = next(ElementTree.iterparse(path, ["start"]))  # noqa: S314  only the first tag
        return drawn_size(root.attrib)
    from PIL import Image  # few publications have pictures

    with Image.open(path) as picture:
        width, height = picture.size
        lies = picture.getexif().get(ORIENTATION) in LYING
    return (height, width) if lies else (width, height)


def view_box(attributes: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    """The `viewBox` of an SVG: x, y, width and height; None if it has none."""
    numbers = attributes.get("viewBox", "").replace(",", " ").split()
    if len(numbers) != 4:
        return None
    x, y, width, height = map(float, numbers)
    return (x, y, width, height) if width > 0 and height > 0 else None


def drawn_size(attributes: Mapping[str, str]) -> tuple[float, float]:
    """Width and height of an SVG in CSS pixels by the attributes of its root (SVG 2, 8.12)."""
    width, height = (_length(attributes.get(name, "")) for name in ("width", "height"))
    _, _, across, down = view_box(attributes) or (0, 0, width or 300, height or 150)
    if width and height:
        return width, height
    scale = width / across if width else height / down if height else 1
    return across * scale, down * scale


def _length(text: str) -> float:
    """An absolute length in CSS pixels; 0 for any other."""
    found = LENGTH.fullmatch(text)
    length = float(found[1]) * UNITS[found[2].lower()] if found else 0.0
    return length if length < math.inf else 0.0
