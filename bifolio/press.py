"""Leads publications through the stages, as many editions at a time as the machine has cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bifolio.files import read_text, write
from bifolio.folds import FOLDS
from bifolio.fonts import GENERATED
from bifolio.fonts.typecase import Typecase, read_typecase
from bifolio.languages import Language, find_language
from bifolio.layouts import Layouts
from bifolio.load import load
from bifolio.model import Edition, Manuscript, Target
from bifolio.paper import PT_PER_MM
from bifolio.preflight.findings import Report
from bifolio.preflight.glossary import read_glossary
from bifolio.preflight.kept import keep
from bifolio.preflight.pictures import Examined
from bifolio.preflight.profiles import (
    Profile,
    described,
    find_profile,
    limit_names,
    profile_names,
    read_profiles,
    unknown_ids,
)
from bifolio.preflight.registry import REGISTRY
from bifolio.preflight.report import as_json, lines, page, problems_of
from bifolio.prepress.conditions import SHIPPED_CONDITIONS, find_condition
from bifolio.prepress.finish import Imprint
from bifolio.prepress.slug import SLUG_STYLESHEETS, Slug
from bifolio.printing import Presswork, Printing, Proof, look_again, print_and_look
from bifolio.problems import Place, Problem, Problems
from bifolio.project import Project
from bifolio.render.merge import Copy, merge, metadata
from bifolio.render.renderer import Job, Printed, Renderer
from bifolio.slots import read_slots
from bifolio.tokens import inks_by_colour
from bifolio.typeset import typeset
from bifolio.validate import Subject, validate

CACHE = ".cache"

PROFILES = "profiles.yaml"
"""What a layout holds its editions to, beside its template."""

LAST_LATIN = 0x24F
"""Up to here every reader has a font."""

REGULAR = (400, "normal", ())
"""Weight, style and range of the faces that a report is set in."""


@dataclass(frozen=True)
class Order:
    """What to build."""

    publications: tuple[Path, ...]
    """The folders of the publications."""
    editions: tuple[str, ...]
    """The names of the editions; none means all that are made for `targets`."""
    output: Path
    """The folder for the PDFs: NAME/EDITION.pdf."""
    date: datetime | None = None
    """The date of the PDFs, instead of the publication's."""
    targets: tuple[Target, ...] = ("screen",)
    """What the editions are made for, where they are not named."""
    font_cache: Path | None = None
    """Where cut fonts are kept; default: in `output`. A check has a folder of its own, so that
    what was built from a damaged cache differs from what it builds."""

    def wanted(self, editions: Mapping[str, Edition]) -> tuple[str, ...]:
        """The names of the editions to print, of those that a publication has."""
        if self.editions:
            return tuple(name for name in self.editions if name in editions)
        return tuple(name for name in editions if editions[name].target in self.targets)


@dataclass(frozen=True)
class Delivery:
    """One finished PDF."""

    path: Path
    pages: int
    size: int
    """Bytes."""
    report: Report
    """What preflight says of it."""
    loose: tuple[Problem, ...] = ()
    """Lines that would have had to be stretched by more than is good."""


Tell = Callable[[Delivery, int], None]
"""Is told of a finished PDF, and of how many are still being printed."""


def build(
    order: Order,
    project: Project,
    renderer: Renderer,
    tell: Tell = lambda delivery, waiting: None,
) -> tuple[Delivery, ...]:
    """Print the editions of `order` with `renderer`, telling each to `tell` when it is done.

    Raises `Problems` with everything that was found wrong; a good PDF of before then stays where
    it is, and what could be printed was printed.
    """
    problems: list[Problem] = []
    deliveries: list[Delivery] = []
    editions: dict[_Reported, list[Examined]] = {}
    typecase = read_typecase(project.font_folders)
    waiting = [
        (printing, renderer.run(print_and_look, printing))
        for printing in _printings(order, project, typecase, problems)
    ]
    for number, (printing, future) in enumerate(waiting, 1):
        path = _path(order, printing)
        with _collecting(problems):
            printed, seen = _result(future, path)
            editions.setdefault(_reported(path, printing), []).append(seen)
            if not seen.report.fits:
                raise Problems(problems_of(seen.report, path.name))
            write(path, printed.pdf)
            deliveries.append(
                Delivery(path, printed.pages, len(printed.pdf), seen.report, printed.loose)
            )
            tell(deliveries[-1], len(waiting) - number)
    for (folder, names), found in editions.items():
        write_reports(folder, found, names, typecase)
    if not problems:
        problems += _not_printed(order, {printing.edition for printing, _ in waiting})
    if problems:
        raise Problems(dict.fromkeys(problems))
    return tuple(deliveries)


