"""Composes paragraphs: chooses all line ends of a paragraph together, and spaces its lines.

WeasyPrint breaks a line as soon as it is full, and cannot stretch Han. Here a paragraph is a
sequence of shaped clusters (`clusters`) with the widths that `shaping` measures;
`break_opportunities` finds where a line may end; `line_breaking` finds the line ends with the least
stretch and squeeze over the whole paragraph (Knuth and Plass, Breaking paragraphs into lines, 1981)
with the glue of Chinese typesetting (W3C CLREQ, 3.1 and 3.2); `spacing` cuts each line into
segments of equal spacing. `composer` is the way in: it takes runs of text and a measure, returns
lines, and remembers them. Nothing here depends on HTML or PDF: `render.weasyprint.line_composer`
passes in the runs and takes the lines.

All lengths are in one unit, whichever the caller measures in.
"""
