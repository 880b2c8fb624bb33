"""What the main process passes to the processes that build."""

from __future__ import annotations

from dataclasses import dataclass

from bifolio.document.glossary import Glossary
from bifolio.document.manuscript import Manuscript
from bifolio.project.folders import Project
from bifolio.project.layouts import Layouts
from bifolio.render.job import Job
from bifolio.text import Copy


@dataclass(frozen=True)
class Task:
    """An edition to be built and checked."""

    manuscript: Manuscript
    copy: Copy
    edition: str
    job: Job
    glossary: Glossary
    project: Project
    profile: str = ""
    """What preflight checks it against; default: the profile of the edition."""
    digest: str = ""
    """That of all inputs, by which the result is kept."""


def layouts_of(manuscript: Manuscript, project: Project) -> Layouts:
    """The layouts of a publication, in its house."""
    return project.layouts.of(manuscript.folder, manuscript.publication.house)
