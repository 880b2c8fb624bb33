"""What people see in a terminal, and what programs read from a pipe."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from bifolio.cli.build import BuildReporter
from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.styles import painted_problem
from bifolio.cli.terminal import (
    SGR,
    Terminal,
    columns_of,
    folded,
    has_colours,
    is_terminal,
    painted_finding,
    shortened,
    width_of,
)
from bifolio.problems import USAGE, Place, Problem
from bifolio.workflow.built import BuiltPdf, Warned
from bifolio.workflow.order import Delivery
from tests.conftest import PUBLICATIONS, ROOT, call_bifolio, run_bifolio
from tests.support.problems import codes
from tests.support.screen import has_terminals, run_in_terminal, screen

COLUMNS = (40, 60, 80)

IN_A_TERMINAL = pytest.mark.skipif(
    not has_terminals(), reason="the container has no pseudo-terminals (/dev/pts is not mounted)"
)


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "on_a_terminal", "in_a_pipe"),
    [
        ({}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"CLICOLOR": "0"}, False, False),
        ({"CLICOLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, True, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
)
def test_colours_are_where_they_are_wanted(
    environment: dict[str, str], on_a_terminal: bool, in_a_pipe: bool
) -> None:
    assert has_colours(Screen(), environment) is on_a_terminal
    assert has_colours(io.StringIO(), environment) is in_a_pipe


def test_a_dumb_terminal_gets_no_line_of_progress() -> None:
    assert is_terminal(Screen(), {"TERM": "xterm"})
    assert not is_terminal(Screen(), {"TERM": "dumb"})


def test_columns_are_those_of_the_terminal_or_80() -> None:
    assert columns_of(Screen(), {}) == 80
    assert columns_of(Screen(), {"COLUMNS": "40"}) == 40
    assert columns_of(Screen(), {"COLUMNS": "many"}) == 80
    assert columns_of(Screen(), {"COLUMNS": "3"}) == 20  # where nothing can be read


@pytest.mark.parametrize(
    ("text", "width"),
    [("en", 2), ("中文", 4), ("，", 2), ("é", 1), ("e\u0301", 1), ("\x1b[1;31mx\x1b[0m", 1)],
)
def test_the_width_of_a_text_is_its_columns(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("columns", "expected"), [(9, "山街花园"), (8, "山街花园"), (7, "山街花…"), (6, "山街…")]
)
def test_a_text_is_cut_before_it_reaches_the_edge(columns: int, expected: str) -> None:
    assert shortened("山街花园", columns) == expected


def test_lines_are_folded_at_spaces_and_between_chinese_characters() -> None:
    quoted = "'山街花园（自2019年起）向所有人开放。'"
    text = f"source/garden/text.yaml:18:11: the brackets of {quoted} do not fit"
    lines = folded(text, 30).split("\n")
    assert lines[0] == "source/garden/text.yaml:18:11:"
    assert all(line.startswith("    ") for line in lines[1:])
    assert all(width_of(line) <= 30 for line in lines)
    assert not any(line.strip()[0] in "）。" or line[-1] == "（" for line in lines)
    unfolded = "".join(line.strip() for line in lines).replace(" ", "")
    assert unfolded == text.replace(" ", "")


def test_a_path_is_never_folded() -> None:
    path = "source/a-publication-with-a-long-name/text.yaml:123:45:"
    assert folded(f"{path} wrong", 40).split("\n") == [path, "    wrong"]


def test_a_command_is_never_folded_so_that_it_can_be_copied() -> None:
    command = "`bifolio mail settle reader@example.org --arrived`"
    assert folded(f"look for it; {command} records it", 40).split("\n") == [
        "look for it;",
        f"    {command}",
        "    records it",
    ]


PROBLEM = Problem(
    "source/empty-text", "the text is empty [a/b]", "write it", Place(Path("a b.yaml"), 3, 5)
)


def test_a_message_that_quotes_several_lines_is_one() -> None:
    quoting = Problem("text/complete", "'the house,\n  the street' is not on the page", "look")
    assert str(quoting).split("\n") == [
        "'the house, the street' is not on the page [text/complete]",
        "  hint: look",
    ]


@pytest.mark.parametrize("problem", [PROBLEM, Problem("usage/x", "wrong", "do y")])
def test_colours_change_no_word_of_a_problem(problem: Problem) -> None:
    assert SGR.sub("", painted_problem(problem)) == str(problem)
    assert SGR.sub("", painted_problem(problem, "warning")) == f"warning: {problem}"


@pytest.mark.parametrize(
    "line",
    [
        "source/a/text.yaml:12:5: warn: en page 1: a comma [text/marks]",
        "a.pdf: skipped: en: veraPDF is not installed [accessibility/pdf-ua]",
        "warn: no place",
        "no finding: at all",
    ],
)
def test_colours_change_no_word_of_a_finding(line: str) -> None:
    assert SGR.sub("", painted_finding(line)) == line


NAMES = ("花园手册", "garden-leaflet-in-large-print", "zh-Hans", "bilingual")
DONE = "3 PDFs built and checked"
WORKING = """
import sys, time
from bifolio.cli import terminal
terminal.FIRST = terminal.EVERY = 0.01
with terminal.Terminal() as shown:
    for done in range(3):
        names = sys.argv[1:-1]
        shown.progress("building", done, 4, names[done:])
        time.sleep(0.05)
        shown.result(f"build/{names[done]}.pdf  2 pages, 84 kB, 1 warning")
