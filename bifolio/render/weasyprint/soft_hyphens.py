"""Marks hyphens at line ends as soft hyphens, so that copied words are joined again."""

from __future__ import annotations

import pydyf

from bifolio.fonts import HYPHEN

SOFT_HYPHEN = "\u00ad"


def mark_hyphens(pdf: pydyf.PDF) -> None:
    """Map every `HYPHEN` of `pdf` to a soft hyphen (ISO 32000-1, 14.8.2.2.3)."""
    said, meant = (f"> <{ord(character):04x}>".encode() for character in (HYPHEN, SOFT_HYPHEN))
    for font in pdf.objects:
        if isinstance(font, dict) and font.get("Type") == "/Font" and "ToUnicode" in font:
            number = int(font["ToUnicode"].split()[0])
            stream = pdf.objects[number].stream
            stream[:] = [
                line.replace(said, meant) if isinstance(line, bytes) else line for line in stream
            ]
