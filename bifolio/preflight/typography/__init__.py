"""Reads finished PDFs back and measures them. It knows the PDF only, never how it was made.

`glyphs` reads the position of each glyph and which paragraph it belongs to; `typography` measures
lines, edges, punctuation and the baseline grid; `report` puts what was measured into words.
"""