def check(
    order: Order,
    project: Project,
    renderer: Renderer,
    *,
    profile: str = "",
    online: bool = False,
    unwritten: list[OSError] | None = None,
) -> list[Report]:
    """Check the finished editions of `order` again, by `profile` instead of their own.

    Each is built a second time: the layout says where its texts are, and the file has to be the
    same. The reports are written beside the PDFs; errors of that are added to `unwritten`, if it is
    given, so that what was found is known all the same. Raises `Problems` where an edition is not
    there or cannot be built.
    """
    problems: list[Problem] = []
    waiting: list[tuple[Path, Printing, Future[Proof]]] = []
    editions: dict[_Reported, list[Examined]] = {}
    typecase = read_typecase(project.font_folders)
    for printing in _printings(order, project, typecase, problems, profile):
        path = _path(order, printing)
        if path.is_file():
            future = renderer.run(look_again, printing, path.read_bytes(), path, online=online)
            waiting.append((path, printing, future))
        else:
            hint = f"`bifolio build {printing.manuscript.name}` prints it"
            problems.append(Problem("there is no such file", hint, Place(path)))
    for path, printing, future in waiting:
        with _collecting(problems):
            _, seen = _result(future, path)
            editions.setdefault(_reported(path, printing), []).append(seen)
    for (folder, names), found in editions.items():
        try:
            write_reports(folder, found, names, typecase)
        except OSError as error:
            if unwritten is None:
                raise
            unwritten.append(error)
    if problems:
        raise Problems(dict.fromkeys(problems))
    return [each.report for found in editions.values() for each in found]


def _printings(
    order: Order, project: Project, typecase: Typecase, problems: list[Problem], profile: str = ""
) -> Iterator[Printing]:
    """Yield the editions of `order`, ready to print; what is wrong is added to `problems`."""
    with _collecting(problems):
        glossary = read_glossary(project.source)
        for folder in order.publications:
            with _collecting(problems):
                manuscript, copy = read(folder, project, typecase)
                for edition, job in prepare(manuscript, copy, order, project, typecase):
                    settings = manuscript.publication.editions[edition]
                    held_to = profile_of(settings, manuscript, project.layouts, profile)
                    work = presswork(manuscript, edition, job, project, typecase)
                    yield Printing(manuscript, copy, edition, job, held_to, glossary, work)


def _path(order: Order, printing: Printing) -> Path:
    return order.output / printing.manuscript.name / f"{printing.edition}.pdf"


_Reported = tuple[Path, tuple[str, ...]]
"""A publication that gets a report: the folder of its PDFs, and the names of all its editions."""


def _reported(path: Path, printing: Printing) -> _Reported:
    return path.parent, tuple(printing.manuscript.publication.editions)


def profile_of(
    edition: Edition, manuscript: Manuscript, layouts: Layouts, name: str = ""
) -> Profile:
    """The profile called `name`, or else that of `edition`.

    Those of the publication come before those of its layout, and these before the shipped ones.
    Raises `Problems` for one that is not there, or that names checks that are not.
    """
    own = {
        **read_profiles(layouts.find(f"{edition.layout}/{PROFILES}")),
        **described(manuscript.publication.profiles),
    }
    try:
        profile = find_profile(name or edition.held_to, own)
    except KeyError as missing:
        hint = f"use one of: {', '.join(profile_names(own))}"
        message = f"there is no profile '{missing.args[0]}'"
        raise Problems([Problem(message, hint, edition.place)]) from None
    limits = limit_names()
    problems = [
        Problem(f"no check is called '{each}'", "`bifolio checks` lists the checks", edition.place)
        for each in unknown_ids(profile, (check.id for check in REGISTRY))
    ]
    problems += [
        Problem(f"no limit is called '{each}'", f"use one of: {', '.join(limits)}", edition.place)
        for each in profile.limits
        if each not in limits
    ]
    if problems:
        raise Problems(problems)
    return profile


def write_reports(
    folder: Path, seen: Sequence[Examined], names: Sequence[str], typecase: Typecase
) -> None:
    """Write preflight.html, .json and .txt (a line for each finding) into `folder`.

    They have what was `seen` now, and what was seen before of the other editions called `names`.
    """
    editions = keep(folder.parent / CACHE / "preflight" / folder.name, seen, names, folder)
    reports = [each.report for each in editions]
    data, listed = as_json(reports), lines(reports)
    fonts = reader_fonts(data, typecase, folder.parent)
    for suffix, text in (
        ("html", page(folder.name, editions, fonts)),
        ("json", data),
        ("txt", listed),
    ):
        write(folder / f"preflight.{suffix}", f"{text}\n".encode())


