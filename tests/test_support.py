"""What the tests share holds itself: what is built once, and what keeps fast tests fast."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.renderers import SHARED
from tests.support.shared import built_once


def test_a_folder_is_built_once_also_by_several_at_a_time(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    builds = []

    def build(folder: Path) -> None:
        builds.append(folder)
        (folder / "file").write_text("built")

    tmp_path_factory.getbasetemp()  # which threads cannot create at the same time
    with ThreadPoolExecutor(4) as pool:
        name = request.node.name
        waiting = [pool.submit(built_once, tmp_path_factory, name, build) for _ in range(4)]
        folders = {each.result() for each in waiting}
    assert builds == list(folders)
    assert (builds[0] / "file").read_text() == "built"


def test_a_build_that_fails_leaves_nothing_and_is_tried_again(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        built_once(tmp_path_factory, request.node.name, fail)
    folder = built_once(tmp_path_factory, request.node.name, lambda folder: None)
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_the_shared_processes_have_the_variables_of_each_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BIFOLIO_VERAPDF", "there")
    assert SHARED.run(os.getenv, "BIFOLIO_VERAPDF").result() == "there"
    monkeypatch.delenv("BIFOLIO_VERAPDF")
    assert SHARED.run(os.getenv, "BIFOLIO_VERAPDF").result() is None


@pytest.mark.slow
def test_shared_processes_that_crashed_are_replaced() -> None:
    with SHARED as renderer, pytest.raises(BrokenProcessPool):
        renderer.run(os._exit, 1).result()
    assert SHARED.run(abs, -1).result() == 1


TESTS = """\
import socket, subprocess, sys
import pytest

def test_computes():
    assert 1 + 1 == 2

def test_runs_a_program():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_has_a_server():
    with socket.create_server(("127.0.0.1", 0)):
        pass

@pytest.mark.slow
def test_says_that_it_runs_a_program():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_builds_editions(library):
    pass

@pytest.fixture
def library():
    subprocess.run([sys.executable, "-c", ""], check=True)
"""


@pytest.mark.slow
def test_a_test_that_leaves_its_process_fails_without_the_mark(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow: x\n", "utf-8")

    command = [sys.executable, "-m", "pytest", "-p", "tests.support.slow", "-rA", str(tmp_path)]
    finished = subprocess.run(
        [*command, "--rootdir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    passed, failed = (
        re.findall(rf"^{outcome} \S+::test_(\w+)", finished.stdout, re.MULTILINE)
        for outcome in ("PASSED", "FAILED")
    )
    assert sorted(passed) == ["builds_editions", "computes", "says_that_it_runs_a_program"]
    assert sorted(failed) == ["has_a_server", "runs_a_program"]
