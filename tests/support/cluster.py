"""A Dask cluster on this machine: a scheduler and workers in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

TO_START = 60.0
"""Seconds in which the scheduler has to start."""

DASK = (sys.executable, "-m", "dask")

NO_NANNY = "--no-nanny"
"""The option of a worker that is not watched, nor started again, by another process."""


@dataclass
class RunningCluster:
    """A scheduler and its workers; their logs are in `folder`."""

    folder: Path
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def option(self) -> str:
        """The option of `bifolio build` that uses it."""
        return f"--executor=dask={self.address}"

    def add_worker(
        self, *options: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, in an empty folder."""
        name = f"worker-{len(self.workers)}"
        home = self.folder / name
        home.mkdir()
        process = _started(
            home,
            *("worker", self.address, "--nthreads", "1", "--name", name, "--no-dashboard"),
            *("--local-directory", str(home), *options),
            environment=environment or {},
        )
        self.workers.append(process)
        return process


def _started(
    home: Path, *arguments: str, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [*DASK, *arguments],
            cwd=home,
            env=variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@contextmanager
def started_cluster(
    folder: Path, workers: int = 0, protocol: str = "tcp"
) -> Iterator[RunningCluster]:
    """Start a cluster with so many workers, and end its processes afterwards.

    For the protocol `tls`, the environment has to name the certificates, as Dask reads them.
    """
    home = folder / "scheduler"
    home.mkdir(parents=True)
    described = home / "scheduler.json"
    scheduler = _started(
        home,
        *("scheduler", "--host", f"{protocol}://127.0.0.1", "--port", "0", "--no-dashboard"),
        *("--scheduler-file", str(described)),
        environment={},
    )
    cluster = RunningCluster(folder, "", scheduler)
    try:
        cluster.address = _address(described, scheduler)
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            with suppress(ProcessLookupError):  # a nanny ends with the worker that it watches
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(described: Path, scheduler: subprocess.Popen[bytes]) -> str:
    """The address of the scheduler, as soon as it has written it."""
    end = time.monotonic() + TO_START
    while time.monotonic() < end and scheduler.poll() is None:
        try:
            return str(json.loads(described.read_text("utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise AssertionError((described.parent / "log").read_text("utf-8", "replace"))
