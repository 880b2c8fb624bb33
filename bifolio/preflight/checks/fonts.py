"""Fonts: all of them ours, in the file, and readable back as text."""

from __future__ import annotations

from collections.abc import Iterator

import uharfbuzz

from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.registry import check

RESTRICTED = 0x0002
"""fsType of a font that may not be embedded (OpenType, OS/2)."""


@check(
    "fonts/embedded",
    Severity.FAIL,
    rationale="A font that is not in the file is replaced by another one at the print shop.",
    hint="print the PDF with the press again",
)
def embedded(evidence: Evidence) -> Iterator[Sighting]:
    """A font program is not in the file."""
    for name, font in evidence.fonts.items():
        descriptor = font.get("/FontDescriptor", {})
        if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
            yield Sighting(f"the font {name} is not embedded")


@check(
    "fonts/subset",
    Severity.WARN,
    rationale="A whole Chinese font is ten megabytes, of which a page uses a hundredth.",
    hint="print the PDF with the press again",
)
def subset(evidence: Evidence) -> Iterator[Sighting]:
    """A font is embedded whole."""
    for name in evidence.fonts:
        if not (len(name) > 7 and name[6] == "+" and name[:6].isalpha() and name[:6].isupper()):
            yield Sighting(f"the font {name} is not a subset")


@check(
    "fonts/to-unicode",
    Severity.FAIL,
    rationale="ISO 14289-1, 7.21.7: without it the text cannot be read aloud, searched or copied.",
    hint="print the PDF with the press again",
)
def to_unicode(evidence: Evidence) -> Iterator[Sighting]:
    """A font does not say which characters its glyphs are."""
    for name, font in evidence.composite_fonts.items():
        if "/ToUnicode" not in font:
            yield Sighting(f"the font {name} has no ToUnicode")


@check(
    "fonts/ours-only",
    Severity.FAIL,
    rationale="A font of the system looks different on every machine, and may not be licensed.",
    hint="name a family of fonts/manifest.yaml in the stylesheet",
)
def ours_only(evidence: Evidence) -> Iterator[Sighting]:
    """A font is none of fonts/."""
    ours = {face.family.replace(" ", "-") for face in evidence.faces}
    for name in evidence.fonts:
        family = name.partition("+")[2] or name
        if not any(family == each or family.startswith(f"{each}-") for each in ours):
            yield Sighting(f"the font {name} is none of ours")


@check(
    "fonts/embeddable",
    Severity.FAIL,
    rationale="The licence bits of a font say whether it may be put into a PDF.",
    hint="ask the foundry, or use another font",
)
def embeddable(evidence: Evidence) -> Iterator[Sighting]:
    """A font forbids to be embedded."""
    for face in evidence.faces:
        table = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path))).reference_table(
            "OS/2"
        )
        rights = int.from_bytes(table.data[8:10], "big") if table and len(table.data) > 10 else 0
        if rights & 0x000F == RESTRICTED:
            yield Sighting(f"the font of {face.family} may not be embedded")
