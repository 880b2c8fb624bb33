"""Several pictures in rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.blocks.picture import PictureFields, picture_problems
from bifolio.document.passage import TranslationsOrSame
from bifolio.problems import Problem


class GalleryPicture(PictureFields):
    """A picture of a gallery."""

    caption: TranslationsOrSame | None = None
    """The text below the picture."""
    credit: TranslationsOrSame | None = None
    """Who made the picture, and by which licence it is used."""


class Gallery(Block):
    """Several pictures in rows of equal height."""

    is_wide: ClassVar[bool] = True
    kind: Literal["gallery"]
    pictures: Annotated[tuple[GalleryPicture, ...], Field(strict=False, min_length=1)]
    """The pictures in order."""
    per_row: Annotated[int, Field(ge=1, le=6)] | None = None
    """How many pictures a row has at most; default: by their proportions."""
    caption: TranslationsOrSame | None = None
    """The text below all pictures."""
    credit: TranslationsOrSame | None = None
    """Who made the pictures, and by which licence they are used."""
    source: TranslationsOrSame | None = None
    """Where what they show comes from."""

    @property
    def least_picture(self) -> tuple[float, float]:
        """Width and height in mm of a box that its pictures fill in every layout, or exceed."""
        return 20.0, 15.0

    def problems(self) -> Iterator[Problem]:
        """Report what is wrong with its pictures."""
        for each in self.pictures:
            yield from picture_problems(each)
            if each.focus is not None and each.aspect is None:
                file = next(iter(each.image.values()))
                message = f"the picture '{file.source}' has `focus:`, but a gallery shows all of it"
                hint = "add `aspect:`, for example 3/2, or delete `focus:`"
                yield Problem("picture/unused-key", message, hint, file.place)
