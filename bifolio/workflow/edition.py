"""One edition on its way: printed, and looked at by the process that printed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bifolio.document.glossary import Glossary
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Sheets
from bifolio.pdf.opening import Unreadable, opened
from bifolio.preflight.evidence import Evidence, SheetsEvidence
from bifolio.preflight.page_images import Examined, examined
from bifolio.preflight.profiles import PreflightProfile
from bifolio.preflight.registry import Registry
from bifolio.preflight.runner import inspect, unreadable
from bifolio.preflight.source import EditionSource
from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.pdfx import Imprint, finish
from bifolio.prepress.slug import Slug
from bifolio.problems import Place, Problem
from bifolio.render.page_html import Copy
from bifolio.render.renderer import Job, RenderedPdf, render_job
from bifolio.text.placements import Placements
from bifolio.workflow.records import kept_placements
from bifolio.workflow.registry import registry_of

REVISION_LENGTH = 8
"""Hexadecimal digits that name a revision: with these the identifiers of the file begin."""


@dataclass(frozen=True)
class Presswork:
    """What turns a printed edition into a file for a print shop."""

    imprint: Imprint
    slug: Slug
    slug_job: Job
    """Prints the slug lines, once they are worded."""

    def digest(self, printed: RenderedPdf) -> bytes:
        """The SHA-256 of all that decides the file that is made of `printed`.

        That is the pages, the imprint, and the slug lines: their words, styles and fonts.
        """
        if not self.imprint.marks:
            return self.imprint.digest(printed.pdf)
        job = self.slug_job
        words = self.slug.html(printed.pages, "") + job.inline_styles
        fonts = (face.path.read_bytes() for face in job.faces)
        styles = (path.read_bytes() for path in job.stylesheets)
        return self.imprint.digest(printed.pdf, words.encode(), *fonts, *styles)


@dataclass(frozen=True)
class Printing:
    """An edition, ready to be printed and looked at."""

    manuscript: Manuscript
    copy: Copy
    edition: str
    job: Job
    profile: PreflightProfile
    """What preflight holds it to."""
    glossary: Glossary
    """The terms that it keeps to."""
    presswork: Presswork | None = None
    """What a print shop needs, for an edition that goes there."""

    @property
    def checks(self) -> Registry:
        """The checks of preflight and those of the publication's house."""
        return registry_of(self.manuscript.publication.house)

    @property
    def source(self) -> EditionSource:
        """The source, as checks read it."""
        return EditionSource(
            edition=self.edition,
            manuscript=self.manuscript,
            copy=self.copy,
            about=self.job.about,
            glossary=self.glossary,
            faces=(*self.job.faces, *self.job.line_ends),
            stylesheets=self.job.stylesheets,
        )

    @property
    def ink_limit(self) -> float | None:
        """The most ink that may lie on one spot (per cent), where it goes to a print shop."""
        return self.presswork.imprint.condition.ink_limit if self.presswork else None

    def evidence(
        self, printed: RenderedPdf, *, rebuilt: bytes | None = None, online: bool = False
    ) -> Evidence:
        """What preflight knows of it, once it is built."""
        return Evidence(
            pdf=printed.pdf,
            edition=self.edition,
            profile=self.profile,
            source=self.source,
            placements=printed.placements,
            ink_limit=self.ink_limit,
            rebuilt=rebuilt,
            online=online,
        )

    def on_sheets(self, pdf: bytes, sheets: Sheets, pages_of: bytes) -> SheetsEvidence:
        """What preflight knows of its pages on sheets; `pages_of` is the PDF that they are of."""
        return SheetsEvidence(
            pdf=pdf,
            edition=self.edition,
            profile=self.profile,
            source=self.source,
            placements=Placements(),
            ink_limit=self.ink_limit,
            sheets=sheets,
            pages_of=pages_of,
        )


@dataclass(frozen=True)
class Proof:
    """A printed edition, and what preflight says of it."""

    printed: RenderedPdf
    examined: Examined | None
    """None where the renderer had something to say: then there is nothing to look at."""


def print_and_look(printing: Printing) -> Proof:
    """Print an edition and look at it."""
    printed = print_finished(printing)
    if printed.problems:
        return Proof(printed, None)
    return _look(printed, printing.evidence(printed), printing.checks)


def look_again(printing: Printing, finished: bytes, path: Path, *, online: bool) -> Proof:
    """Check an edition that is `finished` in `path`, with the measurements of building it again.

    One that cannot be opened gets a report that says so.
    """
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
            printed, problems=(Problem("press/no-ink", f"no ink for it: {error}", hint, place),)
        )
    margin = work.imprint.margin
    return replace(printed, pdf=finished, placements=printed.placements.moved(margin))


def _look(printed: RenderedPdf, evidence: Evidence, checks: Registry) -> Proof:
    return Proof(printed, examined(evidence, inspect(evidence, checks)))
