"""A forced break."""

from __future__ import annotations

from typing import Literal

from bifolio.document.blocks.block import Block


class ForcedBreak(Block):
    """A break: what follows begins a page, a column, or the left page of a spread."""

    kind: Literal["break"]
    to: Literal["page", "column", "spread"] = "page"
    """Where what follows begins; a layout without columns begins a page instead."""

    @property
    def spans_columns(self) -> bool:
        """Whether it ends the columns: a page does not begin within them."""
        return self.to != "column"
