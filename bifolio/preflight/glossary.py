"""The terms of a project: source/glossary.yaml says how each is called in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bifolio.placed_yaml import read_model
from bifolio.placed_yaml.nodes import Node
from bifolio.problems import Problems

GLOSSARY_FILE = "glossary.yaml"

Forms = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class Term(Node):
    """One term."""

    forms: Mapping[str, Forms]
    """What it is called, by language; the first form is the usual one."""
    never: Mapping[str, Forms] = {}
    """What it is never called, by language."""
    basis: str = ""
    """Where the translation was found."""


class Glossary(Node):
    """The terms of a project."""

    terms: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    """The terms; where one is a part of another, the longer one comes first."""

    def wanted(self, text: str, source: str, target: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each term that `text`, in `source`, has, with its forms in `target`."""
        for term in self.terms:
            for form in term.forms.get(source, ()):
                pattern = _pattern(form)
                if target in term.forms and re.search(pattern, text):
                    yield form, term.forms[target]
                    # A shorter term within this one is not meant by itself.
                    text = re.sub(pattern, " ", text)

    def forms(self, form: str, source: str, target: str) -> tuple[str, ...]:
        """What the term that is called `form` in `source` is called in `target`."""
        return tuple(
            other
            for term in self.terms
            if form in term.forms.get(source, ())
            for other in term.forms.get(target, ())
        )

    def forbidden(self, language: str) -> Iterator[tuple[str, str]]:
        """Each word that is never used in `language`, and what is used instead."""
        for term in self.terms:
            for variant in term.never.get(language, ()):
                yield variant, " or ".join(term.forms.get(language, ()))


def read_glossary(folder: Path) -> Glossary:
    """Read the glossary of `folder`; an empty one where there is none. Raises `Problems`."""
    path = folder / GLOSSARY_FILE
    if not path.is_file():
        return Glossary()
    glossary, problems = read_model(path, Glossary, "a glossary has `terms:`")
    if glossary is None or problems:
        raise Problems(problems)
    return glossary


def _pattern(form: str) -> str:
    return rf"\b{re.escape(form)}\b" if form.isascii() else re.escape(form)
