"""Measures the typography of finished PDFs, independent of how they were made.

`measure` measures lines, edges and punctuation, `grid` the baseline grid; `report` writes tables
and JSON.
"""
