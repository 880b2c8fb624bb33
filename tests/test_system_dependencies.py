from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bifolio import system_dependencies as native
from bifolio.system_dependencies import library

PRESENT = native.Need("here", lambda: True, {"debian": "here0"})
MISSING = native.Need("Pango", lambda: False, {"debian": "libpango", "macos": "pango"})


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ("ID=debian\n", "debian"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "debian"),
        ("ID=fedora\n", "fedora"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=arch\n", "arch"),
        ("ID=void\n", "void"),
    ],
)
def test_the_system_is_known_by_its_release_file(tmp_path: Path, release: str, name: str) -> None:
    path = tmp_path / "os-release"
    path.write_text(release)
    assert native.system(path) == name


def test_every_dependency_has_a_package_on_every_system() -> None:
    for need in native.BIFOLIO:
        assert need.packages.keys() == native.COMMANDS.keys()


def test_the_remedy_is_one_command() -> None:
    reported = native.remedy([MISSING, MISSING], "macos")
    assert reported == "missing: Pango, Pango\n  hint: brew install pango"
    assert "sudo apt-get install" in native.remedy([MISSING], "debian")
    assert "packages of your system" in native.remedy([MISSING], "void")


def test_a_missing_dependency_fails_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(native, "BIFOLIO", (PRESENT, MISSING))
    monkeypatch.setattr(native, "may_install", lambda: False)
    assert native.main([]) == 1
    assert "missing: Pango\n" in capsys.readouterr().err


def test_dependencies_are_installed_if_allowed_and_checked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed: list[str] = []
    need = native.Need("Pango", lambda: bool(installed), {"debian": "libpango"})
    monkeypatch.setattr(native, "BIFOLIO", (PRESENT, need))
    monkeypatch.setattr(native, "may_install", lambda: True)
    monkeypatch.setattr(native, "install", installed.extend)
    assert native.main([]) == 0
    assert installed == ["libpango"]


@pytest.mark.parametrize(
    ("root", "consent", "allowed"),
    [(True, None, True), (False, None, False), (False, "yes", True), (False, "no", False)],
)
def test_packages_are_installed_by_root_or_with_consent(
    root: bool, consent: str | None, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sudo without a password is not consent."""
    monkeypatch.setattr(native, "system", lambda: "debian")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(native, "_is_root", lambda: root)
    monkeypatch.delenv("INSTALL", raising=False)
    if consent:
        monkeypatch.setenv("INSTALL", consent)
    assert native.may_install() is allowed


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run; one that installs fails until the lists are updated."""
    commands: list[list[str]] = []

    def run(command: list[str]) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        code = 0 if any("update" in each for each in commands) else 100
        return subprocess.CompletedProcess(command, code, "", "not found")

    monkeypatch.setattr(native, "_run", run)
    return commands


@pytest.mark.parametrize(("root", "start"), [(True, "env"), (False, "sudo")])
def test_only_others_than_root_install_with_sudo(
    root: bool, start: str, called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native, "_is_root", lambda: root)
    native.install(["libpango"])
    assert {command[0] for command in called} == {start}
    assert called[-1][-1] == "libpango"


def test_the_lists_of_packages_are_updated_only_if_that_is_needed(
    called: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    native.install(["libpango"])
    assert ["update" in command for command in called] == [False, True, False]
    assert capsys.readouterr().err == ""
    called[:] = [["apt-get", "update"]]
    native.install(["libpango"])
    assert len(called) == 2


def test_a_library_is_found_under_any_of_its_names() -> None:
    assert library("libnone.so.9", "libc.so.6")()
    assert not library("libnone.so.9")()


def test_an_old_python_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9))
    assert native.main([]) == 1
    assert "make PYTHON=python3.11" in capsys.readouterr().out
