"""Accessibility: PDF/UA-1, by own checks and by veraPDF, and WCAG 2.1."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from pikepdf import Dictionary

from bifolio.pdf.glyphs import PICTURE, TextLine
from bifolio.pdf.structure import Element
from bifolio.pdf.tables import tables_of
from bifolio.pdf.xmp import PDF_UA
from bifolio.preflight.clicking import link_annotations
from bifolio.preflight.document import Document, TextBlock, place_of
from bifolio.preflight.drawn_pages import Colour
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import CannotCheck, Severity, Sighting, whole_page
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource
from bifolio.preflight.spoken import Reader, in_another_script, spoken_in
from bifolio.text.runs import TextId, plain

VALIDATOR = "BIFOLIO_VERAPDF"
"""The environment variable with the command of veraPDF, if it is not on the search path."""

VALIDATOR_TIMEOUT = 120.0
"""Seconds that veraPDF may take; it needs a few for a brochure."""

LARGE, LARGE_BOLD = 18.0, 14.0
"""pt; the smallest large type (WCAG 2.1, 1.4.3)."""

MORE_THAN_AN_EDGE = 0.15
"""The smallest part of the background of a text that counts."""

GENERIC = frozenset(
    {"here", "click here", "click", "link", "this link", "more", "read more", "see here", "page"}
    | {"这里", "此处", "点击", "点击这里", "点击此处", "链接", "更多", "查看", "查看更多", "详情"}
)
"""Link texts that do not describe their target."""


@check("accessibility/tagged", Severity.FAIL)
def tagged(evidence: Document) -> Iterator[Sighting]:
    """The PDF is not marked as tagged, or has no structure tree.

    Why: Screen readers have to guess the structure of an untagged PDF (ISO 14289-1, 6.2, 7.1).
    Fix: rebuild the edition; other software may have removed the tags
    """
    if evidence.catalog.get("/MarkInfo", Dictionary()).get("/Marked") is not True:
        yield Sighting("the catalog does not mark the PDF as tagged")
    if not evidence.elements:
        yield Sighting("there is no structure tree")


@check("accessibility/title-shown", Severity.FAIL)
def title_shown(evidence: Document) -> Iterator[Sighting]:
    """The document title is missing, or DisplayDocTitle is not set.

    Why: The title bar of a viewer shows the title instead of the file name (ISO 14289-1, 7.1).
    Fix: rebuild the edition
    """
    preferences = evidence.catalog.get("/ViewerPreferences", Dictionary())
    if preferences.get("/DisplayDocTitle") is not True:
        yield Sighting("DisplayDocTitle is not set")
    if not str(evidence.document.docinfo.get("/Title", "")):
        yield Sighting("the PDF has no title")


@check("accessibility/identified", Severity.FAIL)
def identified(evidence: Document) -> Iterator[Sighting]:
    """The XMP metadata does not identify the file as PDF/UA-1.

    Why: A PDF/UA file declares its conformance (ISO 14289-1, 5).
    Fix: rebuild the edition
    """
    part = evidence.xmp_properties.get("pdfuaid:part")
    if part is None or part.text != PDF_UA["pdfuaid:part"]:
        yield Sighting("the metadata does not identify the file as PDF/UA-1")


@check("accessibility/language", Severity.FAIL)
def language(evidence: Evidence) -> Iterator[Sighting]:
    """A word has no language in its tags, or another language than it is written in.

    Of a picture, its alternate text is read, not the words in it.

    Why: Screen readers choose the voice by the language (WCAG 2.1, 3.1.1 and 3.1.2).
    Fix: set `lang` on the element; Bifolio does so for every unit
    """
    default = str(evidence.catalog.get("/Lang", ""))
    if default != evidence.languages[0]:
        yield Sighting(f"Lang is '{default}', the edition is in {evidence.languages[0]}")
    readers: dict[TextId, Reader] = {}
    for block in evidence.blocks:
        if block.paragraph.kind == PICTURE and not block.text:
            continue
        glyphs = [glyph for line in block.paragraph.lines for glyph in line.glyphs]
        if not all(glyph.language for glyph in glyphs):
            yield block.seen(f"no tag has the language of '{block.words[:24]}'")
        found: dict[tuple[str, str], str] = {}
        # Text that is the same in all languages may be part of a longer one.
        if block.text and block.unit not in evidence.source.same_in_all:
            if block.text not in readers:
                content = evidence.source.copy[block.text]
                readers[block.text] = Reader(content, evidence.source.as_read)
            for spoken, right in readers[block.text].misread(glyphs, default):
                found.setdefault((spoken.tagged, f"is {right} and"), spoken.text)
        for spoken in () if found else spoken_in(block.paragraph, default):
            for words in in_another_script(spoken):
                found.setdefault((spoken.tagged, "is"), words)
        for (tagged, verb), words in found.items():
            yield block.seen(f"'{words[:24]}' {verb} tagged as '{tagged}'")


@check("accessibility/headings", Severity.FAIL)
def headings(evidence: Evidence) -> Iterator[Sighting]:
    """The first heading is not of level 1, or a heading level is skipped.

    Why: Screen reader users navigate by headings (ISO 14289-1, 7.4).
    Fix: use h1 for the title, h2 for sections, h3 within sections
    """
    found = headings_of(evidence)
    levels = [0, *(int(each.tag[1]) for each in found)]
    for element, (previous, level) in zip(found, pairwise(levels), strict=True):
        if level > previous + 1:
            box = whole_page(element.page) if element.page else None
            yield Sighting(f"a heading of level {level} after one of {previous}", box)
    if not found and len(evidence.source.expected) > 1:
        yield Sighting("there is no heading")


@check("accessibility/alternate-text", Severity.FAIL)
def alternate_text(evidence: Document) -> Iterator[Sighting]:
    """A figure has no alternate text.

    Why: Screen readers read it in place of the picture (ISO 14289-1, 7.3).
    Fix: write `alt:` of the picture in every language
    """
    for element in evidence.elements:
        if element.tag == "Figure" and not element.alternate.strip():
            yield Sighting("a figure has no alternate text", place_of(element))


@check("accessibility/table-headers", Severity.FAIL)
def table_headers(evidence: Document) -> Iterator[Sighting]:
    """A table or a cell of it has no header cells, or a header cell does not say of which cells.

    Why: Screen readers announce the headers of a cell's row and column (ISO 14289-1, 7.5).
    Fix: mark the header cells as `th` with a `scope` in the layout
    """
    for table in tables_of(evidence.elements):
        page = whole_page(table.element.page or 1)
        if not any(cell.is_header for cell in table.cells):
            yield Sighting("a table has no header cells", page)
            continue
        if unscoped := table.unscoped():
            yield Sighting(f"header cells of a table without a scope: {len(unscoped)}", page)
        filled = [each for each in table.without_headers() if evidence.below[each.number]]
        if filled:
            yield Sighting(f"cells of a table without a header cell: {len(filled)}", page)


@check("accessibility/links-described", Severity.FAIL)
def links_described(evidence: Document) -> Iterator[Sighting]:
    """A link annotation has no description, or is not in the structure tree.

    Why: Screen readers announce a link by its tag and its description (ISO 14289-1, 7.18.5).
    Fix: give the link a text, and rebuild the edition
    """
    found = list(link_annotations(evidence.document))
    for _, box, annotation in found:
        if not str(annotation.get("/Contents", "")):
            yield Sighting("a link has no description", box)
    tagged_links = sum(len(each.annotations) for each in evidence.elements if each.tag == "Link")
    links = len(found)
    if tagged_links < links:
        yield Sighting(f"{links - tagged_links} of {links} links are not tagged")


@check("accessibility/link-texts", Severity.WARN)
def link_texts(source: EditionSource) -> Iterator[Sighting]:
    """The text of a link does not describe its target.

    Why: Screen readers list the links of a page by their texts alone (WCAG 2.1, 2.4.4).
    Fix: write a link text that names the target
    """
    for expected in source.expected:
        for address, runs in groupby(expected.content.runs, key=lambda run: run.href):
            words = plain(tuple(runs)).strip()
            if address and words.casefold().strip(".:。：») ") in GENERIC:
                yield expected.seen(f"'{words}' does not describe its target {address}")


@check("accessibility/artifacts", Severity.FAIL)
def artifacts(evidence: Document) -> Iterator[Sighting]:
    """Page content is neither tagged nor marked as an artifact.

    Why: All content is either real content or an artifact (ISO 14289-1, 7.1).
    Fix: rebuild the edition
    """
    reached = {content for each in evidence.elements for content in each.marked}
    for number, painted in evidence.painted:
        if not any(tag == "/Artifact" or (number, mcid) in reached for tag, mcid in painted.tags):
            yield Sighting(f"{painted.kind} is painted outside of all tags", whole_page(number))
            return


@check("accessibility/bookmarks", Severity.WARN)
def bookmarks(evidence: Document) -> Iterator[Sighting]:
    """A document with several pages and headings has no bookmarks.

    Why: Bookmarks are a second way to find a page in a long document (WCAG 2.1, 2.4.5).
    Fix: use heading elements in the layout; Bifolio generates bookmarks from them
    """
    count, pages = len(headings_of(evidence)), len(evidence.pages)
    outline = evidence.catalog.get("/Outlines", Dictionary())
    if pages > 1 and count > 1 and "/First" not in outline:
        yield Sighting(f"{count} headings on {pages} pages, and no bookmarks")


@check("accessibility/contrast", Severity.FAIL)
def contrast(evidence: Document) -> Iterator[Sighting]:
    """Text has too little contrast with its background.

    Why: Low contrast is hard to read (WCAG 2.1, 1.4.3; for large print 1.4.6).
    Fix: choose a darker or a lighter token for the text or its background
    """

    def least(block: TextBlock, line: TextLine) -> float:
        size = max(glyph.size for glyph in line.glyphs)
        large = size >= LARGE or (size >= LARGE_BOLD and block.paragraph.kind.startswith("H"))
        return evidence.profile.limit("contrast-large" if large else "contrast")

    yield from low_contrast(evidence, least)


@check("accessibility/type-size", Severity.FAIL)
def type_size(evidence: Document) -> Iterator[Sighting]:
    """The type of running text is smaller than the profile allows.

    Why: Many readers cannot read small type, and large print promises a minimum size.
    Fix: increase the font size in the layout; for words in a picture, show it larger, or increase
      the font size in its file
    """
    least = evidence.profile.limit("smallest-type")
    for block in evidence.blocks:
        size = min(line.size for line in block.paragraph.lines)
        if size < least - 0.05:
            is_drawn = block.paragraph.kind == PICTURE and not block.text
            where = " in a picture" if is_drawn else ""
            yield block.seen(f"type of {size:g} pt{where}, below the minimum of {least:g} pt")


@check("accessibility/pdf-ua", Severity.FAIL)
def pdf_ua(evidence: Document) -> Iterator[Sighting]:
    """The validator veraPDF reports that the file does not conform to PDF/UA-1.

    Why: veraPDF is the reference validator for ISO 14289-1.
    Fix: look up the clause in the report of veraPDF, and rebuild the edition
    """
    command = shlex.split(os.environ.get(VALIDATOR, "")) or [shutil.which("verapdf") or ""]
    if not command[0]:
        raise CannotCheck(f"veraPDF is not installed; set {VALIDATOR} to its command")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{evidence.edition}.pdf"
        path.write_bytes(evidence.pdf)
        try:
            output, errors = _run([*command, "--format", "text", "-f", "ua1", str(path)])
        except OSError as error:
            raise CannotCheck(f"veraPDF did not run: {error}") from None
    verdict = output.strip().splitlines()
    if not verdict or not re.match("PASS|FAIL", verdict[0]):
        reason = (errors.strip() or output.strip() or "it had no output")[:200]
        raise CannotCheck(f"veraPDF did not run: {reason}")
    if verdict[0].startswith("FAIL"):
        for clause in verdict[1:] or ["no clause reported"]:
            yield Sighting(f"veraPDF: {clause.strip()}")


def _run(command: list[str]) -> tuple[str, str]:
    """Return the output and the errors of `command`; raises `CannotCheck` if it takes too long."""
    # The command is a script that starts Java: only their process group ends both.
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=VALIDATOR_TIMEOUT)
        except subprocess.TimeoutExpired:
            reason = f"veraPDF did not finish within {VALIDATOR_TIMEOUT:g} seconds"
            raise CannotCheck(reason) from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def headings_of(document: Document) -> list[Element]:
    """The heading elements (H1 to H6) of a document."""
    return [each for each in document.elements if re.fullmatch("H[1-6]", each.tag)]


def low_contrast(
    document: Document, least: Callable[[TextBlock, TextLine], float], *, grey: bool = False
) -> Iterator[Sighting]:
    """The first part of each line whose contrast ratio is below `least` of the line."""
    seen_as = to_grey if grey else tuple
    for block, line, _ in document.lines:
        opacity, minimum = document.opacity(block), least(block, line)
        for part in document.look(block, line).parts:
            ground = [(pixels, seen_as(behind)) for pixels, behind in part.ground]
            found = worst_contrast(seen_as(part.colour), opacity, ground, minimum)
            if found and found.ratio < minimum:
                message = f"contrast of {found.ratio:.1f} : 1{' in grey' if grey else ''}"
                message += f" ({_named(found.ink)} on {_named(found.ground)})"
                yield block.seen(f"{message}, below the minimum of {minimum:g} : 1", part.box)
                break


def to_grey(colour: Colour) -> Colour:
    """`colour` as a printer driver converts it to grey (ITU-R BT.601, luma)."""
    red, green, blue = colour
    return (round(0.299 * red + 0.587 * green + 0.114 * blue),) * 3


def contrast_of(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Contrast(NamedTuple):
    """The contrast ratio of two colours."""

    ratio: float
    ink: Colour
    ground: Colour


def worst_contrast(
    ink: Colour, opacity: float, ground: Sequence[tuple[int, Colour]], least: float
) -> Contrast | None:
    """The contrast of `ink` with the colours of `ground`, each with its number of pixels.

    It is that of the most frequent colour, or of the most frequent one with a contrast below
    `least` if those cover more than an edge that the text touches. None without a ground.
    """
    found = []
    for pixels, colour in ground:
        mixed = _mixed(ink, colour, opacity)
        found.append((pixels, Contrast(contrast_of(mixed, colour), mixed, colour)))
    if not found:  # outside of the page, see text/outside-page
        return None
    weak = [each for each in found if each[1].ratio < least]
    enough = sum(pixels for pixels, _ in found) * MORE_THAN_AN_EDGE
    return weak[0][1] if sum(pixels for pixels, _ in weak) > enough else found[0][1]


def _named(colour: Colour) -> str:
    """A colour as stylesheets write it: #54277f."""
    return "#" + "".join(f"{part:02x}" for part in colour)


def _mixed(ink: Colour, ground: Colour, opacity: float) -> Colour:
    if opacity == 1:
        return ink
    return tuple(
        round(opacity * one + (1 - opacity) * other) for one, other in zip(ink, ground, strict=True)
    )


@cache
def _luminance(colour: Colour) -> float:
    linear = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
