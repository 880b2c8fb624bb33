"""Collects the results of the processes: writes good PDFs and the preflight reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from pathlib import Path

from bifolio.fonts.collection import Typecase
from bifolio.preflight.findings import Report
from bifolio.preflight.page_images import Examined
from bifolio.preflight.report import problems_of
from bifolio.problems import Problem, Problems, collecting
from bifolio.project.files import write
from bifolio.render.job import RenderedPdf
from bifolio.workflow.order import Delivery, Watcher
from bifolio.workflow.prepared import CheckedPdf
from bifolio.workflow.records import keep_placements
from bifolio.workflow.reports import write_reports
from bifolio.workflow.task import Task

Handed = tuple[Task, Path, Future[CheckedPdf]]
"""A task, the path of its PDF, and its result."""


def deliver(
    waiting: Sequence[Handed],
    typecase: Typecase,
    watcher: Watcher,
    problems: list[Problem],
    failed: list[Path],
) -> tuple[Delivery, ...]:
    """Write the PDFs that pass preflight, and the reports; problems are added to `problems`.

    `watcher` is called with each PDF as soon as it is written. The reports in HTML that show why a
    PDF was not written are added to `failed`.
    """
    deliveries: list[Delivery] = []
    editions: dict[_Reported, list[Examined]] = {}
    for task, path, future in waiting:
        with collecting(problems):
            built, seen = _result(future, path)
            editions.setdefault(_reported(path, task), []).append(seen)
            if not seen.report.fits:
                raise Problems(problems_of(seen.report, path.name))
            write(path, built.pdf)
            keep_placements(path, built.placements)
            target = task.manuscript.publication.editions[task.edition].target
            deliveries.append(
                Delivery(
                    path,
                    built.pages,
                    len(built.pdf),
                    seen.report,
                    built.loose,
                    is_for_paper=target != "screen",
                )
            )
            watcher.delivered(deliveries[-1])
    for (folder, names), found in editions.items():
        page = write_reports(folder, found, names, typecase)
        if not all(each.report.fits for each in found):
            failed.append(page)
    return tuple(deliveries)


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
    for task, path, future in waiting:
        with collecting(problems):
            _, seen = _result(future, path)
            editions.setdefault(_reported(path, task), []).append(seen)
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
    except OSError:
        raise  # a problem of the machine; it names its file
    except BrokenExecutor:
        message = f"{name} takes too much time or memory"
        hint = "build each edition by itself (--edition) to find out which one it is"
        raise Problems.of("layout/renderer-stopped", message, hint) from None
    except Exception as error:  # whatever breaks the renderer, the user can change the layout only
        message = f"the renderer failed on {name}: {type(error).__name__}: {error}"
        hint = "undo what you changed last in the layout, or report it to the developers"
        raise Problems.of("layout/renderer-stopped", message, hint) from None
