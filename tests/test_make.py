"""The Makefile, run for real, with a program that notes its arguments in the place of Bifolio."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EDITIONS, PUBLICATIONS, ROOT

pytestmark = pytest.mark.slow

PROGRAM = f"""\
#!/bin/sh
[ "$1" = editions ] && exec "{sys.executable}" -m bifolio "$@"
echo "$*" >> calls
[ "$1" = sheets ] && echo page > build/$2/PRINTING.html
[ "$1" = build ] || exit 0
[ -f broken ] && exit 1
mkdir -p build/library
case "$*" in
  *"--edition "*) editions=${{*##*--edition }} ;;
  *"--target "*) editions="folder poster" ;;
  *) editions="bilingual en zh-Hans large-print-en large-print-zh-Hans" ;;
esac
for edition in $editions; do
  test -f build/library/$edition.pdf || echo pdf > build/library/$edition.pdf
done
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(PUBLICATIONS / "source" / "library", tmp_path / "source" / "library")
    (tmp_path / "source" / "glossary.yaml").write_text("terms: []\n", "utf-8")
    for folder in ("layouts", "fonts", "bifolio", "build", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "build" / ".gitignore").touch()
    program = tmp_path / ".venv" / "bin" / "bifolio"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    (tmp_path / ".venv" / ".ready").touch()
    return tmp_path


def make(folder: Path, *goals: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name[:4] != "MAKE"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["make", *goals]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def calls(folder: Path) -> list[str]:
    path = folder / "calls"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def test_drafts_of_one_publication_do_not_wait_for_another(clone: Path) -> None:
    settings = clone / "source" / "annual" / "mail.yaml"
    settings.parent.mkdir()
    settings.touch()
    program = clone / ".venv" / "bin" / "bifolio"
    spoilt = 'echo "$*" >> calls\n[ "$3" = annual ] && exit 1'
    program.write_text(PROGRAM.replace('echo "$*" >> calls', spoilt))
    assert make(clone, "mail").returncode != 0
    assert calls(clone) == ["build", "mail draft annual", "mail draft library"]
    settings.unlink()
    assert make(clone, "mail").returncode == 0
    assert calls(clone) == ["build", "mail draft library"]


@pytest.mark.parametrize("name", ["library (copy)", "Annual", "年报", "a_b"])
def test_a_folder_that_make_cannot_name_is_reported(clone: Path, name: str) -> None:
    shutil.copytree(clone / "source" / "library", clone / "source" / name)
    finished = make(clone, "print")
    assert finished.returncode == 2
    assert f"source/{name}" in finished.stderr
    assert calls(clone) == []


def test_editions_are_read_as_yaml(clone: Path) -> None:
    """Written on one line, with comments and anchors, they are the same editions."""
    publication = clone / "source" / "library" / "publication.yaml"
    text = publication.read_text("utf-8")
    head = text.partition("\neditions:\n")[0]
    en = "{languages: [en], layout: sheet, file-name: a.pdf}"
    zh = "{languages: [zh-Hans], layout: sheet, file-name: b.pdf, 'target': \"office\"}"
    publication.write_text(f"{head}\neditions: {{en: {en}, zh-Hans: {zh}}} # two\n", "utf-8")
    assert make(clone, "help").stdout.endswith("\n      en zh-Hans\n")


def test_what_cannot_be_read_is_left_to_the_build_to_report(clone: Path) -> None:
    other = clone / "source" / "annual"
    shutil.copytree(clone / "source" / "library", other)
    (other / "publication.yaml").write_text("title: [", "utf-8")
    assert make(clone, "en").returncode == 0
    assert calls(clone) == ["build --edition en"]


def test_bare_make_asks_bifolio_once_what_is_to_be_built(clone: Path) -> None:
    assert make(clone).returncode == 0
    assert calls(clone) == ["build"]
    assert len(list(clone.glob("build/library/*.pdf"))) == len(EDITIONS)


def test_one_edition_is_built_alone(clone: Path) -> None:
    assert make(clone, "en").returncode == 0
    assert calls(clone) == ["build --edition en"]
    assert [path.name for path in clone.glob("build/library/*")] == ["en.pdf"]


def test_a_named_file_is_built_alone(clone: Path) -> None:
    assert make(clone, "build/library/en.pdf").returncode == 0
    assert calls(clone) == ["build library --edition en"]


FOR_PAPER = """\
  folder:  # target: screen
    languages: [en]
    layout: sheet
    target: office
    file-name: folder.pdf
  poster: {languages: [en], target: press, layout: sheet, file-name: poster.pdf}
"""


def test_make_builds_for_screens_and_make_print_for_paper(clone: Path) -> None:
    publication = clone / "source" / "library" / "publication.yaml"
    text = publication.read_text("utf-8")
    head, _, editions = text.partition("\neditions:\n")
    editions = editions.partition("\nsheets:\n")[0]
    blocks = re.split(r"^(?=  [\w-]+:)", editions, flags=re.MULTILINE)
    screen = "".join(block for block in blocks if "target:" not in block)
    publication.write_text(f"{head}\neditions:\n{FOR_PAPER}{screen}", "utf-8")
    assert make(clone).returncode == 0
    assert calls(clone) == ["build"]
    assert make(clone, "print").returncode == 0
    assert calls(clone) == ["build --target office --target press", "sheets library"]
    assert make(clone, "print").returncode == 0
    assert calls(clone) == ["build --target office --target press"]
    assert make(clone, "poster").returncode == 0
    assert calls(clone) == ["build --edition poster"]


def test_a_failed_build_fails_make(clone: Path) -> None:
    (clone / "broken").touch()
    assert make(clone).returncode != 0


def test_clean_leaves_what_git_keeps(clone: Path) -> None:
    make(clone)
    assert make(clone, "clean").returncode == 0
    assert [path.name for path in (clone / "build").iterdir()] == [".gitignore"]


def test_help_names_every_goal_and_edition(clone: Path) -> None:
    listed = make(clone, "help").stdout
    for goal in ("make test", "make test-fast", "make lint", "make bench", "make fonts", *EDITIONS):
        assert goal in listed


def test_the_printer_test_is_a_goal_of_its_own(clone: Path) -> None:
    assert make(clone, "printer-test").returncode == 0
    assert calls(clone) == ["printer-test"]


@pytest.mark.parametrize("goal", [".venv/.ready", ".venv/.ready-tests"])
def test_a_fresh_clone_installs_bifolio_without_asking_it(clone: Path, goal: str) -> None:
    """To ask it, make would start itself for the same goal, and so on without end."""
    (clone / ".venv" / ".ready").unlink()
    for needed in ("tests/requirements.lock", "bifolio/system_dependencies.py"):
        (clone / needed).parent.mkdir(exist_ok=True)
        (clone / needed).touch()
    made = make(clone, "-n", "MAKE=false", goal)
    assert made.returncode == 0, made.stderr
    assert "pip install" in made.stdout
    assert "editions" not in made.stdout + made.stderr
