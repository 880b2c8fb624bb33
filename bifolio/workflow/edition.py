"""Builds an edition and checks it, in one process."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

from bifolio.pdf.opening import Unreadable, opened
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.page_images import Examined, examined
from bifolio.preflight.registry import Registry
from bifolio.preflight.runner import unreadable
from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.pdfx import finish
from bifolio.problems import Place, Problem, Problems
from bifolio.render.job import RenderedPdf
from bifolio.render.renderer import render_job
from bifolio.workflow.prepared import REVISION_LENGTH, CheckedPdf, PreparedEdition
from bifolio.workflow.results import Results
from bifolio.workflow.task import Task

LONG = 50_000
"""Characters of HTML, for some twenty pages, from which garbage is collected while they are laid
out, and the memory of their layout, 2 MB a page, is freed before they are checked."""

OFTEN = 200_000
"""Objects that a long document makes before garbage is collected."""


def build_and_check(task: Task) -> CheckedPdf:
    """Build an edition and check it."""
    try:
        edition = PreparedEdition.of(task)
    except Problems as found:
        return CheckedPdf.failed(found.problems)
    is_long = len(task.job.html) > LONG
    if is_long:
        gc.set_threshold(OFTEN, *gc.get_threshold()[1:])
    built = build_pdf(edition)
    if built.problems:
        return CheckedPdf(built)
    if is_long:
        gc.collect()
    return _checked(built, edition.evidence(built), edition.checks)


def check_finished(task: Task, finished: bytes, path: Path, *, online: bool) -> CheckedPdf:
    """Check an edition that is `finished` in `path`, with the measurements of a rebuild.

    One that cannot be opened gets a report that says so.
    """
    try:
        edition = PreparedEdition.of(task)
    except Problems as found:
        return CheckedPdf.failed(found.problems)
    try:
        pdf = opened(finished)
    except Unreadable as why:
        settings = edition.manuscript.publication.editions[edition.edition]
        report = unreadable(edition.edition, edition.profile, finished, why, path, settings.place)
        return CheckedPdf(RenderedPdf(finished, 0), Examined(report, (), settings.languages))
    rebuilt = build_pdf(edition)
    if rebuilt.problems:
        return CheckedPdf(rebuilt)
    read = replace(rebuilt, pdf=pdf.pdf)
    evidence = edition.evidence(read, rebuilt=rebuilt.pdf, online=online)
    if altered := finished != rebuilt.pdf:
        # Nothing is known of its marked contents: its texts are identified by their words.
        last = Results(path.parents[1]).last(path.parent.name, path.stem)
        placements = last.built.placements if last else rebuilt.placements.without_contents()
        evidence = replace(evidence, placements=placements)
    evidence = replace(evidence, stored=pdf.stored, altered=altered, path=path)
    return _checked(read, evidence, edition.checks)


def build_pdf(edition: PreparedEdition) -> RenderedPdf:
    """Build an edition, and finish it if it is for a print shop."""
    built = render_job(edition.job)
    work = edition.presswork
    if built.problems or work is None:
        return built
    slug = None
    digest = work.digest(built)
    if work.imprint.marks:
        html = work.slug.html(built.pages, digest.hex()[:REVISION_LENGTH])
        slugs = render_job(replace(work.slug_job, html=html))
        if slugs.problems:
            return replace(built, problems=slugs.problems)
        slug = slugs.pdf
    try:
        finished = finish(built.pdf, work.imprint, edition.job.about, digest, slug)
    except NotSeparable as error:
        hint = "use tokens of tokens.css in the layout, and pictures in sRGB, grey or CMYK"
        place = Place(edition.job.template)
        problem = Problem("press/no-ink", f"cannot convert to inks: {error}", hint, place)
        return replace(built, problems=(problem,))
    moved = built.placements.moved(work.imprint.margin)
    return replace(built, pdf=finished, placements=moved)


def _checked(built: RenderedPdf, evidence: Evidence, checks: Registry) -> CheckedPdf:
    return CheckedPdf(built, examined(evidence, checks))
