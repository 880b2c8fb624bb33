"""Writes PRINTING.html, which explains how to print each file of a publication.

`jobs` derives the instructions for a file from its edition and its sheets; `page` writes them, with
a thumbnail of each side. The phrases are in `phrases.yaml`, in every language of the page.
"""
