"""The processes of a preview: some that build, and one that checks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import ParamSpec, Self, TypeVar

from bifolio.preflight.findings import Report
from bifolio.preview.builder import (
    BuiltEdition,
    Wanted,
    build_edition,
    check_edition,
    give_way,
    tidy,
)
from bifolio.problems import Problems
from bifolio.render.processes import Renderer
from bifolio.workflow.collect import renderer_errors

MOST_UNTIDY = 8
"""Builds after which a process frees memory although somebody types; each leaves some 10 MB, and
freeing them takes a tenth of a second."""

Given = ParamSpec("Given")
Made = TypeVar("Made")


@contextmanager
def _errors(edition: str) -> Iterator[None]:
    """Raise `Problems` for what goes wrong in a process: the preview goes on."""
    try:
        with renderer_errors(f"{edition}.pdf"):
            yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        message = f"{where}{(error.strerror or str(error)).lower()}"
        hint = "check the file, its folder and the space left there; then save again"
        raise Problems.of("environment/system-error", message, hint) from None


class _Bench:
    """One process, which is replaced when it ends."""

    def __init__(self, prepare: Callable[[], None] | None = None) -> None:
        self.editions: set[str] = set()
        """Those that it has built: it is warm for them."""
        self._prepare = prepare
        self._untidy = 0
        """How many builds it has done since it last freed memory."""
        self._start()

    def _start(self) -> None:
        self._ends = ExitStack()
        self._renderer = self._ends.enter_context(Renderer(1))
        if self._prepare:
            self._renderer.run(self._prepare)

    async def run(
        self, work: Callable[Given, Made], *values: Given.args, **named: Given.kwargs
    ) -> Made:
        """Run `work` in the process."""
        self._untidy += 1
        try:
            future = self._renderer.run(work, *values, **named)
        except BrokenExecutor:  # it ended while it had nothing to do
            self._restart()
            future = self._renderer.run(work, *values, **named)
        try:
            return await asyncio.wrap_future(future)
        except BrokenExecutor:
            self._restart()
            raise

    def _restart(self) -> None:
        self._ends.close()  # `end` would end the processes of others, too
        self._start()

    def tidy(self, after: int = 1) -> None:
        """Let the process free memory if it has done `after` builds since it did."""
        if self._untidy >= after:
            self._untidy = 0
            with suppress(BrokenExecutor):  # the next work replaces it
                self._renderer.run(tidy)

    def end(self) -> None:
        """End the process at once, and all others that the program has started."""
        self._ends.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)


class Processes:
    """Builds each edition in the process that has built it before, if it can."""

    def __init__(self, builders: int) -> None:
        """Prepare `builders` processes that build, and one that checks; they start when needed."""
        self._free = [_Bench() for _ in range(builders)]
        self._checking = _Bench(give_way)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End all processes at once."""
        for bench in (*self._free, self._checking):
            bench.end()

    async def build(self, wanted: Wanted) -> BuiltEdition:
        """Build an edition; what breaks the process is a problem, too."""
        bench = self._bench_for(wanted.edition)
        try:
            with _errors(wanted.edition):
                return await bench.run(build_edition, wanted)
        except Problems as found:
            return BuiltEdition(found.problems)
        finally:
            bench.tidy(after=MOST_UNTIDY)
            self._free.append(bench)

    async def check(self, built: BuiltEdition) -> Report:
        """Check an edition. Raises `Problems` if that breaks the process."""
        assert built.task is not None
        for bench in self._free:  # nobody types
            bench.tidy()
        with _errors(built.task.edition):
            return await self._checking.run(check_edition, built.task, built.rendered)

    def _bench_for(self, edition: str) -> _Bench:
        """A free process: one that is warm for `edition`, or the one that was used least."""
        bench = next((each for each in self._free if edition in each.editions), self._free[0])
        self._free.remove(bench)
        bench.editions.add(edition)
        return bench
