"""A list."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.unit import Unit


class Items(Block):
    """A list; its items are units."""

    kind: Literal["list"]
    items: Annotated[tuple[Unit, ...], Field(strict=False, min_length=1)]
    """The items in order."""
