"""Events in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import TranslationsOrSame
from bifolio.document.typed_fields import Date, with_typed, wrong_date
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node


class TimelineEvent(Node):
    """An event of a timeline."""

    date: Date
    """When it was: 2026-06-12, 2026-06, 2026, or a text."""
    title: TranslationsOrSame | None = None
    """What happened, in a few words."""
    text: TranslationsOrSame | None = None
    """More about it."""


class Timeline(Block):
    """Events, each with its date, along a line."""

    kind: Literal["timeline"]
    items: Annotated[
        tuple[Annotated[TimelineEvent, with_typed(date="date")], ...],
        Field(strict=False, min_length=1),
    ]
    """The events in order."""
    width: Literal["text", "full"] = "text"
    """text: in a column of text; full: as wide as the page, with events beside each other where the
    layout has the room, as sheets and reports have; default: text."""

    def problems(self) -> Iterator[Problem]:
        """Days that are not valid dates."""
        for item in self.items:
            yield from wrong_date(item.date)
