"""Builds and checks the editions of publications in several processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.problems import Place, Problem, Problems, collecting
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.order import Delivery, Order, Watcher
from bifolio.workflow.prepare import prepare, read, shown_in
from bifolio.workflow.task import Task

if TYPE_CHECKING:
    from bifolio.preflight.findings import Report
    from bifolio.workflow.collect import Handed
    from bifolio.workflow.prepared import CheckedPdf


def build(
    order: Order,
    project: Project,
    renderer: Renderer,
    watcher: Watcher | None = None,
) -> tuple[Delivery, ...]:
    """Build the editions of `order` with `renderer`; `watcher` is called meanwhile.

    Raises `Problems` with all problems, and a note for each report that shows them; the last good
    PDF of an edition with problems is kept, and all other editions are built.
    """
    problems: list[Problem] = []
    watcher = watcher or Watcher()
    typecase = read_typecase(project.font_folders)
    waiting = [
        (task, _path(order, task), renderer.run(_build_and_check, task))
        for task in _tasks(order, project, typecase, problems)
    ]
    _watch(waiting, watcher)
    from bifolio.workflow import collect  # loads preflight, while the processes build

    failed: list[Path] = []
    deliveries = collect.deliver(waiting, typecase, watcher, problems, failed)
    if not problems:
        problems += _not_built(order, {task.edition for task, *_ in waiting})
    if problems:
        found = Problems(dict.fromkeys(problems))
        if deliveries:
            built = f"{len(deliveries)} of {len(waiting)} PDFs were built"
            found.add_note(f"{built}; files of the others stay as they were")
        for report in failed:
            found.add_note(f"{report} shows the findings")
        raise found
    return deliveries


def check(
    order: Order,
    project: Project,
    renderer: Renderer,
    *,
    profile: str = "",
    online: bool = False,
    unwritten: list[OSError] | None = None,
    watcher: Watcher | None = None,
) -> list[Report]:
    """Check the finished editions of `order`; `profile` replaces their own.

    Each is rebuilt, because only the layout knows where its texts are, and the file has to be the
    same. The reports are written beside the PDFs; errors of writing them are added to `unwritten`,
    if it is given, so that the findings are reported anyway. Raises `Problems` if an edition was
    not built or cannot be rebuilt.
    """
    problems: list[Problem] = []
    waiting = []
    typecase = read_typecase(project.font_folders)
    for task in _tasks(order, project, typecase, problems, profile):
        path = _path(order, task)
        if path.is_file():
            future = renderer.run(_check_again, task, path.read_bytes(), path, online=online)
            waiting.append((task, path, future))
        else:
            hint = f"`bifolio build {task.manuscript.name}` builds it"
            problems.append(Problem("file/not-built", "file not found", hint, Place(path)))
    _watch(waiting, watcher or Watcher())
    from bifolio.workflow import collect  # loads preflight, while the processes build

    reports = collect.report(waiting, typecase, problems, unwritten)
    if problems:
        raise Problems(dict.fromkeys(problems))
    return reports


def _tasks(
    order: Order, project: Project, typecase: Typecase, problems: list[Problem], profile: str = ""
) -> Iterator[Task]:
    """Yield the editions of `order`, ready to build; problems are added to `problems`."""
    with collecting(problems):
        for folder in order.publications:
            with collecting(problems):
                manuscript, copy = read(folder, project, typecase)
                glossary = manuscript.glossary()
                for edition, job in prepare(manuscript, copy, order, project, typecase):
                    shown = shown_in(manuscript, edition, copy)
                    yield Task(manuscript, shown, edition, job, glossary, project, profile)


def _watch(waiting: Sequence[Handed], watcher: Watcher) -> None:
    """Let `watcher` know what is being built, and when each of it is finished."""
    watcher.begun([path for _, path, _ in waiting])
    for _, path, future in waiting:
        future.add_done_callback(lambda _, path=path: watcher.finished(path))  # type: ignore[misc]


def _build_and_check(task: Task) -> CheckedPdf:
    """Run `edition.build_and_check` in a process of `bifolio.render.processes`."""
    from bifolio.workflow import edition  # loads the renderer, which only these processes do

    return edition.build_and_check(task)


def _check_again(task: Task, finished: bytes, path: Path, *, online: bool) -> CheckedPdf:
    """Run `edition.check_finished` in a process of `bifolio.render.processes`."""
    from bifolio.workflow import edition  # loads the renderer, which only these processes do

    return edition.check_finished(task, finished, path, online=online)


def _path(order: Order, task: Task) -> Path:
    return order.output / task.manuscript.name / f"{task.edition}.pdf"


def _not_built(order: Order, built: set[str]) -> list[Problem]:
    """Report editions that were asked for by name and do not exist, or targets without any."""
    names = ", ".join(folder.name for folder in order.publications)
    hint = f"see `editions:` in the publication.yaml of: {names}"
    if not order.editions and not built:
        targets = " or ".join(order.targets)
        message = f"no edition has `target: {targets}`"
        return [Problem("usage/no-edition-for-target", message, hint)]
    unknown = [name for name in order.editions if name not in built]
    return [
        Problem("usage/unknown-edition", f"edition '{name}' not found", hint) for name in unknown
    ]