shown.said(sys.argv[-1])
"""
"""Work on files whose names are wide, long and short."""


@IN_A_TERMINAL
@pytest.mark.slow
@pytest.mark.parametrize("columns", COLUMNS)
def test_progress_takes_one_row_and_leaves_nothing_behind(columns: int) -> None:
    code, written = run_in_terminal([sys.executable, "-c", WORKING, *NAMES, DONE], columns, ROOT)
    assert code == 0
    shown = [part for part in SGR.sub("", written).split("\r\x1b[K") if "building" in part]
    assert "1 of 4" in "".join(shown)
    assert all(width_of(each.split("\r\n")[0]) < columns for each in shown)
    left = screen(written, columns)
    assert all(width_of(row) <= columns for row in left)
    assert not any("building" in row for row in left)
    words = [f"build/{name}.pdf 2 pages, 84 kB, 1 warning" for name in NAMES[:3]]
    assert " ".join(left).split() == [*" ".join(words).split(), *DONE.split()]
    assert left[-2:] == [DONE, ""]


@IN_A_TERMINAL
@pytest.mark.slow
def test_a_dumb_terminal_gets_neither_colours_nor_carriage_returns() -> None:
    _, written = run_in_terminal(
        [sys.executable, "-c", WORKING, *NAMES, DONE], 80, ROOT, TERM="dumb"
    )
    assert "\x1b" not in written
    assert "\r" not in written.replace("\r\n", "\n")
    assert "building" not in written


@IN_A_TERMINAL
@pytest.mark.slow
def test_an_error_reads_the_same_in_a_narrow_terminal_and_in_a_pipe() -> None:
    arguments = ("build", "山街花园（旧）2019手册", "--edition", "en")
    command = [sys.executable, "-m", "bifolio", *arguments]
    code, written = run_in_terminal(command, 40, PUBLICATIONS)
    piped = call_bifolio(*arguments, cwd=PUBLICATIONS)
    assert (code, piped.returncode) == (USAGE, USAGE)
    assert "\x1b[" in written
    assert "\x1b" not in piped.stderr
    seen = "".join(screen(written, 40))
    assert seen.replace(" ", "") == re.sub(r"\s", "", piped.stderr)


def test_files_and_what_is_known_of_them_are_two_columns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = [Path("build/花园/en.pdf"), Path("build/garden/zh-Hans.pdf")]
    watcher = BuildWatcher(Terminal(), "building")
    watcher.begun(paths)
    for path in paths:
        watcher.finished(path)
        watcher.write(path, "1 page")
    assert capsys.readouterr().out.splitlines() == [
        "build/花园/en.pdf         1 page",
        "build/garden/zh-Hans.pdf  1 page",
    ]


@pytest.mark.slow
def test_colours_can_be_forced_into_a_pipe_without_progress() -> None:
    finished = run_bifolio("build", "libary", cwd=PUBLICATIONS, FORCE_COLOR="1")
    assert "\x1b[" in finished.stderr
    assert "\r" not in finished.stderr
    assert codes(SGR.sub("", finished.stderr)) == ["usage/unknown-publication"]


@pytest.mark.parametrize(
    ("warnings", "summed"), [(2, "4 warnings"), (3, "6 warnings, 2 more than above")]
)
def test_a_loose_line_names_its_edition_and_the_summary_counts_all_warnings(
    warnings: int, summed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    watcher = BuildReporter(Terminal())
    for name in ("zh-Hans", "both"):
        line = Warned("text/loose-line", f"{name}: loose line: 本馆", "reword it", "text.yaml:3:1")
        built = BuiltPdf("", 1, 1000, warnings, is_for_paper=False, noted=[line, line])
        watcher.delivered(Delivery(Path(f"build/paper/{name}.pdf"), built))
    watcher.lines.end()
    shown = capsys.readouterr().err
    assert shown.count("zh-Hans: loose line") == 1
    assert shown.count("both: loose line") == 1
    assert "2 PDFs built and checked\n" in shown
    assert f"build/paper/preflight.html shows {summed}\n" in shown
