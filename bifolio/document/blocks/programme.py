"""The programme of an event: sessions by day and time, with speakers and rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.passage import TranslationsOrSame, Words
from bifolio.document.typed_fields import Date, range_unit, typed_unit, with_typed
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node


class Talk(Node):
    """What takes place in one room at a time."""

    title: TranslationsOrSame
    """What it is about."""
    speakers: TranslationsOrSame | None = None
    """Who speaks, plays or leads."""
    room: TranslationsOrSame | None = None
    """Where it is."""
    text: TranslationsOrSame | None = None
    """More about it."""


class Session(Node):
    """What begins at one time: a talk, or several in parallel."""

    time: TranslationsOrSame
    """When it begins: 9:00."""
    until: Words | None = None
    """When it ends: 9:45; each language has its sign between both."""
    title: TranslationsOrSame | None = None
    """What it is about; with `parallel:`, the heading of all talks."""
    speakers: TranslationsOrSame | None = None
    """Who speaks, plays or leads."""
    room: TranslationsOrSame | None = None
    """Where it is."""
    text: TranslationsOrSame | None = None
    """More about it."""
    parallel: Annotated[tuple[Talk, ...], Field(strict=False)] = ()
    """Talks at the same time, each in its room."""


class Day(Node):
    """The sessions of a day."""

    date: Date | None = None
    """The day: 2026-06-12, which each language writes with the day of the week, or a text."""
    sessions: Annotated[tuple[Session, ...], Field(strict=False, min_length=1)]
    """The sessions in order."""


class Programme(Block):
    """Sessions by day and time."""

    is_wide: ClassVar[bool] = True

    kind: Literal["programme"]
    days: Annotated[
        tuple[Annotated[Day, with_typed(date="date")], ...],
        Field(strict=False, min_length=1),
    ]
    """The days in order."""

    def content(self) -> dict[str, object]:
        """Its fields; a date has the day of the week, a time its end."""
        content: dict[str, Any] = super().content()
        for number, (day, fields) in enumerate(zip(self.days, content["days"], strict=True), 1):
            if day.date:
                unit = unit_of(f"{self.id}.days.{number}.date", day.date, self)
                fields["date"] = typed_unit(unit, "full")
            for session, inner in zip(day.sessions, fields["sessions"], strict=True):
                if session.until:
                    inner["time"] = range_unit(inner["time"], session.until)
        return content

    def problems(self) -> Iterator[Problem]:
        """Sessions without a title."""
        for day in self.days:
            for session in day.sessions:
                if not session.title and not session.parallel:
                    message = "the session has no title"
                    hint = "add `title:`, or talks under `parallel:`"
                    yield Problem("source/missing-key", message, hint, session.place)
