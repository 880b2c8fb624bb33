"""The slots that layouts and houses declare in `layout.yaml` and `house.yaml`.

They make a misspelt role or id, or an edition that a layout does not support, an error that lists
the valid values. A layout inherits the slots of the layout that it extends. A layout without the
file, or without one of its keys, accepts any value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Annotated

from pydantic import Field

from bifolio.document.publication import OptionalKey, Orientation, Target
from bifolio.paper.formats import PaperName
from bifolio.problems import Problem
from bifolio.project.layouts import HOUSE, Layouts
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

DECLARATION = "layout.yaml"
"""The file of a layout, beside its template."""

HOUSE_DECLARATION = "house.yaml"
"""The file of a house, in its folder."""

Identifiers = Annotated[tuple[Identifier, ...], Field(strict=False)]
Patterns = Annotated[tuple[str, ...], Field(strict=False)]


class Declaration(Node):
    """The slots that a layout declares."""

    description: str = ""
    """What it looks like, in one sentence."""
    languages: (
        Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(strict=False, min_length=1)] | None
    ) = None
    """The numbers of languages that an edition may have; default: any."""
    papers: Annotated[tuple[PaperName, ...], Field(strict=False, min_length=1)] | None = None
    """The supported papers; default: all."""
    targets: Annotated[tuple[Target, ...], Field(strict=False, min_length=1)] | None = None
    """The supported targets; default: all."""
    orientations: Annotated[tuple[Orientation, ...], Field(strict=False, min_length=1)] | None = (
        None
    )
    """The supported orientations of the paper; default: all."""
    pages: Annotated[int, Field(ge=1)] | None = None
    """The most pages that it makes; more are reported by preflight. Default: any number."""
    roles: Identifiers | None = None
    """The supported roles of sections (`role` in text.yaml); default: all."""
    front: Identifiers | None = None
    """The ids of the front texts (`front` in text.yaml) that it shows; default: all."""
    requires: Annotated[tuple[OptionalKey, ...], Field(strict=False)] = ()
    """The keys that its editions must have, besides those that every edition has."""


class HouseMark(Node):
    """The mark of a house in messages."""

    picture: str
    """A PNG or JPEG file in the folder of the house, twice as large as it is shown: mail programs
    draw no SVG."""
    alt: Identifier
    """The id of the front text that names it."""
    statement: Identifier | None = None
    """The id of the front text beside it."""


class House(Node):
    """What a house declares."""

    description: str = ""
    """The institution that it is for, in one sentence."""
    roles: Identifiers = ()
    """The roles of sections that it styles, besides those of the layouts."""
    front: Identifiers = ()
    """The ids of the front texts that its components show, besides those of the layouts."""
    mark: HouseMark | None = None
    """Its mark in messages, for publications with the front text that names it."""
    checks: Mapping[Identifier, Patterns] = {}
    """The checks that it adds to a preflight profile, and to profiles that extend it."""


@dataclass(frozen=True)
class Slots:
    """What a layout accepts; None: any."""

    roles: frozenset[str] | None = None
    front: frozenset[str] | None = None
    languages: tuple[int, ...] | None = None
    papers: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    orientations: tuple[str, ...] | None = None
    pages: int | None = None
    """The most pages."""
    description: str = ""
    requires: tuple[str, ...] = ()

    def extended(self, own: Declaration) -> Slots:
        """The slots of a layout that extends this one and declares `own`."""
        return Slots(
            _together(self.roles, own.roles),
            _together(self.front, own.front),
            own.languages or self.languages,
            own.papers or self.papers,
            own.targets or self.targets,
            own.orientations or self.orientations,
            own.pages or self.pages,
            own.description or self.description,
            tuple(dict.fromkeys((*self.requires, *own.requires))),
        )


def read_slots(
    layouts: Layouts, names: Iterable[str] = ()
) -> tuple[dict[str, Slots], list[Problem]]:
    """Read the slots of the layouts called `names`, default: all; return them with the problems.

    A declaration applies only to the template beside it, not to a layout of a project that replaces
    a shipped one of the same name.
    """
    declared: dict[str, Declaration] = {}
    problems: list[Problem] = []
    for name in tuple(names) or layouts.names():
        path = layouts.template(name).with_name(DECLARATION)
        found: Declaration | None = Declaration()
        if path.is_file():
            found, invalid = read_model(path, Declaration, "")
            problems += invalid
        if found is not None:
            declared[name] = found
    slots = {}
    for name in declared:
        lineage = [declared[each] for each in layouts.lineage(name) if each in declared]
        slots[name] = reduce(Slots.extended, lineage, Slots())
    return slots, problems


def read_house(layouts: Layouts) -> tuple[House, list[Problem]]:
    """Read the declaration of the house of `layouts`; return it with its problems."""
    path = layouts.find(f"{HOUSE}/{HOUSE_DECLARATION}")
    house, problems = read_model(path, House, "") if path else (None, [])
    return house or House(), problems


def _together(known: frozenset[str] | None, own: Iterable[str] | None) -> frozenset[str] | None:
    return known if own is None else (known or frozenset()).union(own)
