"""The PDFs to be mailed: those that passed preflight and have not changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from bifolio.document.publication import Edition, Publication
from bifolio.mail.pictures import Picture, head_of
from bifolio.preflight.report_file import NAME, EditionEntry, read_report
from bifolio.problems import Place, Problem, Problems, collecting

MOST_FRONTS = 10
"""Fronts of editions that a process keeps: every mailing of an edition has the same."""

_fronts: dict[str, tuple[Picture, int]] = {}
"""The head of the front page of PDFs, and how many pages they have, by SHA-256."""


@dataclass(frozen=True)
class Enclosure:
    """A finished edition that may be mailed."""

    edition: str
    languages: tuple[str, ...]
    file_name: str
    """The ASCII file name."""
    pdf: bytes
    sha256: str
    pages: int
    front: Picture
    """The head of its front page."""


def read_enclosures(
    folder: Path, publication: Publication, editions: Iterable[str]
) -> dict[str, Enclosure]:
    """Read the PDFs of `editions` from `folder`, where they were built.

    Raises `Problems` for each that is missing, did not pass preflight with the profile of its
    edition, or has changed since, and for an unreadable preflight report.
    """
    reports = read_report(folder / NAME)
    enclosures: dict[str, Enclosure] = {}
    problems: list[Problem] = []
    for name in editions:
        with collecting(problems):
            settings = publication.editions[name]
            enclosures[name] = _enclosure(folder, name, settings, reports.get(name))
    if problems:
        raise Problems(problems)
    return enclosures


def _enclosure(folder: Path, name: str, edition: Edition, report: EditionEntry | None) -> Enclosure:
    path = folder / f"{name}.pdf"
    hint = f"run `bifolio build {folder.name}`"
    try:
        pdf = path.read_bytes()
    except OSError:
        raise Problems.of("file/not-built", "file not found", hint, Place(path)) from None
    digest = hashlib.sha256(pdf).hexdigest()
    if report is None or report.profile != edition.profile_name or not report.fits:
        message = f"not passed by preflight with the profile '{edition.profile_name}'"
        raise Problems.of("mail/not-passed", message, hint, Place(path))
    if report.sha256 != digest:
        message = "the file has changed since preflight"
        raise Problems.of("mail/changed-since-preflight", message, hint, Place(path))
    front, pages = _front(pdf, digest)
    return Enclosure(name, edition.languages, edition.file_name, pdf, digest, pages, front)


def _front(pdf: bytes, digest: str) -> tuple[Picture, int]:
    """The head of the front page of a PDF with this `digest`, and how many pages it has."""
    if digest not in _fronts:
        document = pypdfium2.PdfDocument(pdf)
        try:
            _fronts[digest] = head_of(document[0]), len(document)
        finally:
            document.close()
        if len(_fronts) > MOST_FRONTS:
            del _fronts[next(iter(_fronts))]
    return _fronts[digest]
