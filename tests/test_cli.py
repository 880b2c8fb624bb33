from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from bifolio.cli.arguments.parser import make_parser
from bifolio.problems import FOUND, USAGE
from bifolio.workflow.schema import schemas
from tests.conftest import PUBLICATIONS, ROOT, call_bifolio, run_bifolio
from tests.support.problems import codes, places

pytestmark = pytest.mark.slow

(COMMANDS,) = (each for each in make_parser()._actions if each.dest == "command")


def test_a_bare_call_helps() -> None:
    finished = run_bifolio()
    assert finished.returncode == 0
    assert "bifolio new programme" in finished.stdout


@pytest.mark.parametrize("command", COMMANDS.choices or ())
def test_every_command_has_help_and_is_documented(command: str) -> None:
    finished = call_bifolio(command, "--help")
    assert finished.returncode == 0
    assert f"bifolio {command}" in finished.stdout
    pages = (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
    assert any(f"bifolio {command}" in page.read_text("utf-8") for page in pages)


@pytest.mark.parametrize("arguments", [["print"], ["build", "--paper", "A4"], ["new"]])
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert call_bifolio(*arguments).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["biuld"], "'build'"),
        (["build", "--editon", "en"], "'--edition'"),
        (["mail", "sned"], "'send'"),
        (["impose", "n-up", "in.pdf", "-o", "out.pdf", "--shet=A4"], "'--sheet'"),
    ],
)
def test_a_misspelt_command_or_option_is_reported_with_the_one_that_is_meant(
    arguments: list[str], meant: str
) -> None:
    finished = call_bifolio(*arguments)
    assert (finished.returncode, codes(finished.stderr)) == (2, ["usage/invalid-arguments"])
    assert meant in finished.stderr


def test_a_terminal_without_chinese_gets_it_spelt_out() -> None:
    finished = run_bifolio("checks", PYTHONIOENCODING="ascii")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "\\u" in finished.stdout


