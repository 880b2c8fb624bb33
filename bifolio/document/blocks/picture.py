"""What pictures in blocks of any kind have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from bifolio.document.crop import Crop
from bifolio.document.passage import Pictures, TranslationsOrSame
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Form, Node

PerCent = Annotated[float, Field(ge=0, le=100)]

Aspect = Annotated[
    str,
    Form(
        r"[1-9]\d?(\.\d+)? ?[:/] ?[1-9]\d?(\.\d+)?",
        "aspect ratio",
        "write width and height as 3/2 or 16:9",
    ),
]


class PictureFields(Node):
    """A picture file with its alternative text."""

    image: Pictures
    """The file, as a path in the publication's folder; one for each language if it has words."""
    alt: TranslationsOrSame | None = None
    """What the picture shows, for readers who cannot see it."""
    decorative: bool = False
    """Whether it only decorates the page; then it has no `alt`."""
    aspect: Aspect | None = None
    """Width and height to which it is cropped: 3/2."""
    focus: Annotated[tuple[PerCent, PerCent], Field(strict=False)] | None = None
    """The point to keep when it is cropped, by `aspect` or by a layout that has the picture on a
    cover: per cent from the left and the top."""

    @property
    def crop(self) -> Crop | None:
        """The part that is shown; None for all of it."""
        return cropped(self.aspect, self.focus)


def cropped(aspect: str | None, focus: tuple[float, float] | None) -> Crop | None:
    """The crop to `aspect` around `focus`, which is the middle by default."""
    if aspect is None:
        return None
    width, height = map(float, aspect.replace(":", "/").split("/"))
    return Crop(width / height, focus or (50.0, 50.0))


def picture_problems(picture: PictureFields) -> Iterator[Problem]:
    """Report a picture without an alternative text, and keys that have no effect."""
    place = min(file.place for file in picture.image.values())
    name = next(iter(picture.image.values())).source
    if picture.alt is None and not picture.decorative:
        hint = "say in `alt:` what it shows, or write `decorative: true` if that is of no interest"
        message = f"the picture '{name}' has no alternative text"
        yield Problem("picture/no-alternative-text", message, hint, place)
    if picture.alt is not None and picture.decorative:
        hint = "delete `alt:`, or `decorative: true` if readers have to know what it shows"
        message = f"the decorative picture '{name}' has an alternative text"
        yield Problem("picture/unused-key", message, hint, place)
