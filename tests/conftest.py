from __future__ import annotations

import contextlib
import gc
import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import hypothesis
import pytest

from bifolio.cli.command_line import main
from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from tests.support import verapdf
from tests.support.digests import remember_digests
from tests.support.fonts import remember_subsets
from tests.support.renderers import SHARED
from tests.support.shared import built_once

pytest_plugins = ["tests.support.slow"]

ROOT = Path(__file__).resolve().parent.parent

PUBLICATIONS = Path(__file__).with_name("publications")
"""A project with made-up publications: `library`, and `exchange` of the house `eu`."""

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


OFTEN = 100_000
"""Objects that tests make before garbage is collected; to search the modules and all tests for it
each time takes a sixth of the time of tests that stay in their process."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--draw-golden", action="store_true", help="redraw the golden pages")


def pytest_configure() -> None:
    gc.disable()
    remember_subsets()
    remember_digests()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        verapdf.serve()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(OFTEN, 20, 20)
    gc.enable()


def share_processes(patch: pytest.MonkeyPatch) -> None:
    """Let commands build in the shared processes, which have the environment of this one."""
    for module in ("build", "check", "printer_test", "sheets"):
        patch.setattr(f"bifolio.cli.{module}.Renderer", lambda processes: SHARED)


def call_bifolio(
    *arguments: str, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in this process and the shared ones, which saves the start of a program."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.chdir(cwd),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        share_processes(patch)
        try:
            code = main(arguments)
        except SystemExit as wrong_usage:
            code = int(wrong_usage.code or 0)
    return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())


def run_bifolio(
    *arguments: str, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Bifolio as its users do: as a program."""
    return subprocess.run(
        [sys.executable, "-m", "bifolio", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def pytest_sessionfinish() -> None:
    SHARED.end()


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """Processes that build; they stay for the tests that follow."""
    return SHARED


@pytest.fixture(scope="session")
def project() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def typecase(project: Project) -> Typecase:
    return read_typecase(project.font_folders)


@pytest.fixture(scope="session")
def factsheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the fact sheet's editions for screens."""
    return build_once(tmp_path_factory, ROOT, "factsheet", "screen")


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the fact sheet's editions for paper, and its sheets."""
    return build_once(tmp_path_factory, ROOT, "factsheet", "office", "press")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the library guide's editions for screens."""
    return build_once(tmp_path_factory, PUBLICATIONS, "library", "screen")


@pytest.fixture(scope="session")
def library_on_paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the library guide's editions for paper, and its sheets."""
    return build_once(tmp_path_factory, PUBLICATIONS, "library", "office", "press")


def build_once(
    factory: pytest.TempPathFactory, project: Path, publication: str, *targets: str
) -> Path:
    """The folder with the editions of a publication for `targets`; with sheets unless for screens.

    veraPDF takes part in preflight.
    """
    options = [option for target in targets for option in ("--target", target)]
    commands = [["build", publication, *options, "-q"]]
    if "screen" not in targets:
        commands.append(["sheets", publication])

    def build(output: Path) -> None:
        for command in commands:
            arguments = (*command, "--output", str(output))
            finished = call_bifolio(*arguments, cwd=project, BIFOLIO_VERAPDF=verapdf.command())
            assert finished.returncode == 0, finished.stderr

    return built_once(factory, f"{publication}-{'-'.join(targets)}", build) / publication


@pytest.fixture
def with_verapdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let preflight find veraPDF."""
    monkeypatch.setenv("BIFOLIO_VERAPDF", verapdf.command())


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A project with a small good publication, `paper`, for tests that change it."""
    finished = call_bifolio("new", "paper", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    return tmp_path


@pytest.fixture
def built_workshop(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project, with the editions `en` and `bilingual` built; a copy for each test."""

    def build(folder: Path) -> None:
        for command in (("new", "paper"), ("build", "paper", "-e", "en", "-e", "bilingual")):
            finished = call_bifolio(*command, cwd=folder)
            assert finished.returncode == 0, finished.stderr

    built = built_once(tmp_path_factory, "built-workshop", build)
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)
