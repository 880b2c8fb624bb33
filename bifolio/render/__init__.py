"""The fourth stage: from set text to a finished PDF.

`merge` puts the text into a layout's templates, `cut` makes the edition's own fonts, and the
`renderer` renders the pages in a process that has nothing but those fonts. There `composed` learns
the measures of the page from a first layout, has `bifolio.compose` choose the lines of its
`passages`, writes them back as `line_markup` and lays the page out. `profiled` puts pictures into
sRGB; `tags`, `glyph_texts`, `soft_hyphens` and `xmp` mend what WeasyPrint leaves out of the
structure tree, the text and the metadata; what relies on its inside is pinned to the version in
`pinned`.
"""
