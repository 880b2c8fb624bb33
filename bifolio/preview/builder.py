"""Builds and checks an edition for the preview, in a process of `bifolio.render.processes`.

It is what `bifolio build` does, from the files as they are when it begins.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.fonts.collection import read_typecase
from bifolio.preview.pages import PreviewPage, pages_of
from bifolio.preview.places import PlacedText, placed_texts, states_of, words_of
from bifolio.problems import Problem, Problems
from bifolio.project.folders import Project
from bifolio.render.job import RenderedPdf
from bifolio.text.runs import TextId
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read, shown_in
from bifolio.workflow.task import Task

if TYPE_CHECKING:
    from bifolio.preflight.findings import Report


@dataclass(frozen=True)
class Wanted:
    """An edition to build from the files as they are."""

    project: Project
    publication: Path
    """The folder."""
    edition: str
    output: Path
    """The folder with the caches of `bifolio build`."""
    date: datetime | None = None
    """The date of the PDF, instead of the publication's."""
    known: Mapping[str, str] = field(default_factory=dict)
    """The pictures of earlier pages by their content."""


@dataclass(frozen=True)
class BuiltEdition:
    """A built edition, or the problems why there is none."""

    problems: tuple[Problem, ...] = ()
    task: Task | None = None
    rendered: RenderedPdf = field(default_factory=lambda: RenderedPdf(b"", 0))
    pages: tuple[PreviewPage, ...] = ()
    places: tuple[PlacedText, ...] = ()
    words: Mapping[TextId, str] = field(default_factory=dict)
    """The characters of each text of the publication."""


def build_edition(wanted: Wanted) -> BuiltEdition:
    """Build an edition as `bifolio build` does, without checking it."""
    from bifolio.render.weasyprint.kept_styles import keep_styles  # loads the renderer
    from bifolio.workflow.edition import build_pdf  # the same
    from bifolio.workflow.prepared import PreparedEdition  # loads preflight

    keep_styles()
    try:
        task = _task(wanted)
        prepared = PreparedEdition.of(task)
    except Problems as found:
        return BuiltEdition(found.problems)
    built = build_pdf(prepared)
    if built.problems:
        return BuiltEdition(built.problems)
    states = states_of(task.manuscript)
    return BuiltEdition(
        task=task,
        rendered=built,
        pages=tuple(pages_of(built.pdf, wanted.known)),
        places=tuple(placed_texts(built.placements, task.copy, states)),
        words=words_of(task.copy),
    )


def check_edition(task: Task, built: RenderedPdf) -> Report:
    """Check an edition as `bifolio build` does."""
    from bifolio.preflight.runner import inspect  # loads preflight
    from bifolio.workflow.prepared import PreparedEdition  # loads preflight

    prepared = PreparedEdition.of(task)
    return inspect(prepared.evidence(built), prepared.checks)


def give_way() -> None:
    """Let the processes that build go first, as long as they need the processors."""
    os.nice(10)


def tidy() -> None:
    """Free what the last build left, while nobody waits."""
    gc.collect()


def _task(wanted: Wanted) -> Task:
    """Read and prepare an edition; raises `Problems`."""
    typecase = read_typecase(wanted.project.font_folders)
    manuscript, copy = read(wanted.publication, wanted.project, typecase)
    order = Order((wanted.publication,), (wanted.edition,), wanted.output, wanted.date)
    for name, job in prepare(manuscript, copy, order, wanted.project, typecase):
        shown = shown_in(manuscript, name, copy)
        return Task(manuscript, shown, name, job, manuscript.glossary(), wanted.project)
    hint = f"publication.yaml has: {', '.join(manuscript.publication.editions)}"
    message = f"edition '{wanted.edition}' not found"
    raise Problems.of("usage/unknown-edition", message, hint)
