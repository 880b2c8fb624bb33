"""`bifolio editions`: lists the editions of publications, for people and for make."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from bifolio.document.load import load_publication
from bifolio.document.publication import Publication
from bifolio.problems import Problem, Problems


def run(options: argparse.Namespace) -> int:
    """List the editions, and return the exit code."""
    publications: dict[str, Publication | None] = {}
    problems: list[Problem] = []
    for folder in options.publication:
        publications[folder.name], found = load_publication(folder)
        problems += found
    if options.make:
        # Errors in a file are reported by the build, which make runs for UNREADABLE.
        print("\n".join(_for_make(publications)))
        return 0
    for name, publication in publications.items():
        for edition, settings in (publication.editions if publication else {}).items():
            languages = " ".join(settings.languages)
            print(f"{name}  {edition}  {settings.target}  {languages}  {settings.layout}")
    if problems:
        raise Problems(problems)
    return 0


def _for_make(publications: Mapping[str, Publication | None]) -> Iterator[str]:
    """The lines of a file for make: NAME.screen, NAME.paper, and the names that cannot be read."""
    unreadable = [name for name, publication in publications.items() if publication is None]
    yield "# Written by `bifolio editions --make` whenever a publication.yaml has changed."
    yield f"PUBLICATIONS := {' '.join(publications)}"
    yield f"UNREADABLE := {' '.join(unreadable)}"
    for name, publication in publications.items():
        editions = publication.editions if publication else {}
        screen = [each for each, settings in editions.items() if settings.target == "screen"]
        yield f"{name}.screen := {' '.join(screen)}"
        yield f"{name}.paper := {' '.join(each for each in editions if each not in screen)}"
