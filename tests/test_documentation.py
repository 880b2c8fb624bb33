"""The README and the pages of docs/: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bifolio import cli
from bifolio.document.text import Block
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_pictures_lead_to_files(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    files = {target for target in targets if "://" not in target and "…" not in target}
    assert {target for target in files if not (page.parent / target).is_file()} == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_goals_of_make_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    goals = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) | {"en", "press"}
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
    assert named - goals == set()


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert {name(page) for page in PAGES[1:] if f"({name(page)})" not in readme} == set()


def test_every_kind_of_content_is_described() -> None:
    union, _ = get_args(Block)
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(union)}
    text = (ROOT / "docs" / "texts.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)) == kinds


def test_the_exit_codes_are_those_of_the_program() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    table = dict(re.findall(r"^\| ([\d, ]+) \| (.+) \|$", text, re.MULTILINE))
    assert "usage" in table[str(cli.USAGE)]
    assert "environment" in table[str(cli.ENVIRONMENT)]
    assert str(cli.INTERRUPTED) in table.popitem()[0] or "130" in text
