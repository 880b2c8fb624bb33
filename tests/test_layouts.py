"""A layout of a project may extend another, and looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.project.folders import Project
from bifolio.project.layouts import TEMPLATE, Layouts


@pytest.fixture
def layouts(tmp_path: Path) -> Layouts:
    """The layouts of a project that has a leaf of its own."""
    (tmp_path / "layouts" / "leaf").mkdir(parents=True)
    return Project(tmp_path).layouts


def write(layouts: Layouts, template: str, layout: str = "leaf") -> None:
    folder = layouts.folders[0] / layout
    folder.mkdir(exist_ok=True)
    (folder / TEMPLATE).write_text(template)
    (folder / "layout.css").write_text("")


def own_stylesheets(layouts: Layouts, target: str = "screen") -> list[str]:
    """The stylesheets of leaf, but for those that every layout has."""
    found = layouts.stylesheets("leaf", target)
    names = [f"{path.parent.name}/{path.name}" for path in found]
    return [name for name in names if name.partition("/")[0] not in ("base", "targets", "plain")]


EXTENDS = '{% extends "sheet/layout.html.j2" %}'


@pytest.mark.parametrize("template", [EXTENDS, EXTENDS.replace("{%", "{%-").replace('"', "'")])
def test_the_stylesheet_of_an_extended_layout_comes_before_its_own(
    layouts: Layouts, template: str
) -> None:
    write(layouts, template)
    assert own_stylesheets(layouts) == ["sheet/layout.css", "leaf/layout.css"]


def test_each_layout_of_a_chain_gives_its_stylesheet(layouts: Layouts) -> None:
    write(layouts, EXTENDS, "house")
    write(layouts, EXTENDS.replace("sheet", "house"))
    names = ["sheet/layout.css", "house/layout.css", "leaf/layout.css"]
    assert own_stylesheets(layouts) == names


@pytest.mark.parametrize(
    "template", ['{% extends "base/skeleton.html.j2" %}', "{# " + EXTENDS + " #}", ""]
)
def test_a_layout_that_extends_no_other_has_only_its_own(layouts: Layouts, template: str) -> None:
    write(layouts, template)
    assert own_stylesheets(layouts) == ["leaf/layout.css"]


def test_a_layout_that_extends_itself_does_not_hang(layouts: Layouts) -> None:
    write(layouts, EXTENDS.replace("sheet", "leaf"))
    assert own_stylesheets(layouts) == ["leaf/layout.css"]
