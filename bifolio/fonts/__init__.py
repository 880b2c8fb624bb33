"""The typefaces, and the subsets of them that an edition needs.

`manifest` reads fonts/manifest.yaml, `collection` lists the covered characters and prepares fonts
for the renderer, `subset` makes the subset files of an edition, `glyph_outlines` reads outlines,
and `build` makes the files of `fonts/` from their packages, with half-width and wide glyphs.
"""

from __future__ import annotations

HALF_WIDTH = "hwid"
"""The feature of half-width punctuation in our Han faces (OpenType registered feature)."""

NARROW = "ss02"
"""The feature of punctuation between half an em and one em (a stylistic set).

Its value n, less than `NARROW_STEPS`, makes a mark narrower by n / `NARROW_STEPS` of half an em."""

NARROW_STEPS = 8

WIDE = "ss01"
"""The feature of characters that are wider by `WIDENED_BY` (a stylistic set)."""

WIDENED_BY = 0.165
"""em; with a small gap, it allows any stretch up to a quarter of an em without a gap that PDF
readers take for a space."""

READABLE_GAP = 0.088
"""em; pdftotext, PDFium and pypdf take a gap of a tenth of an em for a space."""

HYPHEN = "\u2010"
"""The hyphen at line ends; composed text has it nowhere else."""

AT_LINE_END = " at line end"
"""The suffix of families that have only the hyphen at line ends.

They are separate fonts, so that the PDF can map their glyph to a soft hyphen."""

TYPED_HYPHEN = "\u2011"
"""The hyphen of a name or compound where a line ends with it, in the font of its own.

Within lines, it is what an author typed to keep words together."""

TYPED_AT_LINE_END = " typed at line end"
"""The suffix of families that have only this hyphen, which the PDF maps to U+2010.

PDF readers take U+002D at a line end for the hyphen of a divided word, and drop it."""

GENERATED = frozenset(
    map(
        ord,
        # Letters, digits and punctuation of counters, leaders and `content`.
        "".join(map(chr, range(0x20, 0x7F)))
        # disc, circle, square, disclosure-closed and -open (CSS Counter Styles 3, 6 and 7).
        + "•◦▪▸▾"
        # `quotes`, `hyphenate-character`, `text-overflow` (CSS Generated Content 3, CSS Text 3, CSS
        # Overflow 3) as English and Chinese have them.
        + "“”‘’«»「」『』‐…",
    )
)
"""Code points that stylesheets most often generate without containing them.

Subsets always have these. If the renderer generates others, it reports them, and the subsets are
extended (`bifolio.render.renderer.render_job`)."""

LINE_ENDS = {HYPHEN: AT_LINE_END, TYPED_HYPHEN: TYPED_AT_LINE_END}
"""The hyphens at line ends, with the suffixes of their families."""

JOINED = "—…"
"""Characters of which two form one stroke, which a gap would interrupt."""

SPACED_MARKS = "（《〈「『【〔〖“‘［｛，。、；：？！）》〉」』】〕〗”’］｝·"
"""Punctuation with space within its em (CLREQ 3.1.3)."""
