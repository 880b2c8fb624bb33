"""A QR code (ISO/IEC 18004) of a web address, a mail address or a telephone number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.passage import (
    ANY_LANGUAGE,
    Passage,
    Pictures,
    Translations,
    TranslationsOrSame,
)
from bifolio.document.telephones import telephone_uri
from bifolio.document.unit import Unit, unit_as
from bifolio.languages.phrases import phrase
from bifolio.problems import Problem

Correction = Literal["L", "M", "Q", "H"]

QUIET = 4
"""Modules that stay clear around a code (ISO/IEC 18004:2015, 6.3.8)."""

LEAST_MODULE = 0.4
"""mm; cameras of telephones read smaller modules badly at the distance of a page in the hand."""

USUAL_MODULE = 0.6
USUAL_SIZE = 20
"""mm; the size of a code is that of these modules, and at least this."""

LARGEST = 60
"""mm; a code whose least size is larger has no place in a column of text."""

SAFE = ":/?#[]@!$&'()*+,;=%"
"""Characters of an address that are not encoded (RFC 3986, 2.2), and the sign of encoded ones."""


class QrCode(Block):
    """A QR code and the address that it has, which is a link. Both can be clicked."""

    plain_fields = ("url",)
    kind: Literal["qr-code"]
    url: Annotated[TranslationsOrSame, Field(min_length=1)]
    """https://example.org, mailto:name@example.org or tel:+49 30 1234567; or one by language."""
    label: TranslationsOrSame | None = None
    """What the reader gets there, beside the code."""
    size: Annotated[float, Field(ge=5, le=500)] | None = None
    """The width of the code without its margin, in mm; default: by the length of the address."""
    correction: Correction = "M"
    """How much of the code may be dirty or torn: L 7%, M 15%, Q 25%, H 30%; default: M."""
    show_address: bool = True
    """Whether the address is beside the code; default: true."""

    def content(self) -> dict[str, object]:
        """Its label and its address as units, and the code of each address by language."""
        codes = {
            tag: self._code(passage.source)
            for tag, passage in self.url.items()
            if encoded(passage.source)
        }
        return {
            "label": unit_of(f"{self.id}.label", self.label, self) if self.label else None,
            "address": unit_as(ShownAddress, unit_of(f"{self.id}.url", self.url, self))
            if self.show_address
            else None,
            "codes": codes,
            "alt": self._alternative(),
        }

    def _alternative(self) -> CodeAlternative:
        words = {ANY_LANGUAGE: next(iter(self.url.values()))}
        unit = unit_of(f"{self.id}.alt", words, self)
        return unit_as(CodeAlternative, unit, addresses=self.url, correction=self.correction)

    def _code(self, typed: str) -> dict[str, object]:
        address = encoded(typed) or ""
        symbol = symbol_of(address, self.correction) or Symbol(((True,),))
        return {
            "address": address,
            "modules": symbol.modules,
            "path": symbol.path,
            "size": self.size or usual_size(symbol.modules),
        }

    def problems(self) -> Iterator[Problem]:
        """Report addresses that cannot be opened, and codes that cannot be read."""
        for passage in self.url.values():
            yield from self._problems(passage)

    def _problems(self, passage: Passage) -> Iterator[Problem]:
        address = encoded(passage.source)
        if address is None:
            message = f"'{_quoted(passage.source)}' is not an address"
            hint = "write https://example.org, mailto:name@example.org or tel:+49 30 1234567"
            yield Problem("qr-code/no-address", message, hint, passage.place)
            return
        symbol = symbol_of(address, self.correction)
        if symbol is None or symbol.modules * LEAST_MODULE > LARGEST:
            message = f"the address has {len(address)} characters, too many for a QR code"
            hint = "use a shorter address that leads there"
            yield Problem("qr-code/too-long", message, hint, passage.place)
            return
        least = math.ceil(symbol.modules * LEAST_MODULE)
        if self.size is not None and self.size < symbol.modules * LEAST_MODULE:
            modules = f"{symbol.modules} modules across, each {LEAST_MODULE} mm at least"
            message = f"the code is {self.size:g} mm wide, but it has {modules}"
            hint = f"write `size: {least}` or more, or use a shorter address"
            yield Problem("qr-code/too-small", message, hint, self.place)


