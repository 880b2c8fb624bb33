"""Turns each text into inline content by the rules of its language.

`markdown` parses the source into runs; `han` and `latin` apply the rules of the two kinds of
scripts, as pure functions over runs: `quotes` (with the costs of `contexts`), `substitution` (the
tables of `bifolio.languages`), `joined_lines` and `autospace`. `escapes` protects what the author
escaped from all of them. A text in a language without a file is set as it was typed, except that
numbers stay with their units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from bifolio.document.passage import Passage
from bifolio.document.unit import Heading, Unit
from bifolio.document.values import TypedValue
from bifolio.languages import find_language
from bifolio.languages.quotations import nested_in_quotation
from bifolio.languages.scripts import foreign_words, language_of
from bifolio.problems import Problem
from bifolio.text.escapes import protected
from bifolio.text.han import set_chinese
from bifolio.text.joined_lines import join_lines
from bifolio.text.latin import keep_together, set_alphabetic
from bifolio.text.markdown import parse, with_literals
from bifolio.text.quotes import find_doubts
from bifolio.text.references import Copy
from bifolio.text.runs import Content, Run, Runs, mark_language, plain
from bifolio.text.shared_values import shared_values, with_shared
from bifolio.text.unsupported import markup_errors

MOST_TEXTS = 4096
"""Texts that a process keeps as they are set: it may build them again after a change of others."""

LATIN = frozenset({"Latn"})
"""The script of words that Chinese text sets in another face (ISO 15924)."""

__all__ = ["Copy", "typeset"]


def typeset(
    units: Iterable[Unit], languages: Iterable[str], shared: Mapping[str, Passage | TypedValue]
) -> tuple[dict[tuple[str, str], Content], list[Problem]]:
    """Set every unit in each of `languages` that it has; report unsupported markup."""
    languages = tuple(languages)
    values = {language: shared_values(shared, language, languages) for language in languages}
    copy: dict[tuple[str, str], Content] = {}
    problems: list[Problem] = []
    for unit in units:
        for language in languages:
            if passage := unit.passage(language):
                source = with_shared(_kept_lines(passage), unit, values[language])
                problems += _problems(source, unit, passage, language, values[language])
                typed, runs = _set(source, language, languages, unit.is_quoted_in(language))
                doubts = tuple(_doubts(typed, passage, language))
                copy[unit.id, language] = Content(unit.id, language, passage.place, runs, doubts)
    return copy, problems


@lru_cache(MOST_TEXTS)
def _set(
    source: str, language: str, languages: tuple[str, ...], is_quoted: bool
) -> tuple[Runs, Runs]:
    """A text as it is typed and as it is set, within quotation marks if `is_quoted`."""
    typed = parse(source, language)
    runs = with_literals(set_runs(typed, language, languages, is_quoted=is_quoted))
    return typed, mark_languages(runs, language, languages)


def _kept_lines(passage: Passage) -> str:
    """The words of `passage`, with a backslash at each line end that YAML keeps (`|`)."""
    if "\n" not in passage.source.strip():
        return passage.lines
    return re.sub(r"(?<=[^\n\\])\n(?=[^\n])", "\\\\\n", passage.lines.strip("\n"))


def _problems(
    source: str, unit: Unit, passage: Passage, language: str, shared: Mapping[str, str]
) -> Iterator[Problem]:
    """The errors in the markup of `source`, the text of `passage` with its shared values."""
    folded = with_shared(passage.source, unit, shared)
    is_heading = isinstance(unit, Heading)
    for error in markup_errors(source, folded, language=language, is_heading=is_heading):
        place = passage.place_of(error.words, error.before)
        yield Problem(error.code, error.message, error.hint, place)


def _doubts(runs: Runs, passage: Passage, language: str) -> Iterator[Problem]:
    """The straight quotes of `runs`, as typed, whose role is uncertain."""
    rules = find_language(language)
    for doubt in find_doubts(runs, rules) if rules else ():
        place = passage.place_in_line(doubt.line, doubt.before + doubt.mark)
        place = replace(place, column=place.column + len(doubt.before))
        yield Problem("text/doubtful-quotes", doubt.message, doubt.hint, place)


def mark_languages(runs: Runs, language: str, languages: Sequence[str]) -> Runs:
    """Mark the words of `runs` that are in another script than that of `language`.

    Their language is chosen from `languages`, those of the publication. Figures and marks of a link
    are marked with its words. Words whose language the author has marked keep it.
    """
    text, links = plain(runs), list(_links(runs))
    words: dict[str, list[tuple[int, int]]] = {}
    for each in foreign_words(text, language):
        start, end = each.start, each.end
        for first, last in links:
            if first <= start and end <= last:
                beside = text[first:start] + text[end:last]
                if not any(map(str.isalpha, beside)):
                    start, end = first, last
        words.setdefault(language_of(each.scripts, languages), []).append((start, end))
    for tag, spans in words.items():
        runs = mark_language(runs, spans, tag, language)
    return runs


def _links(runs: Runs) -> Iterator[tuple[int, int]]:
    """The start and end of each link in the text of `runs`."""
    at = 0
    for href, group in groupby(runs, key=lambda run: run.href):
        start, at = at, at + sum(len(run.text) for run in group)
        if href is not None:
            yield start, at


def set_runs(
    runs: Runs, language: str, languages: Sequence[str] = (), *, is_quoted: bool = False
) -> Runs:
    """Set `runs` by the rules of `language`, and words that are marked as another by its rules.

    Latin words in Chinese are in the first of `languages` that is written in Latin letters. If the
    text `is_quoted`, its quotes are those within a quotation.
    """
    if is_quoted:
        runs = _nested(runs, language)
    parts: list[Run] = []
    for tag, group in groupby(runs, key=lambda run: run.language):
        words = tuple(group)
        parts += words if tag == language else protected(_set_runs(words, tag, languages))
    return _set_runs(tuple(parts), language, languages, is_quoted=is_quoted)


def _nested(runs: Runs, language: str) -> Runs:
    """Replace the quotation marks in `runs` by those within a quotation, if they are in pairs."""
    changes = nested_in_quotation(language)
    text, marks = plain(runs), [chr(mark) for mark in changes]
    pairs = zip(marks[::2], marks[1::2], strict=True)
    if not changes or any(text.count(begin) != text.count(end) for begin, end in pairs):
        return runs  # ’ is an apostrophe, too
    return tuple(replace(run, text=run.text.translate(changes)) for run in runs)


def _set_runs(
    runs: Runs, language: str, languages: Sequence[str], *, is_quoted: bool = False
) -> Runs:
    rules = find_language(language)
    if rules is not None and is_quoted:
        rules = replace(rules, quotes=rules.quotes[::-1])
    if rules is None:
        return keep_together(join_lines(runs, None), language)
    if rules.is_han:
        return set_chinese(runs, replace(rules, embedded=language_of(LATIN, languages)))
    return keep_together(set_alphabetic(runs, rules), language)
