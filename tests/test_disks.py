"""No space, no permission: the file and the remedy are named, and what was good stays.

A full or read-only disk is mounted where this machine allows it; rights and the limit of the size
of files (RLIMIT_FSIZE) need nobody's permission.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bifolio.preflight.report_file import read_report
from bifolio.problems import ENVIRONMENT
from tests.conftest import call_bifolio, run_bifolio
from tests.support.disks import may_mount, run_on
from tests.support.problems import codes
from tests.support.renderers import SHARED

pytestmark = pytest.mark.slow

COMMANDS = {
    "build": ("build", ("build", "paper", "--force", "--edition", "en"), "build/paper/en.pdf"),
    "check": ("build", ("check", "paper", "--edition", "en"), "build/paper/preflight."),
    "sheets": ("build", ("sheets", "paper"), "build/paper/twice.pdf"),
    "printer-test": ("build", ("printer-test",), "build/printer-test"),
    "impose": (
        "build",
        ("impose", "n-up", "build/paper/en.pdf", "-o", "build/out.pdf"),
        "build/out.pdf",
    ),
    "schema": ("source", ("schema",), ".schema.json"),
    "new": ("source", ("new", "other"), "source/other"),
}
"""Where each command writes, the command, and what its message names."""

FOR_OFFICE = ("    layout: sheet\n", "    layout: sheet\n    target: office\n", 1)
"""What makes the first edition of the example one for an office printer."""

SHEETS = """
sheets:
  twice:
    edition: en
    way: n-up
    paper: A4
    up: 2
"""

REASONS = {
    "full": "no space left on device",
    "read-only": "read-only file system",
    "forbidden": "permission denied",
    "limited": "file too large",
}

MOUNTED = pytest.mark.skipif(
    not may_mount(), reason="the kernel or container forbids mounting a full disk (unshare --mount)"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a small publication, built and on sheets."""
    folder = tmp_path_factory.mktemp("project")
    call_bifolio("new", "paper", cwd=folder)
    publication = folder / "source" / "paper" / "publication.yaml"
    on_paper = publication.read_text("utf-8").replace(*FOR_OFFICE)
    publication.write_text(on_paper + SHEETS, "utf-8")
    for command in (["build", "-q", "-t", "screen", "-t", "office"], ["sheets"]):
        finished = call_bifolio(*command, cwd=folder)
        assert finished.returncode == 0, finished.stderr
    (folder / "build" / "out.pdf").write_bytes((folder / "build/paper/en.pdf").read_bytes())
    return folder


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files; its path is short enough for sockets."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "project")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(pytest.param(name, "full", marks=MOUNTED) for name in COMMANDS),
        *((name, "forbidden") for name in COMMANDS),
        *(pytest.param(name, "read-only", marks=MOUNTED) for name in ("impose", "new", "build")),
    ],
)
def test_what_cannot_be_written_is_named_and_what_was_good_stays(
    name: str, kind: str, project: Path, temporary: Path
) -> None:
    place, arguments, named = COMMANDS[name]
    found = run_on(
        kind, project / place, *arguments, cwd=project, environment={"TMPDIR": str(temporary)}
    )
    assert found.code == ENVIRONMENT, found.errors
    assert named in found.errors
    assert REASONS[kind] in found.errors
    assert "\n  hint: " in found.errors
    assert "Traceback" not in found.errors
    # A full disk takes what is small, such as a folder or a part of the cache.
    changed = [each for each in found.changed if not each.startswith(".cache")]
    assert [each for each in changed if Path(each).suffix] == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", ["impose", "schema"])
def test_a_file_that_exceeds_a_limit_is_named_and_not_begun(name: str, project: Path) -> None:
    place, arguments, named = COMMANDS[name]
    found = run_on("limited", project / place, *arguments, cwd=project, environment={})
    assert found.code == ENVIRONMENT, found.errors
    assert named in found.errors
    assert REASONS["limited"] in found.errors
    assert found.changed == ()


@pytest.mark.parametrize("kind", [pytest.param("read-only", marks=MOUNTED), "forbidden"])
def test_a_cache_that_cannot_be_written_does_not_keep_editions_from_being_built(
    kind: str, project: Path
) -> None:
    shutil.rmtree(project / "build" / ".cache")
    (project / "build" / ".cache").mkdir()
    found = run_on(
        kind, project / "build" / ".cache", "build", "-e", "en", cwd=project, environment={}
    )
    assert (found.code, found.changed) == (0, ())
    assert found.errors.splitlines()[0] == "1 PDF built and checked"


def test_findings_are_printed_where_their_report_cannot_be_written(project: Path) -> None:
    text = project / "source" / "paper" / "text.yaml"
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")
    (project / "build" / "paper" / "en.pdf").write_bytes(b"%PDF-1.7\n")
    found = run_on("forbidden", project / "build", "check", "-e", "en", cwd=project, environment={})
    assert found.code == ENVIRONMENT
    assert "file/damaged" in found.output
    assert "0 of 1 PDFs passed" in found.errors


@pytest.mark.parametrize("kind", [pytest.param("full", marks=MOUNTED), "limited"])
def test_no_space_for_temporary_files_is_reported_with_the_way_to_other_space(
    kind: str, project: Path, temporary: Path
) -> None:
    shutil.rmtree(project / "build" / ".cache" / "fonts")
    found = run_on(
        kind,
        temporary,
        *("check", "-e", "en"),
        cwd=project,
        environment={"TMPDIR": str(temporary)},
    )
    assert found.code == ENVIRONMENT, found.errors
    assert "TMPDIR" in found.errors
    assert "Traceback" not in found.errors
    assert found.changed == ()


def test_no_folder_for_temporary_files_at_all_is_an_error_of_the_machine(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    SHARED.end()  # so that processes are started, which need a folder
    monkeypatch.setattr(tempfile, "gettempdir", none)
    found = call_bifolio("build", "-f", "-e", "en", cwd=project)
    assert found.returncode == ENVIRONMENT
    assert codes(found.stderr) == ["environment/no-temporary-folder"]
    assert "TMPDIR" in found.stderr


def test_a_path_that_is_too_long_for_sockets_is_reported(project: Path, tmp_path: Path) -> None:
    temporary = tmp_path / (90 * "x")
    temporary.mkdir()
    found = run_bifolio("build", "-f", "-e", "en", cwd=project, TMPDIR=str(temporary))
    assert found.returncode == ENVIRONMENT
    assert codes(found.stderr) == ["environment/path-too-long"]
    assert "TMPDIR" in found.stderr
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_had_begun_is_deleted_by_the_next_one(project: Path) -> None:
    left = [
        project / "build" / ".out.pdf.999999999",
        project / "source" / ".other.999999999" / "publication.yaml",
    ]
    left[1].parent.mkdir()
    for path in left:
        path.write_text("half")
    impose = ("impose", "n-up", "build/paper/en.pdf", "-o", "build/out.pdf")
    for command in (impose, ("new", "other")):
        finished = call_bifolio(*command, cwd=project)
        assert finished.returncode == 0, finished.stderr
    assert [path for path in left if path.exists()] == []


def test_a_pdf_that_was_replaced_leaves_no_report_that_it_fits(project: Path) -> None:
    replaced = project / "build" / "paper" / "zh-Hans.pdf"
    replaced.write_bytes((project / "build" / "paper" / "en.pdf").read_bytes())
    assert call_bifolio("build", "-f", "-e", "en", cwd=project).returncode == 0
    report = read_report(project / "build" / "paper" / "preflight.json")
    assert "bilingual" in report
    assert "zh-Hans" not in report
