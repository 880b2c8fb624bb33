"""Composes paragraphs: chooses all line ends of one together, and spaces its lines.

The renderer breaks a line as soon as it is full and cannot stretch Han at all. Here a paragraph
becomes a row of `letters` with the widths that `shaping` gives them; `breaks` says where a line may
end; `fit` finds the line ends with the least stretch and squeeze over the whole paragraph (Knuth
and Plass, Breaking paragraphs into lines, 1981) with the glue of Chinese typesetting (W3C CLREQ,
3.1 and 3.2); and a `Line` tells what each of its letters is to be spaced by. Nothing here knows of
HTML or of PDF: `render.composed` gives the paragraphs and takes the lines.

Lengths are in one unit throughout, whichever the caller measures in.
"""
