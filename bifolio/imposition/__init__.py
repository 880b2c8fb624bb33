"""Puts pages on sheets, so that cutting and folding makes handouts, booklets and leaflets of them.

`sheet` is the model: which page is where on which side, turned and scaled how, and which marks
show where to cut and fold. `booklet`, `n_up` (also posters) and `leaflet` return such sheets for
pages of given sizes, independent of PDF. `source` reads the pages of any PDF, and `writer` writes
the sheets as a new one, each page a form that all its copies share.

A PDF that was imposed has no tags: pages of several places share a side, so it has no order of
reading. It is for printers; the PDF that it was made of is for readers.
"""
