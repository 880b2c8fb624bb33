"""Does a packed job on the worker of a cluster, which has no copy of the project.

The same Bifolio has to be there: its code, its layouts and fonts, and the versions of all libraries
are compared first. The worker builds in processes of its own, as a build on one machine does, with
the same limits; they end with the worker.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import current_process
from multiprocessing.util import Finalize
from pathlib import Path

from distributed import get_worker

from bifolio import __version__
from bifolio.problems import Problem, Problems
from bifolio.project.scratch import scratch_folder
from bifolio.render.processes import Renderer, begin_loading
from bifolio.workflow.digests import Digests
from bifolio.workflow.inputs import code_digest, library_versions, shipped_folder
from bifolio.workflow.packing import PackedJob, packed, roots_of, unpack

EDITION = "bifolio.workflow.edition"
"""The module that the processes load."""

SHOWN = 12
"""Digits of digests that messages have."""


@dataclass(frozen=True)
class Reply:
    """What a worker returns."""

    result: bytes = b""
    """The packed `CheckedPdf`."""
    has: frozenset[str] = frozenset()
    """Its features, if they are not those that the job needs."""
    worker: str = ""
    """Its address in that case."""
    problems: tuple[Problem, ...] = ()
    """Why its machine cannot build."""


@cache
def features() -> frozenset[str]:
    """What the bytes of a PDF depend on, in addition to the job: Bifolio and all libraries."""
    digests = Digests({})
    code = code_digest(digests)[:SHOWN]
    shipped = (
        f"{name} {digests.of_folder(shipped_folder(name))[:SHOWN]}" for name in ("layouts", "fonts")
    )
    return frozenset({f"Bifolio {__version__}, code {code}", *shipped, *library_versions()})


def do(job: PackedJob) -> Reply:
    """Do a job on this worker. Raises `BrokenExecutor` if it ends the process that does it."""
    if features() != job.needs:
        return Reply(has=features(), worker=get_worker().address)
    try:
        renderer = _Processes.start(get_worker().state.nthreads)
        return renderer.run(_build, job).result()
    except BrokenExecutor:
        _Processes.forget()
        raise
    except Problems as found:
        return Reply(problems=found.problems)


class _Processes:
    """Those of this worker, which are started once."""

    _lock = threading.Lock()
    _renderer: Renderer | None = None

    @classmethod
    def start(cls, processes: int) -> Renderer:
        with cls._lock:
            if cls._renderer is None:
                # Dask starts workers as daemons, which may have no children: they would be left
                # over. Ours end with the process that has started them.
                current_process().daemon = False
                begin_loading(EDITION)
                cls._renderer = Renderer(processes)
                # A process that Dask's nanny has started waits for its children before it ends.
                at_the_end = cls._renderer.__exit__
                Finalize(None, at_the_end, (KeyboardInterrupt,), exitpriority=1)
            return cls._renderer

    @classmethod
    def forget(cls) -> None:
        """Start others for the next job."""
        with cls._lock:
            cls._renderer = None


def _build(job: PackedJob) -> Reply:
    """Build and check an edition, in a process of `bifolio.render.processes`."""
    from bifolio.workflow import edition  # loads the renderer, which only these processes do

    with scratch_folder() as folder:
        place = Path(os.path.realpath(folder))
        result = edition.build_and_check(unpack(job, place))
        return Reply(packed(result, roots_of(place)))
