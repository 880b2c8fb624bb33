"""A quotation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import TranslationsOrSame
from bifolio.document.unit import Unit


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