@dataclass(frozen=True)
class Symbol:
    """The modules of a QR code."""

    rows: tuple[tuple[bool, ...], ...]
    """From the top; true is dark. Without the quiet zone."""

    @property
    def modules(self) -> int:
        """How many modules it has across and down."""
        return len(self.rows)

    @cached_property
    def path(self) -> str:
        """Its dark modules as the data of an SVG path, each one unit wide."""
        return "".join(
            f"M{start} {y}h{end - start}v1h{start - end}z"
            for y, row in enumerate(self.rows)
            for start, end in _dark(row)
        )


def _dark(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """The start and the end of each run of dark modules."""
    for match in re.finditer("1+", "".join("01"[module] for module in row)):
        yield match.span()


@lru_cache(maxsize=64)
def symbol_of(address: str, correction: Correction) -> Symbol | None:
    """The QR code of an ASCII `address`; None if it is too long for one."""
    import segno  # few publications need it

    try:
        made = segno.make_qr(address, error=correction)
    except segno.DataOverflowError:
        return None
    return Symbol(tuple(tuple(map(bool, row)) for row in made.matrix))


def usual_size(modules: int) -> int:
    """The size of a code of so many modules, in mm."""
    return max(USUAL_SIZE, math.ceil(modules * USUAL_MODULE))


def encoded(address: str) -> str | None:
    """The address in ASCII, as a code contains it; None if it cannot be opened."""
    scheme, colon, rest = address.strip().partition(":")
    scheme = scheme.lower()
    if not colon or re.search(r"[\x00-\x1f\x7f<>\"`{}|\\]", rest):
        return None
    if scheme == "tel":
        return telephone_uri(rest.strip())
    if re.search(r"\s", rest):
        return None
    if scheme == "mailto":
        is_mail = re.fullmatch(r"[^@\s?]+@[^@\s?]+\.[^@\s?]+(\?.*)?", rest)
        return f"mailto:{quote(rest, safe=SAFE)}" if is_mail else None
    return _encoded_web(f"{scheme}:{rest}") if scheme in ("http", "https") else None


def _encoded_web(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # a port out of range, an empty label
        return None
    if "." not in host or parts.username is not None:
        return None
    kept = parts._replace(netloc=f"{host}{port}").geturl()
    return quote(kept, safe=SAFE)


class ShownAddress(Unit):
    """An address as a reader sees it, a link to the address with its scheme."""

    def passage(self, language: str) -> Passage | None:
        """The link as Markdown."""
        passage = super().passage(language)
        address = encoded(passage.source) if passage else None
        if passage is None or address is None:
            return passage
        return replace(passage, source=f"[{_escaped(passage)}](<{address}>)", typed="")


class CodeAlternative(Unit):
    """The alternative text of a code, which is the same sentence for each address."""

    addresses: Translations
    """The address of the code, or that in each language."""
    correction: Correction

    def symbol(self, language: str) -> Symbol | None:
        """The code of the address in `language`."""
        passage = self.addresses.get(language) or self.addresses.get(ANY_LANGUAGE)
        address = encoded(passage.source) if passage else None
        return symbol_of(address, self.correction) if address else None

    @property
    def pictures(self) -> Pictures | None:
        """No file: the code is drawn."""
        return {}

    def passage(self, language: str) -> Passage | None:
        """The sentence in `language` with the address as a reader sees it."""
        passage = self.addresses.get(language) or super().passage(language)
        if passage is None or (self.only and self.only != language):
            return None
        words = phrase("qr-code", language).format(address=_escaped(passage))
        return replace(passage, source=words, typed="")


def _escaped(passage: Passage) -> str:
    """The address as a reader sees it, as Markdown."""
    return re.sub(r"([\\`*_\[\]~^<&])", r"\\\1", readable(passage.source))


def readable(address: str) -> str:
    """The address without what readers do not need: its scheme, and a slash after the host."""
    bare = re.sub(r"(?i)^(?:https?://|mailto:|tel:)\s*", "", address.strip())
    return bare[:-1] if re.fullmatch(r"[^/?#]+/", bare) else bare


def _quoted(typed: str) -> str:
    return typed if len(typed) <= 80 else f"{typed[:80]}…"
