"""What PDFium adds to the characters of a page, and what becomes of a hyphen at a line end."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from bifolio.pdf.glyphs import ADDED, DIVIDED, read_pages

LINES = ("A typed un-", "derscore and  a well-", "Known one - with", "some words far", "apart")


def page_of(lines: tuple[str, ...]) -> bytes:
    """A PDF of no tags with these lines, in a font that viewers have."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    names = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}
    font = pikepdf.Dictionary({f"/{key}": pikepdf.Name(name) for key, name in names.items()})
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(f"BT /F 12 Tf 20 160 Td {shown} ET".encode())
        pdf.save(file)
    return file.getvalue()


def test_a_divided_word_has_its_hyphen() -> None:
    ((paragraph,),) = read_pages(page_of(LINES))
    assert [line.text for line in paragraph.lines][:2] == ["A typed un-", "derscore and a well-"]


def test_pdfium_tells_what_it_adds_and_divides_by_the_codes_that_are_asked_for() -> None:
    opened = pypdfium2.PdfDocument(page_of(LINES))[0].get_textpage()
    text = opened.raw
    added, divided, others = set(), set(), set()
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            added.add(code)
        elif pdfium.FPDFText_IsHyphen(text, index) == 1:
            divided.add(code)
        else:
            others.add(code)
    assert divided == {DIVIDED}
    assert added
    assert added <= ADDED
    assert DIVIDED not in others
