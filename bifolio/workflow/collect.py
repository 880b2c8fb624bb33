"""Takes what the processes built: writes good PDFs in place, and the reports of preflight."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

from bifolio.fonts.collection import Typecase
from bifolio.preflight.findings import Report
from bifolio.preflight.page_images import Examined
from bifolio.preflight.report import problems_of
from bifolio.problems import Problem, Problems, collecting
from bifolio.project.files import write
from bifolio.render.job import RenderedPdf
from bifolio.workflow.order import Delivery, Notify
from bifolio.workflow.printing import Proof
from bifolio.workflow.records import keep_placements
from bifolio.workflow.reports import write_reports
from bifolio.workflow.task import Task

Handed = tuple[Task, Path, Future[Proof]]
"""A task, the path of its PDF, and what comes of it."""


def deliver(
    waiting: Sequence[Handed], typecase: Typecase, notify: Notify, problems: list[Problem]
) -> tuple[Delivery, ...]:
    """Write the PDFs that may be delivered, and the reports; what is wrong is added to `problems`.

    `notify` is called for each as soon as it is in place.
    """
    deliveries: list[Delivery] = []
    editions: dict[_Reported, list[Examined]] = {}
    for number, (task, path, future) in enumerate(waiting, 1):
        with collecting(problems):
            printed, seen = _result(future, path)
            editions.setdefault(_reported(path, task), []).append(seen)
            if not seen.report.fits:
                raise Problems(problems_of(seen.report, path.name))
            write(path, printed.pdf)
            keep_placements(path, printed.placements)
            deliveries.append(
                Delivery(path, printed.pages, len(printed.pdf), seen.report, printed.loose)
            )
            notify(deliveries[-1], len(waiting) - number)
    for (folder, names), found in editions.items():
        write_reports(folder, found, names, typecase)
    return tuple(deliveries)


def report(
    waiting: Sequence[Handed],
    typecase: Typecase,
    problems: list[Problem],
    unwritten: list[OSError] | None,
) -> list[Report]:
    """Write the reports on finished PDFs; what is wrong is added to `problems`.

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


def _result(future: Future[Proof], path: Path) -> tuple[RenderedPdf, Examined]:
    """What came of printing `path`; raises `Problems` with all that kept it from being good."""
    try:
        proof = future.result()
    except OSError:
        raise  # a matter of the machine, which names its file
    except BrokenExecutor:
        message = f"{path.name} takes too much time or memory"
        hint = "build each edition by itself (--edition) to find out which one it is"
        raise Problems([Problem("layout/renderer-stopped", message, hint)]) from None
    except Exception as error:  # whatever breaks the renderer, the page is what can be mended
        message = f"the renderer failed on {path.name}: {type(error).__name__}: {error}"
        hint = "undo what you changed last in the layout, or report it to the developers"
        raise Problems([Problem("layout/renderer-stopped", message, hint)]) from None
    if proof.examined is None:
        raise Problems(proof.printed.problems)
    return proof.printed, proof.examined
