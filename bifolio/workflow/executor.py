"""Where jobs are done: in processes of this machine, or on those of a cluster."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bifolio.workflow.task import Task

if TYPE_CHECKING:
    from bifolio.workflow.prepared import CheckedPdf


class Executor(Protocol):
    """Does jobs, each in a process: `bifolio.render.processes.Renderer` does it on this machine."""

    def run(self, work: Callable[[Task], CheckedPdf], task: Task, /) -> Future[CheckedPdf]:
        """Do the job of `task` as soon as a process is free; `work` is idempotent."""


@dataclass(frozen=True)
class Handed:
    """A job that was given to an executor, the path of its PDF, and its result."""

    task: Task
    path: Path
    future: Future[CheckedPdf]
    is_kept: bool = False
    """Whether the result was kept from a job that was done before."""
