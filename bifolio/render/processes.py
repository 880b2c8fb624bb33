"""The processes that build, which are started before there is anything to build.

Loading the renderer takes as long as all the rest, and so it loads while the text is being set;
once, in a process that the others are then forked from.
"""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import (
    active_children,
    current_process,
    forkserver,
    get_context,
    parent_process,
)
from multiprocessing.connection import wait
from typing import ParamSpec, Self, TypeVar

from bifolio.limits import limit_memory
from bifolio.problems import Problem, Problems
from bifolio.project.scratch import lasting_folder, scratch_folder

Given = ParamSpec("Given")
Made = TypeVar("Made")

LARGEST = 6000
"""Megabytes of address space that a process that builds may take in addition to what it loads."""

LONGEST_FOLDER = 86
"""Bytes of the path of a folder in which `multiprocessing` can have sockets."""


def begin_loading(*modules: str) -> None:
    """Start the server that processes are forked from, and come back at once; idempotent.

    It loads the renderer and `modules`, those of what else the processes are to run, by itself; to
    ask it for a process now would be to wait for that. Its socket is in a folder that is swept.
    Raises `Problems` where the path of temporary files is too long
    for a socket (unix(7)).
    """
    folder = lasting_folder()
    if len(os.fsencode(folder)) > LONGEST_FOLDER:
        hint = "set TMPDIR to a folder with a shorter path"
        message = f"{folder}: path too long for a socket"
        raise Problems([Problem("environment/path-too-long", message, hint)])
    # Otherwise `multiprocessing` makes a folder of its own, which stays when the process is killed.
    current_process()._config.setdefault("tempdir", str(folder))  # type: ignore[attr-defined]
    get_context("forkserver").set_forkserver_preload(["bifolio.render.preload", *modules])
    forkserver.ensure_running()


class Renderer:
    """A few processes that build."""

    def __init__(self, processes: int) -> None:
        """Begin to load what `processes` of them need, and come back at once."""
        begin_loading()
        context = get_context("forkserver")
        # The renderer copies fonts to temporary files.
        self._at_the_end = ExitStack()
        temporary = self._at_the_end.enter_context(scratch_folder())
        self._pool = ProcessPoolExecutor(
            processes, context, initializer=_begin_process, initargs=(str(temporary),)
        )

    def __enter__(self) -> Self:
        """Be a context, so that no process outlives its work."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        """End the processes; what has not begun to be built is not built.

        Where somebody interrupts, nobody waits for what has begun either.
        """
        if kind is not None and not issubclass(kind, Problems):
            for child in active_children():
                child.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._at_the_end.close()

    def run(
        self, work: Callable[Given, Made], *values: Given.args, **named: Given.kwargs
    ) -> Future[Made]:
        """Do `work` as soon as a process is free; it and its values have to be picklable."""
        return self._pool.submit(work, *values, **named)


def _begin_process(temporary: str) -> None:
    tempfile.tempdir = temporary
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Modules live for ever, and the many small objects of a layout until its PDF is written, which
    # leaves 10 MB behind; looking for dead ones among them takes a twentieth of the time.
    limit_memory(LARGEST)
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 20)
    gc.enable()


def _end_with_parent() -> None:
    """End this process when the one that it works for has ended, however that ended."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
