"""The room of the typefaces.

`manifest` reads what fonts there are and where they come from, `typecase` answers what they cover
and hands them to the renderer, `cut` makes an edition's own small fonts, and `rebuild` makes the
files of `fonts/` again from the packages that they came from, with the half-width punctuation of
`marks`.
"""

from __future__ import annotations

HALF_WIDTH = "hwid"
"""The feature under which our Han faces have half-width marks (OpenType registered feature)."""

SPACED_MARKS = "（《〈「『【〔〖“‘［｛，。、；：？！）》〉」』】〕〗”’］｝·"
"""Punctuation with space within its em (CLREQ 3.1.3)."""
