"""A forced break."""

from __future__ import annotations

from typing import Literal

from bifolio.document.blocks.block import Block


class ForcedBreak(Block):
    """A break: what follows begins a page, a column, the left page of a spread, or a new part.

    A break to a section ends all columns, at one level, and what follows begins below them, in
    columns again; it has the space of a line above it.
    """

    kind: Literal["break"]
    to: Literal["page", "column", "spread", "section"] = "page"
    """Where what follows begins; a layout without columns begins a page instead of a column."""

    @property
    def spans_columns(self) -> bool:
        """Whether it ends the columns: a page does not begin within them."""
        return self.to != "column"
