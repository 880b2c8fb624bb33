"""docs/security.md says what the code does."""

from __future__ import annotations

import ast
import importlib
import re

from bifolio import limits
from bifolio.cli.command_line import INTERRUPTED
from bifolio.preflight import runner as inspect
from bifolio.problems import ENVIRONMENT, USAGE
from bifolio.render import renderer
from tests.conftest import ROOT
from tests.fuzz import guards

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")

WORDS = " ".join(PAGE.split())

ROW = re.compile(r"^\| [^|]+ \| ([\d,]+)[^|]* \| `([\w.]+)` \|", re.MULTILINE)


def test_the_table_of_limits_has_the_values_of_the_code() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) >= 25
    for value, name in rows:
        module, _, constant = name.rpartition(".")
        assert int(value.replace(",", "")) == getattr(importlib.import_module(module), constant)


def test_the_text_has_the_values_of_the_code() -> None:
    assert f"ended by the kernel {limits.GRACE} seconds later" in WORDS
    assert f"{renderer.LONGEST:.0f} seconds for each edition" in WORDS
    assert f"{inspect.LONGEST:.0f} for each check" in WORDS
    assert f"limits of {guards.MOST_SECONDS:.0f} seconds" in WORDS
    assert f"{guards.MOST_MEGABYTES:,} MB" in WORDS
    assert f"{USAGE} wrong usage, {ENVIRONMENT} a problem" in WORDS
    assert str(INTERRUPTED) in WORDS


def test_the_names_of_templates_are_those_that_they_get() -> None:
    tree = ast.parse((ROOT / "bifolio" / "render" / "page_html.py").read_text("utf-8"))
    names = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "_names"
    )
    given = next(
        node.value.keys
        for node in names.body
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
    )
    section = PAGE.partition("## Templates")[2].partition("## Rendering")[0]
    named = set(re.findall("`([a-z_]+)`", section))
    assert {key.value for key in given if isinstance(key, ast.Constant)} == named - {"layouts"}


def test_the_readme_leads_here() -> None:
    assert "(docs/security.md)" in (ROOT / "README.md").read_text("utf-8")
