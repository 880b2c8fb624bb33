"""What people put on the pages of a PDF is on the sheets that are made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.conftest import call_bifolio
from tests.support.problems import places

PRINTS, SCREEN_ONLY = 4, 0

Put = Callable[[Pdf], Any]


def appearance(pdf: Pdf, words: str) -> Any:
    """What an annotation looks like: its words in Helvetica."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    form = pdf.make_stream(f"BT /F 12 Tf 4 8 Td ({words}) Tj ET".encode())
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, 150, 30])
    form.Resources = Dictionary(Font=Dictionary(F=font))
    return form


def annotation(pdf: Pdf, kind: str, words: str = "", flags: int = PRINTS, **more: Any) -> Any:
    found = Dictionary(
        Type=Name.Annot, Subtype=Name(kind), Rect=Array([50, 100, 200, 130]), F=flags, **more
    )
    if words:
        found.AP = Dictionary(N=appearance(pdf, words))
    return pdf.make_indirect(found)


def a_form(pdf: Pdf, field: Any, **more: Any) -> Any:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=Dictionary(Font=Dictionary(Helv=font)), **more
    )
    return field


def a_text_field(pdf: Pdf, value: str = "Filled in", words: str = "") -> Any:
    """A text field that asks viewers to draw its value; `words` are drawn in it already."""
    more = {"FT": Name.Tx, "T": "name", "V": value, "DA": "/Helv 12 Tf 0 g"}
    field = annotation(pdf, "/Widget", words, **more)
    return a_form(pdf, field, NeedAppearances=True)


def a_tick(pdf: Pdf) -> Any:
    on, off = appearance(pdf, "ticked"), appearance(pdf, "not so")
    field = annotation(pdf, "/Widget", FT=Name.Btn, T="box", V=Name.Yes, AS=Name.Yes)
    field.AP = Dictionary(N=Dictionary(Yes=on, Off=off))
    return a_form(pdf, field)


def a_page(path: Path, *put: Put, **saved: Any) -> Path:
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(300, 400))
    pdf.pages[0].Annots = Array([each(pdf) for each in put])
    pdf.save(path, **saved)
    return path


def imposed(source: Path, *options: str) -> tuple[int, str, str]:
    """The exit code, what was reported, and the words on the sheets."""
    output = source.with_name("sheets.pdf")
    finished = call_bifolio("impose", "poster", str(source), "-o", str(output), *options)
    words = ""
    if output.exists():
        with pypdfium2.PdfDocument(output) as document:
            words = document[0].get_textpage().get_text_range()
    return finished.returncode, finished.stderr, words


@pytest.mark.parametrize(
    "kind", ["/Stamp", "/FreeText", "/Highlight", "/Ink", "/Text", "/Square", "/StrikeOut"]
)
def test_what_somebody_put_on_a_page_is_on_the_sheet(tmp_path: Path, kind: str) -> None:
    source = a_page(tmp_path / "in.pdf", lambda pdf: annotation(pdf, kind, "APPROVED"))
    code, said, words = imposed(source)
    assert (code, said) == (0, "")
    assert "APPROVED" in words


@pytest.mark.parametrize(("put", "value"), [(a_text_field, "Filled in"), (a_tick, "ticked")])
def test_values_of_form_fields_are_on_the_sheet(tmp_path: Path, put: Put, value: str) -> None:
    code, said, words = imposed(a_page(tmp_path / "in.pdf", put))
    assert (code, said) == (0, "")
    assert value in words
    assert "not so" not in words


def test_a_value_that_cannot_be_drawn_is_reported_and_not_replaced(tmp_path: Path) -> None:
    code, said, words = imposed(a_page(tmp_path / "in.pdf", lambda pdf: a_text_field(pdf, "张三")))
    assert code == 0
    assert "page 1: 1 form field not printed: it has no appearance" in said
    assert words == ""


def test_a_value_that_a_viewer_has_drawn_stays_as_it_was_drawn(tmp_path: Path) -> None:
    put = [lambda pdf: a_text_field(pdf, "张三", "drawn before")]
    assert imposed(a_page(tmp_path / "in.pdf", *put)) == (0, "", "drawn before")


def test_a_western_value_with_accents_is_drawn(tmp_path: Path) -> None:
    def put(pdf: Pdf) -> Any:
        field = a_text_field(pdf, "Zoë, why?")
        pdf.Root.AcroForm.DR.Font.Helv.Encoding = Name.WinAnsiEncoding
        return field

    assert imposed(a_page(tmp_path / "in.pdf", put)) == (0, "", "Zoë, why?")


def test_what_is_for_the_screen_only_is_reported(tmp_path: Path) -> None:
    source = a_page(
        tmp_path / "in.pdf",
        lambda pdf: annotation(pdf, "/Text", "to the editor", SCREEN_ONLY),
        lambda pdf: annotation(pdf, "/Text", "once more", SCREEN_ONLY),
        lambda pdf: annotation(pdf, "/Ink"),
    )
    code, said, words = imposed(source)
    assert code == 0
    assert "page 1: 2 notes not printed: it is for the screen only" in said
    assert "page 1: 1 ink not printed: it has no appearance" in said
    assert words == ""


def test_links_and_hidden_annotations_are_nothing_to_report(tmp_path: Path) -> None:
    hidden = PRINTS | 2
    source = a_page(
        tmp_path / "in.pdf",
        lambda pdf: annotation(pdf, "/Link"),
        lambda pdf: annotation(pdf, "/Stamp", "hidden", hidden),
        lambda pdf: a_form(pdf, annotation(pdf, "/Widget", FT=Name.Tx, T="empty")),
    )
    assert imposed(source) == (0, "", "")


def test_a_pdf_that_anybody_may_open_is_imposed(tmp_path: Path) -> None:
    locked = pikepdf.Encryption(owner="o", user="")
    source = a_page(
        tmp_path / "in.pdf", lambda pdf: annotation(pdf, "/Stamp", "SEAL"), encryption=locked
    )
    assert imposed(source) == (0, "", "SEAL")


def test_a_locked_pdf_is_opened_with_its_password(tmp_path: Path) -> None:
    locked = pikepdf.Encryption(owner="o", user="correct horse", R=6)
    source = a_page(
        tmp_path / "in.pdf", lambda pdf: annotation(pdf, "/Stamp", "SEAL"), encryption=locked
    )
    code, said, words = imposed(source)
    assert (code, words) == (1, "")
    assert places(said) == [f"{source} file/encrypted"]
    (tmp_path / "password").write_text("wrong\n")
    code, said, _ = imposed(source, "--password-file", str(tmp_path / "password"))
    assert code == 1
    assert places(said) == [f"{source} file/encrypted"]
    (tmp_path / "password").write_text("correct horse\n")
    assert imposed(source, "--password-file", str(tmp_path / "password")) == (0, "", "SEAL")
