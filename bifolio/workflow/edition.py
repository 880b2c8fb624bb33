"""One edition on its way: built, and checked by the process that built it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bifolio.pdf.opening import Unreadable, opened
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.page_images import Examined, examined
from bifolio.preflight.registry import Registry
from bifolio.preflight.runner import inspect, unreadable
from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.pdfx import finish
from bifolio.problems import Place, Problem, Problems
from bifolio.render.job import RenderedPdf
from bifolio.render.renderer import render_job
from bifolio.workflow.printing import REVISION_LENGTH, Printing, Proof
from bifolio.workflow.records import kept_placements
from bifolio.workflow.task import Task


def print_and_look(task: Task) -> Proof:
    """Build an edition and check it."""
    try:
        printing = Printing.of(task)
    except Problems as found:
        return Proof(RenderedPdf(b"", 0, tuple(found.problems)), None)
    printed = print_finished(printing)
    if printed.problems:
        return Proof(printed, None)
    return _look(printed, printing.evidence(printed), printing.checks)


def look_again(task: Task, finished: bytes, path: Path, *, online: bool) -> Proof:
    """Check an edition that is `finished` in `path`, with the measurements of building it again.

    One that cannot be opened gets a report that says so.
    """
    try:
        printing = Printing.of(task)
    except Problems as found:
        return Proof(RenderedPdf(b"", 0, tuple(found.problems)), None)
    try:
        pdf = opened(finished)
    except Unreadable as why:
        settings = printing.manuscript.publication.editions[printing.edition]
        report = unreadable(
            *(printing.edition, printing.profile, finished, why, path, settings.place),
            printing.checks,
        )
        return Proof(RenderedPdf(finished, 0), Examined(report, (), settings.languages))
    printed = print_finished(printing)
    if printed.problems:
        return Proof(printed, None)
    again = replace(printed, pdf=pdf.pdf)
    evidence = printing.evidence(again, rebuilt=printed.pdf, online=online)
    if altered := finished != printed.pdf:
        # Nothing known of its contents: its texts are identified by their words.
        placements = kept_placements(path) or printed.placements.without_contents()
        evidence = replace(evidence, placements=placements)
    evidence = replace(evidence, stored=pdf.stored, altered=altered, path=path)
    return _look(again, evidence, printing.checks)


def print_finished(printing: Printing) -> RenderedPdf:
    """Print an edition, and finish it for the print shop if it goes there."""
    printed = render_job(printing.job)
    work = printing.presswork
    if printed.problems or work is None:
        return printed
    slug = None
    digest = work.digest(printed)
    if work.imprint.marks:
        html = work.slug.html(printed.pages, digest.hex()[:REVISION_LENGTH])
        slugs = render_job(replace(work.slug_job, html=html))
        if slugs.problems:
            return replace(printed, problems=slugs.problems)
        slug = slugs.pdf
    try:
        finished = finish(printed.pdf, work.imprint, printing.job.about, digest, slug)
    except NotSeparable as error:
        hint = "use tokens of tokens.css in the layout, and pictures in sRGB, grey or CMYK"
        place = Place(printing.job.template)
        return replace(
            printed,
            problems=(Problem("press/no-ink", f"cannot convert to inks: {error}", hint, place),),
        )
    margin = work.imprint.margin
    return replace(printed, pdf=finished, placements=printed.placements.moved(margin))


def _look(printed: RenderedPdf, evidence: Evidence, checks: Registry) -> Proof:
    return Proof(printed, examined(evidence, inspect(evidence, checks)))
