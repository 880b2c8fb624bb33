"""The parts of a build in one process, for the profile: none of them has a goal but composing."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bifolio.document.load import load
from bifolio.document.validate import Subject, validate
from bifolio.fonts.collection import read_typecase
from bifolio.preflight.page_images import examined
from bifolio.project.folders import Project
from bifolio.render.job import Job
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job, warm_up
from bifolio.text import typeset
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read
from bifolio.workflow.prepared import PreparedEdition
from bifolio.workflow.task import Task
from tests.bench.commands import ROOT, RUNS
from tests.bench.figures import Figure

EDITION = "bilingual"

MOST_COMPOSING = 1.25
"""What rendering an edition may cost, as a multiple of its cost with the renderer's own lines."""


def stages() -> Iterator[Figure]:
    """Each stage of the bilingual sheet, beside rendering."""
    with tempfile.TemporaryDirectory() as temporary, Renderer(1) as renderer:
        times = renderer.run(_times_of_stages, Path(temporary)).result()
    whole = times["render"]
    for name, seconds in times.items():
        yield Figure(f"stage of the bilingual sheet: {name}", seconds, "render", whole)


def _times_of_stages(output: Path) -> dict[str, float]:
    """Processor time of each stage in a warm process, in s."""
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(folder, project, typecase)
    subject = Subject(manuscript, project.layouts.names(), typecase.covered)
    order = Order((folder,), (EDITION,), output)
    (_, job), *_ = prepare(manuscript, copy, order, project, typecase)
    warm_up()
    built = render_job(job)
    task = Task(manuscript, copy, EDITION, job, manuscript.glossary(), project)
    languages, shared = manuscript.publication.languages, manuscript.text.shared

    def check() -> object:
        edition = PreparedEdition.of(task)
        evidence = edition.evidence(built)
        return examined(evidence, edition.checks)

    table: dict[str, Callable[[], object]] = {
        "load": lambda: load(folder),
        "validate": lambda: validate(subject),
        "typeset": lambda: typeset(manuscript.units(), languages, shared),
        "merge, cut fonts": lambda: [*prepare(manuscript, copy, order, project, typecase)],
        "render": lambda: render_job(job),
        "check, with pictures": check,
    }
    return {name: min(_seconds(work) for _ in range(RUNS)) for name, work in table.items()}


def composing() -> Iterator[Figure]:
    """What composing adds to rendering, for the first time and from memory."""
    with tempfile.TemporaryDirectory() as temporary, Renderer(1) as renderer:
        for name, times in renderer.run(_times_of_composing, Path(temporary)).result().items():
            bare, first, again = times
            peer = "the renderer's own lines"
            yield Figure(f"{name}, composed", first, peer, bare, MOST_COMPOSING)
            yield Figure(f"{name}, composed lines remembered", again, peer, bare, MOST_COMPOSING)


def _times_of_composing(output: Path) -> dict[str, list[float]]:
    """Processor time of each edition with the renderer's lines, composed, and remembered.

    The ways take turns, so that all meet the same load of the machine; the best of each counts.
    """
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(folder, project, typecase)
    order = Order((folder,), ("bilingual", "en", "zh-Hans"), output)
    times = {}
    for name, job in prepare(manuscript, copy, order, project, typecase):
        ways = replace(job, languages={}, line_memory=None), replace(job, line_memory=None), job
        for way in ways:
            render_job(way)
        rounds = [[_seconds_of(way) for way in ways] for _ in range(RUNS)]
        times[name] = [min(each) for each in zip(*rounds, strict=True)]
    return times


def _seconds_of(job: Job) -> float:
    return _seconds(lambda: render_job(job))


def _seconds(work: Callable[[], object]) -> float:
    """The processor time that `work` takes, in seconds."""
    gc.collect()  # so that none clears away what another left behind
    began = time.process_time()
    work()
    return time.process_time() - began
