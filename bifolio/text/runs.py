"""Inline content as a sequence of runs, and the functions with which rules edit it.

A rule sees the whole text of a paragraph, so it applies across the boundaries of markup; its
changes go back to the runs of the characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from bifolio.problems import Place, Problem


@dataclass(frozen=True)
class Run:
    """Characters that share language and markup."""

    text: str
    language: str
    emphasis: bool = False
    strong: bool = False
    href: str | None = None
    """An address, or `#` and the id of a section or block."""
    small: bool = False
    tied: int = 0
    """The number, from 1, of the words that it is kept on one line with; 0 if it is not."""
    position: Literal["", "sup", "sub"] = ""
    """Superscript or subscript; empty on the baseline."""
    reference: str = ""
    """What it shows of the publication, and the id: `note:id`; empty for other words."""

    @property
    def depth(self) -> int:
        """How many kinds of markup enclose the run."""
        marked = (self.emphasis, self.strong, self.href, self.small, self.tied, self.position)
        return sum(map(bool, marked))


Runs = tuple[Run, ...]

LINE_BREAK = "\u2028"
"""A forced line break in the text of a run (Unicode 16.0, 5.8: line separator)."""

BREAK = f" ?{LINE_BREAK} ?"
"""The pattern of a forced line break with the spaces beside it."""


class TextId(NamedTuple):
    """The id of a text from the source to the finished PDF: its unit and its language."""

    unit: str
    """The id of the unit."""
    language: str
    """BCP 47."""


@dataclass(frozen=True)
class Content:
    """The set text of one unit in one language, and the place of its source."""

    unit: str
    language: str
    place: Place
    runs: Runs
    doubts: tuple[Problem, ...] = ()
    """Warnings about straight quotes whose role is uncertain."""

    @property
    def id(self) -> TextId:
        """The id of the text."""
        return TextId(self.unit, self.language)

    @property
    def text(self) -> str:
        """The characters as they are on the page, with `LINE_BREAK` where a line is forced."""
        return plain(self.runs)

    @property
    def on_one_line(self) -> str:
        """The characters without forced line breaks, for titles and bookmarks."""
        return re.sub(BREAK, _space, self.text)

    @property
    def repeated(self) -> Content:
        """The same on one line without links and emphasis, for entries of contents.

        Words in other languages, superscripts and words that stay on one line are as they are.
        """
        bare = (
            replace(run, href=None, reference="", emphasis=False, strong=False, small=False)
            for run in substitute(self.runs, BREAK, _space)
        )
        return replace(self, runs=joined(bare))


def says_the_same(one: Content, other: Content) -> bool:
    """Whether two languages of a unit have the same words, without links and notes."""
    has_links = any(run.href or run.reference for run in (*one.runs, *other.runs))
    return one.text == other.text and not has_links


def said_once(contents: Iterable[Content]) -> tuple[str, ...]:
    """The languages of the texts of a unit, without those of the same words as an earlier one."""
    kept: list[Content] = []
    for content in contents:
        if not any(says_the_same(content, earlier) for earlier in kept):
            kept.append(content)
    return tuple(content.language for content in kept)


def _space(at: re.Match[str]) -> str:
    """A space, or nothing between two ideographs or full-width marks (CSS Text 3, 4.1.3)."""
    around = at.string[at.start() - 1 : at.start()] + at.string[at.end() : at.end() + 1]
    return "" if all(map(is_wide, around)) else " "


def is_wide(character: str) -> bool:
    """Whether `character` is as wide as an ideograph (UAX 11), and no Hangul, which has spaces."""
    width = unicodedata.east_asian_width(character)
    return width in "WFH" and not unicodedata.name(character, "").startswith("HANGUL")


def plain(runs: Runs) -> str:
    """The characters of `runs` without their markup."""
    return "".join(run.text for run in runs)


def joined(runs: Iterable[Run]) -> Runs:
    """Return the runs, with neighbours merged that differ only in their text."""
    runs = tuple(runs)
    if len(runs) < 2:
        return runs
    grouped = groupby(runs, key=lambda run: replace(run, text=""))
    return tuple(replace(alike, text=plain(tuple(group))) for alike, group in grouped)


def split(runs: Runs, start: int, end: int) -> tuple[Runs, Runs, Runs]:
    """Divide `runs` into those before, within and after the characters `start` to `end`."""
    parts: tuple[list[Run], list[Run], list[Run]] = ([], [], [])
    at = 0
    for run in runs:
        following = at + len(run.text)
        for part, (first, last) in zip(
            parts, ((at, start), (max(at, start), end), (max(at, end), following)), strict=True
        ):
            if text := run.text[max(first - at, 0) : max(min(last, following) - at, 0)]:
                part.append(replace(run, text=text))
        at = following
    before, within, after = map(tuple, parts)
    return before, within, after


def substitute(
    runs: Runs,
    pattern: str | re.Pattern[str],
    replacement: str | Callable[[re.Match[str]], str],
    kept: Iterable[tuple[int, int]] = (),
) -> Runs:
    """Replace every match of `pattern` in the text of `runs`, except within the spans of `kept`."""
    spans = tuple(kept)
    return edit(
        runs,
        (
            (
                match.start(),
                match.end(),
                replacement(match) if callable(replacement) else match.expand(replacement),
            )
            for match in re.finditer(pattern, plain(runs))
            if not any(first < match.end() and match.start() < last for first, last in spans)
        ),
    )


Edit = tuple[int, int, str]
"""Start and end of the replaced characters in a text, and the replacement."""


def edit(runs: Runs, edits: Iterable[Edit]) -> Runs:
    """Make `edits`, which do not overlap, in the text of `runs`.

    A replacement belongs to the run in which the edit begins; an insertion between two runs belongs
    to the one with less markup, so that a space after a link or a bold word is not part of it.
    """
    ordered = sorted(edits)
    if not ordered:
        return tuple(run for run in runs if run.text)
    text = plain(runs)
    owners = [index for index, run in enumerate(runs) for _ in run.text]
    pieces: list[tuple[int, str]] = []
    done = 0
    for start, end, new in ordered:
        pieces += zip(owners[done:start], text[done:start], strict=True)
        pieces.append((_owner(start, end, runs, owners), new))
        done = end
    pieces += zip(owners[done:], text[done:], strict=True)
    return _joined(runs, pieces)


def _owner(start: int, end: int, runs: Runs, owners: list[int]) -> int:
    if end > start:
        return owners[start]
    around = owners[max(start - 1, 0) : start + 1]
    return min(around, key=lambda index: runs[index].depth, default=0)


def mark_language(
    runs: Runs, spans: Iterable[tuple[int, int]], language: str, unmarked: str
) -> Runs:
    """Mark the `spans` of the text of `runs` as words of `language`, if they are in `unmarked`."""
    within = [False] * sum(len(run.text) for run in runs)
    for start, end in spans:
        within[start:end] = [True] * (end - start)
    marked: list[Run] = []
    end = 0
    for run in runs:
        for is_within, group in groupby(
            zip(within[end : end + len(run.text)], run.text, strict=True), key=itemgetter(0)
        ):
            piece = replace(run, text="".join(character for _, character in group))
            is_marked = is_within and run.language == unmarked
            marked.append(replace(piece, language=language) if is_marked else piece)
        end += len(run.text)
    return joined(marked)


def _joined(runs: Runs, pieces: Iterable[tuple[int, str]]) -> Runs:
    joined = []
    for index, group in groupby(pieces, key=lambda piece: piece[0]):
        text = "".join(text for _, text in group)
        if text:
            joined.append(replace(runs[index], text=text))
    return tuple(joined)
