"""Every problem that Bifolio reports has a lasting code, and every code an explanation."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from bifolio.explanations import read_explanations
from bifolio.preflight.registry import IDENTIFIER
from bifolio.problems import ENVIRONMENT, FOUND, USAGE, Problem, Problems
from bifolio.workflow.registry import explained
from tests.conftest import ROOT, call_bifolio
from tests.structure import nodes_of
from tests.support.problems import codes

EXPLAINED = {each.code: each for each in read_explanations()}
CHECKS = [check.id for _, listed in explained() for check in listed]
OTHERS = {
    f"text/{name}" for name in ("css", "event-stream", "html", "javascript", "rfc822-headers")
}
"""Media types that look like codes."""

SUBJECTS = {code.partition("/")[0] for code in (*EXPLAINED, *CHECKS)}


def written() -> Iterator[str]:
    """Every string in the code of Bifolio that has the form of a code."""
    for path in (ROOT / "bifolio").rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                subject, _, _ = node.value.partition("/")
                if IDENTIFIER.fullmatch(node.value) and subject in SUBJECTS:
                    yield node.value


def first_arguments() -> Iterator[tuple[str, ast.expr]]:
    """What is given as the code of each problem, with its file and line."""
    for path in (ROOT / "bifolio").rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Problem", "Problems.of"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]


def test_every_code_in_the_program_is_explained() -> None:
    assert set(written()) - EXPLAINED.keys() - {*CHECKS} - OTHERS == set()


def test_every_problem_begins_with_a_code() -> None:
    wrong = {
        place: ast.unparse(argument)
        for place, argument in first_arguments()
        if isinstance(argument, ast.JoinedStr)
        or (isinstance(argument, ast.Constant) and not IDENTIFIER.fullmatch(str(argument.value)))
    }
    assert wrong == {}


def test_every_explained_code_is_reported_somewhere() -> None:
    assert EXPLAINED.keys() - set(written()) == set()


def test_no_code_is_used_twice() -> None:
    counts = Counter([*(each.code for each in read_explanations()), *CHECKS])
    assert [code for code, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("code", EXPLAINED)
def test_an_explanation_has_whole_sentences(code: str) -> None:
    each = EXPLAINED[code]
    assert IDENTIFIER.fullmatch(code)
    for sentence in (each.what, each.why, each.fix):
        assert re.match(r"[A-Z`]", sentence), sentence
        assert re.search(r"[.)]$", sentence), sentence


@pytest.mark.parametrize("code", ["source/duplicate-id", "text/overset"])
def test_a_code_is_explained_by_what_why_and_how_to_fix_it(code: str) -> None:
    finished = call_bifolio("explain", code)
    assert finished.returncode == 0
    what, why, fix = finished.stdout.splitlines()
    assert what.startswith(f"{code}: ")
    assert why.startswith("Why: ")
    assert fix.startswith("Fix: ")


def test_all_codes_are_listed() -> None:
    listed = [line.partition(":")[0] for line in call_bifolio("explain").stdout.splitlines()]
    assert listed == sorted({*EXPLAINED, *CHECKS})


def test_an_unknown_code_is_reported_with_the_nearest_one() -> None:
    finished = call_bifolio("explain", "source/dupplicate-id")
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/unknown-code"]
    assert "'source/duplicate-id'" in finished.stderr


def test_the_page_of_messages_is_up_to_date() -> None:
    page = (ROOT / "docs" / "messages.md").read_text("utf-8")
    assert call_bifolio("explain", "--markdown").stdout == page, "run make checks"


@pytest.mark.parametrize(
    ("subjects", "exit_code"),
    [
        (["source"], FOUND),
        (["usage"], USAGE),
        (["usage", "text"], FOUND),
        (["source", "environment", "usage"], ENVIRONMENT),
        ([], FOUND),
    ],
)
def test_the_exit_code_follows_from_the_subjects(subjects: list[str], exit_code: int) -> None:
    problems = Problems(Problem(f"{subject}/x", "wrong", "correct it") for subject in subjects)
    assert problems.exit_code == exit_code
