"""A picture with its caption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from bifolio.document.blocks.block import Block
from bifolio.document.blocks.picture import PictureFields, picture_problems
from bifolio.document.passage import TranslationsOrSame
from bifolio.problems import Problem

OldAlternative = Annotated[
    TranslationsOrSame | None, Field(validation_alias=AliasChoices("alt", "text"))
]
"""An alternative text, which older publications have as `text`."""


class Figure(PictureFields, Block):
    """A picture with its caption."""

    kind: Literal["figure"]
    alt: OldAlternative = None
    """What the picture shows, for readers who cannot see it."""
    caption: TranslationsOrSame | None = None
    """The text below the picture."""
    credit: TranslationsOrSame | None = None
    """Who made the picture, and by which licence it is used."""
    source: TranslationsOrSame | None = None
    """Where what it shows comes from."""
    width: Literal["column", "text", "full", "bleed"] = "column"
    """One column; all columns; all columns, as high as a page has room; from edge to edge."""
    height: Annotated[float, Field(ge=5, le=1200)] | None = None
    """The greatest height of the picture in mm; default: that of the layout."""

    @property
    def spans_columns(self) -> bool:
        """Whether it is as wide as the page where text is in columns."""
        return self.width != "column"

    @property
    def least_picture(self) -> tuple[float, float]:
        """Width and height in mm of a box that its picture fills in every layout, or exceeds."""
        width, height = super().least_picture
        return width, min(height, self.height or height)

    def problems(self) -> Iterator[Problem]:
        """Report what is wrong with the picture."""
        yield from picture_problems(self)
