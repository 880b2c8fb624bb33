"""Writes the instructions for printing: PRINTING.html, and PRINTING.pdf to lie at the printer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from markupsafe import Markup

from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import ANY_LANGUAGE, Passage
from bifolio.document.publication import Edition, Sheets
from bifolio.document.unit import Unit
from bifolio.fonts import GENERATED
from bifolio.fonts.collection import Typecase
from bifolio.instructions.jobs import PrintJob, Thumbnail
from bifolio.instructions.page import PHRASES, page, phrases
from bifolio.instructions.sheet import STYLESHEET, TEMPLATE, sheet
from bifolio.languages import find_language
from bifolio.pdf.glyphs import read_pages
from bifolio.pdf.metadata import Metadata
from bifolio.preflight.checks.office import toner_coverage
from bifolio.preflight.page_images import png_of
from bifolio.problems import Place, Problems
from bifolio.project.files import read_text, write
from bifolio.project.folders import Project
from bifolio.project.layouts import Layouts
from bifolio.render.job import Job, RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.run_html import markup
from bifolio.text import Copy, typeset
from bifolio.workflow.built import CACHE
from bifolio.workflow.order import Order
from bifolio.workflow.reports import reader_fonts

PAGE, SHEET = "PRINTING.html", "PRINTING.pdf"

STYLESHEETS = ("base/tokens.css", "house/tokens.css", "base/typography.css")
"""The stylesheets of the layouts that the pages to print use, besides their own."""

THUMBNAIL = 300
"""Pixels of the longer edge of a picture of a side; shown half as large."""
MOST_PICTURES = 16
"""The number of sides of a file that are shown."""


UPRIGHT = ("Bifolio Latin", "normal")
"""Family and style of the letters of PRINTING.html."""
LETTERS = frozenset({*range(0x20, 0x180), *map(ord, "–—‘’“”…→")})
"""The code points that they have (Latin Extended-A, and common marks)."""


class MeasuredFile(NamedTuple):
    """What the instructions show and say of a file for paper."""

    sides: int
    toner: float
    """The highest toner coverage of any side (per cent)."""
    thumbnails: tuple[Thumbnail, ...]
    smallest_type: float
    """The size of its smallest type on paper (pt); 0 without text."""
    scale: float = 1.0
    """The smallest scale of its pages."""


def write_instructions(
    manuscript: Manuscript,
    copy: Copy,
    order: Order,
    project: Project,
    renderer: Renderer,
    typecase: Typecase,
    files: Mapping[str, MeasuredFile],
) -> tuple[Path, Path]:
    """Write how to print the files of a publication, as a page and as a PDF; return the paths.

    `files` has the editions for paper and all sheets, by name.

    Raises `Problems` if the PDF cannot be built.
    """
    folder = order.output / manuscript.name
    jobs = list(_print_jobs(manuscript, files))
    titles = {
        language: copy["title", language].on_one_line
        for language in manuscript.publication.languages
    }
    screens = [
        f"{name}.pdf"
        for name, edition in manuscript.publication.editions.items()
        if edition.target == "screen" and (folder / f"{name}.pdf").is_file()
    ]
    html = sheet(titles, jobs, _set_words, screens)
    job = _sheet_job(html, titles, manuscript, order, project, typecase)
    building = renderer.run(_render, job)
    said = page(titles, jobs, for_screens=screens)
    fonts = reader_fonts(said, typecase, order.output)
    letters = _letters(typecase, order.output)
    write(folder / PAGE, page(titles, jobs, fonts, screens, letters).encode())
    built = building.result()
    if built.problems:
        raise Problems(built.problems)
    write(folder / SHEET, built.pdf)
    return folder / PAGE, folder / SHEET


def _letters(typecase: Typecase, output: Path) -> dict[int, Path]:
    """The fonts of the letters of PRINTING.html, by weight."""
    faces = typecase.faces(LETTERS, output / CACHE / "fonts")
    return {face.weight: face.path for face in faces if (face.family, face.style) == UPRIGHT}


def _render(job: Job) -> RenderedPdf:
    """Build the PDF in a process of `bifolio.render.processes`."""
    from bifolio.render.renderer import render_job  # loads the renderer

    return render_job(job)


def _set_words(text: str, language: str) -> Markup:
    """A phrase by the rules of its language."""
    passage = Passage(text, Place(PHRASES))
    unit = Unit.model_construct(id="phrase", text={ANY_LANGUAGE: passage})
    copy, _ = typeset([unit], [language], {})
    return markup(copy["phrase", language])


def _sheet_job(
    html: str,
    titles: Mapping[str, str],
    manuscript: Manuscript,
    order: Order,
    project: Project,
    typecase: Typecase,
) -> Job:
    """The job of the pages to print, in the house of Bifolio."""
    stylesheets = (*Layouts(project.layouts.folders[-1:]).named(STYLESHEETS), STYLESHEET)
    words = html + "".join(map(read_text, stylesheets))
    cache = order.font_cache or order.output / CACHE / "fonts"
    faces = typecase.faces(frozenset(map(ord, words)) | GENERATED, cache)
    line_ends = typecase.line_ends(cache)
    tags = tuple(phrases())
    return Job(
        template=TEMPLATE,
        html=html,
        stylesheets=stylesheets,
        inline_styles="",
        faces=faces,
        line_ends=line_ends,
        languages={tag: found for tag in tags if (found := find_language(tag))},
        places={},
        readable=tuple(dict.fromkeys(face.path.parent for face in (*faces, *line_ends))),
        about=_about(titles, manuscript, order, tags),
    )


def _about(
    titles: Mapping[str, str], manuscript: Manuscript, order: Order, tags: Sequence[str]
) -> Metadata:
    publication = manuscript.publication
    said = {tag: phrases()[tag]["title"] for tag in tags}
    issued = order.date or datetime.combine(publication.date, datetime.min.time(), UTC)
    return Metadata(
        title=" · ".join(said.values()),
        titles=said,
        subjects={tag: titles.get(tag) or next(iter(titles.values())) for tag in tags},
        author=next(iter(publication.author.values())).source,
        keywords=(),
        languages=tuple(tags),
        date=issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _print_jobs(manuscript: Manuscript, files: Mapping[str, MeasuredFile]) -> Iterator[PrintJob]:
    """The files for paper that are there, each edition before its sheets."""
    publication = manuscript.publication
    booklets = {each.edition for each in publication.sheets.values() if each.way == "booklet"}
    for name, edition in publication.editions.items():
        found = []
        if name in files:
            found += [_print_job(name, edition, None, files[name], in_booklets=name in booklets)]
        found += [
            _print_job(of, edition, sheets, files[of], in_booklets=True)
            for of, sheets in publication.sheets.items()
            if sheets.edition == name and of in files
        ]
        yield from (replace(each, languages=publication.languages) for each in found)


def _print_job(
    name: str, edition: Edition, sheets: Sheets | None, file: MeasuredFile, *, in_booklets: bool
) -> PrintJob:
    return PrintJob(
        f"{name}.pdf",
        edition,
        sheets,
        file.sides,
        in_booklets,
        file.toner,
        file.thumbnails,
        file.scale,
        file.smallest_type,
    )


def measured(pdf: bytes, smallest: float | None = None, scale: float = 1.0) -> MeasuredFile:
    """Draw the sides of a PDF, whose pages are at this scale.

    `smallest` is the size of the smallest type of these pages; it is read if it is not given.
    """
    document = pypdfium2.PdfDocument(pdf)
    thumbnails, toner = [], 0.0
    for number, side in enumerate(document):
        shown = THUMBNAIL / max(side.get_size())
        picture = side.render(scale=1.5).to_pil().convert("RGB")
        toner = max(toner, toner_coverage(picture))
        if number < MOST_PICTURES:
            small = picture.resize([round(edge * shown) for edge in side.get_size()])
            thumbnails.append(Thumbnail(png_of(small), small.width // 2, small.height // 2))
    sides = len(document)
    document.close()
    size = smallest_type(pdf) if smallest is None else smallest
    return MeasuredFile(sides, toner, tuple(thumbnails), size * scale, scale)


def smallest_type(pdf: bytes) -> float:
    """The size of the smallest type of a PDF (pt); 0 without text."""
    lines = (
        line for page in read_pages(pdf, artifacts=True) for text in page for line in text.lines
    )
    return min((line.size for line in lines), default=0.0)
