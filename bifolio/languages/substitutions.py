"""The rows of `substitutions:` in the files of languages.

README.md in this folder explains them for editors; `bifolio.text.substitution` applies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Context:
    """The context of a typed form; all conditions must hold."""

    after: tuple[str, ...] = ()
    """Classes of the character before the form, one of which must match."""
    before: tuple[str, ...] = ()
    """Classes of the character after the form, one of which must match."""
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    """Classes, one of which must match any character between two brackets."""
    not_after_numbering: str = ""
    """Numerals: the form must not follow a number in them at the start of a line."""


@dataclass(frozen=True)
class Substitution:
    """A row: a typed form and its replacement. It has `typed`, `signs` or `brackets`."""

    name: str
    becomes: str
    why: str
    """The source of the rule (clause of a standard), for translators."""
    examples: tuple[tuple[str, str], ...]
    """The typed text, and the text as it is set."""
    typed: tuple[str, ...] = ()
    """Whole forms, each of which is replaced by `becomes`."""
    signs: str = ""
    """Signs, each of which is replaced by the one at the same index in `becomes`, in whole runs."""
    brackets: str = ""
    """An opening and a closing bracket that are replaced by those in `becomes`, both or none."""
    where: tuple[Context, ...] = (Context(),)
    """Contexts, one of which must hold."""
    space: str = ""
    """Which spaces are removed with the form: `after` it, or `around` it."""


def read_substitutions(rows: Iterable[Mapping[str, Any]]) -> tuple[Substitution, ...]:
    """Return the substitutions of a file; raises `TypeError` for an unknown key."""
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
