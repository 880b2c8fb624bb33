"""Errors of values that a model does not accept; mistakes of editors are in cases/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Form, Node

PATTERN = r"^[0-9]+$"


class Sheet(Node):
    weight: Annotated[float, Field(gt=0)] = 80
    bleed: Annotated[float, Field(ge=1, le=20)] = 3
    up: Annotated[int, Field(strict=False, lt=17)] = 2
    marks: bool = True
    """Whether there are marks. Of any kind."""
    names: Mapping[Literal["front", "back"], str] = {}
    code: Annotated[str, Form(PATTERN, "code", "write digits")] = "1"
    number: Annotated[str, Form(PATTERN, "number of a page", "write digits")] = "1"


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("weight: heavy", "wrong-type", "'weight' must be a number"),
        ("weight: 0", "out-of-range", "'weight' must be more than 0, not 0"),
        ("weight: 1.0e+999", "wrong-type", "'weight' must be a finite number"),
        ("bleed: 0.5", "out-of-range", "'bleed' must be between 1 and 20, not 0.5"),
        ("bleed: 50", "out-of-range", "'bleed' must be between 1 and 20, not 50"),
        ("up: 17", "out-of-range", "'up' must be less than 17, not 17"),
        ("up: two", "wrong-type", "'up' must be a whole number"),
        ("up: 2.5", "wrong-type", "'up' must be a whole number"),
        ("marks: maybe", "wrong-type", "'marks' must be true or false"),
        ("marks:", "empty", "'marks' is empty"),
        ("weight:", "empty", "'weight' is empty"),
        ("names: {frnt: x}", "unknown-key", "unknown key 'frnt'"),
        ("code: x1", "invalid-value", "'x1' is not a valid code"),
        ("number: x1", "invalid-value", "'x1' is not a valid number of a page"),
    ],
)
def test_a_wrong_value_is_reported_with_what_is_right(
    line: str, code: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(f"{line}\n", "utf-8")
    value, problems = read_model(path, Sheet, "")
    assert value is None
    found = [(problem.code, problem.message) for problem in problems]
    assert found == [(f"source/{code}", message)]
    assert all(problem.hint for problem in problems)


def test_a_decimal_comma_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text("weight: 9,5\n", "utf-8")
    _, (problem,) = read_model(path, Sheet, "")
    assert problem.hint == "write it with a point: 9.5"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1,284", "1284 or, if the comma is a decimal sign, 1.284"), ("1,284,000", "1284000")],
)
@pytest.mark.parametrize("line", ["weight: {}", "{{weight: {}}}"])
def test_a_comma_may_separate_thousands(typed: str, meant: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(f"{line.format(typed)}\n", "utf-8")
    hint = read_model(path, Sheet, "")[1][0].hint.replace("`", "").replace("weight: ", "")
    assert f"without separators of thousands: {meant}" in hint


@pytest.mark.parametrize("typed", ["'9,5'", "'9.5'", "9.5 g", "'9,5 %'", "9.5%"])
def test_a_number_that_is_typed_as_a_text_is_repeated_as_a_number(
    typed: str, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(f"weight: {typed}\n", "utf-8")
    _, (problem,) = read_model(path, Sheet, "")
    assert problem.hint.endswith(": 9.5")


@pytest.mark.parametrize("mark", ["，", "、", "； "])
def test_a_chinese_comma_in_a_list_is_named(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(f"code: 12{mark}34\n", "utf-8")
    _, (problem,) = read_model(path, Sheet, "")
    assert problem.hint.endswith("`[12, 34]`")
    path.write_text("code: 12-34\n", "utf-8")
    _, (problem,) = read_model(path, Sheet, "")
    assert problem.hint == "write digits"


def test_fields_of_one_pattern_have_their_own_wording() -> None:
    """Both patterns of `Sheet.code` and `Sheet.number` are the same."""
    schema = Sheet.model_json_schema()["properties"]
    assert schema["code"]["pattern"] == schema["number"]["pattern"] == PATTERN


class Leaf(Node):
    form: str


class Tree(Node):
    leaves: Annotated[tuple[Leaf, ...], Field(strict=False)]
    named: Mapping[str, Leaf] = {}


@pytest.mark.parametrize(
    "text", ["leaves:\n- {green: x}\n", "leaves: []\nnamed: {a: {green: x}}\n"]
)
def test_the_keys_in_a_hint_are_those_of_the_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text(text, "utf-8")
    _, problems = read_model(path, Tree, "")
    hints = {problem.message: problem.hint for problem in problems}
    assert hints["unknown key 'green'"] == "use one of: form"


def test_a_file_of_another_form_gets_a_hint_how_to_begin(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("- a\n", "utf-8")
    _, (problem,) = read_model(path, Tree, "")
    assert problem.hint == "begin with a key, such as `leaves:`"


class Round(Node):
    shape: Literal["round"]


class Square(Node):
    shape: Literal["square", "rectangle"]
    edge: Literal["cut", "torn"]


class Card(Node):
    printed: Mapping[str, Annotated[Round | Square, Field(discriminator="shape")]] = {}
    plain: Square | None = None
    side: Literal["front", "back"]
    by: str


@pytest.mark.parametrize(
    ("missing", "values"),
    [
        ("shape:2:", ["round", "square", "rectangle"]),
        ("edge:3:", ["cut", "torn"]),
        ("shape:4:", ["square", "rectangle"]),
        ("side:1:", ["front", "back"]),
        ("by:1:", []),
    ],
)
def test_a_missing_key_is_reported_with_the_values_it_may_have(
    missing: str, values: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(
        "printed:\n  a: {edge: cut}\n  b: {shape: square}\nplain: {edge: cut}\n", "utf-8"
    )
    _, problems = read_model(path, Card, "")
    found = {
        f"{problem.message.split(chr(39))[1]}:{problem.place.line}:": problem.hint
        for problem in problems
        if problem.place and problem.code == "source/missing-key"
    }
    hint = found[missing]
    assert hint.endswith(": " + ", ".join(values) if values else "to this entry")


def test_a_file_is_read_again_when_its_content_changed(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("nope: 1\n", "utf-8")
    _, before = read_model(path, Tree, "")
    _, again = read_model(path, Tree, "")
    assert again == before
    again.clear()  # what a caller does with its list is its own affair
    assert read_model(path, Tree, "")[1] == before
    path.write_text("other: 1\n", "utf-8")
    assert read_model(path, Tree, "")[1] != before
