"""Processes that build, shared by all tests of a process instead of started for each command.

A process spends two thirds of the time of its first build on what it then keeps: it compiles
patterns, parses declarations of C functions, loads fonts. `SHARED` stands for `Renderer` in the
fixture `renderer` and in commands that tests call in their own process (`call_bifolio`); what a
command does with processes of its own is tested with the program (`run_bifolio`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Self

import pytest

from bifolio.cli.arguments import BUILDING
from bifolio.problems import Problems
from bifolio.render.processes import Renderer, begin_loading

PROCESSES = os.cpu_count() or 1

MOST = 250
"""Runs after which the processes are replaced: each leaves some memory in use."""

PREFIX = "BIFOLIO_"
"""Begins the names of the environment variables that the processes have as they are now."""


class SharedRenderer(Renderer):
    """Does what `Renderer` does in processes that stay until `end`."""

    def __init__(self) -> None:
        self._started: Renderer | None = None
        self._runs = 0

    def __enter__(self) -> Self:
        if self._runs >= MOST:
            self.end()
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        """End the processes after an interrupt, a defect or a crash of one of them."""
        crashed = self._started is not None and self._started._pool._broken
        if crashed or (kind is not None and not issubclass(kind, Problems)):
            self.end()

    def run(self, work: Callable[..., Any], *values: Any, **named: Any) -> Future[Any]:
        """Run `work` in a process that has Bifolio's environment variables of this one."""
        sys.audit("tests.build")
        self._runs += 1
        variables = {key: value for key, value in os.environ.items() if key.startswith(PREFIX)}
        return self._processes().run(_with_variables, variables, work, *values, **named)

    def end(self) -> None:
        """End the processes; the next run starts others."""
        if self._started is not None:
            self._started.__exit__(None)
        self._started, self._runs = None, 0

    def _processes(self) -> Renderer:
        if self._started is None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(tempfile, "tempdir", None)  # not the folder of a single test
                begin_loading(*BUILDING)
                self._started = Renderer(PROCESSES)
        return self._started


SHARED = SharedRenderer()


def _with_variables(
    variables: Mapping[str, str], work: Callable[..., Any], *values: Any, **named: Any
) -> Any:
    for key in [key for key in os.environ if key.startswith(PREFIX) and key not in variables]:
        del os.environ[key]
    os.environ.update(variables)
    return work(*values, **named)
