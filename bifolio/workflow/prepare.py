"""Takes a publication from its files to jobs for the renderer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bifolio.document.load import load
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Edition
from bifolio.document.slots import read_house, read_slots
from bifolio.document.validate import Subject, validate
from bifolio.fonts import GENERATED
from bifolio.fonts.collection import Typecase
from bifolio.languages import Language, find_language
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.colours import inks_by_colour
from bifolio.preflight.profiles import (
    PreflightProfile,
    described,
    find_profile,
    limit_names,
    profile_names,
    read_profiles,
    unknown_ids,
)
from bifolio.prepress.conditions import SHIPPED_CONDITIONS, find_condition
from bifolio.prepress.pdfx import Imprint
from bifolio.prepress.slug import SLUG_STYLESHEETS, Slug
from bifolio.problems import Problem, Problems
from bifolio.project.files import read_text
from bifolio.project.folders import Project
from bifolio.project.layouts import HOUSE, Layouts
from bifolio.render.page_html import Copy, merge, metadata
from bifolio.render.renderer import Job
from bifolio.text import typeset
from bifolio.workflow.edition import Presswork
from bifolio.workflow.order import CACHE, Order
from bifolio.workflow.registry import registry_of

PROFILES = "profiles.yaml"
"""What a layout holds its editions to, beside its template."""


def layouts_of(manuscript: Manuscript, project: Project) -> Layouts:
    """The layouts of a publication, in its house."""
    return project.layouts.of(manuscript.folder, manuscript.publication.house)


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
        message = f"there is no profile '{missing.args[0]}'"
        raise Problems([Problem(code, message, hint, edition.place)]) from None
    limits = limit_names()
    problems = [
        Problem(
            "source/unknown-check",
            f"no check is called '{each}'",
            "`bifolio checks` lists the checks",
            edition.place,
        )
        for each in unknown_ids(profile, (check.id for check in registry_of(layouts.house)))
    ]
    problems += [
        Problem(
            "source/unknown-limit",
            f"no limit is called '{each}'",
            f"use one of: {', '.join(limits)}",
            edition.place,
        )
        for each in profile.limits
        if each not in limits
    ]
    if problems:
        raise Problems(problems)
    return profile


def read(folder: Path, project: Project, typecase: Typecase) -> tuple[Manuscript, Copy]:
    """Take the publication in `folder` through the first stages: load, validate, typeset.

    Raises `Problems` with all that is wrong with its files.
    """
    manuscript = load(folder)
    layouts = layouts_of(manuscript, project)
    slots, unreadable = read_slots(layouts)
    house, faulty = read_house(layouts)
    subject = Subject(manuscript, layouts.names(), typecase.covered, slots, layouts.houses(), house)
    problems = [*unreadable, *faulty, *validate(subject), *_unknown_checks(manuscript)]
    languages = manuscript.publication.languages
    copy, faults = typeset(manuscript.units(), languages, manuscript.text.shared_values())
    if problems or faults:
        raise Problems([*problems, *faults])
    return manuscript, copy


def _unknown_checks(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each unit that accepts findings of an unknown check."""
    for unit in manuscript.units():
        for identifier in unit.accepted:
            if identifier not in registry_of(manuscript.publication.house):
                hint = "`bifolio checks` lists the checks"
                yield Problem(
                    "source/unknown-check", f"no check is called '{identifier}'", hint, unit.place
                )


def prepare(
    manuscript: Manuscript, copy: Copy, order: Order, project: Project, typecase: Typecase
) -> Iterator[tuple[str, Job]]:
    """Yield the editions of one publication that are wanted, by name, ready to print.

    Raises `Problems` for faults of a layout's templates and stylesheets.
    """
    editions = manuscript.publication.editions
    for name in order.wanted(editions):
        yield name, _job(manuscript, editions[name], copy, order, project, typecase)


def _job(
    manuscript: Manuscript,
    edition: Edition,
    copy: Copy,
    order: Order,
    project: Project,
    typecase: Typecase,
) -> Job:
    about = metadata(manuscript, edition, copy, order.date)
    layouts = layouts_of(manuscript, project)
    html = merge(manuscript, edition, copy, layouts, about)
    stylesheets = layouts.stylesheets(edition.layout, edition.target)
    words = html + "".join(map(read_text, stylesheets))
    cache = order.font_cache or order.output / CACHE / "fonts"
    faces = typecase.faces(frozenset(map(ord, words)) | GENERATED, cache)
    line_ends = typecase.line_ends(cache)
    # What the cache cannot take is elsewhere.
    cut_to = dict.fromkeys(face.path.parent for face in (*faces, *line_ends))
    return Job(
        template=layouts.template(edition.layout),
        html=html,
        stylesheets=stylesheets,
        inline_styles=_paper(edition),
        faces=faces,
        line_ends=line_ends,
        languages=_languages(manuscript),
        places={content.id: content.place for content in copy.values()},
        readable=(*layouts.folders, manuscript.folder, *cut_to, cache),
        about=about,
    )


def presswork(
    manuscript: Manuscript, name: str, job: Job, project: Project, typecase: Typecase
) -> Presswork | None:
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
    faces = typecase.faces(frozenset(map(ord, slug.characters)), cache)
    slug_job = replace(
        job,
        stylesheets=layouts_of(manuscript, project).named(SLUG_STYLESHEETS),
        faces=faces,
        readable=(*job.readable, *(face.path.parent for face in faces)),
        languages={},
        inline_styles=_paper(edition, bleed=False),
    )
    return Presswork(imprint, slug, slug_job)


def _languages(manuscript: Manuscript) -> dict[str, Language]:
    """How the languages of the publication are set, those of words within them included."""
    tags = {*manuscript.publication.languages, "en"}
    found = ((tag, find_language(tag)) for tag in sorted(tags))
    return {tag: language for tag, language in found if language}


def _paper(edition: Edition, *, bleed: bool = True) -> str:
    """The stylesheet that no file has: the paper, and for a print shop the `bleed`."""
    width, height = edition.size
    style = f":root {{ --paper-width: {width}mm; --paper-height: {height}mm }}\n"
    if edition.for_press and bleed:
        beyond = f"{edition.for_press.bleed:g}mm"
        style += f":root:root {{ --bleed: {beyond} }}\n@page {{ bleed: {beyond} }}\n"
    return style
