from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bifolio.fonts.subset import cut
from bifolio.project import files
from bifolio.project.files import beside_of, tidy, write
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

FONT = ROOT / "fonts" / "SourceSans3-Regular.ttf"


@pytest.fixture
def ended() -> int:
    """The id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_writing_deletes_what_a_killed_process_left_for_the_same_file(
    tmp_path: Path, ended: int
) -> None:
    left, other = tmp_path / f".a.txt.{ended}", tmp_path / f".b.txt.{ended}"
    ours = tmp_path / f".a.txt.{os.getppid()}"
    for each in (left, other, ours):
        each.write_text("half")
    write(tmp_path / "a.txt", b"whole")
    assert not left.exists()
    assert other.exists(), "left for another file"
    assert ours.exists(), "of a process that runs"
    assert (tmp_path / "a.txt").read_bytes() == b"whole"


def test_a_folder_is_tidied_of_what_killed_processes_left_alone(tmp_path: Path, ended: int) -> None:
    left = {tmp_path / f".{name}.{ended}" for name in ("a.txt", "b.ttf")}
    kept = {
        tmp_path / name for name in ("a.txt", ".hidden", f"a.{ended}", f".a.txt.{os.getppid()}")
    }
    for each in left | kept:
        each.write_text("half")
    tidy(tmp_path)
    assert {*tmp_path.iterdir()} == kept
    tidy(tmp_path / "no-such-folder")


def test_a_cache_of_fonts_is_searched_once_however_many_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: int
) -> None:
    searched: list[Path] = []
    names = files._names

    def noted(folder: Path, prefix: str) -> list[str]:
        searched.append(folder)
        return names(folder, prefix)

    monkeypatch.setattr(files, "_names", noted)
    left = beside_of(tmp_path / "abc.ttf").with_suffix(f".{ended}")
    left.write_bytes(b"half")
    for number, character in enumerate("abc"):
        cut(FONT, frozenset({ord(character)}), tmp_path / f"{number}.ttf")
    assert searched == [tmp_path]
    assert not left.exists()
    assert len([*tmp_path.iterdir()]) == 6, "three subsets, with their digests"
