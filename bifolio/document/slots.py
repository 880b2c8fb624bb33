"""What layouts and houses declare: for whom they are, and what they have a place for.

A layout declares it in `layout.yaml` beside its template, a house in `house.yaml`, so that a
misspelt role or id in a text, or an edition that a layout is not made for, is reported with what is
valid. A layout that extends another has what that one declares, and adds to it. A layout without
the file, or without one of its keys, accepts all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Annotated

from pydantic import Field

from bifolio.document.publication import Target
from bifolio.paper.formats import PaperName
from bifolio.problems import Problem
from bifolio.project.layouts import HOUSE, Layouts
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

DECLARATION = "layout.yaml"
"""The name of the file of a layout, beside its template."""

HOUSE_DECLARATION = "house.yaml"
"""The name of the file of a house, in its folder."""

Identifiers = Annotated[tuple[Identifier, ...], Field(strict=False)]
Patterns = Annotated[tuple[str, ...], Field(strict=False)]


class Declaration(Node):
    """What a layout has a place for."""

    description: str = ""
    """What comes of it, in one sentence."""
    languages: (
        Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(strict=False, min_length=1)] | None
    ) = None
    """How many languages an edition may have; default: any number."""
    papers: Annotated[tuple[PaperName, ...], Field(strict=False, min_length=1)] | None = None
    """The papers that it is made for; default: all."""
    targets: Annotated[tuple[Target, ...], Field(strict=False, min_length=1)] | None = None
    """What its editions may be made for; default: all targets."""
    roles: Identifiers | None = None
    """The roles of sections (`role` in text.yaml) that it tells apart; default: all."""
    front: Identifiers | None = None
    """The ids of the front texts (`front` in text.yaml) that it shows; default: all."""


class House(Node):
    """What a house adds to the layouts."""

    description: str = ""
    """Whose publications it is for, in one sentence."""
    roles: Identifiers = ()
    """The roles of sections that it has looks for, besides those of the layouts."""
    front: Identifiers = ()
    """The ids of the front texts that its mark shows, besides those of the layouts."""
    checks: Mapping[Identifier, Patterns] = {}
    """The checks that it adds to a profile of preflight, and to those that extend it."""


@dataclass(frozen=True)
class Slots:
    """What a layout accepts; None where it accepts any."""

    roles: frozenset[str] | None = None
    front: frozenset[str] | None = None
    languages: tuple[int, ...] | None = None
    papers: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    description: str = ""

    def extended(self, own: Declaration) -> Slots:
        """What a layout accepts that extends this one and declares `own`."""
        return Slots(
            _together(self.roles, own.roles),
            _together(self.front, own.front),
            own.languages or self.languages,
            own.papers or self.papers,
            own.targets or self.targets,
            own.description or self.description,
        )


def read_slots(layouts: Layouts) -> tuple[dict[str, Slots], list[Problem]]:
    """Read the slots of each layout by its name, and all that is wrong with the declarations.

    A declaration counts only beside its own template: a layout of a project that replaces a shipped
    one of the same name is not bound by the declaration of that one.
    """
    declared: dict[str, Declaration] = {}
    problems: list[Problem] = []
    for name in layouts.names():
        path = layouts.template(name).with_name(DECLARATION)
        found: Declaration | None = Declaration()
        if path.is_file():
            found, faults = read_model(path, Declaration, "")
            problems += faults
        if found is not None:
            declared[name] = found
    slots = {}
    for name in declared:
        lineage = [declared[each] for each in layouts.lineage(name) if each in declared]
        slots[name] = reduce(Slots.extended, lineage, Slots())
    return slots, problems


def read_house(layouts: Layouts) -> tuple[House, list[Problem]]:
    """Read what the house of `layouts` declares, and all that is wrong with it."""
    path = layouts.find(f"{HOUSE}/{HOUSE_DECLARATION}")
    house, problems = read_model(path, House, "") if path else (None, [])
    return house or House(), problems


def _together(known: frozenset[str] | None, own: Iterable[str] | None) -> frozenset[str] | None:
    return known if own is None else (known or frozenset()).union(own)
