"""However a build ends, no process and no temporary folder of it stays."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TextIO

import pytest

from bifolio.project.scratch import LOCK, PREFIX, UNLOCKED_FOR, scratch_folder, sweep
from tests.conftest import ROOT
from tests.kills import MARK, wait_until_gone

pytestmark = pytest.mark.slow

MOMENTS = (0.1, 0.8, 1.5)
"""Seconds after the start: while it loads, while processes start, while they build."""


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary folders; its path is short, as those of sockets have to be."""
    folder = tmp_path_factory.mktemp("t")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_no_process_and_no_folder(
    number: signal.Signals, temporary: Path
) -> None:
    for moment in MOMENTS:
        mark = uuid.uuid4().hex
        build = subprocess.Popen(
            [sys.executable, "-m", "bifolio", "build", "-o", str(temporary / "build")],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(temporary), MARK: mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moment)
        build.send_signal(number)
        build.wait(20)
        assert wait_until_gone(mark) == []
        sweep()  # as the next run does: a signal may come while a folder is being made
        assert [path.name for path in temporary.glob(f"{PREFIX}*") if (path / LOCK).exists()] == []


def test_the_exit_code_says_which_signal_ended_it(temporary: Path) -> None:
    build = subprocess.Popen(
        [sys.executable, "-m", "bifolio", "build", "-o", str(temporary / "build")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 60
    while not list(temporary.glob(f"{PREFIX}*/{LOCK}")) and time.monotonic() < end:
        time.sleep(0.02)
    build.terminate()
    _, said = build.communicate(timeout=20)
    assert build.returncode == 128 + signal.SIGTERM
    assert "ended by SIGTERM" in said
    assert "Traceback" not in said


def test_what_is_in_use_is_not_swept(temporary: Path) -> None:
    with scratch_folder() as folder:
        sweep()
        assert folder.is_dir()
    assert not folder.exists()


def test_a_folder_is_not_swept_before_its_owner_has_locked_it(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another command may begin between the creation of the file and its lock."""
    lock = fcntl.flock

    def after_another_command(file: TextIO, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        sweep()
        lock(file, operation)

    monkeypatch.setattr(fcntl, "flock", after_another_command)
    with scratch_folder() as folder:
        assert (folder / LOCK).is_file()


def test_a_folder_whose_owner_died_before_its_lock_is_swept_later(temporary: Path) -> None:
    left = temporary / f"{PREFIX}left"
    left.mkdir()
    sweep()
    assert left.is_dir()
    os.utime(left, (time.time() - UNLOCKED_FOR - 1,) * 2)
    sweep()
    assert not left.exists()
