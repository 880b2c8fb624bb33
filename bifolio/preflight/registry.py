"""Checks, and their registry by id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import get_type_hints

from bifolio.preflight.document import Document
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.profiles import PreflightProfile

IDENTIFIER = re.compile(r"[a-z]+(?:-[a-z]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")

Look = Callable[..., Iterable[Sighting]]
"""The function of a check. Its parameter types, keys of `Document.parts`, select what it reads:
`Document` and `PreflightProfile` exist for any PDF; `EditionSource`, `Placements` and `Evidence`
for editions; `SheetsEvidence` for imposed sheets."""

OF_ANY_PDF: frozenset[type] = frozenset({Document, PreflightProfile})
"""What exists for a PDF without its source."""


@dataclass(frozen=True)
class Check:
    """A check."""

    id: str
    """SUBJECT/NAME; never renamed."""
    severity: Severity
    rationale: str
    """Why it matters, and the source of the rule."""
    hint: str
    """What to do if it fails."""
    look: Look
    release: bool = False
    """Whether a finding of it fails `bifolio check --release`, whatever its severity."""
    once: bool = False
    """Whether it reports each message only where it applies first."""
    of_margins: bool = False
    """Whether it is about margins, which pages lack whose text is too long: of these pages, only
    the length is reported."""
    what: str = ""
    """What a finding means, in one sentence."""

    @cached_property
    def takes(self) -> tuple[type, ...]:
        """The types of its parameters."""
        hints = get_type_hints(self.look)
        return tuple(each for name, each in hints.items() if name != "return")

    @property
    def needs_source(self) -> bool:
        """Whether it needs the source of the PDF."""
        return not OF_ANY_PDF.issuperset(self.takes)

    def reads(self, document: Document) -> bool:
        """Whether it can check `document`."""
        return document.parts().keys() >= set(self.takes)

    def run(self, document: Document) -> Iterable[Sighting]:
        """Run it on `document`."""
        parts = document.parts()
        seen = self.look(*(parts[each] for each in self.takes))
        if self.of_margins and document.overflow:
            seen = [each for each in seen if not _is_on(document.overflow.without_margins, each)]
        if not self.once:
            return seen
        first: dict[str, Sighting] = {}
        for each in seen:
            first.setdefault(each.message, each)
        return first.values()


def _is_on(pages: frozenset[int], seen: Sighting) -> bool:
    return seen.box is not None and seen.box.page in pages


def check(
    identifier: str,
    severity: Severity,
    *,
    release: bool = False,
    once: bool = False,
    of_margins: bool = False,
) -> Callable[[Look], Check]:
    """Decorate a function as a check; raises `ValueError` if the id is malformed.

    The docstring of the function says what a finding means, then `Why:` and `Fix:`.
    """
    if not IDENTIFIER.fullmatch(identifier):
        raise ValueError(f"'{identifier}' is not the id of a check: write subject/name")

    def make(look: Look) -> Check:
        what, _, reasons = " ".join((look.__doc__ or "").split()).partition(" Why: ")
        rationale, _, hint = reasons.partition(" Fix: ")
        return Check(identifier, severity, rationale, hint, look, release, once, of_margins, what)

    return make


class Registry:
    """Checks by id, in the order of the modules that define them."""

    def __init__(self, *modules: ModuleType) -> None:
        """Collect the checks of `modules`; raises `ValueError` for a duplicate id."""
        self._modules = modules
        self._checks: dict[str, Check] = {}
        for module in modules:
            for value in vars(module).values():
                if isinstance(value, Check):
                    if value.id in self._checks:
                        raise ValueError(f"duplicate id '{value.id}' of a check")
                    self._checks[value.id] = value

    def extended(self, *modules: ModuleType) -> Registry:
        """Add the checks of `modules`; raises `ValueError` for a duplicate id."""
        return Registry(*self._modules, *modules) if modules else self

    def __iter__(self) -> Iterator[Check]:
        """Iterate over the checks in their order."""
        return iter(self._checks.values())

    def __getitem__(self, identifier: str) -> Check:
        """Return the check called `identifier`."""
        return self._checks[identifier]

    def __contains__(self, identifier: object) -> bool:
        """Whether there is a check called `identifier`."""
        return identifier in self._checks
