"""What the preview builds and shows, decided without a process, a server or a file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bifolio.pdf.geometry import Rectangle
from bifolio.preflight.findings import Report
from bifolio.preview.builder import BuiltEdition, Wanted
from bifolio.preview.pages import PreviewPage, changed_pages
from bifolio.preview.session import (
    Event,
    FindingsShown,
    PagesShown,
    PreviewSession,
    ProblemsShown,
)
from bifolio.problems import Problem, Problems
from bifolio.project.folders import Project
from bifolio.text.runs import TextId
from tests.conftest import PUBLICATIONS

FOLDER = PUBLICATIONS / "source" / "library"
BROKEN = Problem("source/not-yaml", "invalid YAML", "close the quote")
A4 = Rectangle(0, 0, 595, 842)


def page(picture: str) -> PreviewPage:
    return PreviewPage(picture, (595, 842), A4, content=f"content of {picture}")


class Bench:
    """Replaces the processes: builds what `source` says."""

    def __init__(self) -> None:
        self.source = BuiltEdition(pages=(page("a"), page("b")), words={TextId("t", "en"): "one"})
        self.built: list[Wanted] = []
        self.checked = 0
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def build(self, wanted: Wanted) -> BuiltEdition:
        self.built.append(wanted)
        source = self.source
        await self.may_go_on.wait()
        return source

    async def check(self, built: BuiltEdition) -> Report:
        self.checked += 1
        return Report("en", "screen")


def session(*editions: str) -> PreviewSession:
    return PreviewSession(Project(PUBLICATIONS), FOLDER, editions, Path("build"))


def run(play: Callable[[PreviewSession, Bench], Awaitable[None]]) -> None:
    """Play with a session that runs."""

    async def all_of_it() -> None:
        bench = Bench()
        one = session()
        running = asyncio.create_task(one.run(bench, 2))
        try:
            async with asyncio.timeout(10):
                await play(one, bench)
        finally:
            running.cancel()

    asyncio.run(all_of_it())


async def heard(events: asyncio.Queue[Event], kind: type[Event]) -> Event:
    """The next event of a kind."""
    while not isinstance(event := await events.get(), kind):
        pass
    return event


def test_a_change_of_one_page_is_announced_for_that_page_only() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["en"]) as events:
            assert await heard(events, PagesShown) == PagesShown("en", 1, (1, 2), None, ())
            bench.source = replace(
                bench.source, pages=(page("a"), page("c")), words={TextId("t", "en"): "two"}
            )
            session.files_changed(0, publication=False)
            event = await heard(events, PagesShown)
            assert isinstance(event, PagesShown)
            assert (event.revision, event.changed) == (2, (2,))
            assert event.texts == (TextId("t", "en"),)
            assert event.milliseconds is not None

    run(play)


def test_only_editions_that_somebody_looks_at_are_built() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["zh-Hans"]) as events:
            await heard(events, PagesShown)
            session.files_changed(0, publication=False)
            await heard(events, PagesShown)
        assert {wanted.edition for wanted in bench.built} == {"zh-Hans"}

    run(play)


def test_an_edition_that_is_shown_again_is_built_only_if_files_changed() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        for _ in range(2):
            with session.reading(["en"]) as events:
                await heard(events, PagesShown)
        assert len(bench.built) == 1
        session.files_changed(0, publication=False)
        with session.reading(["en"]) as events:
            assert (await heard(events, PagesShown)) == PagesShown("en", 1, (1, 2), None, ())
            event = await heard(events, PagesShown)
            assert isinstance(event, PagesShown)
            assert (event.revision, event.changed) == (2, ())
            assert event.milliseconds is None  # nobody waited for it since the change

    run(play)


def test_changes_during_a_build_are_built_together_after_it() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["en"]) as events:
            await heard(events, PagesShown)
            bench.may_go_on.clear()
            session.files_changed(0, publication=False)
            while len(bench.built) < 2:
                await asyncio.sleep(0)
            for _ in range(5):
                session.files_changed(0, publication=False)
            bench.may_go_on.set()
            await heard(events, PagesShown)
            event = await heard(events, PagesShown)
            assert isinstance(event, PagesShown)
            assert event.revision == 3
        assert len(bench.built) == 3

    run(play)


def test_the_last_good_pages_stay_while_the_source_is_broken() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["en"]) as events:
            await heard(events, PagesShown)
            good, bench.source = bench.source, BuiltEdition((BROKEN,))
            session.files_changed(0, publication=False)
            assert await heard(events, ProblemsShown) == ProblemsShown("en", (BROKEN,))
            assert session.shown["en"].built == good
            with session.reading(["en"]) as late:  # who comes now gets both
                assert isinstance(await heard(late, PagesShown), PagesShown)
                assert await heard(late, ProblemsShown) == ProblemsShown("en", (BROKEN,))
            bench.source = good
            session.files_changed(0, publication=False)
            event = await heard(events, PagesShown)
            assert isinstance(event, PagesShown)
            assert event.changed == ()
            assert session.shown["en"].problems == ()

    run(play)


def test_a_publication_that_is_gone_is_said_to_be_gone_until_it_is_back() -> None:
    gone = Problem("environment/project-gone", "gone", "put it back")

    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["en"]) as events:
            await heard(events, PagesShown)
            bench.may_go_on.clear()
            good, bench.source = bench.source, BuiltEdition((BROKEN,))
            session.files_changed(0, publication=False)
            while len(bench.built) < 2:
                await asyncio.sleep(0)
            session.files_gone(gone)
            bench.may_go_on.set()
            assert await heard(events, ProblemsShown) == ProblemsShown("en", (gone,))
            bench.source = good
            session.files_changed(0, publication=True)
            event = await heard(events, PagesShown)
            assert isinstance(event, PagesShown)
            assert event.revision == 2
            assert session.shown["en"].problems == ()

    run(play)


def test_findings_follow_the_pages_and_are_of_the_same_revision() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["en"]) as events:
            await heard(events, PagesShown)
            event = await heard(events, FindingsShown)
            assert isinstance(event, FindingsShown)
            assert event.revision == 1

    run(play)


def test_known_pictures_are_handed_to_the_next_build() -> None:
    async def play(session: PreviewSession, bench: Bench) -> None:
        with session.reading(["en"]) as events:
            await heard(events, PagesShown)
            session.files_changed(0, publication=False)
            await heard(events, PagesShown)
        assert bench.built[1].known == {"content of a": "a", "content of b": "b"}

    run(play)


def test_an_unknown_edition_names_those_that_exist() -> None:
    with pytest.raises(Problems) as refused:
        session("nope")
    (problem,) = refused.value.problems
    assert problem.code == "usage/unknown-edition"
    assert "bilingual" in problem.hint


def test_only_named_editions_are_offered() -> None:
    assert session("en", "zh-Hans").editions == ("en", "zh-Hans")


def test_a_page_is_changed_if_it_looks_different_or_is_new() -> None:
    one, two = page("a"), page("b")
    assert changed_pages((one, two), (one, two)) == []
    assert changed_pages((one, two), (two, two, one)) == [1, 3]
    assert changed_pages((one,), (replace(one, size=(842, 595)),)) == [1]
