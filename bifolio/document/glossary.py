"""Glossaries: the terms of publications, with their translations."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bifolio.document.passage import Passage
from bifolio.problems import Problem, Problems, one_of
from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Node

Form = Annotated[str, Field(min_length=1)]
Forms = Annotated[tuple[Form, ...], Field(strict=False, min_length=1)]


_Matching = tuple[dict[str, int], re.Pattern[str]]


class Term(Node):
    """One term; if it has forms in one language only, it hides shorter terms within it there."""

    forms: Mapping[str, Forms]
    """Its forms by language, the usual one first."""
    never: Mapping[str, Forms] = {}
    """Forms that must not be used, by language."""
    every: bool = False
    """Whether it occurs as often in every language; of other terms a translation may say "it"."""
    basis: str = ""
    """The source of the translation."""


class Glossary(Node):
    """A file of terms that publications name in publication.yaml."""

    terms: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    """The terms, in any order; the longest one that matches counts."""

    def found(self, text: str, language: str) -> list[tuple[int, str]]:
        """The number and the form of each term in `text`."""
        return [(number, form) for number, form, _ in self._spans(_fold(text), language)]

    def without(self, text: str, language: str) -> str:
        """`text` with spaces in place of terms."""
        letters = list(_fold(text))
        for _, _, (begin, end) in self._spans("".join(letters), language):
            letters[begin:end] = " " * (end - begin)
        return "".join(letters)

    def broken(
        self, text: str, source: str, translation: str, target: str
    ) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Yield each term of `text` that `translation` lacks.

        That is its form in `source`, its forms in `target`, and how often it is missing.
        """
        said = self.found(text, source)
        wanted = Counter(number for number, _ in said)
        there = Counter(number for number, _ in self.found(translation, target))
        for number, form in dict(said).items():
            term = self.terms[number]
            missing = wanted[number] - there[number]
            if target in term.forms and missing > 0 and (term.every or not there[number]):
                times = "" if missing == wanted[number] else f" {missing} of {wanted[number]} times"
                yield form, term.forms[target], times

    def forbidden(self, text: str, language: str) -> Iterator[tuple[str, str]]:
        """Yield each form in `text` that must not be used, and the forms to use instead."""
        for term in self.terms:
            for variant in term.never.get(language, ()):
                if re.search(_word(variant), _fold(text)):
                    yield variant, " or ".join(term.forms.get(language, ()))

    def _spans(self, text: str, language: str) -> Iterator[tuple[int, str, tuple[int, int]]]:
        """Yield each term in `text` with its form and span, but none within a longer one.

        Two may share a character: 框架中欧洲 has 欧洲, and may have 中欧.
        """
        forms, pattern = self._matching(language, in_capitals=text.isupper())
        reached = 0
        for match in pattern.finditer(text):
            end = match.end(1)
            if end > reached:
                yield forms[match[1]], match[1], (match.start(1), end)
                reached = end

    def _matching(self, language: str, *, in_capitals: bool) -> _Matching:
        """The number of each term by its forms in `language`, and a pattern of the longest."""
        key = language, in_capitals
        if key not in self._matchings:
            forms = {
                _fold(form.upper() if in_capitals else form): number
                for number, term in enumerate(self.terms)
                for form in term.forms.get(language, ())
            }
            longest_first = sorted(forms, key=len, reverse=True)
            pattern = "|".join(map(_word, longest_first)) or "(?!)"
            self._matchings[key] = forms, re.compile(f"(?=({pattern}))")
        return self._matchings[key]

    @cached_property
    def _matchings(self) -> dict[tuple[str, bool], _Matching]:
        return {}


def find_glossary(named: Passage, folder: Path) -> Path | Problem:
    """The file that the publication in `folder` names; it must be in `source/`."""
    source = folder.resolve().parent
    path = (folder / named.source).resolve()
    if not path.is_relative_to(source):
        hint = "put the glossary into source/ and name it from the publication's folder"
        message = f"the glossary '{named.source}' is outside of source/"
        return Problem("source/file-outside", message, hint, named.place)
    if not path.is_file():
        known = [f"../{each.name}" for each in sorted(source.glob("glossary*.yaml"))]
        hint = one_of(named.source, known) if known else "correct the name, or delete the line"
        message = f"glossary '{named.source}' not found"
        return Problem("source/file-not-found", message, hint, named.place)
    return path


def read_glossary(named: Iterable[Passage], folder: Path) -> Glossary:
    """Read the glossaries that the publication in `folder` names, as one. Raises `Problems`."""
    terms: list[Term] = []
    problems: list[Problem] = []
    for each in named:
        path = find_glossary(each, folder)
        if isinstance(path, Problem):
            problems.append(path)
            continue
        glossary, invalid = read_model(path, Glossary, "a glossary has `terms:`")
        problems += invalid
        terms += glossary.terms if glossary else ()
    if problems:
        raise Problems(problems)
    return Glossary(terms=tuple(terms))


def _fold(text: str) -> str:
    """`text` with full-width letters and figures as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def _word(form: str) -> str:
    """The pattern of `form`: whole words in Latin script, anywhere in Chinese."""
    pattern = re.escape(_fold(form))
    before = r"(?<![A-Za-z0-9])" if form[0].isascii() else ""
    after = r"(?![A-Za-z0-9])" if form[-1].isascii() else ""
    return f"{before}{pattern}{after}"
