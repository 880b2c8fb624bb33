"""The slug line, which identifies a page at the print shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

SLUG_STYLESHEETS = (
    "base/tokens.css",
    "house/tokens.css",
    "base/targets/press.css",
    "base/typography.css",
    "slug/slug.css",
)
"""The stylesheets of the slug line, in the layouts folder."""

SEPARATOR = " · "

PAGE_WORDS = {
    "en": "page {page} of {pages}",
    "de": "Seite {page} von {pages}",
    "es": "página {page} de {pages}",
    "fr": "page {page} sur {pages}",
    "it": "pagina {page} di {pages}",
    "nl": "pagina {page} van {pages}",
    "pl": "strona {page} z {pages}",
    "pt": "página {page} de {pages}",
    "ru": "страница {page} из {pages}",
    "zh": "第 {page} 页，共 {pages} 页",
    "zh-Hant": "第 {page} 頁，共 {pages} 頁",
}
REVISION_WORDS = {
    "en": "revision",
    "de": "Revision",
    "es": "revisión",
    "fr": "révision",
    "it": "revisione",
    "nl": "revisie",
    "pl": "wersja",
    "pt": "revisão",
    "ru": "редакция",
    "zh": "修订号",
    "zh-Hant": "修訂號",
}
"""By the closest tag of the language; others have English words."""

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
            *(text for _, text in _worded(PAGE_WORDS, languages, page="", pages="")),
            *(text for _, text in _worded(REVISION_WORDS, languages)),
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
            *_worded(PAGE_WORDS, languages, page=page, pages=pages),
            ("en", self.date),
            ("en", self.condition),
        ]
        named = _spans([*_worded(REVISION_WORDS, languages), ("en", revision)], " ")
        line = SEPARATOR.join([_spans(parts), named, _spans(self.titles)])
        return f"<p class='slug'>{line}</p>"


def _worded(
    words: dict[str, str], languages: Sequence[str], **values: object
) -> list[tuple[str, str]]:
    """`words` in each of `languages`; in English, once, for those that have none."""
    known: dict[str, str] = {}
    for language in languages or ("en",):
        known.setdefault(_closest(words, language), language)
    return [
        (language if language.startswith(tag) else tag, words[tag].format(**values))
        for tag, language in known.items()
    ]


def _closest(words: dict[str, str], language: str) -> str:
    """The tag of `words` that is the closest to `language` (RFC 4647, 3.4, lookup); default: en."""
    while language and language not in words:
        language = language.rpartition("-")[0]
    return language or "en"


def _spans(parts: Sequence[tuple[str, str]], separator: str = SEPARATOR) -> str:
    return separator.join(
        f"<span lang='{language}'>{escape(text)}</span>" for language, text in parts
    )
