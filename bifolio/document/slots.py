"""What a layout has a place for: the roles of sections and the ids of front texts.

A layout declares them in `layout.yaml` beside its template, so that a misspelt role or id in a text
is reported with the valid ones. A layout without the file, or without one of its keys, accepts all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bifolio.problems import Problem
from bifolio.project.layouts import Layouts
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

DECLARATION = "layout.yaml"
"""The name of the file, beside the template."""

Identifiers = Annotated[tuple[Identifier, ...], Field(strict=False)]


class Declaration(Node):
    """What a layout has a place for."""

    roles: Identifiers | None = None
    """The roles of sections (`role` in text.yaml) that it tells apart; default: all."""
    front: Identifiers | None = None
    """The ids of the front texts (`front` in text.yaml) that it shows; default: all."""


@dataclass(frozen=True)
class Slots:
    """The names that a layout accepts; None where it accepts any."""

    roles: frozenset[str] | None = None
    front: frozenset[str] | None = None


def read_slots(layouts: Layouts) -> tuple[dict[str, Slots], list[Problem]]:
    """Read the slots of each layout by its name, and all that is wrong with the declarations.

    A declaration counts only beside its own template: a layout of a project that replaces a shipped
    one of the same name is not bound by the declaration of that one.
    """
    slots: dict[str, Slots] = {}
    problems: list[Problem] = []
    for name in layouts.names():
        path = layouts.template(name).with_name(DECLARATION)
        declared: Declaration | None = Declaration()
        if path.is_file():
            declared, faults = read_model(path, Declaration, "")
            problems += faults
        if declared is not None:
            slots[name] = Slots(_names(declared.roles), _names(declared.front))
    return slots, problems


def _names(declared: Iterable[str] | None) -> frozenset[str] | None:
    return None if declared is None else frozenset(declared)
