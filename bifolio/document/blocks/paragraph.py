"""Running text."""

from __future__ import annotations

from typing import Literal

from bifolio.document.unit import Unit


class Paragraph(Unit):
    """Running text."""

    kind: Literal["paragraph"]
