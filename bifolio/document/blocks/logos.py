"""Logos of organisations."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import Pictures, TranslationsOrSame
from bifolio.source_yaml.nodes import Node


class Logo(Node):
    """The logo of an organisation."""

    image: Pictures
    """The logo's file, as a path in the publication's folder; one by language if it has words."""
    alt: TranslationsOrSame
    """The name of the organisation."""


class Logos(Block):
    """Logos in a strip, all equally large to the eye."""

    is_wide: ClassVar[bool] = True
    kind: Literal["logos"]
    statement: TranslationsOrSame | None = None
    """The text before the logos: who funds, who takes part."""
    logos: Annotated[tuple[Logo, ...], Field(strict=False, min_length=1)]
    """The logos in order."""
    names: bool = False
    """Whether the names of the organisations are below their logos."""
    disclaimer: TranslationsOrSame | None = None
    """The small text after the logos."""

    @property
    def least_picture(self) -> tuple[float, float]:
        """Width and height in mm of a box that its logos fill in every layout, or exceed."""
        return 12.0, 6.0
