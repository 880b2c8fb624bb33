"""People, each with name and role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.blocks.picture import PerCent, cropped
from bifolio.document.crop import Crop
from bifolio.document.passage import Pictures, Translations, TranslationsOrSame
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node

PORTRAIT = "4/5"
"""The aspect ratio of portraits."""


class Person(Node):
    """A person."""

    portrait: Pictures | None = None
    """The file of a portrait, as a path in the publication's folder."""
    alt: Translations | None = None
    """What the portrait shows besides the person; default: none, for the name is beside it."""
    focus: Annotated[tuple[PerCent, PerCent], Field(strict=False)] | None = None
    """The point of the portrait to keep in the middle: per cent from the left and the top."""
    name: TranslationsOrSame
    """The name; by language if it is written in several scripts."""
    role: TranslationsOrSame | None = None
    """What the person does."""
    organisation: TranslationsOrSame | None = None
    """For whom."""
    text: TranslationsOrSame | None = None
    """A few lines about the person."""
    email: TranslationsOrSame | None = None
    """The email address, name@host."""

    @property
    def crop(self) -> Crop | None:
        """The part of the portrait that is shown."""
        return cropped(PORTRAIT, self.focus)


class People(Block):
    """People in cards."""

    is_wide: ClassVar[bool] = True
    kind: Literal["people"]
    people: Annotated[tuple[Person, ...], Field(strict=False, min_length=1)]
    """The people in order."""

    @property
    def least_picture(self) -> tuple[float, float]:
        """Width and height in mm of a box that its pictures fill in every layout, or exceed."""
        return 12.0, 15.0

    def problems(self) -> Iterator[Problem]:
        """Report keys for a portrait where there is none."""
        for each in self.people:
            for key, value in (("alt", each.alt), ("focus", each.focus)):
                if value is not None and each.portrait is None:
                    hint = f"add `portrait:`, or delete `{key}:`"
                    message = f"`{key}:` without a portrait"
                    yield Problem("picture/unused-key", message, hint, each.place)
