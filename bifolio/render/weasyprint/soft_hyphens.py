"""Marks hyphens at line ends: copied words are joined again, and typed hyphens are kept."""

from __future__ import annotations

import pydyf

from bifolio.fonts import HYPHEN, TYPED_HYPHEN

SOFT_HYPHEN = "\u00ad"

MEANT = {HYPHEN: SOFT_HYPHEN, TYPED_HYPHEN: "\u2010"}
"""What the hyphens of line ends are in a PDF (ISO 32000-1, 14.8.2.2.3)."""

BATCH = b"beginbfchar"
"""What follows the number of entries in each part of a map to Unicode."""


def mark_hyphens(pdf: pydyf.PDF) -> None:
    """Map the hyphens of line ends in `pdf` to what is meant by them.

    Their fonts have nothing else; a U+2011 that the author typed is among other characters.
    """
    codes = [tuple(f"> <{ord(each):04x}>".encode() for each in pair) for pair in MEANT.items()]
    for font in pdf.objects:
        if isinstance(font, dict) and font.get("Type") == "/Font" and "ToUnicode" in font:
            number = int(font["ToUnicode"].split()[0])
            stream = pdf.objects[number].stream
            batches = [line for line in stream if isinstance(line, bytes) and line.endswith(BATCH)]
            if batches != [b"1 " + BATCH]:
                continue
            for said, meant in codes:
                stream[:] = [
                    line.replace(said, meant) if isinstance(line, bytes) else line
                    for line in stream
                ]
