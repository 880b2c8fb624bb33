"""An untrusted project reaches no file outside of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bifolio.problems import Problem, Problems
from bifolio.project.folders import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    (folder / "source" / "paper").mkdir(parents=True)
    (folder / "source" / "paper" / "publication.yaml").write_text("")
    (folder / "layouts" / "sheet").mkdir(parents=True)
    (tmp_path / "secret").write_text("")
    (tmp_path / "shared").mkdir()
    return Project(folder)


def places(project: Project) -> list[str]:
    """Where the project has what no project may have."""
    return [
        problem.place.path.relative_to(project.folder).as_posix()
        for problem in problems(project)
        if problem.place and "copy" in problem.hint
    ]


def problems(project: Project) -> Sequence[Problem]:
    """What keeps the project from being built."""
    try:
        project.publications()
    except Problems as found:
        return found.problems
    return ()


LINKS = [
    "source/paper/text.yaml",
    "source/paper/logos",
    "source/glossary.yaml",
    "layouts/sheet/layout.css",
    "layouts/sheet/evil.html.j2",
    "layouts/evil",
    "fonts/manifest.yaml",
]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("target", ["../secret", "../shared", "/dev/zero"])
def test_a_link_that_leads_out_is_an_error_at_its_place(
    project: Project, link: str, target: str
) -> None:
    path = project.folder / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(project.folder / target)
    assert places(project) == [link]


def test_a_link_to_itself_is_an_error(project: Project) -> None:
    path = project.folder / "layouts" / "sheet" / "a.css"
    path.symlink_to(path)
    assert places(project) == ["layouts/sheet/a.css"]


def test_a_pipe_that_nobody_writes_to_is_an_error(project: Project) -> None:
    os.mkfifo(project.folder / "source" / "paper" / "text.yaml")
    assert places(project) == ["source/paper/text.yaml"]


def test_links_within_the_project_are_good(project: Project) -> None:
    (project.folder / "logo.svg").write_text("")
    (project.folder / "source" / "paper" / "logo.svg").symlink_to("../../logo.svg")
    (project.folder / "layouts" / "sheet" / ".#layout.css").symlink_to("editor@host.1234")
    assert places(project) == []


def test_a_house_may_share_its_layouts_by_a_link(project: Project, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (shared / "leaf").mkdir()
    (shared / "leaf" / "layout.css").write_text("")
    (shared / "leaf" / "press.css").symlink_to("layout.css")
    (project.folder / "layouts" / "sheet").rmdir()
    (project.folder / "layouts").rmdir()
    (project.folder / "layouts").symlink_to(shared)
    assert places(project) == []


def test_lists_of_readers_may_be_kept_elsewhere(project: Project, tmp_path: Path) -> None:
    (project.folder / "source" / "paper" / "recipients").symlink_to(tmp_path / "shared")
    (project.folder / "source" / "paper" / "recipients.csv").symlink_to(tmp_path / "secret")
    assert places(project) == []
