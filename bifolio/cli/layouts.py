"""`bifolio layouts`: lists layouts and houses, and what each has a place for."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from bifolio.document.slots import House, Slots, read_house, read_slots
from bifolio.problems import Problems
from bifolio.project.folders import Project
from bifolio.project.layouts import Layouts


def run(options: argparse.Namespace) -> int:
    """List them, and return the exit code; raises `Problems` for invalid declarations."""
    project = Project(Path.cwd())
    layouts = project.layouts
    if options.publication:
        (folder,) = project.publications((options.publication,))
        layouts = layouts.of(folder, layouts.house)
    slots, problems = read_slots(layouts)
    houses = {}
    for name in layouts.houses():
        houses[name], invalid = read_house(replace(layouts, house=name))
        problems += invalid
    print("Layouts")
    for name, declared in slots.items():
        print("\n".join(_layout(name, declared, layouts)))
    print("\nHouses (`house:` in publication.yaml)")
    for name, house in houses.items():
        print("\n".join(_house(name, house)))
    if problems:
        raise Problems(problems)
    return 0


def _layout(name: str, slots: Slots, layouts: Layouts) -> Iterator[str]:
    """The lines about a layout."""
    yield f"\n{name}"
    yield from _described(slots.description)
    yield f"    languages: {_listed(slots.languages)}"
    yield f"    papers: {_listed(slots.papers)}"
    yield f"    targets: {_listed(slots.targets)}"
    if slots.requires:
        yield f"    required keys of editions: {_listed(slots.requires)}"
    if slots.pages:
        yield f"    pages: at most {slots.pages}"
    yield f"    roles of sections: {_listed(_sorted(slots.roles))}"
    yield f"    front texts: {_listed(_sorted(slots.front))}"
    if adapting := layouts.houses_adapting(name):
        yield f"    adapted by the houses: {_listed(adapting)}"


def _house(name: str, house: House) -> Iterator[str]:
    """The lines about a house."""
    yield f"\n{name}"
    yield from _described(house.description)
    for what, added in (("roles of sections", house.roles), ("front texts", house.front)):
        if added:
            yield f"    {what}: {_listed(added)}"
    for profile, checks in house.checks.items():
        yield f"    checks in the profile {profile}: {_listed(checks)}"


def _described(description: str) -> list[str]:
    return [f"    {description}"] if description else []


def _sorted(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _listed(values: Iterable[object] | None) -> str:
    """Values as a list; `any` if a layout declares none of the kind."""
    return "any" if values is None else ", ".join(map(str, values)) or "none"
