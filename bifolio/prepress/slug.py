"""The slug line, which identifies a page at the print shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bifolio.languages.phrases import phrase

SLUG_STYLESHEETS = (
    "base/tokens.css",
    "house/tokens.css",
    "base/targets/press.css",
    "base/typography.css",
    "slug/slug.css",
)
"""The stylesheets of the slug line, in the layouts folder."""

SEPARATOR = " · "

ENGLISH = "en"

DIGITS = "0123456789abcdef"


@dataclass(frozen=True)
class Slug:
    """The content of the slug lines."""

    titles: Sequence[tuple[str, str]]
    """Languages and titles of the publication."""
    edition: str
    date: str
    """YYYY-MM-DD."""
    condition: str

    @property
    def characters(self) -> str:
        """All characters that the line may use."""
        languages = [language for language, _ in self.titles]
        words = (
            *(text for _, text in _worded("slug-page", languages, page="", pages="")),
            *(text for _, text in _worded("slug-revision", languages)),
        )
        titles = (title for _, title in self.titles)
        return "".join(
            (*titles, *words, self.edition, self.date, self.condition, DIGITS, SEPARATOR)
        )

    def html(self, pages: int, revision: str) -> str:
        """An HTML page with the slug line of each of `pages` pages of `revision`.

        The title comes last, because a long line is truncated.
        """
        return "".join(
            ["<!doctype html><html lang='en'><head><title>Slug</title></head><body>"]
            + [self._line(page, pages, revision) for page in range(1, pages + 1)]
            + ["</body></html>"]
        )

    def _line(self, page: int, pages: int, revision: str) -> str:
        languages = [language for language, _ in self.titles]
        parts = [
            ("en", self.edition),
            *_worded("slug-page", languages, page=page, pages=pages),
            ("en", self.date),
            ("en", self.condition),
        ]
        named = _spans([*_worded("slug-revision", languages), ("en", revision)], " ")
        line = SEPARATOR.join([_spans(parts), named, _spans(self.titles)])
        return f"<p class='slug'>{line}</p>"


def _worded(name: str, languages: Sequence[str], **values: object) -> list[tuple[str, str]]:
    """The phrase called `name` in each of `languages`; in English, once, for those without it."""
    found: dict[str, str] = {}
    for language in languages or (ENGLISH,):
        text = phrase(name, language)
        is_english = text == phrase(name, ENGLISH)
        found.setdefault(text, ENGLISH if is_english else language)
    return [(language, text.format(**values)) for text, language in found.items()]


def _spans(parts: Sequence[tuple[str, str]], separator: str = SEPARATOR) -> str:
    return separator.join(
        f"<span lang='{language}'>{escape(text)}</span>" for language, text in parts
    )
