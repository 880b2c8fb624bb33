"""The README and the pages of docs/: what they name is there, and commands print what they show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from bifolio.cli.command_line import INTERRUPTED
from bifolio.document.blocks import kinds
from bifolio.document.publication import Sheets
from bifolio.languages import FOLDER, read_language
from bifolio.paper.formats import Way
from bifolio.problems import ENVIRONMENT, USAGE
from bifolio.source_yaml.nodes import to_kebab
from tests import documentation
from tests.conftest import ROOT, share_processes

CHINESE = ROOT / "README.zh-Hans.md"
PAGES = [ROOT / "README.md", CHINESE, *sorted((ROOT / "docs").rglob("*.md"))]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_pictures_lead_to_files(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    files = {target for target in targets if "://" not in target and "…" not in target}
    assert {target for target in files if not (page.parent / target).is_file()} == set()


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_to_headings_lead_to_headings(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text("utf-8"))
    links = re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", text)
    assert {
        f"{target}#{anchor}"
        for target, anchor in links
        if anchor not in anchors(page.parent / target if target else page)
    } == set()


def test_the_page_about_handouts_has_every_key_of_sheets_and_valid_ones() -> None:
    page = (ROOT / "docs" / "handouts.md").read_text("utf-8")
    named = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \|", page, re.MULTILINE)
    keys = {key.strip("`") for each in named for key in each.split(", ")}
    assert keys == {to_kebab(field) for field in Sheets.model_fields}
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    for written in yaml.safe_load(example)["sheets"].values():
        assert written.keys() <= keys
        assert written["way"] in get_args(Way)


@pytest.mark.slow
@pytest.mark.parametrize("page", documentation.pages(), ids=name)
def test_commands_print_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIFOLIO_VERAPDF", raising=False)
    share_processes(monkeypatch)
    assert documentation.replay(page, tmp_path) == page.read_text("utf-8")


def test_no_page_hides_all_that_a_command_prints() -> None:
    texts = {name(page): page.read_text("utf-8") for page in documentation.pages()}
    assert {page for page, text in texts.items() if re.search(r"^\$ .*\n…\n", text, re.M)} == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_parts_of_a_page_are_those_that_the_program_writes(page: Path) -> None:
    text = page.read_text("utf-8")
    assert documentation.with_parts(text) == text


def test_the_page_of_commands_has_the_help_of_all_commands() -> None:
    assert documentation.COMMANDS.read_text("utf-8") == documentation.commands()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_goals_of_make_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    goals = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) | {"en", "press"}
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
    assert named - goals == set()


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    first = [page for page in PAGES[1:] if page.parent.name != "content"]
    assert {name(page) for page in first if f"({name(page)})" not in readme} == set()


def test_the_page_of_texts_leads_to_every_kind_of_content() -> None:
    texts = (ROOT / "docs" / "texts.md").read_text("utf-8")
    pages = sorted((ROOT / "docs" / "content").glob("*.md"))
    assert [page.name for page in pages if f"(content/{page.name})" not in texts] == []


def commands_of(page: Path) -> list[str]:
    """The commands that a page shows, without the remarks beside them."""
    lines = re.findall(r"^    (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return [line.partition("#")[0].strip() for line in lines]


def links_of(page: Path) -> list[str]:
    """Where links and pictures of a page lead, but the link to the README of the other language."""
    links = re.findall(r"""(?:\]\(|src=")([^)"\s]+)""", page.read_text("utf-8"))
    return [link for link in links if not link.startswith("README")]


def test_the_chinese_readme_has_the_commands_and_links_of_the_english_one() -> None:
    assert commands_of(CHINESE) == commands_of(ROOT / "README.md")
    assert links_of(CHINESE) == links_of(ROOT / "README.md")


def test_the_language_that_the_page_adds_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "languages.md").read_text("utf-8")
    (shown,) = (step for step in documentation.steps(text) if step["path"] == "da.yaml")
    path = tmp_path / "da.yaml"
    path.write_text(shown["body"], "utf-8")
    assert read_language(path).quotes[0] == "»«"


def test_the_page_of_languages_names_every_file() -> None:
    table = (ROOT / "docs" / "languages.md").read_text("utf-8")
    files = {path.name for path in FOLDER.glob("*.yaml")}
    files |= {path.name for path in (FOLDER / "numerals").glob("*.yaml")} - {"units.yaml"}
    assert {file for file in files if f"`{file}`" not in table} == set()


def test_every_kind_of_content_is_described() -> None:
    page = (ROOT / "docs" / "texts.md").read_text("utf-8")
    section = page.partition("## Kinds of content")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| \[`([a-z-]+)`\]", section, re.MULTILINE)) == {*kinds()}


def test_the_exit_codes_are_those_of_the_program() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    table = dict(re.findall(r"^\| ([\d, ]+) \| (.+) \|$", text, re.MULTILINE))
    assert "usage" in table[str(USAGE)]
    assert "environment" in table[str(ENVIRONMENT)]
    assert str(INTERRUPTED) in table.popitem()[0] or "130" in text
