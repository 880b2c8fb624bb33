"""A text in one language, as typed, and the types of fields with texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from bifolio.problems import Place
from bifolio.project.csv_tables import CSV_SUFFIX, encoding_of
from bifolio.source_yaml.nodes import Form, PlacedMapping, PlacedString, without_comment

LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
"""BCP 47: language, optional script, optional region (`en`, `zh-Hans`, `pt-BR`)."""


ANY_LANGUAGE = "und"
"""The key of a text that is the same in all languages (BCP 47, undetermined)."""


@dataclass(frozen=True)
class Passage:
    """The text of one unit in one language, as typed, and its place."""

    source: str
    """As YAML reads them, lines folded."""
    place: Place
    typed: str = ""
    """With the line ends of the file; empty if that is the same."""
    first_line: int = 0
    """The line of the file on which the text begins; 0 if that is `place`."""

    @property
    def lines(self) -> str:
        """The words with the line ends of the file."""
        return self.typed or self.source

    @property
    def is_in_braces(self) -> bool:
        """Whether it is typed in a mapping within braces: {en: …, fr: …}."""
        lines = _lines(self.place.path)
        line = lines[self.place.line - 1] if self.place.line <= len(lines) else ""
        return "{" in line[: self.place.column - 1]

    def place_of_line(self, index: int) -> Place:
        """Where line `index` of `lines`, counted from 0, begins in the file."""
        line = (self.first_line or self.place.line) + index
        return self.place if line == self.place.line else replace(self.place, line=line, column=1)

    def place_in_line(self, index: int, words: str) -> Place:
        """Where line `index` of `lines`, counted from 0, has `words`; default: its start."""
        start = self.place_of_line(index)
        lines = _lines(self.place.path)
        line = lines[start.line - 1] if start.line <= len(lines) else ""
        column = line.find(words, start.column - 1)
        return start if column < 0 else replace(start, column=column + 1)

    def place_of(self, words: str, number: int = 0) -> Place:
        """Where in its file the passage has `words`, which are on one line.

        YAML folds lines and escapes characters, so the file is searched; `number` is how often the
        same words occur before. Default: the place of the passage.
        """
        start = self.place.line - 1
        lines = _lines(self.place.path)[start:]
        for index, line in enumerate(lines):
            column = line.find(words, 0 if index else self.place.column - 1)
            while words and column >= 0:
                if not number:
                    return Place(self.place.path, self.place.line + index, column + 1)
                number -= 1
                column = line.find(words, column + len(words))
        return self.place


def _lines(path: Path) -> list[str]:
    """The lines of a file of texts; a CSV file may be in another encoding than YAML."""
    encoding = encoding_of(path) if path.suffix.lower() == CSV_SUFFIX else "utf-8-sig"
    return path.read_text(encoding or "utf-8", errors="replace").splitlines()


def read_passage(value: object) -> Passage:
    """Read a text of YAML with its place.

    Raises `ValueError` for anything else, and for a text that a comment may have cut off.
    """
    return read_path(without_comment(value))


def read_path(value: object) -> Passage:
    """Read the path of a file with its place. Raises `ValueError` for anything but a text."""
    if not isinstance(value, PlacedString):
        raise ValueError("not text")
    typed = "" if value.typed == value else value.typed
    first_line = 0 if value.first_line == value.place.line else value.first_line
    return Passage(str(value), value.place, typed, first_line)


def _same_in_all(value: object) -> object:
    """Read a bare text as the text of every language."""
    if not isinstance(value, PlacedString):
        return value
    mapping = PlacedMapping(value.place)
    mapping[ANY_LANGUAGE] = value
    mapping.key_places[ANY_LANGUAGE] = value.place
    return mapping


LanguageTag = Annotated[
    str,
    Form(LANGUAGE_TAG, "language tag", "use a BCP 47 tag, such as en, zh-Hans or zh-Hant"),
]

TEXT_OR_BY_LANGUAGE: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE_TAG},
            "additionalProperties": {"type": "string", "minLength": 1},
        },
    ]
}
"""The JSON Schema of a text for all languages, or one for each."""

Words = Annotated[
    Passage, BeforeValidator(read_passage), WithJsonSchema({"type": "string", "minLength": 1})
]

Translations = Mapping[LanguageTag, Words]

FilePath = Annotated[
    Passage, BeforeValidator(read_path), WithJsonSchema({"type": "string", "minLength": 1})
]
"""The path of a file, from the publication's folder."""

FilePaths = Annotated[
    Mapping[LanguageTag, FilePath],
    BeforeValidator(_same_in_all),
    WithJsonSchema(TEXT_OR_BY_LANGUAGE),
]
"""The path of a file, or one for each language."""


class PictureFile(Passage):
    """The path of a picture from the publication's folder, and its place in the source."""


def _picture_file(value: object) -> PictureFile:
    passage = read_path(value)
    return PictureFile(passage.source, passage.place)


Pictures = Annotated[
    Mapping[
        LanguageTag,
        Annotated[
            PictureFile,
            BeforeValidator(_picture_file),
            WithJsonSchema({"type": "string", "minLength": 1}),
        ],
    ],
    Field(min_length=1),
    BeforeValidator(_same_in_all),
    WithJsonSchema(TEXT_OR_BY_LANGUAGE),
]
"""The file of a picture, or one for each language if it has words."""

TranslationsOrSame = Annotated[
    Translations,
    BeforeValidator(_same_in_all),
    WithJsonSchema(TEXT_OR_BY_LANGUAGE),
]
