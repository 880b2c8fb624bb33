"""What the preview shows: the last good pages of each edition, and what is wrong since then.

A session builds the editions that readers look at, each in a process that stays warm for it, and
checks them in another one, so that a check never delays pages.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bifolio.document.load import load_publication
from bifolio.document.publication import Publication
from bifolio.preflight.findings import Report
from bifolio.preview.builder import BuiltEdition, Wanted
from bifolio.preview.pages import changed_pages
from bifolio.preview.places import changed_texts
from bifolio.problems import Problem, Problems
from bifolio.project.folders import Project
from bifolio.text.runs import TextId

CALM = 0.25
"""Seconds without a change after which an edition is checked: typing goes on before."""


class Workshop(Protocol):
    """Builds and checks editions."""

    async def build(self, wanted: Wanted) -> BuiltEdition:
        """Build an edition."""

    async def check(self, built: BuiltEdition) -> Report:
        """Check an edition."""


@dataclass(frozen=True)
class BuildBegun:
    """An edition is being built."""

    edition: str


@dataclass(frozen=True)
class PagesShown:
    """An edition was built."""

    edition: str
    revision: int
    """Counts the builds of the edition, from 1."""
    changed: tuple[int, ...]
    """The numbers of the pages that look different, from 1."""
    milliseconds: int | None
    """Since the first of the changed files was written; None for pages that are sent again."""
    texts: tuple[TextId, ...]
    """The texts whose words changed."""


@dataclass(frozen=True)
class FindingsShown:
    """An edition was checked."""

    edition: str
    revision: int
    milliseconds: int | None


@dataclass(frozen=True)
class ProblemsShown:
    """An edition could not be built; its last good pages stay."""

    edition: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class EditionsShown:
    """Editions were added to publication.yaml, changed or deleted."""


Event = BuildBegun | PagesShown | FindingsShown | ProblemsShown | EditionsShown


@dataclass
class ShownEdition:
    """The state of an edition."""

    revision: int = 0
    built: BuiltEdition | None = None
    """The last good one."""
    report: Report | None = None
    """The report on that one, once it is checked."""
    problems: tuple[Problem, ...] = ()
    """Why the current source cannot be built."""
    generation: int = -1
    """The state of the files from which it was last built."""
    counted: int = 0
    """Their state when somebody began to look at it: earlier changes are not waited for."""
    since: float | None = None
    """When the files changed from which it is checked."""


@dataclass
class _Reader:
    """Somebody who looks at editions."""

    editions: tuple[str, ...]
    events: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)


class PreviewSession:
    """The preview of a publication."""

    def __init__(
        self,
        project: Project,
        folder: Path,
        editions: Sequence[str],
        output: Path,
        date: datetime | None = None,
    ) -> None:
        """Read the publication in `folder`; `editions` are those to show, default: all.

        Raises `Problems` if publication.yaml cannot be read, or lacks one of `editions`.
        """
        self.project, self.folder = project, folder
        self._only = tuple(editions)
        self._output, self._date = output, date
        publication, problems = load_publication(folder)
        if publication is None:
            raise Problems(problems)
        self.publication: Publication = publication
        if missing := [name for name in self._only if name not in publication.editions]:
            hint = f"use one of: {', '.join(publication.editions)}"
            raise Problems(
                Problem("usage/unknown-edition", f"edition '{name}' not found", hint)
                for name in missing
            )
        self.shown: dict[str, ShownEdition] = {name: ShownEdition() for name in self.editions}
        self._readers: list[_Reader] = []
        self._generation = 0
        """The number of the current state of the files; it grows with each change."""
        self._began: dict[int, float] = {}
        """When each state of the files began that some edition still lacks."""
        self._awake = asyncio.Condition()
        self._building: set[str] = set()
        self._is_gone = False
        """Whether there are no files to build from."""

    @property
    def editions(self) -> tuple[str, ...]:
        """The names of the editions that can be shown."""
        return self._only or tuple(self.publication.editions)

    async def run(self, workshop: Workshop, builders: int) -> None:
        """Build and check what readers look at, until cancelled; `builders` at the same time."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(builders):
                tasks.create_task(self._build_all(workshop))
            tasks.create_task(self._check_all(workshop))

    @contextmanager
    def reading(self, editions: Sequence[str]) -> Iterator[asyncio.Queue[Event]]:
        """Show `editions` to a reader, who gets their events, first of all their last state."""
        reader = _Reader(tuple(name for name in editions if name in self.shown))
        looked_at = self._looked_at()
        self._readers.append(reader)
        for name in reader.editions:
            shown = self.shown[name]
            if name not in looked_at:
                shown.counted = self._generation
            if shown.built is not None:
                every = tuple(range(1, len(shown.built.pages) + 1))
                reader.events.put_nowait(PagesShown(name, shown.revision, every, None, ()))
            if shown.report is not None:
                reader.events.put_nowait(FindingsShown(name, shown.revision, None))
            if shown.problems:
                reader.events.put_nowait(ProblemsShown(name, shown.problems))
        self._wake()
        try:
            yield reader.events
        finally:
            self._readers.remove(reader)

    def files_changed(self, since: float, *, publication: bool) -> None:
        """Build again what is shown; the files changed at `since` (seconds since 1970).

        `publication`: whether publication.yaml is among them.
        """
        self._is_gone = False
        self._generation += 1
        self._began[self._generation] = since
        if publication:
            self._read_publication()
        self._wake()

    def files_gone(self, problem: Problem) -> None:
        """Report that there are no files to build from, until they change."""
        self._is_gone = True
        for name, shown in self.shown.items():
            shown.problems = (problem,)
            self._publish(ProblemsShown(name, shown.problems))

    def _read_publication(self) -> None:
        """Read which editions there are; builds report the problems of a file that is broken."""
        found, _ = load_publication(self.folder)
        if found is None:
            return
        self.publication = found
        for name in self.editions:
            self.shown.setdefault(name, ShownEdition())
        self._publish(EditionsShown())

    def _wake(self) -> None:
        async def wake() -> None:
            async with self._awake:
                self._awake.notify_all()

        self._waking = asyncio.ensure_future(wake())

    def _publish(self, event: Event) -> None:
        edition = getattr(event, "edition", None)
        for reader in self._readers:
            if edition is None or edition in reader.editions:
                reader.events.put_nowait(event)

    def _looked_at(self) -> list[str]:
        """The editions that readers look at, of the last reader first; before any, the first."""
        if not self._readers and not any(each.revision for each in self.shown.values()):
            return [*self.editions[:1]]
        return [name for reader in reversed(self._readers) for name in reader.editions]

    def _outdated(self) -> str | None:
        """The next edition to build."""
        if self._is_gone:
            return None
        for name in self._looked_at():
            if self.shown[name].generation < self._generation and name not in self._building:
                return name
        return None

    def _unchecked(self) -> str | None:
        """The next edition to check: its pages are those of the current source."""
        for name in self._looked_at():
            shown = self.shown[name]
            current = shown.generation == self._generation and not shown.problems
            if current and shown.built is not None and shown.report is None:
                return name
        return None

    async def _build_all(self, workshop: Workshop) -> None:
        while True:
            async with self._awake:
                await self._awake.wait_for(self._outdated)
                name = self._outdated()
            if name is None:
                continue
            self._building.add(name)
            try:
                await self._build(name, workshop)
            finally:
                self._building.discard(name)
            self._wake()

    async def _build(self, name: str, workshop: Workshop) -> None:
        shown = self.shown[name]
        generation = self._generation
        self._publish(BuildBegun(name))
        known = shown.built.pages if shown.built else ()
        wanted = Wanted(
            self.project,
            self.folder,
            name,
            self._output,
            self._date,
            {page.content: page.picture for page in known},
        )
        built = await workshop.build(wanted)
        since = self._changed_since(max(shown.generation, shown.counted), generation)
        shown.generation = generation
        self._forget_times()
        if built.problems and self._is_gone:
            return
        if built.problems:
            shown.problems = built.problems
            self._publish(ProblemsShown(name, built.problems))
            return
        before = shown.built or BuiltEdition()
        shown.built, shown.problems, shown.report = built, (), None
        shown.revision += 1
        shown.since = since
        self._publish(
            PagesShown(
                name,
                shown.revision,
                tuple(changed_pages(before.pages, built.pages)),
                _milliseconds(since),
                tuple(changed_texts(before.words, built.words)) if before.words else (),
            )
        )

    async def _check_all(self, workshop: Workshop) -> None:
        while True:
            async with self._awake:
                await self._awake.wait_for(self._unchecked)
                name = self._unchecked()
            if name is None:
                continue
            shown = self.shown[name]
            revision, built = shown.revision, shown.built
            await asyncio.sleep(CALM)
            if name != self._unchecked() or shown.revision != revision or built is None:
                continue
            try:
                report = await workshop.check(built)
            except Problems as found:
                shown.problems = found.problems
                self._publish(ProblemsShown(name, shown.problems))
                continue
            if shown.revision == revision:
                shown.report = report
                self._publish(FindingsShown(name, revision, _milliseconds(shown.since)))

    def _changed_since(self, before: int, now: int) -> float | None:
        """When the first of the files changed between two states of them."""
        times = (at for each, at in self._began.items() if before < each <= now)
        return min(times, default=None)

    def _forget_times(self) -> None:
        """Forget when the files changed from which everything that is shown was built."""
        built = (self.shown[name].generation for name in self._looked_at())
        oldest = min(built, default=self._generation)
        self._began = {each: at for each, at in self._began.items() if each > oldest}


def _milliseconds(since: float | None) -> int | None:
    return None if since is None else max(round((time.time() - since) * 1000), 0)
