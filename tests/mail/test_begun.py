"""Mailing a publication that `bifolio new` has just begun."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import call_bifolio
from tests.mail.conftest import change, mail
from tests.support.problems import codes, places

ONLY_THE_SENDER_KNOWS: dict[str, str | dict[str, str]] = {
    "name:": {"en": "The House", "zh-Hans": "本馆"},
    "address:": "house@example.org",
    "postal-address:": {"en": "1 House Lane", "zh-Hans": "馆前路 1 号"},
    "domain:": "example.org",
    "unsubscribe:": "mailto:house@example.org",
}


@pytest.fixture
def begun(workshop: Path) -> Path:
    """The folder of the publication in its project."""
    return workshop / "source" / "paper"


def fill_in(begun: Path) -> None:
    """Fill in the required entries, and nothing else."""
    settings = begun / "mail.yaml"
    for key, value in ONLY_THE_SENDER_KNOWS.items():
        text = settings.read_text("utf-8")
        if isinstance(value, str):
            pattern, new = rf"(?m)^( *{key}) .*$", rf"\1 {value}"
        else:
            pattern = rf"(?m)^( *{key}.*\n) *en:\n *zh-Hans:\n"
            new = rf"\1    en: {value['en']}\n    zh-Hans: {value['zh-Hans']}\n"
        text, times = re.subn(pattern, new, text, count=1)
        assert times == 1, key
        settings.write_text(text, "utf-8")


def add_list(begun: Path) -> None:
    (begun / "recipients").mkdir()
    rows = "name,address,language\nPress,press@example.com,en\n,info@example.com,zh-Hans\n"
    (begun / "recipients" / "press.csv").write_text(rows, "utf-8")


@pytest.mark.parametrize("command", ["lint", "draft"])
def test_all_empty_entries_are_reported_at_once(command: str, workshop: Path, begun: Path) -> None:
    finished = mail(workshop, command, "paper")
    assert finished.returncode == 1
    reported = re.findall(
        r"^source/paper/mail\.yaml:(\d+):\d+: (.*) is empty \[source/empty\]$",
        finished.stderr,
        re.M,
    )
    assert [what for _, what in reported] == [
        "'en' under 'name'",
        "'zh-Hans' under 'name'",
        "'address'",
        "'en' under 'postal-address'",
        "'zh-Hans' under 'postal-address'",
        "'domain'",
        "'unsubscribe'",
    ]
    lines = (begun / "mail.yaml").read_text("utf-8").splitlines()
    assert all(lines[int(line) - 1].split("#")[0].rstrip().endswith(":") for line, _ in reported)
    assert finished.stderr.endswith("7 problems\n")


def test_no_address_and_no_name_is_invented(begun: Path) -> None:
    text = (begun / "mail.yaml").read_text("utf-8")
    filled_in = re.sub(r"(?m)(^| )#.*$", "", text)
    assert not re.search(r"@|example|https?:", filled_in)


@pytest.mark.parametrize("command", ["lint", "draft"])
def test_a_missing_list_is_reported_with_its_folder(
    command: str, workshop: Path, begun: Path
) -> None:
    fill_in(begun)
    finished = mail(workshop, command)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["recipients/no-list"]
    assert "source/paper/recipients/NAME.csv" in finished.stderr


@pytest.mark.parametrize("command", ["lint", "draft"])
def test_a_spreadsheet_among_the_lists_is_reported_and_not_skipped(
    command: str, workshop: Path, begun: Path
) -> None:
    fill_in(begun)
    add_list(begun)
    (begun / "recipients" / "team.xlsx").touch()
    (begun / "recipients" / "~$team.xlsx").touch()
    finished = mail(workshop, command)
    assert finished.returncode == 1
    assert places(finished.stderr) == ["source/paper/recipients/team.xlsx recipients/not-exported"]


@pytest.mark.slow
def test_filled_in_settings_give_a_draft_for_each_reader(workshop: Path, begun: Path) -> None:
    fill_in(begun)
    add_list(begun)
    assert "2 recipients" in mail(workshop, "lint").stdout
    missing = mail(workshop, "draft")
    assert set(codes(missing.stderr)) == {"file/not-built"}
    assert "`bifolio build paper`" in missing.stderr
    built = call_bifolio("build", "paper", "-e", "en", "-e", "zh-Hans", cwd=workshop)
    assert built.returncode == 0, built.stderr
    finished = mail(workshop, "draft")
    assert "2 drafts" in finished.stdout, finished.stderr
    drafts = sorted(workshop.glob("build/paper/mail/press/*.eml"))
    assert [draft.stem.partition("-")[2] for draft in drafts] == ["en", "zh-Hans"]


@pytest.mark.slow
def test_sending_requires_a_server(workshop: Path, begun: Path) -> None:
    fill_in(begun)
    add_list(begun)
    call_bifolio("build", "paper", "-q", "-e", "en", "-e", "zh-Hans", cwd=workshop)
    finished = mail(workshop, "send", "--list", "press", "--yes")
    assert finished.returncode == 1
    assert places(finished.stderr) == ["source/paper/mail.yaml:4:1 mail/no-server"]
    change(begun / "mail.yaml", "# server: ", "server: ")
    change(begun / "mail.yaml", "#   host: ", "  host: ")
    finished = mail(workshop, "send", "--list", "press", "--yes")
    assert codes(finished.stderr) == ["source/empty"]


def test_git_ignores_the_lists_of_every_project(begun: Path) -> None:
    assert (begun / ".gitignore").read_text("utf-8") == "recipients/\n"
