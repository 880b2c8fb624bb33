"""Compiled templates of Bifolio are kept for other programs, and only where nobody else writes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import jinja2
import pytest
from jinja2.exceptions import SecurityError

from bifolio.project import compiled_templates
from bifolio.project.compiled_templates import KEPT_FOR, CompiledTemplates
from bifolio.project.templates import Sandbox


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the layouts of Bifolio, with a template."""
    folder = tmp_path / "layouts"
    folder.mkdir()
    (folder / "x.j2").write_text("{{ 1 + 1 }}", "utf-8")
    monkeypatch.setattr(compiled_templates, "shipped", lambda name: tmp_path / name)
    return folder


def filled(layouts: Path, cache: Path) -> tuple[str, bool]:
    """The template x.j2 as a new program fills it, and whether that program compiles it."""
    compiled = []

    class Recording(jinja2.Environment):
        def compile(self, *arguments: object, **named: object) -> object:  # type: ignore[override]
            compiled.append(arguments)
            return super().compile(*arguments, **named)  # type: ignore[call-overload]

    loader = jinja2.FunctionLoader(
        lambda name: ((layouts / name).read_text("utf-8"), str(layouts / name), None)
    )
    environment = Recording(loader=loader, bytecode_cache=CompiledTemplates(cache))
    return environment.get_template("x.j2").render(), bool(compiled)


def test_another_program_does_not_compile_a_template_of_bifolio_again(
    shipped: Path, tmp_path: Path
) -> None:
    assert filled(shipped, tmp_path / "cache") == ("2", True)
    assert filled(shipped, tmp_path / "cache") == ("2", False)
    (shipped / "x.j2").write_text("{{ 2 + 2 }}", "utf-8")
    assert filled(shipped, tmp_path / "cache") == ("4", True)


def test_what_was_compiled_without_a_sandbox_does_not_enter_one(
    shipped: Path, tmp_path: Path
) -> None:
    (shipped / "x.j2").write_text("{{ ''.__class__ }}", "utf-8")
    assert filled(shipped, tmp_path / "cache") == ("<class 'str'>", True)
    environment = Sandbox(
        loader=jinja2.FileSystemLoader(shipped),
        undefined=jinja2.StrictUndefined,
        bytecode_cache=CompiledTemplates(tmp_path / "cache"),
    )
    with pytest.raises(SecurityError):
        environment.get_template("x.j2").render()


def test_templates_of_projects_are_kept_by_no_other_program(tmp_path: Path) -> None:
    (tmp_path / "x.j2").write_text("{{ 1 + 1 }}", "utf-8")
    assert [filled(tmp_path, tmp_path / "cache") for _ in range(2)] == [("2", True)] * 2
    assert not list(tmp_path.glob("cache/*"))


def test_a_damaged_file_is_compiled_again(shipped: Path, tmp_path: Path) -> None:
    filled(shipped, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    for damaged in (b"", b"\0", kept.read_bytes()[:-20]):
        kept.write_bytes(damaged)
        assert filled(shipped, tmp_path / "cache") == ("2", True)
    assert filled(shipped, tmp_path / "cache") == ("2", False)


def test_a_folder_in_which_others_may_write_is_not_used(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o777)
    assert [filled(shipped, tmp_path / "cache") for _ in range(2)] == [("2", True)] * 2
    assert not list(tmp_path.glob("cache/*"))


def test_a_folder_of_another_user_is_not_used(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(shipped, tmp_path / "cache")
    monkeypatch.setattr(os, "getuid", lambda: -2)
    assert filled(shipped, tmp_path / "cache") == ("2", True)


def test_without_a_folder_templates_are_compiled(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert filled(shipped, tmp_path / "file" / "cache") == ("2", True)


def test_what_is_long_unused_is_deleted(shipped: Path, tmp_path: Path) -> None:
    filled(shipped, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    old = tmp_path / "cache" / "old"
    old.touch()
    os.utime(old, times=(0, time.time() - KEPT_FOR - 1))
    (shipped / "x.j2").write_text("{{ 2 + 2 }}", "utf-8")
    filled(shipped, tmp_path / "cache")
    assert [*(tmp_path / "cache").iterdir()] == [kept]


def test_the_folder_can_be_named(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIFOLIO_CACHE", str(tmp_path / "named"))
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: ("{{ 1 }}", str(shipped / name), None)),
        bytecode_cache=CompiledTemplates(),
    )
    environment.get_template("x.j2")
    assert len([*(tmp_path / "named" / "templates").iterdir()]) == 1
    assert (tmp_path / "named" / "templates").stat().st_mode & 0o77 == 0
