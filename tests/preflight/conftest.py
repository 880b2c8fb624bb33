"""Editions printed once, whose PDFs and sources the tests spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bifolio.fonts.typecase import read_typecase
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.glossary import read_glossary
from bifolio.preflight.profiles import find_profile
from bifolio.press import Order, prepare, presswork, profile_of, read
from bifolio.printing import Printing, print_finished
from bifolio.project import Project
from bifolio.render.renderer import Renderer
from bifolio.sheets import PROFILE, imposed
from tests.conftest import ROOT

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
            folder = ROOT if (ROOT / "source" / publication).is_dir() else SAMPLES
            printed[key] = print_edition(
                folder, publication, edition, renderer, tmp_path_factory.mktemp("printed")
            )
        return printed[key]

    return evidence


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
    profile = profile_of(manuscript.publication.editions[edition], manuscript)
    glossary = read_glossary(project.source)
    work = presswork(manuscript, edition, job, project, typecase)
    printing = Printing(manuscript, copy, edition, job, profile, glossary, work)
    printed = renderer.run(print_finished, printing).result()
    assert printed.problems == ()
    if sheets is None:
        return printing.evidence(printed, reprinted=printed.pdf)
    (output / f"{edition}.pdf").write_bytes(printed.pdf)
    return imposed(replace(printing, profile=find_profile(PROFILE)), sheets, output)
