"""The fifth stage, for print shops: from a printed PDF to PDF/X-4 (ISO 15930-7).

`conditions` knows the printing conditions, each with its ICC profile, and `rebuild` makes the
shipped profiles from measurements. `separation` turns what is left of sRGB into ink: `overprint`
rewrites content streams with it, and lets black text overprint; `pictures` does it for pictures,
`inking` for all that a page uses. `marks` draws what stands around a page, `slug` words the line
there. `finish` puts it all into one file.
"""
