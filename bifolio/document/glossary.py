"""The terms of a project: source/glossary.yaml says how each is called in every language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bifolio.problems import Problems
from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Node

GLOSSARY_FILE = "glossary.yaml"

Form = Annotated[str, Field(min_length=1)]
Forms = Annotated[tuple[Form, ...], Field(strict=False, min_length=1)]


_Matching = tuple[dict[str, int], re.Pattern[str]]


class Term(Node):
    """One term; one with forms in one language only hides the shorter terms within it there."""

    forms: Mapping[str, Forms]
    """What it is called, by language; the first form is the usual one."""
    never: Mapping[str, Forms] = {}
    """What it is never called, by language."""
    every: bool = False
    """Whether it is said as often in every language; of others a translation may say "it"."""
    basis: str = ""
    """Where the translation was found."""


class Glossary(Node):
    """The terms of a project."""

    terms: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    """The terms, in any order: the longest that stands somewhere is the one that is meant."""

    def found(self, text: str, language: str) -> list[tuple[int, str]]:
        """Each term that `text` has, by its number, with the form that it has there."""
        return [(number, form) for number, form, _ in self._spans(_fold(text), language)]

    def without(self, text: str, language: str) -> str:
        """`text` without the terms that it has."""
        letters = list(_fold(text))
        for _, _, (begin, end) in self._spans("".join(letters), language):
            letters[begin:end] = " " * (end - begin)
        return "".join(letters)

    def broken(
        self, text: str, source: str, translation: str, target: str
    ) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Each term of `text` that `translation` has not.

        Comes as its form in `source`, its forms in `target`, and how often it is missing.
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
        """Each word of `text` that is never used in `language`, and what is used instead."""
        for term in self.terms:
            for variant in term.never.get(language, ()):
                if re.search(_word(variant), _fold(text)):
                    yield variant, " or ".join(term.forms.get(language, ()))

    def _spans(self, text: str, language: str) -> Iterator[tuple[int, str, tuple[int, int]]]:
        """Each term in `text` with its form and where it stands, none within a longer one.

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
        """The number of each term by its forms in `language`, and what finds the longest."""
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


def read_glossary(folder: Path) -> Glossary:
    """Read the glossary of `folder`; an empty one where there is none. Raises `Problems`."""
    path = folder / GLOSSARY_FILE
    if not path.is_file():
        return Glossary()
    glossary, problems = read_model(path, Glossary, "a glossary has `terms:`")
    if glossary is None or problems:
        raise Problems(problems)
    return glossary


def _fold(text: str) -> str:
    """`text` with full-width letters and figures as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def _word(form: str) -> str:
    """Finds `form`: Latin as whole words, Chinese wherever it stands."""
    pattern = re.escape(_fold(form))
    before = r"(?<![A-Za-z0-9])" if form[0].isascii() else ""
    after = r"(?![A-Za-z0-9])" if form[-1].isascii() else ""
    return f"{before}{pattern}{after}"
