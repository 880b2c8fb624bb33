"""Active content: scripts, form actions, multimedia and embedded files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pikepdf import Array, Dictionary

from bifolio.pdf.actions import Action, file_of, is_on_network, specified
from bifolio.preflight.document import Document
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check

SENDING = {
    "SubmitForm": "sends the data of the form",
    "ImportData": "reads data from another file",
    "ResetForm": "resets the form",
}
"""Form actions (ISO 32000-1, 12.7.5), and what they do."""

OTHER_FILES = {"GoToR": "another PDF", "GoToE": "a PDF within a PDF"}
"""Actions that open other files (ISO 32000-1, 12.6.4.3 and 12.6.4.4)."""

MEDIA_ACTIONS = frozenset({"Rendition", "Sound", "Movie", "GoTo3DView", "RichMediaExecute"})
MEDIA = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
"""Actions and annotations of multimedia (ISO 32000-1, 13)."""

HARMLESS = frozenset({"GoTo", "URI"})
TURNS_PAGES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
"""Actions that only navigate, and named actions that do so (ISO 32000-1, table 211)."""

UNSAFE = re.compile(
    r"javascript|vbscript|data|file|smb|jar|mhtml|res|view-source|shell|intent|search-ms|ms-[a-z-]+"
)
"""Schemes of addresses that run a program, or open a file on the reader's computer."""


@check("file/no-javascript", Severity.FAIL)
def no_javascript(document: Document) -> Iterator[Sighting]:
    """The file contains JavaScript: on opening, in a link, a bookmark or a form field.

    Why: Mail gateways block files with JavaScript (ISO 32000-1, 12.6.4.16).
    Fix: remove it; Bifolio writes none
    """
    for action in document.actions:
        if action.kind == "JavaScript" or "/JS" in action.data:
            yield _seen(action, "JavaScript")


@check("file/no-programs", Severity.FAIL)
def no_programs(document: Document) -> Iterator[Sighting]:
    """The file contains a Launch action, which starts another program.

    Why: It runs a program or opens a file on the reader's computer (ISO 32000-1, 12.6.4.5).
    Fix: remove it; Bifolio writes none
    """
    for action in document.actions:
        if action.kind == "Launch":
            yield _seen(action, f"Launch of '{_launched(action)}'")


@check("file/no-form-actions", Severity.FAIL)
def no_form_actions(document: Document) -> Iterator[Sighting]:
    """The file contains an action that submits, imports or resets a form.

    Why: It sends what a reader filled in, or reads data from another file (ISO 32000-1, 12.7.5).
    Fix: remove it; Bifolio writes no forms
    """
    for action in document.actions:
        if action.kind in SENDING:
            yield _seen(action, f"{action.kind}, which {SENDING[action.kind]}")


@check("file/no-xfa", Severity.FAIL)
def no_xfa(document: Document) -> Iterator[Sighting]:
    """The file contains an XFA form, which replaces its pages.

    Why: Few viewers support XFA, it can run scripts, and PDF 2.0 removed it (ISO 32000-1, 12.7.8;
    ISO 14289-1, 7.15).
    Fix: save the form as an ordinary PDF
    """
    form = document.document.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/XFA" in form:
        yield Sighting("the file has an XFA form")


@check("file/no-media", Severity.FAIL)
def no_media(document: Document) -> Iterator[Sighting]:
    """The file contains sound, video or 3D content.

    Why: Many viewers do not support or block multimedia (ISO 32000-1, 13).
    Fix: remove it, and link to the media instead
    """
    for action in document.actions:
        if action.kind in MEDIA_ACTIONS:
            yield _seen(action, action.kind)
    for number, subtype in _annotations(document):
        if subtype in MEDIA:
            yield Sighting(f"{subtype[1:]} on the page", whole_page(number))


@check("file/other-actions", Severity.WARN)
def other_actions(document: Document) -> Iterator[Sighting]:
    """The file contains an action other than going to a page or an address.

    Why: Viewers hide content, print or switch layers by it, or ignore it (ISO 32000-1, 12.6.4).
    Fix: remove it; Bifolio writes links only
    """
    known = {"JavaScript", "Launch", *SENDING, *OTHER_FILES, *MEDIA_ACTIONS, *HARMLESS}
    for action in document.actions:
        named = action.kind == "Named" and str(action.data.get("/N")) in TURNS_PAGES
        if action.kind not in known and not named:
            yield _seen(action, action.kind)


@check("file/no-attachments", Severity.FAIL, once=True)
def no_attachments(document: Document) -> Iterator[Sighting]:
    """The file contains embedded files.

    Why: Readers do not notice them, and mail gateways block them (ISO 32000-1, 7.11.4).
    Fix: remove them; Bifolio embeds none
    """
    for item in document.dictionaries:
        if isinstance(item.get("/EF"), Dictionary):
            yield Sighting(f"'{specified(item)}' is attached")
    for number, subtype in _annotations(document):
        if subtype == "/FileAttachment":
            yield Sighting(f"a file is attached to page {number}", whole_page(number))


@check("links/other-files", Severity.FAIL)
def other_files(document: Document) -> Iterator[Sighting]:
    """A link opens another file (GoToR, GoToE).

    Why: Recipients of the PDF do not have that file; a network path (UNC) also sends the reader's
    credentials to that machine (ISO 32000-1, 12.6.4.3).
    Fix: link to a web address instead
    """
    for action in document.actions:
        if action.kind in OTHER_FILES:
            name = file_of(action)
            where = ", on another machine" if is_on_network(name) else ""
            yield _seen(action, f"{action.kind} to {OTHER_FILES[action.kind]}, '{name}'{where}")


@check("links/unsafe-addresses", Severity.FAIL)
def unsafe_addresses(document: Document) -> Iterator[Sighting]:
    """The address of a link runs a script or opens a file on the reader's computer.

    Why: An address with javascript:, data: or file: executes code or opens a local file on a click.
    Fix: link to an address that begins with https:, mailto: or tel:
    """
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


def _annotations(document: Document) -> Iterator[tuple[int, str]]:
    """The page number and the subtype of each annotation."""
    for number, page in enumerate(document.document.pages, 1):
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            if isinstance(note, Dictionary):
                yield number, str(note.get("/Subtype", ""))
