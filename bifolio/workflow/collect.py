"""Collects the results of the processes: writes good PDFs and the preflight reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from bifolio.fonts.collection import Typecase
from bifolio.preflight.findings import Report, Severity
from bifolio.preflight.page_images import Examined
from bifolio.preflight.report import problems_of
from bifolio.problems import Problem, Problems, collecting
from bifolio.project.files import write
from bifolio.render.job import RenderedPdf
from bifolio.workflow.built import BuiltPdf, Record, Warned
from bifolio.workflow.executor import Handed
from bifolio.workflow.order import Delivery, Watcher
from bifolio.workflow.prepared import CheckedPdf
from bifolio.workflow.reports import write_reports
from bifolio.workflow.results import Results
from bifolio.workflow.task import Task


def deliver(
    waiting: Sequence[Handed],
    typecase: Typecase,
    watcher: Watcher,
    problems: list[Problem],
    failed: list[Path],
    record: Record,
) -> tuple[Delivery, ...]:
    """Write the PDFs that pass preflight, and the reports; problems are added to `problems`.

    `watcher` is called with each PDF as soon as it is written. The reports in HTML that show why a
    PDF was not written are added to `failed`. Results are kept, and what is written is recorded.
    """
    deliveries: list[Delivery] = []
    editions: dict[_Reported, list[Examined]] = {}
    for each in waiting:
        task, path = each.task, each.path
        with collecting(problems):
            built, seen = _result(each.future, path)
            editions.setdefault(_reported(path, task), []).append(seen)
            _keep(each, record)
            if not seen.report.fits:
                raise Problems(problems_of(seen.report, path.name))
            write(path, built.pdf)
            edition = _built_edition(task, built, seen)
            targets = {
                name: settings.target
                for name, settings in task.manuscript.publication.editions.items()
            }
            record.keep(str(task.manuscript.folder), targets, task.edition, edition)
            deliveries.append(Delivery(path, edition))
            watcher.delivered(deliveries[-1])
    for (folder, names), found in editions.items():
        page = write_reports(folder, found, names, typecase)
        if not all(each.report.fits for each in found):
            failed.append(page)
    return tuple(deliveries)


def keep_finished(waiting: Sequence[Handed], record: Record) -> None:
    """Keep the results of jobs that are finished, when a build ends before its time."""
    for each in waiting:
        if each.future.done() and not each.future.cancelled() and not each.future.exception():
            _keep(each, record)


def _keep(done: Handed, record: Record) -> None:
    """Keep the result of a job, unless its inputs have changed since it began."""
    task = done.task
    if not done.is_kept and record.is_current(str(task.manuscript.folder)):
        results = Results(done.path.parents[1])
        results.keep(task.manuscript.name, task.edition, task.digest, done.future.result())


def _built_edition(task: Task, built: RenderedPdf, seen: Examined) -> BuiltPdf:
    """What is recorded of a PDF that passed."""
    loose = (replace(line, message=f"{task.edition}: {line.message}") for line in built.loose)
    noted = (*_outdated(seen.report), *loose)
    return BuiltPdf(
        sha256(built.pdf).hexdigest(),
        built.pages,
        len(built.pdf),
        seen.report.count(Severity.WARN),
        is_for_paper=task.manuscript.publication.editions[task.edition].target != "screen",
        noted=[Warned(each.code, each.message, each.hint, str(each.place or "")) for each in noted],
    )


def _outdated(found: Report) -> Iterator[Problem]:
    """The message about each translation whose original changed after its review."""
    for each in found.findings:
        if each.check == "languages/outdated" and not each.accepted:
            yield Problem(each.check, each.message, each.hint, each.place)


def report(
    waiting: Sequence[Handed],
    typecase: Typecase,
    problems: list[Problem],
    unwritten: list[OSError] | None,
) -> list[Report]:
    """Write the reports on finished PDFs; problems are added to `problems`.

    Errors of writing a report are added to `unwritten`, if it is given.
    """
    editions: dict[_Reported, list[Examined]] = {}
    for each in waiting:
        with collecting(problems):
            _, seen = _result(each.future, each.path)
            editions.setdefault(_reported(each.path, each.task), []).append(seen)
    for (folder, names), found in editions.items():
        try:
            write_reports(folder, found, names, typecase)
        except OSError as error:
            if unwritten is None:
                raise
            unwritten.append(error)
    return [each.report for found in editions.values() for each in found]


_Reported = tuple[Path, tuple[str, ...]]
"""A publication that gets a report: the folder of its PDFs, and the names of all its editions."""


def _reported(path: Path, task: Task) -> _Reported:
    return path.parent, tuple(task.manuscript.publication.editions)


def _result(future: Future[CheckedPdf], path: Path) -> tuple[RenderedPdf, Examined]:
    """The result of building `path`; raises `Problems` if it failed."""
    with renderer_errors(path.name):
        checked = future.result()
    if checked.examined is None:
        raise Problems(checked.built.problems)
    return checked.built, checked.examined


@contextmanager
def renderer_errors(name: str) -> Iterator[None]:
    """Raise `Problems` if a process that builds the PDF called `name` fails in this context."""
    try:
        yield
    except (OSError, Problems):
        raise  # a problem of the machine; it names its file
    except BrokenExecutor:
        message = f"{name} takes too much time or memory"
        hint = "build each edition by itself (--edition) to find out which one it is"
        raise Problems.of("layout/renderer-stopped", message, hint) from None
    except Exception as error:  # whatever breaks the renderer, the user can change the layout only
        message = f"the renderer failed on {name}: {type(error).__name__}: {error}"
        hint = "undo what you changed last in the layout, or report it to the developers"
        raise Problems.of("layout/renderer-stopped", message, hint) from None
