"""Does jobs on the workers of a Dask cluster.

Dask hands the jobs out, repeats those of workers that are lost, and returns the results; the key of
a job is the digest of its inputs. Jobs and results are pickled: a cluster can run any code here and
there, and has to be trusted.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures import CancelledError as LocalCancelled
from contextlib import suppress
from typing import Any, Self

from distributed import Client, Security
from distributed.client import Future as ClusterFuture
from distributed.scheduler import KilledWorker

from bifolio.problems import Problem, Problems
from bifolio.workflow.packing import pack, project_roots, unpacked
from bifolio.workflow.prepared import CheckedPdf
from bifolio.workflow.task import Task
from bifolio.workflow.worker import do, features

TO_CONNECT = 10.0
"""Seconds in which the scheduler has to answer."""

WITHOUT_WORKERS = 30.0
"""Seconds that a build waits for a first worker, or for one after all were lost."""

EVERY = 1.0
"""Seconds between two looks at the workers."""

RETRIES = 2
"""How often a job is done again whose process has ended, on any worker."""

TO_CLOSE = 5.0
"""Seconds that the end of the connection may take."""


class DaskCluster:
    """An executor (`bifolio.workflow.executor`) that connects when it gets its first job."""

    def __init__(self, address: str) -> None:
        """Use the cluster whose scheduler is at `address`: tcp://HOST:PORT or tls://HOST:PORT."""
        self.address = address
        self._client: Client | None = None
        self._waiting: dict[ClusterFuture, Future[CheckedPdf]] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._failed: Problems | None = None
        """Why no job can be done any more."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Cancel the jobs that are left, and close the connection."""
        self._closed.set()
        if self._client is None:
            return
        with self._lock:
            left = list(self._waiting)
            self._waiting.clear()
        with suppress(Exception):  # the scheduler may be gone, and its jobs with it
            if left:
                self._client.cancel(left, force=True, reason="interrupted", msg="interrupted")
        with suppress(Exception):
            self._client.close(timeout=TO_CLOSE)

    def run(self, work: Callable[[Task], CheckedPdf], task: Task, /) -> Future[CheckedPdf]:
        """Do the job of `task` on a worker. Raises `Problems` if the cluster cannot be used.

        `work` is what a process of this machine would do; workers do the same with what they get.
        """
        client = self._connected()
        future: Future[CheckedPdf] = Future()
        if self._failed:
            future.set_exception(self._failed)
            return future
        job = pack(task, features())
        sent = client.submit(do, job, key=task.digest, pure=True, retries=RETRIES)
        with self._lock:
            self._waiting[sent] = future
        sent.add_done_callback(lambda done: self._finish(done, task))
        return future

    def _connected(self) -> Client:
        """The connection, with at least one worker and none that differs from this machine."""
        if self._client is None:
            # Dask writes to stderr what becomes a problem here.
            logging.getLogger("distributed").setLevel(logging.CRITICAL)
            logging.getLogger("tornado").setLevel(logging.CRITICAL)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # versions are compared by `features`
                try:
                    self._client = Client(
                        self.address,
                        timeout=TO_CONNECT,
                        set_as_default=False,
                        security=_security(self.address),
                    )
                except (OSError, ValueError, RuntimeError) as error:
                    raise _unreachable(self.address, error) from None
                try:
                    self._client.wait_for_workers(1, timeout=WITHOUT_WORKERS)
                except TimeoutError:
                    raise _no_workers(self.address) from None
            self._compare(self._client)
            threading.Thread(target=self._watch, args=(self._client,), daemon=True).start()
        return self._client

    def _compare(self, client: Client) -> None:
        """Raise `Problems` if a worker has another Bifolio, or other libraries."""
        found = client.run(features, on_error="return")
        problems = []
        for worker, has in sorted(found.items()):
            if isinstance(has, Exception):
                has = frozenset({"no Bifolio that can be loaded"})
            if has != features():
                problems.append(_differs(f"worker {worker}", has))
        if problems:
            raise Problems(problems)

    def _finish(self, sent: ClusterFuture, task: Task) -> None:
        """Pass on the result of a job."""
        with self._lock:
            future = self._waiting.pop(sent, None)
        if future is None:  # it was cancelled
            return
        try:
            future.set_result(_result(sent, task))
        except Problems as found:
            future.set_exception(found)
            self._fail(found)
        except Exception as error:  # raised where the result is asked for
            future.set_exception(error)

    def _fail(self, why: Problems) -> None:
        """End all jobs with the same problem: they would have it, too."""
        with self._lock:
            self._failed = why
            left = dict(self._waiting)
            self._waiting.clear()
        for future in left.values():
            future.set_exception(why)
        if left and self._client is not None:
            with suppress(Exception):
                self._client.cancel(list(left), force=True)

    def _watch(self, client: Client) -> None:
        """End all jobs if the scheduler, or all workers, are gone for too long."""
        seen = time.monotonic()
        while not self._closed.wait(EVERY):
            with suppress(Exception):  # what is wrong shows in the time that passes
                if client.status == "running" and client.nthreads():
                    seen = time.monotonic()
            if client.status == "closed":
                self._fail(_lost(self.address))
            elif time.monotonic() - seen > WITHOUT_WORKERS:
                why = _no_workers if client.status == "running" else _lost
                self._fail(why(self.address))


def _security(address: str) -> Security:
    """What Dask is configured with; raises `ValueError` if it has no certificates for TLS."""
    security = Security()
    if address.startswith("tls:") and not security.get_connection_args("client")["ssl_context"]:
        raise ValueError("distributed.comm.tls has no ca-file and no certificate of the client")
    return security


def _result(sent: ClusterFuture, task: Task) -> CheckedPdf:
    """The result of a job that has ended; raises `Problems` if the cluster cannot do it."""
    try:
        reply = sent.result()
    except KilledWorker as error:
        raise BrokenExecutor(str(error)) from None
    except (LocalCancelled, TimeoutError):
        raise _lost(sent.client.scheduler.address if sent.client.scheduler else "") from None
    except ModuleNotFoundError as error:
        raise Problems([_differs("a worker", frozenset({f"no module '{error.name}'"}))]) from None
    if reply.has:
        raise Problems([_differs(f"worker {reply.worker}", reply.has)])
    if reply.problems:
        raise Problems(reply.problems)
    result: Any = unpacked(reply.result, project_roots(task))
    assert isinstance(result, CheckedPdf)
    return result


def _unreachable(address: str, error: Exception) -> Problems:
    reason = str(error).strip().splitlines() or [type(error).__name__]
    message = f"no Dask scheduler answers at {address}: {reason[0]}"
    hint = "start it, or correct the address; for tls:// Dask needs its certificates configured"
    return Problems.of("environment/cluster-unreachable", message, hint)


def _no_workers(address: str) -> Problems:
    message = f"the cluster at {address} has no workers"
    hint = f"start some: `dask worker {address}`; what was finished is kept"
    return Problems.of("environment/cluster-without-workers", message, hint)


def _lost(address: str) -> Problems:
    message = f"the connection to the cluster at {address} was lost"
    hint = "build again: what was finished is kept, and is not done twice"
    return Problems.of("environment/cluster-lost", message, hint)


def _differs(worker: str, has: frozenset[str]) -> Problem:
    theirs, ours = (", ".join(sorted(each)) for each in (has - features(), features() - has))
    message = f"{worker} would build other bytes: it has {theirs or 'less'}; here is {ours}"
    hint = "install the same Bifolio and the same libraries there, and restart the worker"
    return Problem("environment/cluster-differs", message, hint)
