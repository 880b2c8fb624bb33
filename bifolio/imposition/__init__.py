"""Imposes pages on sheets, to be cut, folded and stapled into handouts, booklets and leaflets.

`sheet` is the model: sides, placements and marks. `booklet`, `n_up` (also posters) and `leaflet`
compute sheets for pages of given sizes, independent of PDF; `plan` selects one of them. `source`
opens any PDF (`annotations` flattens it), and `writer` writes the sheets as a new PDF.

An imposed PDF has no tags, because its sides have no reading order: it is for printers only.
"""
