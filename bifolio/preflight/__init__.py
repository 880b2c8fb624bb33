"""Looks at a finished PDF before it takes the place of a good one.

A `check` is a small function with a lasting id, a severity, a rationale and a hint (`registry`). It
looks at the `evidence`: the PDF as PDFium and pypdf read it, the source, and where the layout put
each text. `profiles` say which checks an edition is held to, and with what limits; `inspect` runs
them and gives a `Report`, which `report` writes as a page to look at, as JSON and as lines. The
checks themselves are in `checks`, a module for each subject.

A check that raises is an error and no pass; what could not be looked at is told as skipped.
"""
