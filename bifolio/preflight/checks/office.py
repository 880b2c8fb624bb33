"""Office printers: unprintable margins, imposed sheets, toner, and contrast in greyscale."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageStat

from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.preflight.checks.accessibility import low_contrast
from bifolio.preflight.checks.images import figure_boxes
from bifolio.preflight.document import Document, fold
from bifolio.preflight.drawn_pages import PICTURE_SCALE
from bifolio.preflight.evidence import SheetsEvidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.imposed_sheets import errors_of, kinds_of, sides_of
from bifolio.preflight.registry import check

BLANK = 250
"""Of 255; lighter pixels count as paper."""


@check("paper/unprintable-margin", Severity.FAIL, of_margins=True)
def unprintable_margin(evidence: Document) -> Iterator[Sighting]:
    """Content lies in the unprintable margin of the sheet.

    Why: Office printers cannot print at the edges of a sheet, and cut off what is there.
    Fix: shorten a text that is too long, keep text, rules and backgrounds away from the edge, or
    print on larger paper and trim it
    """
    margin = evidence.profile.limit("unprintable-margin")
    for number, picture in enumerate(evidence.pictures, 1):
        width, height = picture.size
        reach = round(margin * PT_PER_MM * PICTURE_SCALE) - 1
        strips = {
            "left": (0, 0, reach, height),
            "right": (width - reach, 0, width, height),
            "top": (0, 0, width, reach),
            "bottom": (0, height - reach, width, height),
        }
        for edge, strip in strips.items():
            if painted := _painted(picture.crop(strip)):
                x, y = strip[0], height - strip[1]
                edges = (x + painted[0], y - painted[3], x + painted[2], y - painted[1])
                box = Rectangle(*(each / PICTURE_SCALE for each in edges))
                message = f"content within {margin:g} mm of the {edge} edge"
                yield Sighting(message, PageRectangle(number, box))


@check("paper/all-pages", Severity.FAIL)
def all_pages(evidence: SheetsEvidence) -> Iterator[Sighting]:
    """The folded or cut sheets do not give the pages of the edition in order and in full.

    Why: A missing, duplicate or misplaced page is noticed only after folding.
    Fix: impose the edition again; if it happens again, report it to the developers
    """
    pages = pikepdf.open(io.BytesIO(evidence.pages_of))
    sides = sides_of(evidence.document, pages, evidence.sheets)
    for at, fault in errors_of(sides, kinds_of(pages), evidence.sheets):
        yield Sighting(fault, whole_page(at))
    texts = _texts(evidence.pages_of)
    for number, (said, side) in enumerate(zip(_texts(evidence.pdf), sides, strict=True), 1):
        if said != sum((texts[each.page - 1] for each in side.laid if each.page), Counter()):
            yield Sighting(f"the text of side {number} differs from its pages", whole_page(number))


@check("paper/toner", Severity.FAIL)
def toner(evidence: Document) -> Iterator[Sighting]:
    """The toner coverage of a page, without its figures, exceeds the limit of the profile.

    Why: Large areas of toner are expensive, curl the sheet and show banding.
    Fix: use rules instead of backgrounds; `target: office` does so in the layouts of Bifolio
    """
    most = evidence.profile.limit("toner")
    pages: Document = evidence
    if isinstance(evidence, SheetsEvidence):  # sheets have no tags, by which figures are known
        pages = Document(pdf=evidence.pages_of, edition=evidence.edition, profile=evidence.profile)
    figures = list(figure_boxes(pages))
    for number, picture in enumerate(pages.pictures, 1):
        covered = toner_coverage(_without_figures(picture, number, figures))
        if covered > most:
            message = f"toner coverage of {covered:.1f} %, above the maximum of {most:g} %"
            if pages is not evidence:
                yield Sighting(f"page {number} of '{evidence.edition}' has a {message}")
            else:
                yield Sighting(message, whole_page(number))


@check("paper/legible-in-grey", Severity.FAIL)
def legible_in_grey(evidence: Document) -> Iterator[Sighting]:
    """Text has too little contrast with its background when printed in greyscale.

    Why: Many copies are printed in black only, where black on red has little contrast.
    Fix: choose a darker or a lighter token for the text or its background
    """
    least = evidence.profile.limit("contrast-in-grey")
    yield from low_contrast(evidence, lambda block, line: least, grey=True)


def _without_figures(
    picture: Image.Image, number: int, figures: Sequence[PageRectangle]
) -> Image.Image:
    """The picture of a page without those of `figures` that are on it."""
    blank = picture.copy()
    for box in figures:
        if box.page == number:
            left, foot, right, top = (round(each * PICTURE_SCALE) for each in box.rectangle)
            top, foot = picture.height - top, picture.height - foot
            blank.paste((255, 255, 255), (left, top, max(left, right), max(top, foot)))
    return blank


def toner_coverage(picture: Image.Image) -> float:
    """The toner coverage of a page, all four colours added, in per cent of its area.

    With full grey component replacement,
    C + M + Y + K = 3 - (R + G + B) - 2 K, where K = 1 - max(R, G, B).
    """
    red, green, blue = picture.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mean = [each / 255 for image in (picture, lightest) for each in ImageStat.Stat(image).mean]
    return 100 * (3 - sum(mean[:3]) - 2 * (1 - mean[3]))


def _texts(pdf: bytes) -> list[Counter[str]]:
    """The letters of each page, unordered: positions depend on the rotation on the sheet."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [Counter(fold(page.get_textpage().get_text_range())) for page in document]
    finally:
        document.close()


def _painted(strip: Image.Image) -> tuple[int, int, int, int] | None:
    darkest = ImageChops.darker(ImageChops.darker(*strip.split()[:2]), strip.split()[2])
    return darkest.point(lambda level: 255 * (level < BLANK)).getbbox()
