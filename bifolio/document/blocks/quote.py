"""A quotation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import TranslationsOrSame
from bifolio.document.unit import Unit, unit_as
from bifolio.languages.quotations import quotation_marks

MARKUP = "*_[\\ \n"
"""What a text may begin with before its first character."""


class QuotedText(Unit):
    """A further paragraph of a quotation."""

    begins: Unit
    """The paragraph that it begins with."""

    def is_quoted_in(self, language: str) -> bool:
        """Whether the first paragraph is, which may have marks of its own."""
        return self.begins.is_quoted_in(language)


class Quote(Unit, Block):
    """A quotation, in the quotation marks of each language, with its author."""

    kind: Literal["quote"]
    pull: bool = False
    """Whether it stands out from the text in large type."""
    more: Annotated[tuple[TranslationsOrSame, ...], Field(strict=False)] = ()
    """Further paragraphs of the quotation."""
    by: TranslationsOrSame | None = None
    """Who said it."""
    source: TranslationsOrSame | None = None
    """Where it is from, such as the title of a book; below the author."""

    def is_quoted_in(self, language: str) -> bool:
        """Whether layouts put it within quotation marks of `language`: it has none of its own."""
        passage = self.passage(language)
        if passage is None:
            return False
        return quotation_marks(language, passage.source.lstrip(MARKUP)).begin != ""

    def content(self) -> dict[str, object]:
        """Its fields; further paragraphs know the first one."""
        fields = super().content()
        more = fields["more"]
        assert isinstance(more, tuple)
        return fields | {"more": tuple(unit_as(QuotedText, each, begins=self) for each in more)}
