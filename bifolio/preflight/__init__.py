"""Checks a finished PDF before it takes the place of a good one.

A `check` is a small function with a lasting id, a severity, a rationale and a hint (`registry`). It
reads the `evidence`: the PDF as PDFium and pikepdf read it, the source, and where the layout put
each text. `profiles` say which checks an edition has to pass, and with what limits; `inspect` runs
them and gives a `Report`, which `report` writes as a page, as JSON and as lines. The
checks themselves are in `checks`, a module for each subject.

A check that raises is an error and no pass; what could not be checked is reported as skipped.
"""
