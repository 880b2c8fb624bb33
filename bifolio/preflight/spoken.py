"""Compares the language tag of each word with the language that it is in (WCAG 2.1, 3.1.2).

Screen readers pronounce a word by its tag, so a single wrong tag matters. Two rules find it: the
tags of a unit equal those of its typeset text, letter by letter; and no text is tagged with a
language that is not written in its script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bifolio.languages.scripts import foreign_words
from bifolio.pdf.glyphs import Glyph, TextParagraph
from bifolio.preflight.readback import ReadBack
from bifolio.text.runs import Content

LINE_END_HYPHEN = "-"
"""A hyphen from hyphenation."""


@dataclass(frozen=True)
class Spoken:
    """Words that are tagged with one language."""

    text: str
    tagged: str
    """The language of the tag, or empty."""


def spoken_in(paragraph: TextParagraph, default: str) -> list[Spoken]:
    """The text of a paragraph, split where the language of the tags changes.

    `default` is the language of the document. Lines are joined by spaces.
    """
    letters: list[tuple[str, str]] = []
    for line in paragraph.lines:
        for at, glyph in enumerate(line.glyphs):
            space = " " if at in line.spaces or not at else ""
            letters.append((space + glyph.text, glyph.language or default))
    return [
        Spoken("".join(text for text, _ in group).strip(), language)
        for language, group in groupby(letters, key=lambda letter: letter[1])
    ]


def in_another_script(spoken: Spoken) -> Iterator[str]:
    """Yield words in a script in which the language of their tag is not written."""
    for words in foreign_words(spoken.text, spoken.tagged):
        yield spoken.text[words.start : words.end]


class Reader:
    """Follows the text of a unit through its paragraphs."""

    def __init__(self, content: Content, as_read: ReadBack) -> None:
        """Start at the first letter of `content`."""
        self._as_read = as_read
        self._letters = self._read((run.text, run.language) for run in content.runs)
        self._at = 0

    def misread(self, glyphs: Sequence[Glyph], default: str) -> Iterator[tuple[Spoken, str]]:
        """Yield words whose tag differs from the typeset text, with the right language.

        Stops at a letter that differs from the text of the unit, which another check reports.
        """
        found: list[tuple[str, str, str]] = []
        tagged = groupby(glyphs, key=lambda glyph: glyph.language or default)
        for letter, tag in self._read(
            ("".join(glyph.text for glyph in group), tag) for tag, group in tagged
        ):
            if self._at >= len(self._letters):
                self._at = 0  # the text is repeated
            character, language = self._letters[self._at]
            if letter == character:
                self._at += 1
                found.append((character, tag, language))
            elif letter != LINE_END_HYPHEN:
                break
        for (tag, language), group in groupby(found, key=lambda each: each[1:]):
            if tag != language:
                yield Spoken("".join(character for character, _, _ in group), tag), language

    def _read(self, texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The letters of `texts` as read, without spaces, each with its language."""
        return [
            (letter, language)
            for text, language in texts
            for letter in self._as_read(text)
            if not letter.isspace()
        ]
