"""A contact: postal address, telephone number, web address and what else a reader needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.passage import (
    ANY_LANGUAGE,
    Passage,
    TranslationsOrSame,
    Words,
)
from bifolio.document.unit import Unit
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import PlacedList, PlacedMapping, PlacedString

NUMBERS = ("phone", "fax", "email", "web")
"""What a reader dials, writes to or clicks, the same in all languages."""

PARTS = ("name", "organisation", "address", "web", "hours")
"""What only a contact without a text of its own has."""


class ContactLine(Unit):
    """A number or address of a contact, which is a link."""

    name: str
    """What it is: phone, fax, email or web."""

    def passage(self, language: str) -> Passage | None:
        """The reference to its value, which `shared_values` replaces by a link."""
        passage = super().passage(language)
        return passage and replace(passage, source=f"{{{self.name}}}", typed="")

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """Its value, by its name."""
        return {**shared, self.name: self.text[ANY_LANGUAGE].source}


def _lines(value: object) -> object:
    """Read a single line as a list of one."""
    if not isinstance(value, PlacedString | PlacedMapping):
        return value
    lines = PlacedList()
    lines.append(value)
    lines.item_places.append(value.place)
    return lines


class Contact(Unit, Block):
    """An address, in lines with icons or as a text; in a section of contacts, in every language."""

    plain_fields = NUMBERS
    _everywhere: bool = PrivateAttr(default=True)
    kind: Literal["contact"]
    text: TranslationsOrSame = Field(default={})
    """The whole address as a text by language; it uses the others as {phone}, {fax} and {email}."""
    name: TranslationsOrSame | None = None
    """The person or the place."""
    organisation: TranslationsOrSame | None = None
    """The organisation or department."""
    address: Annotated[
        tuple[TranslationsOrSame, ...], Field(strict=False), BeforeValidator(_lines)
    ] = ()
    """The postal address, a list of its lines."""
    phone: Words | None = None
    """With the country code first: +49 30 1234567, or 86-10-12345678."""
    fax: Words | None = None
    """With the country code first: +49 30 1234567, or 86-10-12345678."""
    email: Words | None = None
    """The address, name@host."""
    web: Words | None = None
    """The web address: www.example.org."""
    hours: TranslationsOrSame | None = None
    """When it is open."""

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that the text can use, including {phone}, {fax} and {email}."""
        fields = {"phone": self.phone, "fax": self.fax, "email": self.email}
        own = {name: passage.source for name, passage in fields.items() if passage}
        return super().values(shared) | own

    def content(self) -> dict[str, object]:
        """Its fields; without a text, numbers and addresses are texts of their own."""
        content: dict[str, Any] = super().content()
        content["in_lines"] = not self.text
        for name in () if self.text else NUMBERS:
            if passage := content[name]:
                unit = unit_of(f"{self.id}.{name}", {ANY_LANGUAGE: passage}, self)
                line = ContactLine.model_construct(**dict(unit), name=name)
                line._place, line._everywhere = unit.place, unit.everywhere
                content[name] = line
        return content

    def units(self) -> Iterator[Unit]:
        """Its text, or its lines."""
        return (unit for unit in super().units() if unit is not self or self.text)

    def problems(self) -> Iterator[Problem]:
        """A contact with nothing in it, or with a text and lines."""
        if not self.text and not any(getattr(self, name) for name in (*PARTS, *NUMBERS)):
            hint = "add `name:`, `address:`, `phone:` and others, or `text:`"
            yield Problem("source/missing-key", f"'{self.id}' is empty", hint, self.place)
        if self.text:
            for name in PARTS:
                if getattr(self, name):
                    message = f"'{self.id}' has a text, so its `{name}:` is not shown"
                    hint = f"write it into the text, or replace `text:` by lines like `{name}:`"
                    yield Problem("source/text-and-lines", message, hint, self.place)
