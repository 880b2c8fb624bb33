"""The document metadata of a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bifolio import __version__


@dataclass(frozen=True)
class Metadata:
    """Document metadata, in every language of the edition."""

    title: str
    """The titles in all languages, for the title bar."""
    titles: Mapping[str, str]
    subjects: Mapping[str, str]
    author: str
    keywords: tuple[str, ...]
    languages: tuple[str, ...]
    date: str
    """W3C profile of ISO 8601, UTC."""
    generator: str = f"Bifolio {__version__}"

    @property
    def subject(self) -> str:
        """The subject in the leading language."""
        return self.subjects[self.languages[0]]
