"""A picture."""

from __future__ import annotations

from typing import Literal

from bifolio.document.passage import Words
from bifolio.document.unit import Unit


class Figure(Unit):
    """A picture; `text` is its alternative text."""

    kind: Literal["figure"]
    image: Words
    """The picture's file, as a path in the publication's folder."""
