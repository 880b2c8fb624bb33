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
"""The feature under which they have marks of three quarters of an em (a stylistic set)."""

WIDE = "ss01"
"""The feature under which their letters are wider by `WIDENED_BY` (a stylistic set)."""

WIDENED_BY = 0.06
"""em."""

READABLE_GAP = 0.088
"""em; from a tenth on, pdftotext, PDFium and pypdf read a space in a gap between two glyphs."""

HYPHEN = "\u2010"
"""What ends a line within a word. Set text has no other use for it."""

AT_LINE_END = " at line end"
"""What is added to the name of a family for the faces that have its hyphens at line ends alone.

They are fonts of their own, so that the PDF can say of them that they are soft hyphens.
"""

JOINED = "—…"
"""Strokes of which two are one; a gap would tear them."""

SPACED_MARKS = "（《〈「『【〔〖“‘［｛，。、；：？！）》〉」』】〕〗”’］｝·"
"""Punctuation with space within its em (CLREQ 3.1.3)."""
