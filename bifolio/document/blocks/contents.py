"""A table of contents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block


class Contents(Block):
    """A table of contents: the headings with the numbers of their pages, each a link."""

    kind: Literal["contents"]
    depth: Annotated[int, Field(ge=1, le=4)] = 2
    """1 for the headings of sections only; 2 for those of their parts, too; and so on."""
