"""The programme of an event: sessions by day and time, with speakers and rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.passage import ANY_LANGUAGE, Passage, TranslationsOrSame, Words
from bifolio.document.typed_fields import Date, range_unit, typed_unit, with_typed, wrong_date
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node

CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")
"""A time of the day, as in the source; each language writes it as it is."""

HOUR, DAY = 60, 24 * 60
MORNING, EVENING = 6 * HOUR, 18 * HOUR
"""Minutes from midnight: sessions that begin after the latter may end before the former."""


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
        """Sessions without a title, and invalid dates and times."""
        for day in self.days:
            yield from wrong_date(day.date or {})
            for session in day.sessions:
                if not session.title and not session.parallel:
                    message = "the session has no title"
                    hint = "add `title:`, or talks under `parallel:`"
                    yield Problem("source/missing-key", message, hint, session.place)
            yield from _wrong_times(day)


def _wrong_times(day: Day) -> Iterator[Problem]:
    """Times that are none, sessions that end before they begin, or are in the wrong order or room.

    Times in words are skipped, and so is what is beyond midnight. Sessions at the same time are
    fine, such as an exhibition all day, but not in one room.
    """
    busy: dict[str, tuple[int, str]] = {}
    before: tuple[int, str] | None = None
    for session in day.sessions:
        typed = session.time.get(ANY_LANGUAGE)
        texts = [each for each in (typed, session.until) if each]
        for text in texts:
            if CLOCK.fullmatch(text.source) and _minutes(text) is None:
                hint = "write hours from 0 to 24 and minutes from 00 to 59: 9:30"
                message = f"'{text.source}' is not a time of the day"
                yield Problem("programme/no-time", message, hint, text.place)
        begin, end = (_minutes(each) if each else None for each in (typed, session.until))
        if typed is None or begin is None:
            continue
        if session.until and end is not None and end <= begin and not _is_next_day(begin, end):
            message = f"the session begins at {typed.source} and ends at {session.until.source}"
            hint = "correct one of both times"
            yield Problem("programme/ends-first", message, hint, session.until.place)
        if before and begin < before[0] and not _is_next_day(before[0], begin):
            message = f"the session at {typed.source} is after the one at {before[1]}"
            hint = "put the sessions in the order of their times"
            yield Problem("programme/out-of-order", message, hint, typed.place)
        before = begin, typed.source
        for room in {each.source for each in (session.room or {}).values()}:
            until, shown = busy.get(room, (0, ""))
            if begin < until:
                message = f"at {typed.source}, '{room}' is in use until {shown}"
                hint = "correct a time or the room; talks at one time belong under `parallel:`"
                yield Problem("programme/overlap", message, hint, typed.place)
                break
        for room in {each.source for each in (session.room or {}).values()}:
            if session.until and end is not None and end > begin:
                busy[room] = end, session.until.source


def _minutes(time: Passage) -> int | None:
    """The minutes from midnight; None for a text that is no time of the day."""
    match = CLOCK.fullmatch(time.source)
    minutes = int(match[1]) * 60 + int(match[2]) if match else DAY + 1
    return minutes if minutes <= DAY and match and int(match[2]) < HOUR else None


def _is_next_day(earlier: int, later: int) -> bool:
    """Whether a time that is `later` in the evening is after midnight."""
    return earlier >= EVENING and later <= MORNING
