"""Editions built once, whose PDFs and sources the tests change."""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from bifolio.document.publication import Sheets
from bifolio.fonts.collection import read_typecase
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.runner import inspect
from bifolio.project.folders import Project
from bifolio.project.scratch import lasting_folder
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.workflow.edition import build_pdf
from bifolio.workflow.imposed import imposed, sheets_profile
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read, shown_in
from bifolio.workflow.prepared import PreparedEdition
from bifolio.workflow.registry import registry_of
from bifolio.workflow.task import Task, layouts_of
from tests.conftest import PUBLICATIONS, ROOT
from tests.preflight.mutations import BuildChanged, Source
from tests.support.shared import built_once

SAMPLES = Path(__file__).with_name("project")
PROJECTS = (PUBLICATIONS, SAMPLES)
"""The projects with the publications that tests of preflight build."""

REGISTRY = registry_of("eu")
"""All checks, with those of the house `eu`; its profiles ask for them, and no others do."""


class Examine(Protocol):
    """Builds an edition of a publication, once, and returns the evidence."""

    def __call__(
        self, publication: str, edition: str, *, project: Path | None = None
    ) -> Evidence: ...


def found(evidence: Evidence, check: str) -> list[str]:
    """The messages of what a check finds in an edition that it can check."""
    report = inspect(evidence, [REGISTRY[check]])
    assert report.broken == ()
    assert report.skipped == ()
    return [finding.message for finding in report.findings if not finding.accepted]


@pytest.fixture(scope="session")
def examine(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> Examine:
    """Build an edition of a publication, once, and return the evidence."""
    built: dict[tuple[Path, str, str], Evidence] = {}

    def evidence(publication: str, edition: str, *, project: Path | None = None) -> Evidence:
        folder = project or project_of(publication)
        key = folder, publication, edition
        if key not in built:
            output = tmp_path_factory.mktemp("built")
            built[key] = evidence_of(folder, publication, edition, output, once)
        return built[key]

    def once(prepared: PreparedEdition) -> RenderedPdf:
        """Build it once for all processes that run tests."""
        project = prepared.manuscript.folder.parents[1].name
        name = f"{project}-{prepared.manuscript.name}-{prepared.edition}.pickle"

        def build(folder: Path) -> None:
            finished = renderer.run(build_pdf, prepared).result()
            (folder / name).write_bytes(pickle.dumps(finished))

        folder = built_once(tmp_path_factory, name, build)
        finished: RenderedPdf = pickle.loads((folder / name).read_bytes())
        return finished

    return evidence


@pytest.fixture(scope="session")
def build_changed(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> BuildChanged:
    """Build an edition of a changed copy of its project."""

    def evidence(edition: tuple[str, str], source: Source) -> Evidence:
        folder = tmp_path_factory.mktemp("changed")
        copy_project(edition[0], folder)
        change_project(folder, edition, source)
        return build_edition(folder, *edition, renderer, folder / "build")

    return evidence


def project_of(publication: str) -> Path:
    """The project that has a publication."""
    return next(each for each in PROJECTS if (each / "source" / publication).is_dir())


def copy_project(publication: str, folder: Path) -> None:
    """Copy the project with a publication, and no other one, into `folder`."""
    project = project_of(publication)
    shutil.copytree(project / "source" / publication, folder / "source" / publication)
    if (project / "layouts").is_dir():
        shutil.copytree(project / "layouts", folder / "layouts")


def change_project(folder: Path, edition: tuple[str, str], source: Source) -> None:
    """Make the changes of `source` in the project in `folder`."""
    publication = folder / "source" / edition[0]
    text = (publication / "text.yaml").read_text("utf-8")
    for old, new in source.texts.items():
        assert old in text
        text = text.replace(old, new)
    (publication / "text.yaml").write_text(text, "utf-8")
    for name, change in source.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(change, tuple):
            shipped = (path if path.is_file() else ROOT / name).read_text("utf-8")
            assert change[0] in shipped
            change = shipped.replace(*change)
        path.write_text(change, "utf-8")
    if source.styles or source.body:
        derive_layout(folder, publication / "publication.yaml", edition[1], source)


def derive_layout(folder: Path, publication: Path, edition: str, source: Source) -> None:
    """Give an edition a layout of its own: the one that it has, and more."""
    text = publication.read_text("utf-8")
    match = re.search(
        rf"^  {edition}:[^\n]*\n(?:    [^\n]*\n)*?    layout: (.*)", text, re.MULTILINE
    )
    assert match
    before, after = text[: match.start(1)], text[match.end(1) :]
    publication.write_text(f"{before}spoiled{after}", "utf-8")
    layout = folder / "layouts" / "spoiled"
    layout.mkdir(parents=True)
    (layout / "layout.html.j2").write_text(
        f'{{% extends "{match[1]}/layout.html.j2" %}}'
        '{% import "base/components.html.j2" as part with context %}'
        f"{{% block body %}}{{{{ super() }}}}{source.body}{{% endblock %}}",
        "utf-8",
    )
    (layout / "layout.css").write_text(source.styles, "utf-8")


def build_edition(
    folder: Path, publication: str, edition: str, renderer: Renderer, output: Path
) -> Evidence:
    """The evidence of an edition of a publication of the project in `folder`, or of its sheets."""

    def build(prepared: PreparedEdition) -> RenderedPdf:
        return renderer.run(build_pdf, prepared).result()

    return evidence_of(folder, publication, edition, output, build)


def evidence_of(
    folder: Path,
    publication: str,
    name: str,
    output: Path,
    build: Callable[[PreparedEdition], RenderedPdf],
) -> Evidence:
    """The same, where `build` builds the edition."""
    prepared, sheets = prepared_edition(folder, publication, name, output)
    finished = build(prepared)
    assert finished.problems == ()
    if sheets is None:
        return prepared.evidence(finished, rebuilt=finished.pdf)
    (output / f"{prepared.edition}.pdf").write_bytes(finished.pdf)
    return imposed(prepared, sheets, output)[0]


def prepared_edition(
    folder: Path, publication: str, name: str, output: Path
) -> tuple[PreparedEdition, Sheets | None]:
    """What builds the edition `name` of a publication, or the edition on the sheets `name`."""
    project = Project(folder)
    source = folder / "source" / publication
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(source, project, typecase)
    sheets = manuscript.publication.sheets.get(name)
    edition = sheets.edition if sheets else name
    fonts = lasting_folder() / "fonts"  # which all changed copies share
    order = Order((source,), (edition,), output, font_cache=fonts)
    ((_, job),) = prepare(manuscript, copy, order, project, typecase)
    shown = shown_in(manuscript, edition, copy)
    prepared = PreparedEdition.of(
        Task(manuscript, shown, edition, job, manuscript.glossary(), project)
    )
    if sheets:
        own = manuscript.publication.editions[edition]
        profile = sheets_profile(own, manuscript, layouts_of(manuscript, project))
        prepared = replace(prepared, profile=profile)
    return prepared, sheets
