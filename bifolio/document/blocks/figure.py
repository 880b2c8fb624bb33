"""A picture."""

from __future__ import annotations

from typing import Literal

from bifolio.document.blocks.block import Block
from bifolio.document.passage import Pictures
from bifolio.document.unit import Unit


class Figure(Unit, Block):
    """A picture; `text` is its alternative text."""

    kind: Literal["figure"]
    image: Pictures
    """The picture's file, as a path in the publication's folder."""

    @property
    def pictures(self) -> Pictures | None:
        """The files of the picture."""
        return self.image
