"""Rows of the tables of typed forms and what they become, as the files of the languages have them.

README.md in this folder explains the tables for whoever edits them; `bifolio.text.substitution`
applies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Context:
    """The context of a typed form; every condition given must hold."""

    after: tuple[str, ...] = ()
    """Classes of characters, of one of which the character before the form is."""
    before: tuple[str, ...] = ()
    """Classes of characters, of one of which the character after the form is."""
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    """Classes of characters, of one of which some character between two brackets is."""
    not_after_numbering: str = ""
    """Numerals: the form does not stand after a word of them that begins a line."""


@dataclass(frozen=True)
class Substitution:
    """A row: a typed form and what it becomes. It has `typed`, `signs` or `brackets`."""

    name: str
    becomes: str
    why: str
    """The source of the rule (clause of a standard), in words for translators."""
    examples: tuple[tuple[str, str], ...]
    """What is typed, and how it is set."""
    typed: tuple[str, ...] = ()
    """Whole forms, each of which becomes `becomes`."""
    signs: str = ""
    """Signs, of which a whole run becomes those at the same places in `becomes`."""
    brackets: str = ""
    """An opening and a closing bracket that become those in `becomes`, both or none."""
    where: tuple[Context, ...] = (Context(),)
    """Contexts, one of which has to hold."""
    space: str = ""
    """Which word space goes with the form: `after` it, or `around` it."""


def read_substitutions(rows: Iterable[Mapping[str, Any]]) -> tuple[Substitution, ...]:
    """Make substitutions of the rows of a file; raises `TypeError` for a key that is unknown."""
    return tuple(_row(row) for row in rows)


def _row(row: Mapping[str, Any]) -> Substitution:
    fields = dict(row)
    if "where" in fields:
        fields["where"] = tuple(_context(each) for each in fields["where"])
    if "typed" in fields:
        fields["typed"] = tuple(fields["typed"])
    fields["examples"] = tuple(fields["examples"].items())
    return Substitution(**fields)


def _context(each: Mapping[str, Any]) -> Context:
    fields: dict[str, Any] = {
        key.replace("-", "_"): tuple(value) if isinstance(value, list) else value
        for key, value in each.items()
    }
    return Context(**fields)
