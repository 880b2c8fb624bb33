"""An edition with everything that building and checking it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from bifolio.document.glossary import Glossary
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Edition, Sheets
from bifolio.document.slots import Slots, read_house, read_slots
from bifolio.document.unit import is_authored
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
from bifolio.problems import Place, Problem, Problems
from bifolio.project.files import read_text
from bifolio.project.folders import Project
from bifolio.project.layouts import HOUSE, Layouts
from bifolio.render.job import Job, RenderedPdf
from bifolio.render.page_html import paper_style
from bifolio.render.picture_needs import PictureNeeds
from bifolio.text import Copy
from bifolio.text.placements import Placements
from bifolio.workflow.registry import registry_of
from bifolio.workflow.task import Task, layouts_of

REVISION_LENGTH = 8
"""Hexadecimal digits that name a revision: with these the identifiers of the file begin."""


ASSUMED_PROFILE = "FOGRA39.icc"
"""The ICC profile of pictures in CMYK that have none: most are for coated paper in Europe."""

RESOLUTIONS = {"screen": (200, 85), "office": (300, 90), "press": (300, 95)}
"""dpi of pictures by target, enough for readers who zoom in and for the screen of a press; and the
quality of JPEG files."""


@dataclass(frozen=True)
class Presswork:
    """What turns the PDF of an edition into a file for a print shop."""

    imprint: Imprint
    slug: Slug
    slug_job: Job
    """Builds the slug lines, once their HTML is known."""

    def digest(self, built: RenderedPdf) -> bytes:
        """The SHA-256 of everything that determines the finished file.

        That is the pages, the imprint, and the slug lines: their words, styles and fonts.
        """
        if not self.imprint.marks:
            return self.imprint.digest(built.pdf)
        job = self.slug_job
        words = self.slug.html(built.pages, "") + job.inline_styles
        fonts = (face.path.read_bytes() for face in job.faces)
        styles = (path.read_bytes() for path in job.stylesheets)
        return self.imprint.digest(built.pdf, words.encode(), *fonts, *styles)


@dataclass(frozen=True)
class PreparedEdition:
    """An edition, ready to be built and checked."""

    manuscript: Manuscript
    copy: Copy
    edition: str
    job: Job
    profile: PreflightProfile
    """What preflight checks it against."""
    glossary: Glossary
    """The terms that its texts use."""
    presswork: Presswork | None = None
    """What a print shop needs; None for other targets."""
    front: frozenset[str] | None = None
    """The ids of the front texts that its layout and its house show; None: all."""

    @classmethod
    def of(cls, task: Task) -> PreparedEdition:
        """Gather what a task needs.

        Raises `Problems` for checks, profiles, limits and printing conditions that do not exist.
        """
        manuscript, project = task.manuscript, task.project
        edition = manuscript.publication.editions[task.edition]
        if unknown := list(unknown_checks(manuscript)):
            raise Problems(unknown)
        layouts = layouts_of(manuscript, project)
        profile = profile_of(edition, manuscript, layouts, task.profile)
        work = presswork(manuscript, task.edition, task.job, project)
        job = replace(task.job, pictures=picture_needs(edition))
        front = shown_front(edition, layouts)
        return cls(manuscript, task.copy, task.edition, job, profile, task.glossary, work, front)

    @property
    def checks(self) -> Registry:
        """The checks of preflight and those of the publication's house."""
        return registry_of(self.manuscript.publication.house)

    @property
    def source(self) -> EditionSource:
        """The source, as checks read it."""
        return EditionSource(
            edition=self.edition,
            manuscript=self.manuscript.for_edition(self.edition, self.front),
            copy=self.copy,
            about=self.job.about,
            glossary=self.glossary,
            faces=(*self.job.faces, *self.job.line_ends),
            stylesheets=self.job.stylesheets,
        )

    @property
    def ink_limit(self) -> float | None:
        """The total ink limit (per cent); None if it is not for a print shop."""
        return self.presswork.imprint.condition.ink_limit if self.presswork else None

    def evidence(
        self, built: RenderedPdf, *, rebuilt: bytes | None = None, online: bool = False
    ) -> Evidence:
        """What preflight reads, once the edition is built."""
        return Evidence(
            pdf=built.pdf,
            edition=self.edition,
            profile=self.profile,
            source=self.source,
            placements=built.placements,
            ink_limit=self.ink_limit,
            rebuilt=rebuilt,
            online=online,
        )

    def sheets_evidence(self, pdf: bytes, sheets: Sheets, pages_of: bytes) -> SheetsEvidence:
        """What preflight reads of its pages on sheets; `pages_of` is the PDF with the pages."""
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
class CheckedPdf:
    """The PDF of an edition, and the result of preflight."""

    built: RenderedPdf
    examined: Examined | None = None
    """None if building failed; `built` has the problems."""

    @property
    def fits(self) -> bool:
        """Whether it was built and may be delivered."""
        return self.examined is not None and self.examined.report.fits

    @classmethod
    def failed(cls, problems: Iterable[Problem]) -> CheckedPdf:
        """The result if nothing could be built."""
        return cls(RenderedPdf(b"", 0, tuple(problems)))


