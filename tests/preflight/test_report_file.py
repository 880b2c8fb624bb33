"""preflight.json is read as it was written; what is damaged or of another version is an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.preflight.findings import Broken, Finding, Report, Severity, Skipped
from bifolio.preflight.report_file import NAME, VERSION, read_report, to_json
from bifolio.problems import Place, Problems

FINDING = Finding(
    "text/overset",
    Severity.FAIL,
    "a text is cut off: “欢迎”",
    "shorten it",
    PageRectangle(2, Rectangle(1.5, 2, 3, 4)),
    Place(Path("source/paper/text.yaml"), 7, 3),
    "zh-Hans",
)
REPORT = Report(
    "en",
    "screen",
    "0" * 64,
    (FINDING, Finding("file/size", Severity.INFO, "5 kB", "none", accepted="it is meant")),
    (Skipped("links/online", "nobody asked"),),
    (Broken("file/pages", "KeyError"),),
    ("file/version",),
)


def written(folder: Path, *reports: Report) -> Path:
    path = folder / NAME
    path.write_text(to_json(reports), "utf-8")
    return path


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = written(tmp_path, REPORT)
    entry = read_report(path)["en"]
    assert (entry.profile, entry.fits, entry.sha256) == ("screen", False, "0" * 64)
    first, second = entry.findings
    assert (first.code, first.severity) == ("text/overset", "fail")
    assert (first.message, first.hint) == (FINDING.message, FINDING.hint)
    assert (first.file, first.line, first.page) == ("source/paper/text.yaml", 7, 2)
    assert (first.box, first.language, first.accepted) == ((1.5, 2, 3, 4), "zh-Hans", None)
    assert (second.box, second.file, second.accepted) == (None, None, "it is meant")
    assert entry.skipped == {"links/online": "nobody asked"}
    assert entry.errors == {"file/pages": "KeyError"}
    assert entry.passed == ("file/version",)


def test_a_report_says_its_version(tmp_path: Path) -> None:
    assert json.loads(written(tmp_path, REPORT).read_text("utf-8"))["version"] == VERSION


def test_without_a_report_there_are_no_editions(tmp_path: Path) -> None:
    assert read_report(tmp_path / NAME) == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-10],
        lambda text: "[]",
        lambda text: "",
        lambda text: text.replace('"fits": false', '"fits": "perhaps"'),
        lambda text: text.replace('"sha256"', '"sha1"'),
        lambda text: text.replace('"version": 1,', ""),
    ],
)
def test_a_damaged_report_is_an_error(damage: object, tmp_path: Path) -> None:
    path = written(tmp_path, REPORT)
    assert callable(damage)
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    with pytest.raises(Problems) as found:
        read_report(path)
    (problem,) = found.value.problems
    assert (problem.code, problem.place) == ("preflight/damaged-report", Place(path))


@pytest.mark.parametrize("version", [0, VERSION + 1])
def test_a_report_of_another_version_is_an_error(version: int, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text(json.dumps({"version": version, "anything": "else"}), "utf-8")
    with pytest.raises(Problems) as found:
        read_report(path)
    (problem,) = found.value.problems
    assert (problem.code, problem.place) == ("preflight/unknown-report-version", Place(path))
