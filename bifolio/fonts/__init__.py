"""The room of the typefaces.

`manifest` reads what fonts there are and where they come from, `typecase` answers what they cover
and hands them to the renderer, `cut` makes an edition's own small fonts, and `rebuild` makes the
files of `fonts/` again from the packages that they came from, with the half-width punctuation of
`marks`.
"""
