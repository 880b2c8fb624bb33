"""Puts pages on sheets, so that cutting and folding makes handouts, booklets and leaflets of them.

`sheets` is the model: which page stands where on which side, turned and scaled how, and which marks
show where to cut and fold. `booklet`, `grid` (n-up and posters) and `leaflet` give such sheets for
pages of given sizes; they know nothing of PDF. `source` reads the pages of any PDF, and `draw`
writes the sheets as a new one, each page a form that all its copies share.

A PDF that was imposed has no tags: pages of several places share a side, so it has no order of
reading. It is for printers; the PDF that it was made of is for readers.
"""
