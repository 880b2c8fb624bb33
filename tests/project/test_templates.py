"""Templates are compiled once, and never served after they were changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.project.layouts import Layouts
from bifolio.project.templates import Sandbox, environment_of, filled


def test_a_template_is_compiled_once_for_all_editions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.html.j2").write_text("{{ 1 + 1 }}", "utf-8")
    assert filled(environment_of(Layouts((tmp_path,))), "x.html.j2") == "2"

    def compiles(*arguments: object, **named: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(Sandbox, "compile", compiles)
    assert filled(environment_of(Layouts((tmp_path,))), "x.html.j2") == "2"


def test_a_changed_template_is_compiled_again(tmp_path: Path) -> None:
    for text in ("one", "two"):
        (tmp_path / "x.html.j2").write_text(text, "utf-8")
        assert filled(environment_of(Layouts((tmp_path,))), "x.html.j2") == text


def test_the_same_text_is_escaped_as_the_name_of_its_template_says(tmp_path: Path) -> None:
    for name in ("x.txt.j2", "x.html.j2"):
        (tmp_path / name).write_text("{{ '&' }}", "utf-8")
    environment = environment_of(Layouts((tmp_path,)))
    assert [filled(environment, name) for name in ("x.txt.j2", "x.html.j2")] == ["&", "&amp;"]
