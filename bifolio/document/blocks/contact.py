"""A postal address with telephone number and email address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import PrivateAttr

from bifolio.document.blocks.block import Block
from bifolio.document.passage import Words
from bifolio.document.unit import Unit


class Contact(Unit, Block):
    """An address; it is in every language of the publication in all editions."""

    _everywhere: bool = PrivateAttr(default=True)
    kind: Literal["contact"]
    phone: Words | None = None
    """With the country code first: +49 30 1234567, or 86-10-12345678."""
    fax: Words | None = None
    """With the country code first: +49 30 1234567, or 86-10-12345678."""
    email: Words | None = None
    """The address, name@host."""

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that the text can use, including {phone}, {fax} and {email}."""
        fields = {"phone": self.phone, "fax": self.fax, "email": self.email}
        own = {name: passage.source for name, passage in fields.items() if passage}
        return super().values(shared) | own
