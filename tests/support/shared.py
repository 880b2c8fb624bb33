"""What is built once for all tests, also if several processes of pytest-xdist run them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """The folder `name` of this run of the tests, which `build` has filled.

    The first process that asks for it builds it; others wait. If `build` raises, the folder is
    deleted, and the next process that asks for it tries again.
    """
    home = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each has a folder below the one of the run
        home = home.parent
    folder, finished = home / name, home / f"{name}.finished"
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            folder.mkdir()
            try:
                build(folder)
            except BaseException:
                shutil.rmtree(folder)
                raise
            finished.touch()
    return folder
