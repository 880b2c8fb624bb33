"""Running text."""

from __future__ import annotations

from typing import Literal

from bifolio.document.blocks.block import Block
from bifolio.document.unit import Unit


class Paragraph(Unit, Block):
    """Running text."""

    kind: Literal["paragraph"]
