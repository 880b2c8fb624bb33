"""A list of terms and their explanations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.passage import TranslationsOrSame
from bifolio.source_yaml.nodes import Node


class Definition(Node):
    """A term and what it means."""

    term: TranslationsOrSame
    """The term."""
    text: TranslationsOrSame
    """What it means."""
    more: Annotated[tuple[TranslationsOrSame, ...], Field(strict=False)] = ()
    """Further paragraphs."""


class Definitions(Block):
    """Terms, each with its explanation."""

    kind: Literal["definitions"]
    items: Annotated[tuple[Definition, ...], Field(strict=False, min_length=1)]
    """The terms in order."""
