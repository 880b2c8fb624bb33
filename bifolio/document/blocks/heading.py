"""A heading within a section."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.unit import Heading


class Subheading(Heading, Block):
    """A heading below that of its section; it is among the bookmarks of the PDF."""

    kind: Literal["heading"]
    level: Annotated[int, Field(ge=1, le=3)] = 1
    """1 for the heading of a part of the section, 2 for one in such a part, 3 for one in that."""