PROFILES = "profiles.yaml"
"""The preflight profiles of a layout or house, in its folder."""


class _Purpose(NamedTuple):
    """A use of PDFs: the check that only profiles for it have, its name, and profiles to extend."""

    check: str
    purpose: str
    base: str


SCREEN_OR_OFFICE = _Purpose(
    "accessibility/identified", "screens or office printers", "screen or handout"
)
PRESS = _Purpose("press/identified", "print shops", "press")


def profile_of(
    edition: Edition, manuscript: Manuscript, layouts: Layouts, name: str = ""
) -> PreflightProfile:
    """The profile called `name`; default: that of `edition`.

    Profiles of the publication override those of its layout, then those of its house, then the
    shipped ones. Raises `Problems` for an unknown profile, check or limit, and for a profile of the
    edition that is made for another target.
    """
    house, _ = read_house(layouts)
    own = {
        **read_profiles(layouts.find(f"{HOUSE}/{PROFILES}")),
        **read_profiles(layouts.find(f"{edition.layout}/{PROFILES}")),
        **described(manuscript.publication.profiles),
    }
    try:
        profile = find_profile(name or edition.profile_name, own, house.checks)
    except KeyError as missing:
        hint = f"use one of: {', '.join(profile_names(own))}"
        code = "usage/unknown-profile" if name else "source/unknown-profile"
        message = f"profile '{missing.args[0]}' not found"
        raise Problems.of(code, message, hint, edition.place) from None
    if not name and (wrong := _wrong_target(profile, edition)):
        raise Problems([wrong])
    limits = limit_names()
    slots, _ = read_slots(layouts, layouts.lineage(edition.layout))
    if most := slots.get(edition.layout, Slots()).pages:
        fewest = min(most, profile.limits["pages"]) if "pages" in profile.limits else most
        profile = replace(profile, limits={**profile.limits, "pages": fewest})
    known = (check.id for check in registry_of(layouts.house))
    problems = [_unknown_check(each, edition.place) for each in unknown_ids(profile, known)]
    hint = f"use one of: {', '.join(limits)}"
    problems += [
        Problem("source/unknown-limit", f"unknown limit '{each}'", hint, edition.place)
        for each in profile.limits
        if each not in limits
    ]
    if problems:
        raise Problems(problems)
    return profile


def _wrong_target(profile: PreflightProfile, edition: Edition) -> Problem | None:
    """Report a profile that no file for the target of `edition` passes, such as PDF/UA of PDF/X."""
    own, other = SCREEN_OR_OFFICE, PRESS
    if edition.target == "press":
        own, other = other, own
    if not profile.includes(other.check):
        return None
    message = f"profile '{profile.name}' is for {other.purpose}, the edition for {own.purpose}"
    hint = f"leave it out, or define one under `profiles:` with its limits that extends {own.base}"
    return Problem("source/profile-for-other-target", message, hint, edition.place)


def shown_front(edition: Edition, layouts: Layouts) -> frozenset[str] | None:
    """The ids of the front texts that the layout of `edition` and the house show; None: all."""
    slots, _ = read_slots(layouts, layouts.lineage(edition.layout))
    house, _ = read_house(layouts)
    front = slots.get(edition.layout, Slots()).front
    return None if front is None else front.union(house.front)


def unknown_checks(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each unit that accepts findings of an unknown check."""
    nodes = (*filter(is_authored, manuscript.units()), *manuscript.blocks())
    for node in {each.id: each for each in nodes}.values():
        for identifier in node.accepted:
            if identifier not in registry_of(manuscript.publication.house):
                yield _unknown_check(identifier, node.place)


def _unknown_check(identifier: str, place: Place) -> Problem:
    hint = "`bifolio checks` lists the checks"
    return Problem("source/unknown-check", f"unknown check '{identifier}'", hint, place)


def presswork(manuscript: Manuscript, name: str, job: Job, project: Project) -> Presswork | None:
    """What turns the edition called `name` into a file for a print shop; None for other targets.

    Raises `Problems` if its printing condition or the ICC profile is not found.
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


def picture_needs(edition: Edition) -> PictureNeeds:
    """What an edition needs of its pictures."""
    bleed = edition.for_press.bleed if edition.for_press else 0
    width, height = (each + 2 * bleed for each in edition.size)
    return PictureNeeds(
        *RESOLUTIONS[edition.target],
        (width, height),
        edition.for_press is not None,
        SHIPPED_CONDITIONS / ASSUMED_PROFILE,
    )
