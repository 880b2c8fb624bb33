"""Converts sRGB colours and images to inks, by design tokens or the ICC profile.

A design token defines its inks. Black, white and greys become black ink alone, which needs no
register in small type. Other colours are converted by the ICC profile of the printing condition
(LittleCMS, with black point compensation).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cached_property

from PIL import Image, ImageCms

from bifolio.document.publication import Intent
from bifolio.pdf.colours import Ink, Screen

INTENTS: Mapping[Intent, ImageCms.Intent] = {
    "perceptual": ImageCms.Intent.PERCEPTUAL,
    "relative-colorimetric": ImageCms.Intent.RELATIVE_COLORIMETRIC,
    "saturation": ImageCms.Intent.SATURATION,
    "absolute-colorimetric": ImageCms.Intent.ABSOLUTE_COLORIMETRIC,
}


class Separator:
    """Converts sRGB for one printing condition."""

    def __init__(self, profile: bytes, intent: Intent, tokens: Mapping[Screen, Ink]) -> None:
        """Convert by `tokens`, and by the ICC `profile` with the rendering `intent`."""
        self._inks = dict(tokens)
        self._press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        self._intent = INTENTS[intent]

    def colour(self, red: float, green: float, blue: float) -> Ink:
        """The inks of an sRGB colour (components from 0 to 1)."""
        rounded = round(red * 255), round(green * 255), round(blue * 255)
        if rounded not in self._inks:
            self._inks[rounded] = self._converted(rounded)
        return self._inks[rounded]

    def _converted(self, rounded: Screen) -> Ink:
        if len(set(rounded)) == 1:
            return (0, 0, 0, 1 - rounded[0] / 255)
        pixel, separated = Image.new("RGB", (1, 1), rounded), Image.new("CMYK", (1, 1))
        # `ImageCms.applyTransform` copies the profile, which has megabytes, for its result.
        self._from_screen.transform.apply(pixel.getim(), separated.getim())
        inks = separated.getpixel((0, 0))
        assert isinstance(inks, tuple)
        cyan, magenta, yellow, black = (round(part / 255, 3) for part in inks)
        return cyan, magenta, yellow, black

    def picture(self, picture: Image.Image) -> Image.Image:
        """Convert an image to CMYK by its embedded profile, if any; grey stays grey."""
        if picture.mode in ("1", "L", "CMYK"):
            return picture if picture.mode != "1" else picture.convert("L")
        picture = picture.convert("RGB")
        own = picture.info.get("icc_profile")
        if own:
            source = ImageCms.ImageCmsProfile(io.BytesIO(own))
            return self._separate(picture, self._transform(source))
        return self._separate(picture, self._from_screen)

    @cached_property
    def _from_screen(self) -> ImageCms.ImageCmsTransform:
        return self._transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")))

    def _transform(self, source: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            source,
            self._press,
            "RGB",
            "CMYK",
            self._intent,
            ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
        )

    @staticmethod
    def _separate(picture: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
        separated = ImageCms.applyTransform(picture, transform)
        assert separated is not None
        return separated
