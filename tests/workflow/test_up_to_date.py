"""A build does what is to be done: nothing is built that was built from the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bifolio.problems import USAGE
from bifolio.workflow.digests import Digests
from bifolio.workflow.inputs import LIBRARIES, Inputs, is_private, library_versions
from tests.conftest import call_bifolio, run_bifolio
from tests.support.problems import codes
from tests.support.renderers import SHARED

pytestmark = pytest.mark.slow

BUILD = ("build", "paper", "-e", "en")


@pytest.fixture
def built(built_workshop: Path) -> Path:
    """A project whose edition `en` is built."""
    return built_workshop


@pytest.fixture
def built_here(built: Path) -> Path:
    """The same, built in this folder: its results are kept, too, which belong to their folder."""
    assert "1 PDF built" in said(built, "--force")
    return built


@pytest.fixture
def never(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test fail if anything is built."""

    def run(*work: Any, **named: Any) -> None:
        raise AssertionError("an edition is built")

    monkeypatch.setattr(SHARED, "run", run)


def said(project: Path, *more: str, **environment: str) -> str:
    finished = call_bifolio(*BUILD, *more, cwd=project, **environment)
    assert finished.returncode == 0, finished.stderr
    return finished.stderr


def pdf_of(project: Path) -> Path:
    return project / "build" / "paper" / "en.pdf"


def change(path: Path) -> None:
    """Change a word of the text."""
    text = path.read_text("utf-8")
    assert "volunteers" in text
    path.write_text(text.replace("volunteers", "gardeners"), "utf-8")


@pytest.mark.usefixtures("never")
def test_what_is_only_touched_is_up_to_date(built: Path) -> None:
    for path in (built / "source").rglob("*"):
        os.utime(path)
    before = pdf_of(built).stat()
    assert "1 PDF up to date" in said(built)
    assert pdf_of(built).stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.usefixtures("never")
def test_lists_of_readers_and_copies_of_editors_are_no_inputs(built: Path) -> None:
    for name in ("recipients.csv", "recipients", "mail.yaml", ".text.yaml.swp", "text.yaml~"):
        (built / "source" / "paper" / name).write_text("x", "utf-8")
    assert "1 PDF up to date" in said(built)


@pytest.mark.parametrize("name", ["text.yaml", "publication.yaml"])
def test_what_changed_is_built_and_what_changed_back_is_not(built_here: Path, name: str) -> None:
    before = pdf_of(built_here).read_bytes()
    path = built_here / "source" / "paper" / name
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n# a remark\n", "utf-8")
    assert "1 PDF built" in said(built_here)
    path.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SHARED, "run", None)
        assert "1 PDF built" in said(built_here)
    assert pdf_of(built_here).read_bytes() == before


@pytest.mark.parametrize("folder", ["layouts/sheet", "fonts", "source"])
def test_layouts_fonts_and_glossaries_of_the_project_are_inputs(built: Path, folder: str) -> None:
    inputs = Inputs(str(built), Digests({}), "").of_publication(f"{built}/source/paper")
    (built / folder).mkdir(parents=True, exist_ok=True)
    (built / folder / "glossary.yaml").write_text("terms: []\n", "utf-8")
    assert Inputs(str(built), Digests({}), "").of_publication(f"{built}/source/paper") != inputs


