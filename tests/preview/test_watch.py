"""Which files a preview follows, and what it says of them."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from watchfiles import awatch

from bifolio.preview import watch as watching
from bifolio.preview.watch import FilesChanged, FilesGone, Noticed, concerns, is_new, watch, watched
from bifolio.problems import Problem
from bifolio.project.folders import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("guide", "other"):
        folder = tmp_path / "source" / name
        folder.mkdir(parents=True)
        for file in ("publication.yaml", "text.yaml"):
            (folder / file).write_text("a: 1\n", "utf-8")
    (tmp_path / "source" / "glossary.yaml").write_text("a: 1\n", "utf-8")
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("source/guide/text.yaml", True),
        ("source/guide/prices.csv", True),
        ("source/guide/pictures/river.jpg", True),
        ("source/guide/layouts/own/layout.css", True),
        ("source/glossary.yaml", True),
        ("layouts/sheet/layout.css", True),
        ("fonts/manifest.yaml", True),
        ("source/other/text.yaml", False),
        ("source/guide/mail.yaml", False),
        ("source/guide/recipients.csv", False),
        ("source/guide/.text.yaml.swp", False),
        ("source/guide/4913", False),
        ("source/guide/text.yaml~", False),
        ("source/guide/#text.yaml#", False),
    ],
)
def test_what_pages_are_built_from_is_followed(project: Project, name: str, expected: bool) -> None:
    assert concerns(project.folder / name, project, project.source / "guide") is expected


def test_layouts_and_fonts_of_bifolio_are_watched_beside_the_texts(project: Project) -> None:
    folders = watched(project, project.source / "guide")
    assert project.source in folders
    assert {folder.name for folder in folders} == {"source", "layouts", "fonts"}


def follow(project: Project, *steps: Path | None, warnings: list[Problem]) -> list[Noticed]:
    """What is noticed while files are written (a path), or the publication comes and goes."""

    async def play() -> list[Noticed]:
        noticed: list[Noticed] = []
        folder = project.source / "guide"
        events = watch(project, folder, warnings.append)
        for step in steps:
            following = asyncio.ensure_future(anext(events))
            await asyncio.sleep(0.3)  # the watcher starts in another thread
            if step:
                step.write_text("b: 2\n", "utf-8")
            elif folder.exists():
                folder.rename(project.folder / "moved")
            else:
                (project.folder / "moved").rename(folder)
            async with asyncio.timeout(10):
                noticed.append(await following)
        return noticed

    return asyncio.run(play())


def test_a_written_file_is_noticed_with_its_time(project: Project) -> None:
    text = project.source / "guide" / "text.yaml"
    begin = time.time()
    (noticed,) = follow(project, text, warnings=[])
    assert isinstance(noticed, FilesChanged)
    assert begin <= noticed.since <= time.time()
    assert not noticed.publication


def test_a_publication_that_is_moved_away_is_reported_and_followed_when_it_is_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_AGAIN", 0.2)
    text = project.source / "guide" / "publication.yaml"
    found = follow(project, None, None, text, warnings=[])
    gone = next(each for each in found if isinstance(each, FilesGone))
    assert gone.problem.code == "environment/project-gone"
    assert isinstance(found[-1], FilesChanged)
    assert found[-1].publication


def test_at_the_limit_of_the_system_changes_are_looked_for(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:

    def limited(*folders: Path, force_polling: bool | None, **options: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return awatch(*folders, force_polling=True, poll_delay_ms=50, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "awatch", limited)
    monkeypatch.setattr(
        watching, "watched", lambda project, publication: (project.source,)
    )  # polling reads every file
    warnings: list[Problem] = []
    text = project.source / "guide" / "text.yaml"
    os.utime(text, (0, 0))  # polling sees whole seconds
    (noticed,) = follow(project, text, warnings=warnings)
    assert isinstance(noticed, FilesChanged)
    assert [each.code for each in warnings] == ["environment/watch-limit"]


def test_a_copied_file_with_an_old_time_counts_from_now(project: Project) -> None:
    text = project.source / "guide" / "text.yaml"
    os.utime(text, (0, 0))
    assert watching._written(text, now=1000.0) == 1000.0


def test_a_file_that_is_saved_as_it_was_is_not_new(tmp_path: Path) -> None:
    path, known = tmp_path / "text.yaml", dict[Path, bytes]()
    path.write_text("a: 1\n", "utf-8")
    assert is_new(path, known)
    path.write_text("a: 1\n", "utf-8")
    assert not is_new(path, known)
    path.write_text("a: 2\n", "utf-8")
    assert is_new(path, known)
    path.unlink()
    assert is_new(path, known)
