"""The room of the typefaces.

`manifest` reads what fonts there are and where they come from, `typecase` answers what they cover
and hands them to the renderer, `cut` makes an edition's own small fonts, and `rebuild` makes the
files of `fonts/` again from the packages that they came from, with the half and the wide glyphs of
`widths`.
"""

from __future__ import annotations

HALF_WIDTH = "hwid"
"""The feature under which our Han faces have half-width marks (OpenType registered feature)."""

NARROW = "ss02"
"""The feature under which they have marks between half an em and a whole one (a stylistic set).

Its value, less than `NARROW_STEPS`, says by how many parts of half an em a mark is narrower.
"""

NARROW_STEPS = 8

WIDE = "ss01"
"""The feature under which their letters are wider by `WIDENED_BY` (a stylistic set)."""

WIDENED_BY = 0.165
"""em; with gaps between it and a little more or less, any stretch up to a quarter of an em is had
without a gap that is read as a space."""

READABLE_GAP = 0.088
"""em; from a tenth on, pdftotext, PDFium and pypdf read a space in a gap between two glyphs."""

HYPHEN = "\u2010"
"""What ends a line within a word. Set text has no other use for it."""

AT_LINE_END = " at line end"
"""What is added to the name of a family for the faces that have its hyphens at line ends alone.

They are fonts of their own, so that the PDF can say of them that they are soft hyphens.
"""

GENERATED = frozenset(
    map(
        ord,
        # Letters, figures and marks of counters, leaders and `content`.
        "".join(map(chr, range(0x20, 0x7F)))
        # disc, circle, square, disclosure-closed and -open (CSS Counter Styles 3, 6 and 7).
        + "•◦▪▸▾"
        # `quotes`, `hyphenate-character`, `text-overflow` (CSS Generated Content 3, CSS Text 3, CSS
        # Overflow 3) as English and Chinese have them.
        + "“”‘’«»「」『』‐…",
    )
)
"""Code points that a stylesheet most often puts on a page without naming them.

Faces are cut with these from the beginning. What else the renderer generates it reports, and the
faces are cut once more (`bifolio.render.renderer.print_job`)."""

JOINED = "—…"
"""Strokes of which two are one; a gap would tear them."""

SPACED_MARKS = "（《〈「『【〔〖“‘［｛，。、；：？！）》〉」』】〕〗”’］｝·"
"""Punctuation with space within its em (CLREQ 3.1.3)."""
