"""What travels to the worker of a cluster, and what its paths are there."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from bifolio.fonts.collection import read_typecase
from bifolio.problems import Place, Problem
from bifolio.project.folders import Project
from bifolio.workflow import worker
from bifolio.workflow.order import Order
from bifolio.workflow.packing import (
    PackedJob,
    pack,
    packed,
    project_roots,
    roots_of,
    unpack,
    unpacked,
)
from bifolio.workflow.prepare import prepare, read, shown_in
from bifolio.workflow.task import Task
from tests.conftest import ROOT
from tests.workflow.publications import write_publications


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with a publication that is mailed."""
    folder = tmp_path / "here"
    folder.mkdir()
    write_publications(folder, 1)
    for name in ("recipients.csv", "recipients/list.csv", "mail.yaml"):
        path = folder / "source" / "p000" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("secret", "utf-8")
    (folder / "private.txt").write_text("secret", "utf-8")
    return folder


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """An empty folder on a worker."""
    folder = tmp_path / "there"
    folder.mkdir()
    return folder


def task_of(folder: Path) -> Task:
    project = Project(folder)
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(folder / "source" / "p000", project, typecase)
    order = Order((manuscript.folder,), ("en",), folder / "build")
    ((name, job),) = prepare(manuscript, copy, order, project, typecase)
    shown = shown_in(manuscript, name, copy)
    return Task(manuscript, shown, name, job, manuscript.glossary(), project, digest="d")


def test_the_publication_and_own_layouts_travel_and_lists_of_readers_do_not(home: Path) -> None:
    files = pack(task_of(home), frozenset()).files
    fonts = {name for name in files if name.endswith(".ttf")}
    assert fonts
    assert files.keys() - fonts == {
        "source/p000/publication.yaml",
        "source/p000/river-wide.svg",
        "source/p000/text.yaml",
        "source/p000/square.svg",
        "layouts/base/own.css",
    }
    assert all(len(files[name]) < 100_000 for name in fonts)  # they are cut to their characters
    assert not any(b"secret" in content for content in files.values())


def test_all_paths_are_there_and_none_is_here(home: Path, there: Path) -> None:
    job = pack(task_of(home), frozenset())
    shutil.rmtree(home)
    task = unpack(job, there)
    assert task.project.folder == there
    assert task.manuscript.folder == there / "source" / "p000"
    assert all(path.is_file() for path in task.job.stylesheets)
    assert there / "layouts" / "base" / "own.css" in task.job.stylesheets
    assert all(face.path.is_file() and face.font.is_file() for face in task.job.faces)
    assert (there / "source" / "p000" / "square.svg").as_uri() in task.job.html
    assert str(home) not in task.job.html
    assert task.job.line_memory is None


def test_shared_layouts_that_are_links_travel(home: Path, there: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (home / "layouts").rename(shared)
    (home / "layouts").symlink_to(shared)
    task = unpack(pack(task_of(home), frozenset()), there)
    assert there / "layouts" / "base" / "own.css" in task.job.stylesheets
    assert all(path.is_file() for path in task.job.stylesheets)


def test_fonts_of_the_project_travel(home: Path, there: Path) -> None:
    (home / "fonts").mkdir()
    for path in (ROOT / "fonts").iterdir():
        (home / "fonts" / path.name).symlink_to(path)
    files = pack(task_of(home), frozenset()).files
    assert {"fonts/manifest.yaml", "fonts/Ubuntu-Regular.ttf"} <= files.keys()


def test_problems_come_back_with_paths_that_are_here(home: Path, there: Path) -> None:
    file = Path("source", "p000", "text.yaml")
    sent = Problem(
        "a/b", f"see {there / file}, {(there / file).as_uri()}", "", Place(there / file, 3)
    )
    came = unpacked(packed(sent, roots_of(there)), project_roots(task_of(home)))
    words = f"see {home / file}, {(home / file).as_uri()}"
    assert came == Problem("a/b", words, "", Place(home / file, 3))


def test_a_worker_refuses_a_job_that_needs_another_bifolio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that join during a build are not compared before it."""
    monkeypatch.setattr(worker, "get_worker", lambda: SimpleNamespace(address="tcp://here:1"))
    reply = worker.do(PackedJob("d", frozenset({"Bifolio 0"}), b"", {}))
    assert (reply.has, reply.worker) == (worker.features(), "tcp://here:1")
    assert any(each.startswith("fonts ") for each in reply.has)
