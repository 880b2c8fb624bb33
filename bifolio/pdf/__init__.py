"""What PDFs consist of, for all stages that read or change them.

`geometry` has rectangles, `content` walks through content streams, `painting` lists what they
paint, `colour_spaces`, `shadings`, `samples` and `icc` read colours, `structure` reads the tags,
`actions` what a viewer does, `xmp` and `metadata` the document metadata, `glyphs` the positions of
text.

Three libraries read PDFs, each for what the others lack:

- pikepdf (qpdf): objects, content streams, matrices, encryption, damage. All that is checked,
  converted to ink or flattened goes through it.
- PDFium: text positions, and pages as pictures, as most browsers show them.
- pypdf: imposition. `PdfWriter` copies pages of any PDF as form XObjects, each resource once, and
  its output is the same to the byte for the same source.
"""
