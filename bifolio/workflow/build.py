"""Builds and checks the editions of publications, as many at a time as the machine has cores."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from pathlib import Path

from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.preflight.findings import Report
from bifolio.preflight.page_images import Examined
from bifolio.preflight.report import problems_of
from bifolio.problems import Place, Problem, Problems
from bifolio.project.files import write
from bifolio.project.folders import Project
from bifolio.render.renderer import RenderedPdf, Renderer
from bifolio.workflow.edition import Printing, Proof, look_again, print_and_look
from bifolio.workflow.order import Delivery, Order, Tell
from bifolio.workflow.prepare import layouts_of, prepare, presswork, profile_of, read
from bifolio.workflow.records import keep_placements
from bifolio.workflow.reports import write_reports


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
            keep_placements(path, printed.placements)
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
            problems.append(Problem("file/not-built", "file not found", hint, Place(path)))
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
        for folder in order.publications:
            with _collecting(problems):
                manuscript, copy = read(folder, project, typecase)
                glossary = manuscript.glossary()
                layouts = layouts_of(manuscript, project)
                for edition, job in prepare(manuscript, copy, order, project, typecase):
                    settings = manuscript.publication.editions[edition]
                    held_to = profile_of(settings, manuscript, layouts, profile)
                    work = presswork(manuscript, edition, job, project, typecase)
                    yield Printing(manuscript, copy, edition, job, held_to, glossary, work)


def _path(order: Order, printing: Printing) -> Path:
    return order.output / printing.manuscript.name / f"{printing.edition}.pdf"


_Reported = tuple[Path, tuple[str, ...]]
"""A publication that gets a report: the folder of its PDFs, and the names of all its editions."""


def _reported(path: Path, printing: Printing) -> _Reported:
    return path.parent, tuple(printing.manuscript.publication.editions)


def _result(future: Future[Proof], path: Path) -> tuple[RenderedPdf, Examined]:
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
        raise Problems([Problem("layout/renderer-stopped", message, hint)]) from None
    except Exception as error:  # whatever breaks the renderer, the page is what can be mended
        message = f"the renderer broke on {path.name}: {type(error).__name__}: {error}"
        hint = "leave out what you changed last in the layout, or report it to the developers"
        raise Problems([Problem("layout/renderer-stopped", message, hint)]) from None
    if proof.examined is None:
        raise Problems(proof.printed.problems)
    return proof.printed, proof.examined


def _not_printed(order: Order, printed: set[str]) -> list[Problem]:
    """What was asked for and is nowhere: editions by name, or any for the targets."""
    names = ", ".join(folder.name for folder in order.publications)
    hint = f"look below `editions:` in the publication.yaml of: {names}"
    if not order.editions and not printed:
        targets = " or ".join(order.targets)
        return [
            Problem(
                "usage/no-edition-for-target", f"there is no edition with `target: {targets}`", hint
            )
        ]
    unknown = [name for name in order.editions if name not in printed]
    return [
        Problem("usage/unknown-edition", f"there is no edition '{name}'", hint) for name in unknown
    ]


@contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except Problems as found:
        problems += found.problems
