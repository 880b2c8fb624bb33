"""Imposes finished editions on sheets."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Edition, Sheets
from bifolio.document.slots import read_house
from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.imposition.plan import impose
from bifolio.imposition.sheet import NotImposable, scales
from bifolio.imposition.source import open_source
from bifolio.imposition.writer import draw
from bifolio.instructions.jobs import sheet_count
from bifolio.preflight.evidence import SheetsEvidence
from bifolio.preflight.findings import Report
from bifolio.preflight.profiles import PreflightProfile, find_profile
from bifolio.preflight.report import problems_of
from bifolio.preflight.report_file import NAME as REPORT
from bifolio.preflight.report_file import read_report
from bifolio.preflight.runner import inspect
from bifolio.problems import Place, Problem, Problems
from bifolio.project.files import write
from bifolio.project.folders import Project
from bifolio.project.layouts import Layouts
from bifolio.render.processes import Renderer
from bifolio.text import Copy
from bifolio.workflow.collect import renderer_errors
from bifolio.workflow.instructions import (
    MeasuredFile,
    measured,
    smallest_type,
    write_instructions,
)
from bifolio.workflow.order import Order
from bifolio.workflow.plan import plan_of
from bifolio.workflow.prepare import prepare, read
from bifolio.workflow.prepared import PreparedEdition, profile_of, shown_front, unknown_checks
from bifolio.workflow.registry import registry_of
from bifolio.workflow.task import layouts_of

PROFILE = "sheets"
"""The preflight profile of sheets."""


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
    order: Order,
    project: Project,
    renderer: Renderer,
    notify: Notify = lambda imposed: None,
) -> tuple[list[Path], list[Problem]]:
    """Write the sheets of the publications of `order` and their instructions beside the editions.

    Returns the paths of the instructions, and what prevents others: an edition that was not built
    has no sheets; if one cannot be imposed or its sheets do not pass preflight, all sheets of its
    publication stay as they were.
    """
    typecase = read_typecase(project.font_folders)
    written: list[Path] = []
    problems: list[Problem] = []
    for folder in order.publications:
        try:
            manuscript, copy = read(folder, project, typecase)
            if unknown := list(unknown_checks(manuscript)):
                raise Problems(unknown)
            output = order.output / manuscript.name
            missing = _missing(manuscript, output)
            problems += missing.values()
            if not _for_paper(manuscript) - missing.keys():
                continue
            printings = _printings(manuscript, copy, order, project, typecase, missing)
            files = _put_on_sheets(manuscript, printings, output, renderer, notify)
            written += write_instructions(
                manuscript, copy, order, project, renderer, typecase, files
            )
        except Problems as found:
            problems += found.problems
    return written, problems


def _put_on_sheets(
    manuscript: Manuscript,
    printings: Mapping[str, PreparedEdition],
    output: Path,
    renderer: Renderer,
    notify: Notify,
) -> dict[str, MeasuredFile]:
    """Write the sheets of the editions `printings` if all of them pass preflight.

    Each file is checked in one of the processes that build; meanwhile, all files for paper are
    measured for the instructions.
    """
    finished = {
        name: imposed(printings[sheets.edition], sheets, output)
        for name, sheets in manuscript.publication.sheets.items()
        if sheets.edition in printings
    }
    house = manuscript.publication.house
    reports = {
        name: renderer.run(_inspected, evidence, house) for name, (evidence, _) in finished.items()
    }
    files = _measured(manuscript, finished, output)
    problems: list[Problem] = []
    for name, report in reports.items():
        with renderer_errors(f"{name}.pdf"):
            problems += problems_of(report.result(), f"{name}.pdf")
    if problems:
        raise Problems(problems)
    for name, (evidence, least_and_most) in finished.items():
        sheets, pdf = manuscript.publication.sheets[name], evidence.pdf
        write(output / f"{name}.pdf", pdf)
        count = sheet_count(len(evidence.pages), sheets)
        notify(Imposed(output / f"{name}.pdf", count, sheets.paper, len(pdf), least_and_most))
    return files


def _measured(
    manuscript: Manuscript,
    finished: Mapping[str, tuple[SheetsEvidence, tuple[float, float]]],
    output: Path,
) -> dict[str, MeasuredFile]:
    """The editions for paper that are there, and the sheets `finished`, by name.

    Type is as large on sheets as on the pages of the edition, at their scale.
    """
    files = {}
    for name, edition in manuscript.publication.editions.items():
        path = output / f"{name}.pdf"
        if edition.target != "screen" and path.is_file():
            files[name] = measured(path.read_bytes())
    smallest = {name: file.smallest_type for name, file in files.items()}
    for name, (evidence, (scale, _)) in finished.items():
        if evidence.edition not in smallest:
            smallest[evidence.edition] = smallest_type(evidence.pages_of)
        files[name] = measured(evidence.pdf, smallest[evidence.edition], scale)
    return files


def _printings(
    manuscript: Manuscript,
    copy: Copy,
    order: Order,
    project: Project,
    typecase: Typecase,
    missing: Container[str],
) -> dict[str, PreparedEdition]:
    """The editions that have sheets and are not `missing`, by name, as they were built."""
    on_sheets = dict.fromkeys(each.edition for each in manuscript.publication.sheets.values())
    names = tuple(name for name in on_sheets if name not in missing)
    if not names:
        return {}
    layouts = layouts_of(manuscript, project)
    glossary = manuscript.glossary()
    jobs = prepare(manuscript, copy, replace(order, editions=names), project, typecase)
    return {
        name: PreparedEdition(
            manuscript,
            copy,
            name,
            job,
            sheets_profile(manuscript.publication.editions[name], manuscript, layouts),
            glossary,
            front=shown_front(manuscript.publication.editions[name], layouts),
        )
        for name, job in jobs
    }


def sheets_profile(edition: Edition, manuscript: Manuscript, layouts: Layouts) -> PreflightProfile:
    """The profile of sheets with the pages of `edition`.

    Its limit of toner is that of the edition, which its pages passed with before.
    """
    house, _ = read_house(layouts)
    profile = find_profile(PROFILE, added=house.checks)
    own = profile_of(edition, manuscript, layouts).limits
    return replace(
        profile, limits={**profile.limits, "toner": own.get("toner", profile.limit("toner"))}
    )


def _inspected(evidence: SheetsEvidence, house: str) -> Report:
    """Check sheets, with the checks of a house, too."""
    return inspect(evidence, registry_of(house))


def imposed(
    printing: PreparedEdition, sheets: Sheets, output: Path
) -> tuple[SheetsEvidence, tuple[float, float]]:
    """The pages of an edition, finished in `output`, on `sheets`, for preflight.

    With the smallest and the largest of their scales.
    """
    source = open_source(output / f"{printing.edition}.pdf")
    try:
        made = impose(plan_of(sheets), source.sizes)
    except NotImposable as error:
        raise Problems.of(error.code, str(error), error.hint, sheets.place) from None
    pdf = draw(made, source)
    return printing.sheets_evidence(pdf, sheets, source.path.read_bytes()), scales(made)


def _for_paper(manuscript: Manuscript) -> set[str]:
    """The editions for paper or with sheets. Raises `Problems` if there are none."""
    publication = manuscript.publication
    on_paper = {name for name, each in publication.editions.items() if each.target != "screen"}
    wanted = on_paper | {sheets.edition for sheets in publication.sheets.values()}
    if not wanted:
        hint = "give an edition `target: office`, or add `sheets:` to publication.yaml"
        message = f"'{manuscript.name}' has no editions or sheets for paper"
        raise Problems.of("source/nothing-for-paper", message, hint)
    return wanted


def _missing(manuscript: Manuscript, output: Path) -> dict[str, Problem]:
    """The editions for paper or with sheets that are not there, each with its problem."""
    missing = {}
    for name in sorted(_for_paper(manuscript)):
        path = output / f"{name}.pdf"
        if not path.is_file():
            hint = _build_hint(manuscript.name, name, output)
            missing[name] = Problem("file/not-built", "file not found", hint, Place(path))
    return missing


def _build_hint(publication: str, edition: str, output: Path) -> str:
    """How to get an edition that is not there: what failed is corrected before it is built."""
    command = f"`bifolio build {publication} -e {edition}`"
    try:
        failed = edition in read_report(output / REPORT)
    except (Problems, OSError):
        failed = False
    if failed:
        return f"its build failed: correct what {output / 'preflight.html'} shows, then {command}"
    return f"{command} builds it, or says what is wrong"
