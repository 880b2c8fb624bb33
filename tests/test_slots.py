"""The roles and front ids of a layout are read from its template, without a declaration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bifolio.layouts import Layouts
from bifolio.slots import Slots, slots_of
from tests.conftest import ROOT

Read = Callable[..., Slots]


@pytest.fixture
def slots(tmp_path: Path) -> Read:
    def found(template: str, css: str = "") -> Slots:
        folder = tmp_path / "own"
        folder.mkdir()
        (folder / "layout.html.j2").write_text(template, "utf-8")
        (folder / "layout.css").write_text(css, "utf-8")
        return slots_of(Layouts((tmp_path, ROOT / "layouts")), "own")

    return found


SECTIONS = "{% for section in text.sections %}BODY{% endfor %}"


@pytest.mark.parametrize(
    ("body", "css", "roles"),
    [
        ("{% if section.role == 'hours' %}x{% endif %}", "", {"hours"}),
        ("{% if section['role'] != 'hours' %}x{% endif %}", "", {"hours"}),
        ("{% if section.role in ('a', 'b') %}x{% endif %}", "", {"a", "b"}),
        ("{{ {'a': 1}.get(section.role, 2) }}", "", None),
        ("{% set of = {'a': 1} %}{{ of.get(section.role, 2) }}", "", {"a"}),
        ("{% set of = {'a': 1} %}{{ of[section.role] }}", "", {"a"}),
        ("{{ text.sections | selectattr('role', 'equalto', 'a') | list }}", "", {"a"}),
        (
            '<p class="part part-{{ section.role }}">',
            ".part-a p, .part-b:lang(zh) { } /* .part-c { } */ .section-d { }",
            {"a", "b"},
        ),
        ("<p class=\"{{ 'at-' ~ section.role }}\">", ".at-a { }", {"a"}),
        # Whatever is made of a role here, nobody can tell.
        ('<p class="{{ section.role }}">', ".a { }", None),
        ("{{ words(section, section.role) }}", "", None),
        ("x", ".section-a { }", set()),
    ],
)
def test_roles_are_those_that_a_template_tells_apart(
    slots: Read, body: str, css: str, roles: set[str] | None
) -> None:
    assert slots(SECTIONS.replace("BODY", body), css).roles == roles


@pytest.mark.parametrize(
    ("template", "front"),
    [
        ("{{ front['a'] }}{{ front.b }}{{ front.get('c') }}", {"a", "b", "c"}),
        ("{% if 'a' in front %}x{% endif %}", {"a"}),
        ("{% if front['a'] is defined %}x{% endif %}", {"a"}),
        ("{% for each in front.values() %}{{ each }}{% endfor %}", None),
        ("{% for each in text.sections %}{{ front[each.id] }}{% endfor %}", None),
        ("x", set()),
    ],
)
def test_front_ids_are_those_that_a_template_asks_for(
    slots: Read, template: str, front: set[str] | None
) -> None:
    assert slots(template).front == front


def test_only_macros_that_are_called_count(slots: Read) -> None:
    template = '{% import "base/components.html.j2" as part with context %}{{ part.CALLED() }}'
    assert slots(template.replace("CALLED", "emblem")).front == frozenset(
        {"emblem", "emblem-statement"}
    )


def test_what_a_parent_knows_counts_where_it_is_not_overridden(slots: Read) -> None:
    kept = slots('{% extends "sheet/layout.html.j2" %}{% block body %}{{ super() }}{% endblock %}')
    assert {"pillars", "opening", "contacts"} <= (kept.roles or set())


def test_what_a_child_overrides_does_not_count(slots: Read) -> None:
    child = '{% extends "sheet/layout.html.j2" %}{% block body %}{{ front["a"] }}{% endblock %}'
    found = slots(child)
    assert found == Slots(frozenset(), frozenset({"a"}))


@pytest.mark.parametrize("template", ["{% if %}", "{% extends 'nowhere/layout.html.j2' %}"])
def test_a_template_that_cannot_be_read_may_know_all(slots: Read, template: str) -> None:
    assert slots(template) == Slots(None, None)


def test_every_shipped_layout_says_its_roles() -> None:
    layouts = Layouts((ROOT / "layouts",))
    for name in ("sheet", "bilingual", "leaflet", "booklet", "handout", "large-print"):
        found = slots_of(layouts, name)
        assert {"contacts", "opening"} <= (found.roles or set()), name
        assert {"running-title", "funding", "emblem"} <= (found.front or set()), name
