"""Each private name of WeasyPrint that Bifolio uses is listed, with the test that guards it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bifolio.render.renderer import warm_up
from tests.conftest import ROOT

ADAPTER = ROOT / "bifolio" / "render" / "weasyprint"
DOCUMENT = ROOT / "docs" / "architecture.md"
PUBLIC = {
    "weasyprint.css.counters.CounterStyle",
    "weasyprint.text.fonts.FontConfiguration",
    "weasyprint.urls.URLFetcher",
    "weasyprint.urls.URLFetcherResponse",
}
"""What the documentation of WeasyPrint lists, besides the names of the package itself."""
ROW = re.compile(r"^\| `(weasyprint[\w.]+)` \| .+ \| `(tests/[\w/]+\.py)`: `(test_\w+)` \|$", re.M)

HOOK = re.compile(r' \((block|inline|preferred|table), "(\w+)"')


def used(path: Path) -> Iterator[str]:
    """The private names of WeasyPrint that a module of the adapter uses."""
    tree = ast.parse(path.read_text("utf-8"))
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("weasyprint"):
            for each in node.names:
                name = f"{node.module}.{each.name}"
                if is_module(name):
                    modules[each.asname or each.name] = name
                elif node.module != "weasyprint" and name not in PUBLIC:
                    yield name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = modules.get(node.value.id)
            if owner and owner != "weasyprint.formatting_structure.boxes":
                yield f"{owner}.{node.attr}"
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "weasyprint.pdf":
            yield f"weasyprint.pdf.{node.attr}"
    if "weasyprint.formatting_structure.boxes" in modules.values():
        yield "weasyprint.formatting_structure.boxes"
    for module, name in re.findall(HOOK, path.read_text("utf-8")):
        yield f"weasyprint.layout.{module}.{name}"


def is_module(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def listed() -> dict[str, tuple[str, str]]:
    return {name: (file, test) for name, file, test in ROW.findall(DOCUMENT.read_text("utf-8"))}


def test_each_private_name_is_listed() -> None:
    warm_up()
    names = {name for path in ADAPTER.glob("*.py") for name in used(path)}
    assert names == listed().keys()


@pytest.mark.parametrize("name", listed())
def test_each_listed_name_is_there_and_its_test_too(name: str) -> None:
    warm_up()
    owner, _, attribute = name.rpartition(".")
    assert is_module(name) or hasattr(import_module(owner), attribute)
    file, test = listed()[name]
    assert f"def {test}(" in (ROOT / file).read_text("utf-8")
