"""The file: readable, small, with its metadata, and reproducible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bifolio.paper.formats import PAPERS, PT_PER_MM
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.opening import DAMAGED, ENCRYPTED, reason_of
from bifolio.preflight.document import Document, TextBlock
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import CannotCheck, Severity, Sighting, whole_page
from bifolio.preflight.registry import check

VERSION = "1.7"

BREAK = "break"
"""The kind of blocks that end a page on purpose."""

EMPTY = 2 / 3
"""The part of a page that is empty at its foot where it is nearly empty."""

SMALLEST = 9.0
"""pt; a page that is smaller is not intended."""

HARMLESS = r"dictionary has duplicated key|page \d+ has shared identifier entries"
"""Warnings that lose nothing: duplicate keys, as LaTeX writes them (ISO 32000-1, 7.3.7; all readers
use the last), and wrong hints of a linearised file, which readers may ignore (annex F.1)."""

MOST_ERRORS = 5
"""Errors of a damaged file that are reported."""

XMP_NAMES = {"title": "dc:title", "subject": "dc:description"}
"""The XMP names of Title and Subject in the document information (ISO 16684-2, annex A)."""


@check(DAMAGED, Severity.FAIL)
def damaged(document: Document) -> Iterator[Sighting]:
    """The file is truncated or malformed, or one of its objects cannot be read.

    Why: Viewers repair damaged files silently, each in its own way, and may omit content (ISO
    32000-1, 7.5).
    Fix: rebuild the edition, or get the file again from its source
    """
    found = map(reason_of, document.document.check_pdf_syntax())
    errors = [each for each in found if not re.search(HARMLESS, each)]
    for error in list(dict.fromkeys(errors))[:MOST_ERRORS]:
        yield Sighting(f"the file is damaged: {error}")


@check(ENCRYPTED, Severity.FAIL)
def encrypted(document: Document) -> Iterator[Sighting]:
    """The file is encrypted: it needs a password, or restricts what readers may do.

    Why: Encrypted files are blocked by mail gateways, do not open everywhere, and may prevent
    printing and reading aloud (ISO 32000-1, 7.6; ISO 14289-1, 7.16).
    Fix: save the file without a password; `bifolio check FILE.pdf --password-file FILE` opens it
    """
    if document.stored is not None or document.document.is_encrypted:
        yield Sighting("the file is encrypted")


@check("file/size", Severity.FAIL)
def size(evidence: Document) -> Iterator[Sighting]:
    """The file is larger than the profile allows.

    Why: Mail gateways reject large files, and mobile readers pay for the download.
    Fix: use smaller pictures, or set the limit `size` (bytes) in a profile of your own
    """
    most = evidence.profile.limit("size")
    if len(evidence.pdf) > most:
        name = evidence.profile.name
        found, limit = (
            f"{each / 1e6:.3g} MB" if each >= 1e6 else f"{each / 1e3:.0f} kB"
            for each in (len(evidence.pdf), most)
        )
        yield Sighting(f"{found}, above the maximum of {limit} in the profile '{name}'")


@check("file/pages", Severity.FAIL)
def pages(evidence: Document) -> Iterator[Sighting]:
    """There are more pages than the profile allows, or a page is blank without a break to a spread.

    Why: An extra page takes an extra sheet, and may be blank.
    Fix: shorten the text or the title, leave sections or pictures out of the edition (`except:
    [EDITION]` or `editions:` at the section), choose a layout with more room (`bifolio layouts`) or
    a larger paper (but the type of posters is larger there, too), or raise the limit `pages` in
    the profile
    """
    most = evidence.profile.limit("pages")
    if len(evidence.pages) > most and not evidence.has_long_head:  # see text/overset
        message = f"{len(evidence.pages)} pages, above the maximum of {most:g}"
        if over := evidence.overflow:
            much = "1 line is" if over.lines == 1 else f"{over.lines} lines are"
            message += f": {much} too many, about {over.percent} % of the text"
        yield Sighting(message)
    if evidence.overflow or evidence.too_long:  # which may leave pages blank
        return
    filled = {block.page for block in evidence.blocks}
    filled |= {
        number for number, each in evidence.painted if each.kind == "image" or each.in_picture
    }
    for number in sorted({*range(1, len(evidence.pages) + 1)} - filled - evidence.left_blank):
        cause = evidence.cause_of_blank(number)
        message = f"the page is blank; {cause.remedy}" if cause.remedy else "the page is blank"
        yield Sighting(message, whole_page(number), cause.place)


@check("file/nearly-empty", Severity.WARN)
def nearly_empty(evidence: Evidence) -> Iterator[Sighting]:
    """A page is nearly empty, since what follows in its section has no room on the rest of it.

    Why: Readers take it for the end of the text, and the page is wasted.
    Fix: move the block to another place in its section, so that text before it fills the page, make
    it smaller (`height:` of a picture, fewer rows of a table, a shorter text), or divide it in two
    """
    if evidence.overflow or evidence.too_long:
        return
    sections = evidence.source.manuscript.text.sections
    places = {
        unit.id: (at, number)
        for at, section in enumerate(sections)
        for number, block in enumerate(section.blocks)
        for unit in block.units()
    }
    ends = _ends_of_pages(evidence)
    shown: dict[int, list[TextBlock]] = {}
    for each in evidence.blocks:
        if each.unit in places:
            shown.setdefault(_opening(evidence, each.page), []).append(each)
    for (page, before), (_, after) in pairwise(sorted(shown.items())):
        last = max(before, key=lambda each: places[each.unit])
        first = min(after, key=lambda each: places[each.unit])
        (section, end), (at, begin) = places[last.unit], places[first.unit]
        own = sections[at].blocks
        if section != at or begin <= end or any(each.kind == BREAK for each in own[end:begin]):
            continue
        pages = (each for each in ends if _opening(evidence, each) == page)
        if all(_has_empty_foot(evidence, each, ends[each]) for each in pages):
            kind = "spread" if evidence.has_facing_pages else "page"
            message = f"the {kind} is nearly empty: there is no room for '{own[begin].id}' on it"
            yield Sighting(message, whole_page(page), first.place, first.language, first.unit)


def _opening(evidence: Evidence, page: int) -> int:
    """The first page of what is seen at once with a page: of a spread where two pages face."""
    return page - page % 2 if evidence.has_facing_pages else page


def _ends_of_pages(evidence: Evidence) -> dict[int, float]:
    """Where the text and the pictures of each page end (pt); a blank page ends at its top."""
    ends = {number: area.box.top for number, area in enumerate(evidence.placements.areas, 1)}
    shown = [(block.page, block.box.rectangle) for block in evidence.blocks]
    shown += [
        (number, each.box)
        for number, each in evidence.painted
        if each.box and (each.kind == "image" or each.in_picture)
    ]
    for page, box in shown:
        if page in ends:  # other software may have added pages
            ends[page] = min(ends[page], box.bottom)
    return ends


def _has_empty_foot(evidence: Evidence, page: int, end: float) -> bool:
    """Whether the rest of a page, below its `end`, is `EMPTY` of its height."""
    area = evidence.placements.areas[page - 1].box
    return end - area.bottom >= EMPTY * area.height


@check("file/boxes", Severity.FAIL)
def boxes(evidence: Evidence) -> Iterator[Sighting]:
    """A page or a sheet has another paper size than configured, or its page boxes are not nested.

    Why: Printers and viewers take the page size from the boxes (ISO 32000-1, 14.11.2).
    Fix: set `@page { size: … }` from the tokens in the layout
    """
    paper = sorted(each * PT_PER_MM for each in PAPERS[evidence.paper])
    for number, page in enumerate(evidence.document.pages, 1):
        media, bleed, trim = map(Rectangle.of, (page.mediabox, page.bleedbox, page.trimbox))
        size = sorted((trim.width, trim.height))
        if any(abs(one - other) > 0.5 for one, other in zip(size, paper, strict=True)):
            box = PageRectangle(number, Rectangle(0, 0, trim.width, trim.height))
            yield Sighting(f"the page is {_in_mm(trim)}", box)
        if not (bleed.contains(trim) and media.contains(bleed)):
            yield Sighting("the TrimBox, BleedBox and MediaBox are not nested", whole_page(number))


@check("file/upright", Severity.FAIL)
def upright(evidence: Document) -> Iterator[Sighting]:
    """A page is rotated by its Rotate entry, or scaled by its UserUnit.

    Why: Not all viewers scale by UserUnit; Bifolio writes neither entry (ISO 32000-1, 7.7.3.3).
    Fix: rebuild the edition; other software has rotated or scaled its pages
    """
    for number, page in enumerate(evidence.document.pages, 1):
        turned, unit = int(page.get("/Rotate", 0)) % 360, float(page.get("/UserUnit", 1))
        if turned:
            yield Sighting(f"the page is rotated by {turned} degrees", whole_page(number))
        if unit != 1:
            yield Sighting(f"the page is scaled by {unit:g}", whole_page(number))


@check("file/metadata", Severity.FAIL)
def metadata(evidence: Evidence) -> Iterator[Sighting]:
    """Title, subject, author or keywords are missing, or a language has no title or subject.

    Why: Catalogues and mail programs show a file by its metadata, in the reader's language.
    Fix: set title, subject, author and keywords in publication.yaml
    """
    for name in ("/Title", "/Subject", "/Author", "/Keywords"):
        if not str(evidence.document.docinfo.get(name, "")):
            yield Sighting(f"the PDF has no {name[1:].lower()}")
    for language in evidence.languages:
        about = evidence.source.about
        for name, texts in (("title", about.titles), ("subject", about.subjects)):
            found = evidence.xmp_properties.get(XMP_NAMES[name])
            if found is None or found.alternative(language) != texts[language]:
                yield Sighting(f"the metadata has no {language} {name}", language=language)


@check("file/version", Severity.FAIL)
def version(evidence: Document) -> Iterator[Sighting]:
    """The PDF version is not 1.7.

    Why: PDF/UA-1 is based on PDF 1.7 (ISO 32000-1).
    Fix: rebuild the edition
    """
    found = str(evidence.catalog.get("/Version", evidence.document.pdf_version)).removeprefix("/")
    if found != VERSION:
        yield Sighting(f"the file is PDF {found}")


@check("file/cropped", Severity.FAIL)
def cropped(document: Document) -> Iterator[Sighting]:
    """The CropBox cuts off a part of the page.

    Why: Viewers display and print only what is inside the CropBox (ISO 32000-1, 14.11.2).
    Fix: remove the CropBox, or make it as large as the page
    """
    for number, page in enumerate(document.document.pages, 1):
        if "/CropBox" not in page:
            continue
        crop, media = Rectangle.of(page.cropbox), Rectangle.of(page.mediabox)
        # Without a TrimBox the CropBox defines the page; only editions are never cropped.
        own = isinstance(document, Evidence)
        whole = Rectangle.of(page.trimbox) if "/TrimBox" in page else media if own else crop
        is_tiny = min(crop.width, crop.height) < SMALLEST and not crop.contains(media)
        if is_tiny or not crop.contains(whole):
            message = f"the CropBox shows {_in_mm(crop)} of a page of {_in_mm(whole)}"
            yield Sighting(message, whole_page(number))


@check("file/reproducible", Severity.FAIL)
def reproducible(evidence: Evidence) -> Iterator[Sighting]:
    """A second build of the same source gives a different file.

    Why: With reproducible builds anyone can verify that a file comes from its source.
    Fix: rebuild the edition; if it still differs, report it to the developers
    """
    if evidence.rebuilt is None:
        raise CannotCheck("the edition was built once; `bifolio check` builds it again to compare")
    if evidence.rebuilt != evidence.pdf:
        yield Sighting("the file differs from a second build of its source")


def _in_mm(box: Rectangle) -> str:
    return " x ".join(f"{each / PT_PER_MM:.0f}" for each in (box.width, box.height)) + " mm"
