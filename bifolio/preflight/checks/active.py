"""Active content: programs, forms that are sent, media and files within the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary

from bifolio.pdf.actions import Action, file_of, is_on_network, specified
from bifolio.preflight.document import Document
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check

SENDING = {
    "SubmitForm": "sends what was filled in",
    "ImportData": "reads data from another file",
    "ResetForm": "empties the form",
}
"""Actions of forms (ISO 32000-1, 12.7.5), and what they do."""

OTHER_FILES = {"GoToR": "another PDF", "GoToE": "a PDF within a PDF"}
"""Actions that lead into other files (ISO 32000-1, 12.6.4.3 and 12.6.4.4)."""

MEDIA_ACTIONS = frozenset({"Rendition", "Sound", "Movie", "GoTo3DView", "RichMediaExecute"})
MEDIA = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
"""Actions and annotations that play or show media (ISO 32000-1, 13)."""

HARMLESS = frozenset({"GoTo", "URI"})
TURNS_PAGES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
"""What only moves the reader (ISO 32000-1, table 211)."""

UNSAFE = re.compile(
    r"javascript|vbscript|data|file|smb|jar|mhtml|res|view-source|shell|intent|search-ms|ms-[a-z-]+"
)
"""Schemes of addresses that run a program, or open a file, of whoever clicks."""


@check(
    "file/no-javascript",
    Severity.FAIL,
    rationale="A program in a brochure is stopped by mail gateways, and should be (ISO 32000-1, "
    "12.6.4.16).",
    hint="remove it; Bifolio writes none",
)
def no_javascript(document: Document) -> Iterator[Sighting]:
    """The file has JavaScript: when it is opened, in a link, a bookmark or a form field."""
    for action in document.actions:
        if action.kind == "JavaScript" or "/JS" in action.data:
            yield _seen(action, "JavaScript")


@check(
    "file/no-programs",
    Severity.FAIL,
    rationale="A Launch action starts a program or opens a file of the reader (ISO 32000-1, "
    "12.6.4.5).",
    hint="remove it; Bifolio writes none",
)
def no_programs(document: Document) -> Iterator[Sighting]:
    """Something in the file starts another program (Launch)."""
    for action in document.actions:
        if action.kind == "Launch":
            yield _seen(action, f"Launch of '{_launched(action)}'")


@check(
    "file/no-form-actions",
    Severity.FAIL,
    rationale="What a reader fills in is sent elsewhere, or data are read from another file "
    "(ISO 32000-1, 12.7.5).",
    hint="remove it; Bifolio writes no forms",
)
def no_form_actions(document: Document) -> Iterator[Sighting]:
    """Something in the file sends, imports or empties a form."""
    for action in document.actions:
        if action.kind in SENDING:
            yield _seen(action, f"{action.kind}, which {SENDING[action.kind]}")


@check(
    "file/no-xfa",
    Severity.FAIL,
    rationale="XFA forms show other pages than the PDF has, in few viewers, and run programs; PDF "
    "2.0 has dropped them (ISO 32000-1, 12.7.8; ISO 14289-1, 7.15).",
    hint="save the form as an ordinary PDF, or print it to a new one",
)
def no_xfa(document: Document) -> Iterator[Sighting]:
    """The file has an XFA form, which replaces its pages."""
    form = document.document.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/XFA" in form:
        yield Sighting("the file has an XFA form")


@check(
    "file/no-media",
    Severity.FAIL,
    rationale="Sound, films and models need programs that many viewers lack or stop (ISO 32000-1, "
    "13).",
    hint="remove it, and link to the film instead",
)
def no_media(document: Document) -> Iterator[Sighting]:
    """The file plays sound or films, or shows a model."""
    for action in document.actions:
        if action.kind in MEDIA_ACTIONS:
            yield _seen(action, action.kind)
    for number, page in enumerate(document.document.pages, 1):
        for note in _notes(page):
            subtype = str(note.get("/Subtype", ""))
            if subtype in MEDIA:
                yield Sighting(f"{subtype[1:]} on the page", whole_page(number))


@check(
    "file/other-actions",
    Severity.WARN,
    rationale="Viewers hide parts of the page, print or change layers by it, or ignore it "
    "(ISO 32000-1, 12.6.4).",
    hint="remove it; Bifolio writes links only",
)
def other_actions(document: Document) -> Iterator[Sighting]:
    """The file does something else than leading to a page or to an address."""
    known = {"JavaScript", "Launch", *SENDING, *OTHER_FILES, *MEDIA_ACTIONS, *HARMLESS}
    for action in document.actions:
        named = action.kind == "Named" and str(action.data.get("/N")) in TURNS_PAGES
        if action.kind not in known and not named:
            yield _seen(action, action.kind)


@check(
    "file/no-attachments",
    Severity.FAIL,
    rationale="A file within the file is not seen, and is stopped by mail gateways (ISO 32000-1, "
    "7.11.4).",
    hint="remove it; Bifolio puts none in",
)
def no_attachments(document: Document) -> Iterator[Sighting]:
    """The file has other files in it."""
    reported = set()
    for item in document.dictionaries:
        if isinstance(item.get("/EF"), Dictionary):
            name = specified(item)
            if name not in reported:
                reported.add(name)
                yield Sighting(f"'{name}' is attached")
    for number, page in enumerate(document.document.pages, 1):
        for note in _notes(page):
            if note.get("/Subtype") == "/FileAttachment":
                yield Sighting("a file is attached to the page", whole_page(number))


@check(
    "links/other-files",
    Severity.FAIL,
    rationale="Whoever gets the PDF alone has not the other file; a path to another machine (UNC) "
    "sends it the name and the password of who clicks (ISO 32000-1, 12.6.4.3).",
    hint="link to a web address instead",
)
def other_files(document: Document) -> Iterator[Sighting]:
    """A link leads into another file (GoToR, GoToE)."""
    for action in document.actions:
        if action.kind in OTHER_FILES:
            name = file_of(action)
            where = ", on another machine" if is_on_network(name) else ""
            yield _seen(action, f"{action.kind} to {OTHER_FILES[action.kind]}, '{name}'{where}")


@check(
    "links/unsafe-addresses",
    Severity.FAIL,
    rationale="An address that begins with javascript:, data: or file: runs a program or opens a "
    "file of whoever clicks on it.",
    hint="link to an address that begins with https:, mailto: or tel:",
)
def unsafe_addresses(document: Document) -> Iterator[Sighting]:
    """A link runs a program, or opens a file of the reader, by its address."""
    for action in document.actions:
        address = re.sub(r"[\x00-\x20]", "", str(action.data.get("/URI", "")))
        scheme = address.partition(":")[0].lower()
        if action.kind == "URI" and (is_on_network(address) or UNSAFE.fullmatch(scheme)):
            yield _seen(action, f"the address '{address[:60]}'")


def _seen(action: Action, what: str) -> Sighting:
    return Sighting(f"{what}: {action.where}", whole_page(action.page) if action.page else None)


def _launched(action: Action) -> str:
    """The program or file that a Launch action names."""
    windows = action.data.get("/Win")
    return file_of(action) or (specified(windows) if isinstance(windows, Dictionary) else "")


def _notes(page: Any) -> list[Any]:
    """The annotations of a page."""
    notes = page.obj.get("/Annots")
    return (
        [each for each in notes if isinstance(each, Dictionary)] if isinstance(notes, Array) else []
    )
