"""Builds the PDF of an edition: from set text to finished pages.

`page_html` merges the texts into the templates of a layout, with the markup of `run_html`;
`renderer` lays out and writes the pages in processes that have no fonts but those of the edition.
`images` converts pictures to sRGB. What depends on private parts of WeasyPrint is in `weasyprint`:
there `line_composer` lets `bifolio.compose` choose the lines of each block, `steps` keeps text on
the baseline grid, and `tags`, `glyph_texts`, `links` and `soft_hyphens` correct what the
renderer writes.
"""
