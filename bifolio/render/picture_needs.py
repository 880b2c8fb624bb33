"""What an edition needs of its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MM_PER_INCH = 25.4


@dataclass(frozen=True)
class PictureNeeds:
    """The pixels and colours that pictures need on the pages of an edition."""

    resolution: int = 200
    """dpi that are enough at the printed size."""
    quality: int = 85
    """Of JPEG files that are written."""
    size: tuple[float, float] = (210.0, 297.0)
    """Width and height in mm of what a picture covers at most: the page with its bleed."""
    in_inks: bool = False
    """Whether CMYK and the profiles of JPEG files are kept, for a print shop."""
    cmyk: Path | None = None
    """The ICC profile of CMYK pictures without one; None for a plain conversion."""

    def scale_to_page(self, width: float, height: float) -> float:
        """The scale, at most 1, at which a picture of such pixels covers the page."""
        across, down = (each / MM_PER_INCH * self.resolution for each in self.size)
        return min(1.0, max(across / width, down / height))


ANY_PAGE = PictureNeeds()
"""What a page of A4 for a screen needs."""
