"""The processes that build PDFs.

Loading the renderer takes as long as all the rest, so it loads while the text is being set, once,
in a process from which the others are forked.
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
"""Megabytes of address space that a building process may use in addition to what it loads."""

LONGEST_FOLDER = 86
"""Bytes of the path of a folder in which `multiprocessing` can have sockets."""


def begin_loading(*modules: str) -> None:
    """Start the server from which processes are forked, without waiting for it; idempotent.

    It loads the renderer and `modules`. Its socket is in a folder that is deleted later. Raises
    `Problems` if the path of temporary files is too long for a socket (unix(7)).
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
    """A pool of processes that build."""

    def __init__(self, processes: int) -> None:
        """Start loading for `processes` processes, without waiting for it."""
        begin_loading()
        context = get_context("forkserver")
        # The renderer has links to fonts, or copies of them, in a temporary folder.
        self._at_the_end = ExitStack()
        temporary = self._at_the_end.enter_context(scratch_folder())
        self._pool = ProcessPoolExecutor(
            processes, context, initializer=_begin_process, initargs=(str(temporary),)
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        """End the processes after their current work; kill them on an interrupt or a defect."""
        if kind is not None and not issubclass(kind, Problems):
            for child in active_children():
                child.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._at_the_end.close()

    def run(
        self, work: Callable[Given, Made], *values: Given.args, **named: Given.kwargs
    ) -> Future[Made]:
        """Run `work` as soon as a process is free; it and its values must be picklable."""
        return self._pool.submit(work, *values, **named)


def _begin_process(temporary: str) -> None:
    tempfile.tempdir = temporary
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Modules are never freed, and the small objects of a layout live until its PDF is written,
    # which leaves 10 MB; collecting garbage meanwhile takes a twentieth of the time.
    limit_memory(LARGEST)
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 20)
    gc.enable()


def _end_with_parent() -> None:
    """End this process when its parent has ended in any way."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
