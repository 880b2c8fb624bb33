"""For print shops: from a built PDF to PDF/X-4 (ISO 15930-7).

`conditions` has the printing conditions, each with its ICC profile; `build_profiles` makes the
shipped profiles from measurements. `separation` converts sRGB to ink: in content streams
(`content_stream`, where black text overprints), in pictures (`images`) and in all else that a page
uses (`convert`). `marks` draws the printer's marks, `slug` has the text of the slug line. `pdfx`
puts it all into one file.
"""
