"""Figures in large type, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import TranslationsOrSame
from bifolio.document.typed_fields import Value, with_typed
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node

FEWEST, MOST = 2, 6
"""Figures side by side."""


class KeyFigure(Node):
    """A figure and what it counts."""

    value: Value
    """The figure: a number, which each language writes by its rules, or a text."""
    unit: TranslationsOrSame | None = None
    """The unit or the sign after it, in smaller type."""
    label: TranslationsOrSame
    """What it counts."""


class KeyFigures(Block):
    """Two to six figures in large type, side by side."""

    is_wide: ClassVar[bool] = True

    kind: Literal["key-figures"]
    items: Annotated[
        tuple[Annotated[KeyFigure, with_typed(number="value")], ...],
        Field(strict=False, min_length=1),
    ]
    """The figures in order."""
    source: TranslationsOrSame | None = None
    """Where the figures come from, or who counted, in small type with them."""

    def problems(self) -> Iterator[Problem]:
        """A single figure, or more than fit side by side."""
        if not FEWEST <= len(self.items) <= MOST:
            message = f"'{self.id}' has {len(self.items)} figures, not {FEWEST} to {MOST}"
            hint = "write a single figure into the text, and many into a table"
            yield Problem("source/out-of-range", message, hint, self.place)
