"""Turns the files of a publication into jobs for the renderer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from bifolio.document.load import PartlyRead, load
from bifolio.document.manuscript import Manuscript
from bifolio.document.numbering import number
from bifolio.document.publication import Edition
from bifolio.document.slots import read_house, read_slots
from bifolio.document.validate import Subject, validate
from bifolio.fonts import GENERATED
from bifolio.fonts.collection import Typecase
from bifolio.languages import Language, find_language
from bifolio.pdf.colours import accents
from bifolio.problems import Problem, Problems
from bifolio.project.files import read_text
from bifolio.project.folders import Project
from bifolio.project.layouts import HOUSE_TOKENS
from bifolio.render.job import Job
from bifolio.render.page_html import merge, metadata, paper_style
from bifolio.text import Copy, typeset
from bifolio.text.common_numbers import with_common_numbers
from bifolio.text.references import with_references
from bifolio.workflow.built import CACHE
from bifolio.workflow.order import Order
from bifolio.workflow.task import layouts_of


def read(folder: Path, project: Project, typecase: Typecase) -> tuple[Manuscript, Copy]:
    """Load, validate and typeset the publication in `folder`.

    Raises `Problems` with all problems of its files.
    """
    unread: Collection[str] | None = None
    problems: list[Problem] = []
    try:
        manuscript = load(folder)
    except PartlyRead as error:
        manuscript, problems, unread = error.part, [*error.problems], error.unread
    layouts = layouts_of(manuscript, project)
    slots, unreadable = read_slots(layouts)
    house, invalid = read_house(layouts)
    names, houses = layouts.names(), layouts.houses()
    own = accents(map(read_text, layouts.named([HOUSE_TOKENS])))
    subject = Subject(manuscript, names, typecase.covered, slots, houses, house, own)
    problems += [*unreadable, *invalid, *validate(subject, unread)]
    languages = manuscript.publication.languages
    copy, unset = typeset(manuscript.units(), languages, manuscript.text.shared)
    if problems or unset:
        from bifolio.workflow.prepared import unknown_checks  # loads preflight: for errors only

        raise Problems([*problems, *unset, *unknown_checks(manuscript)])
    return manuscript, copy


def prepare(
    manuscript: Manuscript, copy: Copy, order: Order, project: Project, typecase: Typecase
) -> Iterator[tuple[str, Job]]:
    """Yield the jobs of the editions of one publication that `order` asks for, by name.

    Raises `Problems` for errors in the templates and stylesheets of a layout.
    """
    editions = manuscript.publication.editions
    lines = order.output / CACHE / "lines" / manuscript.folder.name
    for name in order.wanted(editions):
        own = manuscript.for_edition(name)
        job = _job(own, editions[name], shown_in(own, name, copy), order, project, typecase)
        yield name, replace(job, line_memory=lines / f"{name}.json")


def shown_in(manuscript: Manuscript, name: str, copy: Copy) -> Copy:
    """The texts of `manuscript` as the edition `name` shows them.

    Notes and captions are numbered, and numbers are as all of its languages read them.
    """
    languages = manuscript.publication.editions[name].languages
    own = manuscript.for_edition(name)
    shown = with_references(copy, number(own, languages))
    return with_common_numbers(shown, own.units(), languages)


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
    stylesheets = layouts.stylesheets(edition.layout, edition.target, manuscript.kinds())
    words = html + "".join(map(read_text, stylesheets))
    cache = order.font_cache or order.output / CACHE / "fonts"
    faces = typecase.faces(frozenset(map(ord, words)) | GENERATED, cache)
    line_ends = typecase.line_ends(cache)
    # Fonts that the cache cannot store are in a temporary folder.
    cut_to = dict.fromkeys(face.path.parent for face in (*faces, *line_ends))
    return Job(
        template=layouts.template(edition.layout),
        html=html,
        stylesheets=stylesheets,
        inline_styles=paper_style(edition),
        faces=faces,
        line_ends=line_ends,
        languages=_languages(manuscript),
        places={content.id: content.place for content in copy.values()},
        readable=(*layouts.folders, manuscript.folder, *cut_to, cache),
        about=about,
        targets=manuscript.targets(),
    )


def _languages(manuscript: Manuscript) -> dict[str, Language]:
    """The rules of the languages of the publication, and of the English words in them."""
    tags = {*manuscript.publication.languages, "en"}
    found = ((tag, find_language(tag)) for tag in sorted(tags))
    return {tag: language for tag, language in found if language}
