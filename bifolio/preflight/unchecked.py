"""What preflight does not check, so that a pass is not overrated."""

from __future__ import annotations

UNCHECKED = (
    "The position of a whole paragraph, image or section on its page, as long as reading order "
    "is that of the source and nothing overlaps.",
    "What a drawing (SVG) shows, except that its area is not a single colour, and what a house "
    "style checks of its emblem.",
    "The colours of a photograph. It is compared by lightness, reduced to 32 by 32 pixels, so a "
    "tint or a small retouched detail is not found.",
    "Images of a layout that belong to no unit of the source, and decorations with an empty `alt`.",
    "The shapes of glyphs in fonts that are variable or have PostScript outlines (CFF).",
    "A glyph in the wrong weight of its family, or in a typographic variant.",
    "Letters that are barely or partly visible: a letter counts as hidden only if it leaves no "
    "trace. `accessibility/contrast` checks for low contrast.",
    "Whether running titles, page numbers and other artifacts match the source. They are checked "
    "for contrast, position and visibility only.",
    "Text that is converted to outlines or part of an image.",
    "Titles of bookmarks, metadata other than title, author, subject and keywords, and layers "
    "(optional content) that a viewer can hide.",
    "Whether a translation is correct. Numbers, names, addresses, terms and length are compared; "
    "the meaning needs a reader of both languages.",
)
"""One or two sentences each."""

NOTE = (
    "Any change to a finished PDF is still found if `bifolio check` can rebuild the edition: "
    "`file/reproducible` compares every byte."
)
"""The end of the list."""
