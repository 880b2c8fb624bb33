"""What no check of preflight finds, so that a pass is not taken for more than it is."""

from __future__ import annotations

UNCHECKED = (
    "Where a whole paragraph, picture or section stands on its page. It may stand at another "
    "place than the layout gave it, as long as it is read in the order of the source and nothing "
    "overlaps.",
    "What a drawing (SVG) shows. Only that its place does not have one colour, and what a house "
    "checks of its mark.",
    "The colours of a photograph. It is compared by its lightness, brought down to 32 by 32 "
    "pixels: neither a tint nor a small retouched detail is found.",
    "Pictures of a layout that stand for no unit of the source, and decorations with an empty "
    "`alt`.",
    "The shapes of glyphs in fonts that are variable or have PostScript outlines (CFF).",
    "A glyph in another weight of its family, or in one of its typographic variants, than the "
    "layout asks for.",
    "Letters that are seen, but only just, or in part: a letter counts as hidden where it leaves "
    "no trace at all. Low contrast is for `accessibility/contrast`.",
    "Whether running titles, page numbers and other artifacts say what the source says. They are "
    "checked for contrast, place and visibility only.",
    "Text that is painted as outlines or is a part of a picture.",
    "Titles of bookmarks, attached metadata other than title, author, subject and keywords, and "
    "layers (optional content) that a viewer can be told to hide.",
    "Whether a translation is right. Numbers, names, addresses, terms and length are compared; "
    "the meaning is for a reader of both languages.",
)
"""One sentence or two each."""

NOTE = (
    "A change that was made to a finished PDF is found all the same where `bifolio check` can "
    "build the edition again: `file/reproducible` compares every byte."
)
"""What follows the list."""
