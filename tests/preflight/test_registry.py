from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

from bifolio.document.publication import LIMITS
from bifolio.paper.formats import EDGE
from bifolio.preflight import checks
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.findings import Severity
from bifolio.preflight.profiles import find_profile, limit_names, profile_names, unknown_ids
from bifolio.preflight.registry import Check, Registry, check
from bifolio.preflight.unchecked import UNCHECKED
from bifolio.workflow.schema import schemas
from tests.conftest import call_bifolio


def module_with(*checks: Check) -> ModuleType:
    module = ModuleType("checks")
    vars(module).update({f"check_{number}": each for number, each in enumerate(checks)})
    return module


def test_an_id_is_given_once() -> None:
    make = check("text/x", Severity.FAIL)
    first, second = make(lambda evidence: ()), make(lambda evidence: ())
    assert [*Registry(module_with(first))] == [first]
    with pytest.raises(ValueError, match="text/x"):
        Registry(module_with(first), module_with(second))


def test_every_module_of_checks_is_in_the_registry() -> None:
    home = Path(checks.__path__[0])
    names = {
        ".".join((checks.__name__, *path.relative_to(home).with_suffix("").parts))
        for path in home.rglob("[a-z]*.py")
    }
    defined = {
        value.id
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Check)
    }
    assert defined == {each.id for each in REGISTRY}


@pytest.mark.parametrize("identifier", ["text", "Text/x", "text/", "text/x y", "a/b/c"])
def test_an_id_is_a_subject_and_a_name(identifier: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a check"):
        check(identifier, Severity.FAIL)


def test_every_check_says_what_why_and_what_to_do() -> None:
    for each in REGISTRY:
        assert each.what.endswith(".")
        assert each.rationale.endswith(".")
        assert each.hint


def test_the_checks_are_listed_with_their_rationale() -> None:
    finished = call_bifolio("checks")
    assert finished.returncode == 0
    for each in REGISTRY:
        assert f"{each.id}  ({each.severity})" in finished.stdout
        assert each.rationale in finished.stdout


def test_what_is_not_checked_is_listed_after_the_checks() -> None:
    for options in ((), ("--markdown",)):
        _, heading, listed = call_bifolio("checks", *options).stdout.partition(
            "What is not checked"
        )
        assert heading
        assert all(f"- {each}" in listed for each in UNCHECKED)


def test_a_profile_extends_another() -> None:
    screen, large = find_profile("screen"), find_profile("large-print")
    assert large.checks == screen.checks
    assert large.limit("smallest-type") > screen.limit("smallest-type")
    assert large.limit("pages") == screen.limit("pages")


def test_a_publication_has_profiles_of_its_own() -> None:
    own = {"strict": {"extends": "screen", "without": ["text/runt"], "limits": {"pages": 2}}}
    profile = find_profile("strict", own)
    assert not profile.includes("text/runt")
    assert profile.includes("text/overset")
    assert profile.limit("pages") == 2
    assert "strict" in profile_names(own)


@pytest.mark.parametrize("own", [{}, {"none": {"extends": "none"}}])
def test_a_profile_that_is_none_is_refused(own: dict[str, dict[str, str]]) -> None:
    with pytest.raises(KeyError):
        find_profile("none", own)


def test_every_shipped_profile_names_checks_that_there_are() -> None:
    for name in profile_names():
        assert unknown_ids(find_profile(name), [each.id for each in REGISTRY]) == []


def test_every_profile_knows_what_printers_leave_blank_and_a_publication_may_know_better() -> None:
    assert {find_profile(name).limit("unprintable-margin") for name in profile_names()} == {EDGE}
    own = {"ours": {"extends": "handout", "limits": {"unprintable-margin": 4}}}
    assert find_profile("ours", own).limit("unprintable-margin") == 4


def test_every_limit_has_its_unit_in_the_schema() -> None:
    assert set(LIMITS) == set(limit_names())
    schema = json.loads(schemas()["publication.schema.json"])
    limits = schema["$defs"]["Profile"]["properties"]["limits"]["properties"]
    assert "Bytes" in limits["size"]["description"]


def test_brochures_with_photographs_fit_and_drafts_have_no_limit() -> None:
    sizes = {
        name: find_profile(name).limit("size") for name in ("screen", "large-print", "handout")
    }
    assert all(size >= 10_000_000 for size in sizes.values())
    assert find_profile("press").limit("size") > max(sizes.values())
    assert not find_profile("draft").includes("file/size")
