from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import hypothesis
import pytest

from bifolio.cli import main
from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.project.folders import Project

ROOT = Path(__file__).resolve().parent.parent

# `make test` tries the same inputs each time, so that a change is judged by what it changed;
# `make properties` looks for inputs that nobody has tried.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("search", max_examples=5000, deadline=None)
hypothesis.settings.load_profile("same")
EDITIONS = ("bilingual", "en", "zh-Hans", "large-print-en", "large-print-zh-Hans")

PRESS_EDITIONS = ("press", "press-leaflet-en", "press-leaflet-zh-Hans")
SHEETS = (
    "booklet-flip-short-edge",
    "booklet-flip-long-edge",
    "handout-two-on-A3",
    "handout-four-on-A3",
    "handout-poster-A3",
)
OFFICE_EDITIONS = ("handout", "handout-letter", "booklet", "leaflet-en", "leaflet-zh-Hans")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--draw-golden", action="store_true", help="draw the golden pages anew")


def call_bifolio(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, which spares the time of starting a program.

    The renderer's processes have the environment of the first call.
    """
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), redirect_stdout(output), redirect_stderr(errors):
        try:
            code = main(arguments)
        except SystemExit as wrong_usage:
            code = int(wrong_usage.code or 0)
    return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())


def run_bifolio(
    *arguments: str, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the press as its users do: as a program."""
    return subprocess.run(
        [sys.executable, "-m", "bifolio", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def project() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def typecase(project: Project) -> Typecase:
    return read_typecase(project.font_folders)


@pytest.fixture(scope="session")
def factsheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with every edition of the fact sheet, built once for all tests."""
    output = tmp_path_factory.mktemp("output")
    finished = run_bifolio("build", "factsheet", "--output", str(output))
    assert finished.returncode == 0, finished.stderr
    return output / "factsheet"


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all of the fact sheet that goes to paper, built once for all tests."""
    output = tmp_path_factory.mktemp("paper")
    targets = ("--target", "office", "--target", "press")
    for command in (["build", "factsheet", *targets, "-q"], ["sheets", "factsheet"]):
        finished = run_bifolio(*command, "--output", str(output))
        assert finished.returncode == 0, finished.stderr
    return output / "factsheet"


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A project with a small good publication, `paper`, to spoil."""
    finished = call_bifolio("new", "paper", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    return tmp_path
