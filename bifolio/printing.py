"""One edition on its way: printed, and looked at by the process that printed it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bifolio.model import Manuscript
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.glossary import Glossary
from bifolio.preflight.inspect import inspect
from bifolio.preflight.pictures import Examined, examined
from bifolio.preflight.profiles import Profile
from bifolio.render.merge import Copy
from bifolio.render.renderer import Job, Printed, print_job


@dataclass(frozen=True)
class Printing:
    """An edition, ready to be printed and looked at."""

    manuscript: Manuscript
    copy: Copy
    edition: str
    job: Job
    profile: Profile
    """What preflight holds it to."""
    glossary: Glossary
    """The terms of the project."""

    def evidence(
        self, printed: Printed, *, reprinted: bytes | None = None, online: bool = False
    ) -> Evidence:
        """What preflight looks at."""
        return Evidence(
            pdf=printed.pdf,
            edition=self.edition,
            manuscript=self.manuscript,
            copy=self.copy,
            about=self.job.about,
            profile=self.profile,
            glossary=self.glossary,
            faces=(*self.job.faces, *self.job.line_ends),
            stylesheets=self.job.stylesheets,
            placed=printed.placed,
            areas=printed.areas,
            reprinted=reprinted,
            online=online,
        )


@dataclass(frozen=True)
class Proof:
    """A printed edition, and what preflight says of it."""

    printed: Printed
    examined: Examined | None
    """None where the renderer had something to say: then there is nothing to look at."""


def print_and_look(printing: Printing) -> Proof:
    """Print an edition and look at it."""
    printed = print_job(printing.job)
    if printed.problems:
        return Proof(printed, None)
    return _look(printed, printing.evidence(printed))


def look_again(printing: Printing, finished: bytes, *, online: bool) -> Proof:
    """Look at an edition that is `finished`, with the measurements of printing it again."""
    printed = print_job(printing.job)
    if printed.problems:
        return Proof(printed, None)
    again = replace(printed, pdf=finished)
    return _look(again, printing.evidence(again, reprinted=printed.pdf, online=online))


def _look(printed: Printed, evidence: Evidence) -> Proof:
    return Proof(printed, examined(evidence, inspect(evidence)))
