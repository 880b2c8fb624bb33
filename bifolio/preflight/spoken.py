"""The language that each word of a page is tagged with, beside the one that it is in.

A voice reads a word by the language of its tag (WCAG 2.1, 3.1.2), so one wrong tag on one word is
one too many, and no majority of letters can say which it is. Two rules find it: the text of a unit
is tagged to the letter as it was set, and nothing is tagged with a language that is not written in
its script.
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
"""What is read for a hyphen that was put in at the end of a line."""


@dataclass(frozen=True)
class Spoken:
    """Words that are tagged with one language."""

    text: str
    tagged: str
    """The language of the tag; empty where there is none."""


def spoken_in(paragraph: TextParagraph, default: str) -> list[Spoken]:
    """The words of a paragraph, parted where the language of their tags changes.

    `default` is the language of the document. Spaces are put between lines.
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
    """Yield the words in a script that the language of their tag is not written in."""
    for words in foreign_words(spoken.text, spoken.tagged):
        yield spoken.text[words.start : words.end]


class Reader:
    """Follows the text of one unit over the paragraphs that it is in."""

    def __init__(self, content: Content, as_read: ReadBack) -> None:
        """Begin at the first letter of `content`."""
        self._as_read = as_read
        self._letters = self._read((run.text, run.language) for run in content.runs)
        self._at = 0

    def misread(self, glyphs: Sequence[Glyph], default: str) -> Iterator[tuple[Spoken, str]]:
        """Yield the words of `glyphs` that are tagged otherwise than they were set, and as what.

        What is not the text of the unit, to the letter, ends it: another check reports that.
        """
        found: list[tuple[str, str, str]] = []
        tagged = groupby(glyphs, key=lambda glyph: glyph.language or default)
        for letter, tag in self._read(
            ("".join(glyph.text for glyph in group), tag) for tag, group in tagged
        ):
            if self._at >= len(self._letters):
                self._at = 0  # the text is repeated here
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
        """The letters of `texts` as they are read, without spaces, each with its language."""
        return [
            (letter, language)
            for text, language in texts
            for letter in self._as_read(text)
            if not letter.isspace()
        ]
