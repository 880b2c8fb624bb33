"""The fourth stage: from set text to a finished PDF.

`merge` puts the text into a layout's templates, `cut` makes the edition's own fonts, and the
`renderer` prints the pages in a process that has nothing but those fonts. `justify` stretches lines
of Chinese, `tags` and `xmp` mend what WeasyPrint leaves out of the structure tree and the metadata;
what reaches into it is held to the version in `pinned`.
"""
