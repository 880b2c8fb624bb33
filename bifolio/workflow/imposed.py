"""Imposes finished editions on sheets, and writes the instructions for printing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2

from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Edition, Sheets
from bifolio.document.slots import read_house
from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.imposition.plan import ImpositionPlan, impose
from bifolio.imposition.sheet import NotImposable, scales
from bifolio.imposition.source import open_source
from bifolio.imposition.writer import draw
from bifolio.instructions.jobs import PrintJob, Thumbnail, sheet_count
from bifolio.instructions.page import page
from bifolio.paper.formats import Flip
from bifolio.pdf.glyphs import read_pages
from bifolio.preflight.checks.office import toner_coverage
from bifolio.preflight.evidence import SheetsEvidence
from bifolio.preflight.page_images import png_of
from bifolio.preflight.profiles import find_profile
from bifolio.preflight.report import problems_of
from bifolio.preflight.runner import inspect
from bifolio.problems import Place, Problem, Problems
from bifolio.project.files import write
from bifolio.project.folders import Project
from bifolio.text import Copy
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read
from bifolio.workflow.prepared import PreparedEdition, shown_front, unknown_checks
from bifolio.workflow.registry import registry_of
from bifolio.workflow.reports import reader_fonts
from bifolio.workflow.task import layouts_of

GUIDE = "PRINTING.html"

PROFILE = "sheets"
"""The preflight profile of sheets."""

THUMBNAIL = 300
"""Pixels of the longer edge of a picture of a side; shown half as large."""
MOST_PICTURES = 16
"""The number of sides of a file that are shown."""


@dataclass(frozen=True)
class Imposed:
    """A finished file of sheets."""

    path: Path
    sheets: int
    paper: str
    size: int
    """Bytes."""
    scales: tuple[float, float]
    """The smallest and the largest scale of its pages."""


Notify = Callable[[Imposed], None]
"""Called with each finished file."""


def put_on_sheets(
    order: Order, project: Project, notify: Notify = lambda imposed: None
) -> list[Path]:
    """Write the sheets of the publications of `order` and PRINTING.html beside the editions.

    Returns the paths of the pages of instructions. Raises `Problems` if an edition was not built,
    cannot be imposed, or its sheets do not pass preflight; then all sheets of its publication stay
    as they were.
    """
    typecase = read_typecase(project.font_folders)
    written: list[Path] = []
    problems: list[Problem] = []
    for folder in order.publications:
        try:
            manuscript, copy = read(folder, project, typecase)
            if unknown := list(unknown_checks(manuscript)):
                raise Problems(unknown)
            printings = _printings(manuscript, copy, order, project, typecase)
            _put_on_sheets(manuscript, printings, order.output / manuscript.name, notify)
            written.append(_write_guide(manuscript, copy, order.output, typecase))
        except Problems as found:
            problems += found.problems
    if problems:
        raise Problems(problems)
    return written


def _put_on_sheets(
    manuscript: Manuscript, printings: Mapping[str, PreparedEdition], output: Path, notify: Notify
) -> None:
    """Write the sheets of a publication if all of them pass preflight."""
    if missing := _missing(manuscript, output):
        raise Problems(missing)
    finished = {
        name: imposed(printings[sheets.edition], sheets, output)
        for name, sheets in manuscript.publication.sheets.items()
    }
    checks = registry_of(manuscript.publication.house)
    problems = [
        problem
        for name, (evidence, _) in finished.items()
        for problem in problems_of(inspect(evidence, checks), f"{name}.pdf")
    ]
    if problems:
        raise Problems(problems)
    for name, (evidence, least_and_most) in finished.items():
        sheets, pdf = manuscript.publication.sheets[name], evidence.pdf
        write(output / f"{name}.pdf", pdf)
        count = sheet_count(len(evidence.pages), sheets)
        notify(Imposed(output / f"{name}.pdf", count, sheets.paper, len(pdf), least_and_most))


def _write_guide(manuscript: Manuscript, copy: Copy, output: Path, typecase: Typecase) -> Path:
    """Write the page that explains how to print the files of a publication."""
    path = output / manuscript.name / GUIDE
    jobs = list(_print_jobs(manuscript, path.parent))
    titles = {
        language: copy["title", language].on_one_line
        for language in manuscript.publication.languages
    }
    fonts = reader_fonts(page(titles, jobs), typecase, output)
    write(path, page(titles, jobs, fonts).encode())
    return path


def _printings(
    manuscript: Manuscript, copy: Copy, order: Order, project: Project, typecase: Typecase
) -> dict[str, PreparedEdition]:
    """The editions that have sheets, by name, as they were built."""
    names = tuple(dict.fromkeys(each.edition for each in manuscript.publication.sheets.values()))
    if not names:
        return {}
    layouts = layouts_of(manuscript, project)
    house, _ = read_house(layouts)
    profile = find_profile(PROFILE, added=house.checks)
    glossary = manuscript.glossary()
    jobs = prepare(manuscript, copy, replace(order, editions=names), project, typecase)
    return {
        name: PreparedEdition(
            manuscript,
            copy,
            name,
            job,
            profile,
            glossary,
            front=shown_front(manuscript.publication.editions[name], layouts),
        )
        for name, job in jobs
    }


def imposed(
    printing: PreparedEdition, sheets: Sheets, output: Path
) -> tuple[SheetsEvidence, tuple[float, float]]:
    """The pages of an edition, finished in `output`, on `sheets`, for preflight.

    With the smallest and the largest of their scales.
    """
    source = open_source(output / f"{printing.edition}.pdf")
    try:
        made = impose(_plan(sheets), source.sizes)
    except NotImposable as error:
        raise Problems.of(error.code, str(error), error.hint, sheets.place) from None
    pdf = draw(made, source)
    return printing.sheets_evidence(pdf, sheets, source.path.read_bytes()), scales(made)


def _plan(sheets: Sheets) -> ImpositionPlan:
    return ImpositionPlan(
        sheets.way,
        sheets.paper,
        Flip(sheets.flip) if sheets.flip else None,
        sheets.up,
        sheets.repeat,
        sheets.fold,
        sheets.weight,
        sheets.bulk,
        sheets.caliper,
        sheets.keep_back,
        sheets.marks,
    )


def _missing(manuscript: Manuscript, output: Path) -> list[Problem]:
    """Report editions for paper or with sheets that are not built yet."""
    publication = manuscript.publication
    on_paper = {name for name, each in publication.editions.items() if each.target != "screen"}
    wanted = on_paper | {sheets.edition for sheets in publication.sheets.values()}
    if not wanted:
        hint = "give an edition `target: office`, or add `sheets:` to publication.yaml"
        message = f"'{manuscript.name}' has no editions or sheets for paper"
        return [Problem("source/nothing-for-paper", message, hint)]
    hint = f"`bifolio build {manuscript.name} --target office --target press` builds it"
    paths = [output / f"{edition}.pdf" for edition in sorted(wanted)]
    return [
        Problem("file/not-built", "file not found", hint, Place(path))
        for path in paths
        if not path.is_file()
    ]


def _print_jobs(manuscript: Manuscript, output: Path) -> Iterator[PrintJob]:
    """The files for paper, each edition before its sheets."""
    publication = manuscript.publication
    booklets = {each.edition for each in publication.sheets.values() if each.way == "booklet"}
    for name, edition in publication.editions.items():
        if edition.target != "screen":
            yield _print_job(output / f"{name}.pdf", edition, None, in_booklets=name in booklets)
        for of, sheets in publication.sheets.items():
            if sheets.edition == name:
                yield _print_job(output / f"{of}.pdf", edition, sheets, in_booklets=True)


def _print_job(
    path: Path, edition: Edition, sheets: Sheets | None, *, in_booklets: bool
) -> PrintJob:
    pdf = path.read_bytes()
    document = pypdfium2.PdfDocument(pdf)
    thumbnails, toner = [], 0.0
    for number, side in enumerate(document):
        scale = THUMBNAIL / max(side.get_size())
        picture = side.render(scale=1.5).to_pil().convert("RGB")
        toner = max(toner, toner_coverage(picture))
        if number < MOST_PICTURES:
            small = picture.resize([round(edge * scale) for edge in side.get_size()])
            thumbnails.append(Thumbnail(png_of(small), small.width // 2, small.height // 2))
    sides = len(document)
    document.close()
    scale = 1.0
    if sheets is not None:
        pages = open_source(path.with_name(f"{sheets.edition}.pdf")).sizes
        scale, _ = scales(impose(_plan(sheets), pages))
    return PrintJob(
        path.name,
        edition,
        sheets,
        sides,
        in_booklets,
        toner,
        tuple(thumbnails),
        scale,
        smallest_type(pdf),
    )


def smallest_type(pdf: bytes) -> float:
    """The size of the smallest type of a PDF (pt); 0 without text."""
    lines = (
        line for page in read_pages(pdf, artifacts=True) for text in page for line in text.lines
    )
    return min((line.size for line in lines), default=0.0)
