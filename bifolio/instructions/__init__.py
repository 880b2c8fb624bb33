"""The page that tells whoever stands at the copier how each file is printed: PRINTING.html.

`prints` says of a file what it is and what has to be done with it, `page` writes that down with
small pictures. The words stand in `phrases.yaml`, in every language that the page speaks.
"""