def test_a_closed_pipe_is_not_an_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        finished = subprocess.run(
            [sys.executable, "-m", "bifolio", "checks"],
            env={**os.environ, "PYTHONUNBUFFERED": ""},
            stdout=nobody,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (finished.returncode, finished.stderr) == (1, "")


def test_unknown_names_are_reported_with_the_known_ones() -> None:
    finished = call_bifolio("build", "libary", cwd=PUBLICATIONS)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/unknown-publication"]
    assert "library" in finished.stderr
    finished = call_bifolio("build", "library", "--edition", "fr", cwd=PUBLICATIONS)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/unknown-edition"]


def test_a_publication_without_its_first_file_is_reported(workshop: Path) -> None:
    (workshop / "source" / "annual").mkdir()
    finished = call_bifolio("build", "annual", cwd=workshop)
    assert places(finished.stderr) == ["source/annual/publication.yaml source/file-not-found"]
    assert finished.returncode == FOUND


def test_a_folder_name_that_make_cannot_use_is_reported(workshop: Path) -> None:
    source = workshop / "source"
    (source / "paper").rename(source / "paper (copy)")
    finished = call_bifolio("build", cwd=workshop)
    assert places(finished.stderr) == ["source/paper (copy) source/invalid-folder-name"]


def test_an_unknown_edition_fails_the_check(built_workshop: Path) -> None:
    for options in (["-e", "fr"], ["-e", "en", "-e", "fr"], ["-t", "press"]):
        finished = call_bifolio("check", "paper", *options, cwd=built_workshop)
        assert finished.returncode == USAGE
        code = "unknown-edition" if "fr" in options else "no-edition-for-target"
        assert codes(finished.stderr) == [f"usage/{code}"]


def test_a_check_reports_the_number_of_editions(built_workshop: Path) -> None:
    finished = call_bifolio("check", "paper", "-e", "en", cwd=built_workshop)
    assert finished.stderr.startswith("1 of 1 PDFs passed")
    assert finished.stdout != "\n"
    finished = call_bifolio("check", "paper", "-e", "en", "--json", cwd=built_workshop)
    assert json.loads(finished.stdout)["editions"][0]["edition"] == "en"


def test_the_report_is_named_if_there_are_warnings(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    text.write_text(text.read_text("utf-8").replace("Welcome\n", "Welcome )\n"), "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.stdout.endswith(", 1 warning\n")
    assert "build/paper/preflight.html" in finished.stderr


def test_a_missing_pdf_is_reported(tmp_path: Path) -> None:
    finished = call_bifolio("proof", "typography", "x.pdf", cwd=tmp_path)
    assert finished.returncode == USAGE
    assert places(finished.stderr) == ["x.pdf usage/file-not-found"]


def test_a_folder_that_cannot_be_written_is_reported(workshop: Path) -> None:
    (workshop / "blocked").touch()
    finished = call_bifolio("build", "-e", "en", "-o", "blocked", cwd=workshop)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/wrong-path"]
    assert "blocked" in finished.stderr


def test_an_empty_folder_is_reported_with_how_to_begin(tmp_path: Path) -> None:
    finished = call_bifolio("build", cwd=tmp_path)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/no-publications"]
    assert "`bifolio new NAME`" in finished.stderr


def test_quiet_says_nothing(workshop: Path) -> None:
    finished = call_bifolio("build", "-q", "-e", "en", cwd=workshop)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_plain_lines_name_each_file(workshop: Path) -> None:
    lines = call_bifolio("build", cwd=workshop).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        f"build/paper/{edition}.pdf" for edition in ("bilingual", "en", "zh-Hans")
    ]


@pytest.mark.parametrize("name", ["Paper", "../paper", "a b", ""])
def test_a_publication_needs_a_valid_folder_name(tmp_path: Path, name: str) -> None:
    finished = call_bifolio("new", name, cwd=tmp_path)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/invalid-name"]
    assert not list(tmp_path.iterdir())


def test_new_never_overwrites_a_publication(workshop: Path) -> None:
    finished = call_bifolio("new", "paper", cwd=workshop)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/already-exists"]


def test_translations_follow_the_words(workshop: Path) -> None:
    listing = call_bifolio("translations", "paper", cwd=workshop).stdout
    line = next(line for line in listing.splitlines() if "highlight-garden" in line)
    assert line.startswith("draft")
    mark = line.split("highlight-garden")[1].strip()
    text = workshop / "source" / "paper" / "text.yaml"
    words = text.read_text("utf-8")
    reviewed = f"- id: highlight-garden\n            {mark}"
    text.write_text(words.replace("- id: highlight-garden", reviewed), "utf-8")
    assert state(workshop, "highlight-garden") == "reviewed"
    text.write_text(text.read_text("utf-8").replace("The Garden, zh", "Our Garden, zh"), "utf-8")
    assert state(workshop, "highlight-garden") == "outdated"
    listing = call_bifolio("translations", "paper", cwd=workshop).stdout
    assert re.search(r"^  source/paper/text\.yaml:\d+:\d+: the texts changed", listing, re.M)


def test_everything_in_the_listing_can_be_marked_as_reviewed(workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    listing = call_bifolio("translations", "paper", cwd=workshop).stdout
    marks = dict(re.findall(r"^draft +zh-Hans +(\S+) +(reviewed: .*)$", listing, re.M))
    assert len(marks) == 14
    both = [marks.pop(unit).removeprefix("reviewed: ")[1:-1] for unit in ("title", "imprint")]
    with (folder / "publication.yaml").open("a", encoding="utf-8") as publication:
        publication.write(f"reviewed: {{{', '.join(both)}}}\n")
    text = (folder / "text.yaml").read_text("utf-8")
    for unit, mark in marks.items():
        text = re.sub(rf"(?m)^( *)(- |  )(id: {unit}\b[^-\n]*)$", rf"\1\2\3\n\1  {mark}", text)
    (folder / "text.yaml").write_text(text, "utf-8")
    finished = call_bifolio("translations", "paper", cwd=workshop)
    assert "paper: zh-Hans: 14 reviewed" in finished.stdout, finished.stderr


def state(workshop: Path, unit: str) -> str:
    listing = call_bifolio("translations", "paper", cwd=workshop).stdout
    return next(line for line in listing.splitlines() if unit in line).split()[0]


def test_schemas_are_written_beside_publications_only(tmp_path: Path) -> None:
    finished = call_bifolio("schema", cwd=tmp_path)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/no-source-folder"]
    assert not list(tmp_path.iterdir())


def test_the_schemas_are_current_and_fit_what_ships() -> None:
    assert call_bifolio("schema", "--check").returncode == 0
    for name, text in schemas().items():
        schema = json.loads(text)
        file = name.replace("schema.json", "yaml")
        (source,) = (*ROOT.glob(f"source/**/{file}"), *ROOT.glob(f"tests/mail/{file}"))
        data = json.loads(json.dumps(yaml.safe_load(source.read_text("utf-8")), default=str))
        jsonschema.validate(data, schema)
        data["mistake"] = "x"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, schema)
