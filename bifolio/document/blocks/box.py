"""A box, which sets other blocks apart from the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import TranslationsOrSame
from bifolio.document.values import SharedValue
from bifolio.problems import Problem

if TYPE_CHECKING:
    AnyBlock = Block  # of any kind: the package puts it here, which imports this module


class Box(Block):
    """A box with blocks of any kinds; there may be a box in it, but none in that."""

    kind: Literal["box"]
    heading: TranslationsOrSame | None = None
    """The heading of the box."""
    blocks: Annotated[tuple[AnyBlock, ...], Field(strict=False, min_length=1)]
    """The content in order, of any kinds."""

    def problems(self) -> Iterator[Problem]:
        """A box in a box in this one."""
        for inner in self.blocks:
            for each in inner.inner_blocks():
                if isinstance(inner, Box) and isinstance(each, Box):
                    message = f"the box '{each.id}' is in a box of a box"
                    hint = "move it out of one of them"
                    yield Problem("source/nested-too-deep", message, hint, each.place)

    def with_values(self, shared: Mapping[str, SharedValue]) -> Self:
        """Put shared values into the blocks in it."""
        blocks = tuple(each.with_values(shared) for each in self.blocks)
        return self.model_copy(update={"blocks": blocks})

    def in_edition(self, name: str) -> Self | None:
        """The box with those of its blocks that are in the edition called `name`."""
        if super().in_edition(name) is None:
            return None
        blocks = tuple(found for each in self.blocks if (found := each.in_edition(name)))
        return self.model_copy(update={"blocks": blocks}) if blocks else None

    def loaded(self, folder: Path) -> tuple[Self, list[Problem]]:
        """Read the files of its blocks."""
        read = [each.loaded(folder) for each in self.blocks]
        problems = [problem for _, found in read for problem in found]
        return self.model_copy(update={"blocks": tuple(block for block, _ in read)}), problems
