"""A layout declares the roles and front ids that it has a place for, in `layout.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from bifolio.document.publication import Edition, OptionalKey
from bifolio.document.slots import Declaration, Slots, read_slots
from bifolio.problems import Problem
from bifolio.project.layouts import Layouts
from tests.conftest import ROOT

Read = Callable[..., tuple[Slots | None, list[Problem]]]

SHIPPED = ("sheet", "bilingual", "leaflet", "booklet", "handout", "large-print")

ROLES = re.compile(
    r"role [!=]= '[\w-]+'|role (?:not )?in \(.*?\)|'role', 'equalto', '[\w-]+'|_of = \{.*?\}"
)
"""Where a template names roles."""


@pytest.fixture
def slots(tmp_path: Path) -> Read:
    def found(declared: str | None, name: str = "own") -> tuple[Slots | None, list[Problem]]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "layout.html.j2").write_text("x", "utf-8")
        if declared is not None:
            (folder / "layout.yaml").write_text(declared, "utf-8")
        slots, problems = read_slots(Layouts((tmp_path, ROOT / "layouts")))
        return slots.get(name), problems

    return found


@pytest.mark.parametrize(
    ("declared", "known"),
    [
        ("roles: [a, b]\nfront: [c]\n", Slots(frozenset({"a", "b"}), frozenset({"c"}))),
        ("roles: [hours]\n", Slots(frozenset({"hours"}), None)),
        ("front: []\n", Slots(None, frozenset())),
        ("requires: [fold]\n", Slots(requires=("fold",))),
        (None, Slots(None, None)),
    ],
)
def test_a_layout_accepts_what_it_declares_and_all_where_it_declares_nothing(
    slots: Read, declared: str | None, known: Slots
) -> None:
    assert slots(declared) == (known, [])


def test_a_layout_of_a_project_is_not_bound_by_the_shipped_one_of_its_name(slots: Read) -> None:
    assert slots(None, "sheet") == (Slots(None, None), [])


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        ("roles: [hours]\nslots: [a]\n", 2),
        ("roles: hours\n", 1),
        ("roles:\n  - Opening Hours\n", 2),
        ("roles: [\n", 1),
    ],
)
def test_a_wrong_declaration_names_file_and_line(slots: Read, declared: str, line: int) -> None:
    known, problems = slots(declared)
    assert known is None
    (place,) = [problem.place for problem in problems]
    assert place is not None
    assert (place.path.name, place.line) == ("layout.yaml", line)


def test_a_shipped_layout_declares_all_that_its_templates_ask_for() -> None:
    layouts = Layouts((ROOT / "layouts",))
    known, problems = read_slots(layouts)
    assert problems == []
    for name in SHIPPED:
        template = layouts.template(name).read_text("utf-8")
        compared = "".join(ROLES.findall(template))
        roles = set(re.findall(r"'([\w-]+)'", compared)) - {"role", "equalto"}
        front = {*re.findall(r"front\['([\w-]+)'\]", template)}
        declared = known[name]
        assert declared.roles is not None, name
        assert declared.front is not None, name
        assert roles, name
        assert roles <= declared.roles, name
        assert front <= declared.front, name


def test_every_key_that_an_edition_may_lack_can_be_required() -> None:
    optional = {name for name, field in Edition.model_fields.items() if not field.is_required()}
    assert {*get_args(OptionalKey)} == optional


def test_a_layout_requires_its_own_keys_and_those_of_the_one_that_it_extends() -> None:
    parent = Slots().extended(Declaration(requires=("fold",)))
    assert parent.extended(Declaration(requires=("press", "fold"))).requires == ("fold", "press")
    assert parent.extended(Declaration()).requires == ("fold",)


def test_a_shipped_layout_declares_no_role_that_nothing_is_made_of() -> None:
    layouts = Layouts((ROOT / "layouts",))
    known, _ = read_slots(layouts)
    for name in SHIPPED:
        paths = [*(ROOT / "layouts" / name).glob("layout.*"), *(ROOT / "layouts/base").glob("*.*")]
        words = "".join(path.read_text("utf-8") for path in paths if path.suffix in (".j2", ".css"))
        for role in (known[name].roles or frozenset()) - {"text"}:
            assert re.search(rf"'{role}'|(?:section|ruled)-{role}\b", words), (name, role)