def test_inputs_are_the_same_in_another_folder(workshop: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(workshop / "source", elsewhere / "source")
    found = {
        Inputs(str(folder), Digests({}), "").of_publication(f"{folder}/source/paper")
        for folder in (workshop, elsewhere)
    }
    assert len(found) == 1


def test_another_date_is_built(built: Path) -> None:
    assert "1 PDF built" in said(built, SOURCE_DATE_EPOCH="86400")
    assert "1 PDF up to date" in said(built, SOURCE_DATE_EPOCH="86400")


def test_another_validator_is_used(built: Path) -> None:
    inputs = Inputs(str(built), Digests({}), "").of_publication(f"{built}/source/paper")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIFOLIO_VERAPDF", "verapdf --x")
        now = Inputs(str(built), Digests({}), "").of_publication(f"{built}/source/paper")
    assert now != inputs


def test_a_pdf_that_was_changed_or_deleted_is_written_again(built_here: Path, never: None) -> None:
    good = pdf_of(built_here).read_bytes()
    pdf_of(built_here).write_bytes(good + b"\n")
    said(built_here)
    assert pdf_of(built_here).read_bytes() == good
    pdf_of(built_here).unlink()
    (built_here / "build" / "paper" / "preflight.html").unlink()
    said(built_here)
    assert pdf_of(built_here).read_bytes() == good
    assert (built_here / "build" / "paper" / "preflight.html").is_file()


def test_force_builds_again(built: Path) -> None:
    assert "1 PDF built" in said(built, "--force")


@pytest.mark.parametrize("damage", [b"", b"0" * 64, b"\xff\xfe"])
def test_a_damaged_cache_costs_only_time(built: Path, damage: bytes) -> None:
    good = pdf_of(built).read_bytes()
    cache = built / "build" / ".cache"
    results = [path for path in (cache / "results").rglob("*") if path.is_file()]
    assert results
    for path in (cache / "built.tsv", *results):
        path.write_bytes(path.read_bytes()[:-10] + damage)
    pdf_of(built).unlink()
    assert "1 PDF built" in said(built)
    assert pdf_of(built).read_bytes() == good


def test_what_changes_meanwhile_is_not_recorded(
    workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workshop / "source" / "paper" / "text.yaml"
    text = path.read_text("utf-8")
    run = SHARED.run

    def run_and_change(*work: Any, **named: Any) -> Any:
        path.write_text(f"{text}\n# changed meanwhile\n", "utf-8")
        return run(*work, **named)

    with monkeypatch.context() as patch:
        patch.setattr(SHARED, "run", run_and_change)
        said(workshop)
    assert "1 PDF built" in said(workshop)
    path.write_text(text, "utf-8")
    assert "1 PDF built" in said(workshop)


def test_a_result_that_fails_is_kept_too(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = built / "source" / "paper" / "publication.yaml"
    text = settings.read_text("utf-8")
    strict = re.sub(r"^  en:\n", "  en:\n    profile: large-print\n", text, flags=re.MULTILINE)
    settings.write_text(strict, "utf-8")
    first = call_bifolio(*BUILD, cwd=built)
    assert first.returncode == 1
    monkeypatch.setattr(SHARED, "run", None)
    again = call_bifolio(*BUILD, cwd=built)
    assert (again.returncode, again.stderr) == (first.returncode, first.stderr)


def test_an_edition_that_does_not_exist_is_reported_although_others_are_up_to_date(
    built: Path,
) -> None:
    finished = run_bifolio("build", "-e", "en", "-e", "fr", cwd=built)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/unknown-edition"]


NOTHING = "import sys\nfrom bifolio.cli import run\ntry:\n run()\nfinally:\n print(*sys.modules)"


@pytest.mark.parametrize("options", [[], ["-q"], ["-o", "build/"]])
def test_nothing_to_do_loads_nothing_and_reports_the_same(built: Path, options: list[str]) -> None:
    slow = call_bifolio(*BUILD, *options, cwd=built)
    command = [sys.executable, "-c", NOTHING, *BUILD, *options]
    fast = subprocess.run(command, cwd=built, capture_output=True, text=True, check=True)
    *lines, modules = fast.stdout.splitlines()
    assert (lines, fast.stderr) == (slow.stdout.splitlines(), slow.stderr)
    heavy = {"argparse", "dataclasses", "multiprocessing", "pathlib", "pydantic", "yaml"}
    assert heavy.isdisjoint(modules.split())


def test_digests_are_remembered_only_of_files_that_had_time_to_change(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("a", "utf-8")
    digests = Digests({})
    first = digests.of_file(str(path))
    assert digests.known == {}  # a change in this moment would leave the same times
    path.write_text("b", "utf-8")
    assert digests.of_file(str(path)) != first
    digests.known[str(path)] = ("0 0 0 0", first)
    assert digests.of_file(str(path)) != first
    assert digests.of_file(str(tmp_path)) == digests.of_file(str(tmp_path / "none")) == ""


def test_a_name_and_a_content_cannot_be_exchanged(tmp_path: Path) -> None:
    digests = Digests({})
    found = set()
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text("x", "utf-8")
        found.add(digests.of_folder(str(folder)))
    assert len(found) == 2


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    with suppress(OSError):
        Digests({}).of_folder(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "private"),
    [
        ("recipients", True),
        ("recipients.csv", True),
        ("recipients-en.yaml", True),
        ("mail.yaml", True),
        ("recipientsx.csv", False),
        ("text.yaml", False),
        ("email.yaml", False),
    ],
)
def test_what_is_private_is_no_part_of_a_pdf(name: str, *, private: bool) -> None:
    assert is_private(name) is private


NOT_BUILDING = {"css-inline", "dkimpy", "dnspython", "email-validator", "idna", "platformdirs"}
NOT_BUILDING |= {"annotated-types", "packaging", "pycparser", "typing-extensions"}
NOT_BUILDING |= {"typing-inspection", "cryptography"}
"""Packages for mail, and those that others need to be loaded."""


def test_all_libraries_count() -> None:
    found: set[str] = set()
    waiting = [("bifolio", "")]
    while waiting:
        name, extra = waiting.pop()
        try:
            needed = map(Requirement, requires(name) or ())
        except PackageNotFoundError:
            continue
        for each in needed:
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                key = canonicalize_name(each.name)
                if key not in found or each.extras:
                    found.add(str(key))
                    waiting += [(each.name, wanted) for wanted in ("", *each.extras)]
    assert found - NOT_BUILDING == LIBRARIES
    versions = library_versions()
    assert any(each.startswith("weasyprint 70") for each in versions)
    assert any(each.startswith("libpango-1.0.so.0.") for each in versions)
