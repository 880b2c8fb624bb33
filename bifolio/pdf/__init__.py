"""Reads PDF: geometry, content streams, tags, colours, text positions, metadata.

`geometry` has rectangles, `content` interprets content streams, `painting` lists what they paint,
`colour_spaces`, `shadings`, `samples` and `icc` read colours, `structure` reads the tags, `actions`
what a viewer does, `xmp` and `metadata` the document metadata, `glyphs` text positions.

Three libraries read PDFs, each for what the others lack:

- pikepdf (qpdf): objects, content streams, matrices, encryption, repair. Checks, conversion to
  inks and flattening use it.
- PDFium: text positions and page images, as most browsers show them.
- pypdf: imposition. `PdfWriter` copies pages of any PDF as form XObjects, each resource once, with
  the same bytes for the same source.
"""
