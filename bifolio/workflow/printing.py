"""An edition with all that it is built and checked by: profile, printing condition, slug lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bifolio.document.glossary import Glossary
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Edition, Sheets
from bifolio.document.slots import read_house
from bifolio.fonts.collection import read_typecase
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.colours import inks_by_colour
from bifolio.preflight.evidence import Evidence, SheetsEvidence
from bifolio.preflight.page_images import Examined
from bifolio.preflight.profiles import (
    PreflightProfile,
    described,
    find_profile,
    limit_names,
    profile_names,
    read_profiles,
    unknown_ids,
)
from bifolio.preflight.registry import Registry
from bifolio.preflight.source import EditionSource
from bifolio.prepress.conditions import SHIPPED_CONDITIONS, find_condition
from bifolio.prepress.pdfx import Imprint
from bifolio.prepress.slug import SLUG_STYLESHEETS, Slug
from bifolio.problems import Problem, Problems
from bifolio.project.files import read_text
from bifolio.project.folders import Project
from bifolio.project.layouts import HOUSE, Layouts
from bifolio.render.job import Job, RenderedPdf
from bifolio.render.page_html import Copy, paper_style
from bifolio.text.placements import Placements
from bifolio.workflow.registry import registry_of
from bifolio.workflow.task import Task, layouts_of

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
    """An edition, ready to be built and checked."""

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

    @classmethod
    def of(cls, task: Task) -> Printing:
        """All that a task needs.

        Raises `Problems` for checks, profiles, limits and printing conditions that do not exist.
        """
        manuscript, project = task.manuscript, task.project
        edition = manuscript.publication.editions[task.edition]
        if unknown := list(unknown_checks(manuscript)):
            raise Problems(unknown)
        profile = profile_of(edition, manuscript, layouts_of(manuscript, project), task.profile)
        work = presswork(manuscript, task.edition, task.job, project)
        return cls(manuscript, task.copy, task.edition, task.job, profile, task.glossary, work)

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


PROFILES = "profiles.yaml"
"""What a layout holds its editions to, beside its template."""


def profile_of(
    edition: Edition, manuscript: Manuscript, layouts: Layouts, name: str = ""
) -> PreflightProfile:
    """The profile called `name`, or else that of `edition`.

    Those of the publication come before those of its layout, these before those of its house, and
    the shipped ones come last.
    Raises `Problems` for one that is not there, or that names checks that are not.
    """
    house, _ = read_house(layouts)
    own = {
        **read_profiles(layouts.find(f"{HOUSE}/{PROFILES}")),
        **read_profiles(layouts.find(f"{edition.layout}/{PROFILES}")),
        **described(manuscript.publication.profiles),
    }
    try:
        profile = find_profile(name or edition.held_to, own, house.checks)
    except KeyError as missing:
        hint = f"use one of: {', '.join(profile_names(own))}"
        code = "usage/unknown-profile" if name else "source/unknown-profile"
        message = f"profile '{missing.args[0]}' not found"
        raise Problems([Problem(code, message, hint, edition.place)]) from None
    limits = limit_names()
    problems = [
        Problem(
            "source/unknown-check",
            f"unknown check '{each}'",
            "`bifolio checks` lists the checks",
            edition.place,
        )
        for each in unknown_ids(profile, (check.id for check in registry_of(layouts.house)))
    ]
    problems += [
        Problem(
            "source/unknown-limit",
            f"unknown limit '{each}'",
            f"use one of: {', '.join(limits)}",
            edition.place,
        )
        for each in profile.limits
        if each not in limits
    ]
    if problems:
        raise Problems(problems)
    return profile


def unknown_checks(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each unit that accepts findings of an unknown check."""
    for unit in manuscript.units():
        for identifier in unit.accepted:
            if identifier not in registry_of(manuscript.publication.house):
                hint = "`bifolio checks` lists the checks"
                yield Problem(
                    "source/unknown-check", f"unknown check '{identifier}'", hint, unit.place
                )


def presswork(manuscript: Manuscript, name: str, job: Job, project: Project) -> Presswork | None:
    """What turns the edition called `name` into a file for a print shop, if it goes there.

    Raises `Problems` where its printing condition or the profile of that is not there.
    """
    edition = manuscript.publication.editions[name]
    settings = edition.for_press
    if settings is None:
        return None
    condition = find_condition(settings, manuscript.folder, SHIPPED_CONDITIONS)
    imprint = Imprint(
        condition,
        settings.bleed * PT_PER_MM,
        settings.marks,
        settings.intent,
        inks_by_colour(map(read_text, job.stylesheets)),
        FOLDS[edition.fold] if edition.fold else None,
    )
    titles = tuple(job.about.titles.items())
    slug = Slug(titles, name, job.about.date[:10], condition.identifier)
    cache = job.readable[-1]
    typecase = read_typecase(project.font_folders)
    faces = typecase.faces(frozenset(map(ord, slug.characters)), cache)
    slug_job = replace(
        job,
        stylesheets=layouts_of(manuscript, project).named(SLUG_STYLESHEETS),
        faces=faces,
        readable=(*job.readable, *(face.path.parent for face in faces)),
        languages={},
        inline_styles=paper_style(edition, bleed=False),
    )
    return Presswork(imprint, slug, slug_job)
