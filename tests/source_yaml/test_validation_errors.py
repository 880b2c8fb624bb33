"""What is told of values that a model does not take; mistakes of editors are in cases/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Node


class Sheet(Node):
    weight: Annotated[float, Field(gt=0)] = 80
    bleed: Annotated[float, Field(ge=1, le=20)] = 3
    up: Annotated[int, Field(strict=False, lt=17)] = 2
    marks: bool = True
    """Whether there are marks. Of any kind."""
    names: Mapping[Literal["front", "back"], str] = {}


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("weight: heavy", "'weight' is not a number", "write digits, without quotes"),
        ("weight: 0", "'weight' cannot be 0", "write more than 0"),
        ("weight: 1.0e+999", "'weight' is not a number that there is", "write fewer digits"),
        ("bleed: 0.5", "'bleed' cannot be 0.5", "write 1 or more"),
        ("bleed: 50", "'bleed' cannot be 50", "write 20 or less"),
        ("up: 17", "'up' cannot be 17", "write less than 17"),
        ("up: two", "'up' is not a whole number", "write digits, without quotes"),
        ("up: 2.5", "'up' is not a whole number", "write digits, without a point"),
        ("marks: maybe", "'marks' is not true or false", "write true or false, without quotes"),
        ("marks:", "'marks' is empty", "fill it in: whether there are marks. Of any kind"),
        ("weight:", "'weight' is empty", "fill it in"),
        (
            "names: {frnt: x}",
            "unknown key 'frnt'",
            "did you mean 'front'? Use one of: front, back",
        ),
    ],
)
def test_a_value_that_will_not_do_is_told_with_what_will(
    line: str, message: str, hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(f"{line}\n", "utf-8")
    value, problems = read_model(path, Sheet, "")
    assert value is None
    assert [(problem.message, problem.hint) for problem in problems] == [(message, hint)]


class Leaf(Node):
    form: str


class Tree(Node):
    leaves: Annotated[tuple[Leaf, ...], Field(strict=False)]
    named: Mapping[str, Leaf] = {}


@pytest.mark.parametrize(
    "text", ["leaves:\n- {green: x}\n", "leaves: []\nnamed: {a: {green: x}}\n"]
)
def test_the_keys_that_are_told_are_those_of_the_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text(text, "utf-8")
    _, problems = read_model(path, Tree, "")
    told = {problem.message: problem.hint for problem in problems}
    assert told["unknown key 'green'"] == "use one of: form"


def test_a_file_of_another_form_is_told_how_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("- a\n", "utf-8")
    _, (problem,) = read_model(path, Tree, "")
    assert problem.hint == "begin with a key, such as `leaves:`"
