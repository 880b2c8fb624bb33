"""Converts a built PDF to PDF/X-4 for print shops (ISO 15930-7).

`conditions` reads printing conditions with their ICC profiles, which `build_profiles` makes from
measurements. `separation` converts sRGB to inks, in content streams (`content_stream`), images
(`images`) and other resources (`convert`). `marks` draws the printer's marks, `slug` has the text
of the slug line, and `pdfx` writes the file.
"""
