"""Builds and checks the editions of publications in several processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.problems import Place, Problem, Problems, collecting
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.built import CACHE, RESULTS, Record, wanted_editions
from bifolio.workflow.executor import Executor, Handed
from bifolio.workflow.inputs import job_digest
from bifolio.workflow.order import Delivery, Order, Watcher
from bifolio.workflow.prepare import prepare, read, shown_in
from bifolio.workflow.task import Task

if TYPE_CHECKING:
    from bifolio.preflight.findings import Report
    from bifolio.workflow.prepared import CheckedPdf


def build(
    order: Order,
    project: Project,
    executor: Executor,
    watcher: Watcher | None = None,
    *,
    force: bool = False,
) -> tuple[Delivery, ...]:
    """Build the editions of `order` with `executor`; `watcher` is called meanwhile.

    What is up to date is not built, nor is a job whose result is kept, unless `force`.

    Raises `Problems` with all problems, and a note for each report that shows them; the last good
    PDF of an edition with problems is kept, and all other editions are built.
    """
    watcher = watcher or Watcher()
    record = Record(str(order.output), str(project.folder), order.seconds)
    current = {} if force else _up_to_date(order, record)
    left = replace(
        order, publications=tuple(each for each in order.publications if each.name not in current)
    )
    deliveries = [each for found in current.values() for each in found]
    try:
        if left.publications:
            deliveries += _build(left, project, executor, watcher, record, deliveries, force=force)
        else:
            _begin([], watcher, deliveries)
    finally:
        record.save()
    if unknown := _not_built(order, {each.path.stem for each in deliveries}):
        raise Problems(unknown)
    return tuple(deliveries)


def _build(
    order: Order,
    project: Project,
    executor: Executor,
    watcher: Watcher,
    record: Record,
    current: Sequence[Delivery],
    *,
    force: bool,
) -> tuple[Delivery, ...]:
    """Build what is not up to date; `current` is."""
    problems: list[Problem] = []
    typecase = read_typecase(project.font_folders)
    waiting: list[Handed] = []
    failed: list[Path] = []
    try:
        for task in _tasks(order, project, typecase, problems):
            job = job_digest(record.inputs_of(str(task.manuscript.folder)), task.edition)
            given = replace(task, digest=job)
            kept = None if force else _kept(order, given)
            waiting.append(kept or _handed(order, given, executor))
        _begin(waiting, watcher, current)
        from bifolio.workflow import collect  # loads preflight, while the processes build

        deliveries = collect.deliver(waiting, typecase, watcher, problems, failed, record)
    except BaseException:
        if any(each.future.done() for each in waiting):
            from bifolio.workflow import collect  # the same

            collect.keep_finished(waiting, record)
        raise
    if problems:
        found = Problems(dict.fromkeys(problems))
        if deliveries:
            built_now = f"{len(deliveries)} of {len(waiting)} PDFs were built"
            found.add_note(f"{built_now}; files of the others stay as they were")
        for report in failed:
            found.add_note(f"{report} shows the findings, and the pages that were not written")
        raise found
    return deliveries


def _up_to_date(order: Order, record: Record) -> dict[str, list[Delivery]]:
    """The publications whose editions of `order` are all up to date, by name."""
    current = {}
    for folder in order.publications:
        targets = record.targets(str(folder))
        if targets is None:
            continue
        built = record.built(str(folder), wanted_editions(targets, order.editions, order.targets))
        if built is not None:
            current[folder.name] = [
                Delivery(order.output / folder.name / f"{name}.pdf", each, is_new=False)
                for name, each in built.items()
            ]
    return current


def _begin(waiting: Sequence[Handed], watcher: Watcher, current: Sequence[Delivery]) -> None:
    """Let `watcher` know what is being built, and what is up to date."""
    watcher.begun([each.path for each in waiting], [each.path for each in current])
    for delivery in current:
        watcher.delivered(delivery)
    _watch(waiting, watcher)


def _handed(order: Order, task: Task, executor: Executor) -> Handed:
    return Handed(task, _path(order, task), executor.run(build_and_check, task))


def _kept(order: Order, task: Task) -> Handed | None:
    """The job of `task` if it was done before, and its result is kept."""
    folder = order.output / CACHE / RESULTS / task.manuscript.name / task.edition
    if not (folder / task.digest).is_file():
        return None
    from bifolio.workflow.results import Results  # loads preflight

    kept = Results(order.output).find(task.manuscript.name, task.edition, task.digest)
    if kept is None:
        return None
    future: Future[CheckedPdf] = Future()
    future.set_result(kept)
    return Handed(task, _path(order, task), future, is_kept=True)


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
            waiting.append(Handed(task, path, future))
        else:
            hint = f"`bifolio build {task.manuscript.name}` builds it"
            problems.append(Problem("file/not-built", "file not found", hint, Place(path)))
    watcher = watcher or Watcher()
    watcher.begun([each.path for each in waiting])
    _watch(waiting, watcher)
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
    """Let `watcher` know when each job is finished."""
    for each in waiting:
        each.future.add_done_callback(lambda _, path=each.path: watcher.finished(path))  # type: ignore[misc]


def build_and_check(task: Task) -> CheckedPdf:
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
