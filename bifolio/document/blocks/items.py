"""A list."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bifolio.document.unit import Unit
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node


class Items(Node):
    """A list; its items are units."""

    kind: Literal["list"]
    id: Identifier
    """The lasting id."""
    items: Annotated[tuple[Unit, ...], Field(strict=False, min_length=1)]
    """The items in order."""
