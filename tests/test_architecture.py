"""Which package may import which: a stage never imports a later one, or another beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.structure import class_names, cycles, figures, imported, modules, nodes_of

HOME = ROOT / "bifolio"

MAY_IMPORT = {
    "problems": "",
    "explanations": "",
    "limits": "",
    "system_dependencies": "",
    "paper": "",
    "pdf": "",
    "project": "limits problems",
    "source_yaml": "problems project",
    "languages": "project",
    "fonts": "problems project source_yaml",
    "document": "languages paper problems project source_yaml",
    "text": "document languages pdf problems",
    "compose": "fonts languages text",
    "render": "compose document fonts languages limits paper pdf problems project text",
    "prepress": "document languages paper pdf problems project source_yaml",
    "preflight": "document fonts languages limits paper pdf problems project source_yaml text",
    "houses": "pdf preflight",
    "imposition": "paper pdf problems",
    "instructions": "document languages paper project",  # the names of languages
    "mail": "document languages preflight problems project source_yaml text",  # the title in words
    "workflow": "document fonts houses imposition instructions languages mail paper pdf preflight "
    "prepress problems project render source_yaml text",
    "preview": "document fonts paper pdf preflight prepress problems project render text workflow",
    "cli": "document explanations imposition mail paper pdf preflight preview problems project "
    "render workflow",
    "__main__": "cli",
}
"""Each package and those that it may import, from the ground up: a row names only rows above it."""


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_row_names(package: str) -> None:
    allowed = {package, *MAY_IMPORT[package].split()}
    assert {
        f"{path.relative_to(ROOT)} imports {name}"
        for owner, path in modules(HOME)
        if owner == package
        for name in imported(path)
        if name not in allowed
    } == set()


def test_a_row_names_only_rows_above_it() -> None:
    rows = list(MAY_IMPORT)
    assert {
        f"{package}: {name}"
        for at, package in enumerate(rows)
        for name in MAY_IMPORT[package].split()
        if name not in rows[:at]
    } == set()


def test_every_package_has_a_row_and_every_row_a_package() -> None:
    assert {package for package, _ in modules(HOME)} == set(MAY_IMPORT)


def test_every_entry_of_a_row_is_needed() -> None:
    used = {(owner, name) for owner, path in modules(HOME) for name in imported(path)}
    assert {
        f"{package}: {name}"
        for package, names in MAY_IMPORT.items()
        for name in names.split()
        if (package, name) not in used
    } == set()


def test_neither_packages_nor_modules_import_each_other_in_a_circle() -> None:
    counted = figures(HOME)
    assert counted["cycles of packages"] == counted["cycles of modules"] == 0


def test_a_circle_is_found_however_long_it_is() -> None:
    assert cycles([(1, 2), (2, 3), (3, 1), (3, 4), (5, 1)]) == [{1, 2, 3}]
    assert cycles([(1, 2), (2, 3), (1, 3)]) == []


def test_no_two_public_classes_have_the_same_name() -> None:
    found = class_names(HOME)
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_two_classes_of_the_same_name_are_found(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / f"{name}.py").write_text("class Plan: ...\nclass _Plan: ...\n", "utf-8")
    assert class_names(tmp_path) == {"Plan": ["one.py", "other.py"]}


def test_the_architecture_names_every_package() -> None:
    described = ast.get_docstring(ast.parse((HOME / "__init__.py").read_text("utf-8"))) or ""
    packages = set(MAY_IMPORT) - {"__main__"}
    assert {name for name in packages if f"`{name}`" not in described} == set()


def test_only_the_command_line_writes_to_the_terminal() -> None:
    """Scripts of maintainers that `make` calls write there as well."""
    scripts = {"system_dependencies", "build_units", "build_profiles", "__main__"}
    found = {
        str(path.relative_to(ROOT))
        for package, path in modules(HOME)
        if package != "cli" and path.stem not in scripts
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    assert found == set()


def test_the_renderer_is_imported_by_one_package() -> None:
    """`render/weasyprint/` gives it the fonts of Bifolio alone, whoever imports it first."""
    adapter = HOME / "render" / "weasyprint"
    assert {
        f"{path.relative_to(ROOT)} imports {name}"
        for _, path in modules(HOME)
        if adapter not in path.parents
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
        )
        if name.split(".")[0] == "weasyprint"
    } == set()


def imports_within_functions(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a module that import something when a function is called."""
    lines = path.read_text("utf-8").splitlines()
    for function in nodes_of(path):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom | ast.Import):
                    yield node.lineno, lines[node.lineno - 1].strip()


def test_an_import_within_a_function_gives_its_reason() -> None:
    """Imports are at the top of a module; one within a function gives its reason in a comment."""
    assert {
        f"{path.relative_to(ROOT)}:{number}: {line}"
        for _, path in modules(HOME)
        for number, line in imports_within_functions(path)
        if not line.partition("  # ")[2]
    } == set()


def test_an_import_without_a_reason_is_found(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("def work():\n    import json\n    import re  # takes long\n", "utf-8")
    assert [number for number, line in imports_within_functions(path) if "#" not in line] == [2]
