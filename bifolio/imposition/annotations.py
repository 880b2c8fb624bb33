"""Flattens annotations before imposition, and lists those that are not printed.

Sheets contain page content only, without annotations such as stamps, form field values, highlights
and notes (ISO 32000-1, 12.5).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

HIDDEN, PRINT = 1 << 1, 1 << 2
"""Flags of an annotation (ISO 32000-1, table 165)."""

SHOWS_TEXT = re.compile(rb"\bT[jJ]\b|['\"]\s")
"""The operators that show text (ISO 32000-1, 9.4.3)."""

NEVER_PAINTED = frozenset({"/Link", "/Popup"})
"""Annotations without an appearance on paper."""

NAMES = {
    "/Text": "note",
    "/FreeText": "text box",
    "/Widget": "form field",
    "/StrikeOut": "strike-out",
    "/FileAttachment": "attached file",
    "/PolyLine": "line",
}
"""Names of annotation types for messages, unless the type in lower case will do."""


def has_annotations(pdf: pikepdf.Pdf) -> bool:
    """Whether a page has an annotation that readers may expect on paper."""
    return next(_annotations(pdf), None) is not None


def flatten(pdf: pikepdf.Pdf) -> list[str]:
    """Paint all printable annotations into their pages; return messages about the others.

    Printable are those with the Print flag (ISO 32000-1, 12.5.3) and an appearance. qpdf generates
    missing appearances of form fields; those of other annotations are unknown.
    """
    if "/AcroForm" in pdf.Root and bool(pdf.Root.AcroForm.get("/NeedAppearances", False)):
        _draw_values(pdf)
    lost = Counter(
        (page, _name(annotation), why)
        for page, annotation in _annotations(pdf)
        if (why := _why_not_printed(annotation))
    )
    pdf.flatten_annotations("print")
    for page in pdf.pages:
        if "/Annots" in page:
            del page.Annots
    return [
        f"page {page}: {count} {name}{'s' if count > 1 else ''} not printed: {why}"
        for (page, name, why), count in lost.items()
    ]


def _draw_values(pdf: pikepdf.Pdf) -> None:
    """Generate the appearances of form fields.

    qpdf draws a question mark for characters outside Western encodings. A field with such a value
    keeps its existing appearance, or gets none.
    """
    before = [
        (field, _appearance(field), words)
        for _, field in _annotations(pdf)
        if _name(field) == "form field" and not (words := _value(field)).isascii()
    ]
    pdf.generate_appearance_streams()
    for field, appearance, words in before:
        if _appearance(field).count(b"?") <= words.count("?"):
            continue
        if SHOWS_TEXT.search(appearance):
            field.AP.N.write(appearance)
        else:
            del field.AP


def _appearance(field: Any) -> bytes:
    """The operators that draw a field; empty if it has none, or one appearance for each state."""
    normal = field.get("/AP", {}).get("/N")
    return normal.read_bytes() if isinstance(normal, pikepdf.Stream) else b""


def _annotations(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """The visible annotations, with page numbers."""
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", ()):
            if not isinstance(annotation, pikepdf.Dictionary):
                continue
            hidden = int(annotation.get("/F", 0)) & HIDDEN
            if str(annotation.get("/Subtype")) not in NEVER_PAINTED and not hidden:
                yield number, annotation


def _why_not_printed(annotation: Any) -> str:
    """Why a visible annotation is not printed; empty if it is."""
    if _name(annotation) == "form field" and _value(annotation) in ("", "/Off"):
        return ""
    if not int(annotation.get("/F", 0)) & PRINT:
        return "it is for the screen only"
    if "/N" not in annotation.get("/AP", {}):
        return "it has no appearance; print the PDF to a new one in a viewer"
    return ""


def _value(field: Any) -> str:
    """The value of a form field, possibly inherited (ISO 32000-1, 12.7.3.1), or empty."""
    for _ in range(32):  # parents may be cyclic
        if "/V" in field:
            value = field.V
            several = isinstance(value, pikepdf.Array)  # a multiple selection
            return "\n".join(map(str, value)) if several else str(value)
        if "/Parent" not in field:
            return ""
        field = field.Parent
    return ""


def _name(annotation: Any) -> str:
    kind = str(annotation.get("/Subtype", "/annotation"))
    return NAMES.get(kind, kind.removeprefix("/").lower())
