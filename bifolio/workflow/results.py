"""Keeps the results of jobs by the digest of their inputs, so that no job is done twice.

A job is an edition that is built and checked. What could not be built is not kept: the cause may be
the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bifolio.preflight.page_images import Examined
from bifolio.problems import Problem
from bifolio.project.files import write
from bifolio.render.job import RenderedPdf
from bifolio.text.placements import Placements
from bifolio.workflow.built import CACHE, RESULTS
from bifolio.workflow.prepared import CheckedPdf

MOST = 4
"""Results of an edition that are kept: changes that are taken back cost nothing."""


@dataclass(frozen=True)
class _Kept:
    """What is kept beside the PDF."""

    pages: int
    loose: tuple[Problem, ...]
    placements: Placements
    examined: Examined


_ADAPTER = TypeAdapter(_Kept)


class Results:
    """The results in the cache of a folder of PDFs."""

    def __init__(self, output: Path) -> None:
        """Those of the folder `output`."""
        self._folder = output.absolute() / CACHE / RESULTS

    def find(self, publication: str, edition: str, job: str) -> CheckedPdf | None:
        """The result of the job with the digest `job`; None if none is kept."""
        path = self._folder / publication / edition / job
        found = _read(path)
        if found is not None:
            with suppress(OSError):
                path.touch()
        return found

    def last(self, publication: str, edition: str) -> CheckedPdf | None:
        """The result from which the PDF of an edition was written last; None if none is kept."""
        read = map(_read, self._newest_first(publication, edition))
        return next((each for each in read if each and each.fits), None)

    def keep(self, publication: str, edition: str, job: str, result: CheckedPdf) -> None:
        """Keep the result of a job, if the cache can be written, and forget the oldest ones."""
        if result.examined is None:
            return
        built = result.built
        kept = _Kept(built.pages, built.loose, built.placements, result.examined)
        content = _ADAPTER.dump_json(kept) + b"\n" + built.pdf
        path = self._folder / publication / edition / job
        with suppress(OSError):
            write(path, _checksum(path, content) + content)
            for old in [*self._newest_first(publication, edition)][MOST:]:
                old.unlink(missing_ok=True)

    def _newest_first(self, publication: str, edition: str) -> Iterator[Path]:
        """The files of results, the one that was used last first."""
        folder = self._folder / publication / edition
        found = [(path.stat().st_mtime_ns, path) for path in folder.glob("[!.]*")]
        yield from (path for _, path in sorted(found, reverse=True))


def _read(path: Path) -> CheckedPdf | None:
    """The result in a file; None if there is none, or if it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    length = len(_checksum(path, b""))
    if content[:length] != _checksum(path, content[length:]):
        return None
    described, _, pdf = content[length:].partition(b"\n")
    try:
        kept = _ADAPTER.validate_json(described)
    except ValidationError:  # another version wrote it
        return None
    built = RenderedPdf(pdf, kept.pages, (), kept.loose, kept.placements)
    return CheckedPdf(built, kept.examined)


def _checksum(path: Path, content: bytes) -> bytes:
    """The digest of a result and its path: results have places in the project, which may move."""
    return sha256(os.fsencode(path) + content).hexdigest().encode() + b"\n"