def reader_fonts(text: str, typecase: Typecase, output: Path) -> list[Path]:
    """Fonts for whoever reads `text` and may have none for it, cut in the cache of `output`."""
    quoted = frozenset(ord(character) for character in text if ord(character) > LAST_LATIN)
    faces = typecase.faces(quoted, output / CACHE / "fonts") if quoted else ()
    return [face.path for face in faces if (face.weight, face.style, face.ranges) == REGULAR]


def read(folder: Path, project: Project, typecase: Typecase) -> tuple[Manuscript, Copy]:
    """Take the publication in `folder` through the first stages: load, validate, typeset.

    Raises `Problems` with all that is wrong with its files.
    """
    manuscript = load(folder)
    layouts = project.layouts
    slots, unreadable = read_slots(layouts)
    subject = Subject(manuscript, layouts.names(), typecase.covered, slots)
    problems = [*unreadable, *validate(subject), *_unknown_checks(manuscript)]
    languages = manuscript.publication.languages
    copy, faults = typeset(manuscript.units(), languages, manuscript.text.shared_values())
    if problems or faults:
        raise Problems([*problems, *faults])
    return manuscript, copy


def _unknown_checks(manuscript: Manuscript) -> Iterator[Problem]:
    """Tell of units that accept the findings of a check that there is not."""
    for unit in manuscript.units():
        for identifier in unit.accepted:
            if identifier not in REGISTRY:
                hint = "`bifolio checks` lists the checks"
                yield Problem(f"no check is called '{identifier}'", hint, unit.place)


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
    html = merge(manuscript, edition, copy, project.layouts, about)
    stylesheets = project.layouts.stylesheets(edition.layout, edition.target)
    words = html + "".join(map(read_text, stylesheets))
    cache = order.font_cache or order.output / CACHE / "fonts"
    faces = typecase.faces(frozenset(map(ord, words)) | GENERATED, cache)
    line_ends = typecase.line_ends(cache)
    # What the cache cannot take is elsewhere.
    cut_to = dict.fromkeys(face.path.parent for face in (*faces, *line_ends))
    return Job(
        template=project.layouts.template(edition.layout),
        html=html,
        stylesheets=stylesheets,
        inline_styles=_paper(edition),
        faces=faces,
        line_ends=line_ends,
        languages=_languages(manuscript),
        sources=manuscript.folder,
        readable=(*project.layouts.folders, manuscript.folder, *cut_to, cache),
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
        stylesheets=project.layouts.named(SLUG_STYLESHEETS),
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


def _result(future: Future[Proof], path: Path) -> tuple[Printed, Examined]:
    """What came of printing `path`; raises `Problems` with all that kept it from being good."""
    try:
        proof = future.result()
    except OSError:
        raise  # a matter of the machine, which names its file
    except BrokenExecutor:
        message = f"a process ended before {path.name} was finished: too much time or memory"
        hint = (
            "build each edition by itself (--edition) to see which it is, and what is large there"
        )
        raise Problems([Problem(message, hint)]) from None
    except Exception as error:  # whatever breaks the renderer, the page is what can be mended
        message = f"the renderer broke on {path.name}: {type(error).__name__}: {error}"
        hint = "leave out what you changed last in the layout, or report it to the developers"
        raise Problems([Problem(message, hint)]) from None
    if proof.examined is None:
        raise Problems(proof.printed.problems)
    return proof.printed, proof.examined


def _not_printed(order: Order, printed: set[str]) -> list[Problem]:
    """What was asked for and is nowhere: editions by name, or any for the targets."""
    names = ", ".join(folder.name for folder in order.publications)
    hint = f"look below `editions:` in the publication.yaml of: {names}"
    if not order.editions and not printed:
        targets = " or ".join(order.targets)
        return [Problem(f"there is no edition with `target: {targets}`", hint)]
    unknown = [name for name in order.editions if name not in printed]
    return [Problem(f"there is no edition '{name}'", hint) for name in unknown]


def _paper(edition: Edition, *, bleed: bool = True) -> str:
    """The stylesheet that no file has: the paper, and for a print shop the `bleed`."""
    width, height = edition.size
    style = f":root {{ --paper-width: {width}mm; --paper-height: {height}mm }}\n"
    if edition.for_press and bleed:
        beyond = f"{edition.for_press.bleed:g}mm"
        style += f":root:root {{ --bleed: {beyond} }}\n@page {{ bleed: {beyond} }}\n"
    return style


@contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except Problems as found:
        problems += found.problems
