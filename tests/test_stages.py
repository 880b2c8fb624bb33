"""A stage imports the model and what travels with it, never another stage."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

STAGES = (
    *("load", "validate", "typeset", "render", "prepress", "preflight", "impose", "guide", "mail"),
)
"""As the docstring of the package has them."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{name.name}" for name in node.names))
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other_stage(stage: str) -> None:
    home = ROOT / "bifolio" / stage
    modules = sorted(home.rglob("*.py")) if home.is_dir() else [home.with_suffix(".py")]
    others = {f"bifolio.{other}" for other in STAGES if other != stage}
    assert {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules
        for name in imported(path)
        if ".".join(name.split(".")[:2]) in others
    } == set()


def test_the_architecture_names_every_module() -> None:
    home = ROOT / "bifolio"
    modules = {path.stem for path in home.glob("[a-z]*.py")}
    modules |= {path.parent.name for path in home.glob("*/__init__.py")}
    described = ast.get_docstring(ast.parse((home / "__init__.py").read_text("utf-8"))) or ""
    assert {name for name in modules if f"`{name}`" not in described} == set()
