"""Checks a finished PDF before it replaces the last good one.

A check is a small function with an id, a severity, a rationale and a hint (`registry`); `checks`
has a module for each subject. Checks read the `document` (the PDF) or the `evidence` (the PDF, its
source and the placements of the layout). `profiles` define the checks and limits of an edition.
`runner` runs them and returns a `Report` (`findings`), which `report` writes as HTML and lines and
`report_file` as JSON.

A check that raises is reported as an error, never as a pass; a check that cannot run, as skipped.
"""
