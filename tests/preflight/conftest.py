"""Editions printed once, whose PDFs and sources the tests spoil."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bifolio.document.slots import read_house
from bifolio.fonts.collection import read_typecase
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.profiles import find_profile
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.edition import build_pdf
from bifolio.workflow.imposed import PROFILE, imposed
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read
from bifolio.workflow.prepared import PreparedEdition
from bifolio.workflow.task import Task, layouts_of
from tests.conftest import ROOT
from tests.preflight.mutations import PrintChanged, Source

SAMPLES = Path(__file__).with_name("project")

Print = Callable[[str, str], Evidence]


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(2) as renderer:
        yield renderer


@pytest.fixture(scope="session")
def examine(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> Print:
    """Print an edition of a publication, once, and give the evidence."""
    printed: dict[tuple[str, str], Evidence] = {}

    def evidence(publication: str, edition: str) -> Evidence:
        key = publication, edition
        if key not in printed:
            folder = home_of(publication)
            printed[key] = print_edition(
                folder, publication, edition, renderer, tmp_path_factory.mktemp("printed")
            )
        return printed[key]

    return evidence


@pytest.fixture(scope="session")
def print_changed(renderer: Renderer, tmp_path_factory: pytest.TempPathFactory) -> PrintChanged:
    """Print an edition of a changed copy of its project."""

    def evidence(edition: tuple[str, str], source: Source) -> Evidence:
        folder = tmp_path_factory.mktemp("changed")
        copy_project(edition[0], folder)
        change_project(folder, edition, source)
        return print_edition(folder, *edition, renderer, folder / "build")

    return evidence


def home_of(publication: str) -> Path:
    """The folder of the project that has a publication."""
    return ROOT if (ROOT / "source" / publication).is_dir() else SAMPLES


def copy_project(publication: str, folder: Path) -> None:
    """Copy the project with a publication, and with it alone, into `folder`."""
    home = home_of(publication)
    shutil.copytree(home / "source" / publication, folder / "source" / publication)
    if home != ROOT:
        shutil.copytree(home / "layouts", folder / "layouts")
    elif (home / "source" / "glossary.yaml").is_file():
        shutil.copy(home / "source" / "glossary.yaml", folder / "source")


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


def print_edition(
    folder: Path, publication: str, edition: str, renderer: Renderer, output: Path
) -> Evidence:
    """The evidence of an edition of a publication of the project in `folder`, or of its sheets."""
    project = Project(folder)
    source = folder / "source" / publication
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(source, project, typecase)
    sheets = manuscript.publication.sheets.get(edition)
    edition = sheets.edition if sheets else edition
    order = Order((source,), (edition,), output)
    ((_, job),) = prepare(manuscript, copy, order, project, typecase)
    task = Task(manuscript, copy, edition, job, manuscript.glossary(), project)
    printing = PreparedEdition.of(task)
    printed = renderer.run(build_pdf, printing).result()
    assert printed.problems == ()
    if sheets is None:
        return printing.evidence(printed, rebuilt=printed.pdf)
    (output / f"{edition}.pdf").write_bytes(printed.pdf)
    house, _ = read_house(layouts_of(manuscript, project))
    profile = find_profile(PROFILE, added=house.checks)
    evidence, _ = imposed(replace(printing, profile=profile), sheets, output)
    return evidence
