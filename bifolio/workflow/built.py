"""What was built last, and from which inputs: a build of the same has nothing to do.

Loads nothing that takes long, not even what reads JSON: the record has a row for each thing, with
tabs between its values.
"""

from __future__ import annotations

import os

from bifolio.workflow.digests import Digests, digest_of
from bifolio.workflow.inputs import Inputs

TYPE_CHECKING = False  # `typing` takes longer to load than the rest
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bifolio.workflow.digests import Known

FORM = "1"
"""The form of the record; others are not read."""

DEFAULT_TARGETS = ("screen",)
"""The targets of the editions that are built if nothing else is asked for."""

CACHE = ".cache"
"""The folder for what is kept between builds, in that of the PDFs."""

RESULTS = "results"
"""The folder for the results of jobs in it (`bifolio.workflow.results`)."""

REPORTS = ("preflight.html", "preflight.json", "preflight.txt")
"""Are written beside the PDFs of the publication in `folder`."""


class Warned:
    """A warning as it was reported: its place is the text that people see."""

    def __init__(self, code: str, message: str, hint: str, place: str) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """All of it, which says whether two are the same."""
        return self.code, self.message, self.hint, self.place


class BuiltPdf:
    """An edition that was built and passed."""

    def __init__(
        self,
        pdf: str,
        pages: int,
        size: int,
        warnings: int,
        *,
        is_for_paper: bool,
        noted: Iterable[Warned] = (),
    ) -> None:
        self.pdf = pdf
        """The digest of its PDF."""
        self.pages = pages
        self.size = size
        """Bytes."""
        self.warnings = warnings
        """How many warnings preflight has."""
        self.is_for_paper = is_for_paper
        """Whether people print it, or a print shop does."""
        self.noted = list(noted)
        """The warnings that the build itself reports."""


class _Publication:
    """What is recorded of a publication."""

    def __init__(self, inputs: str) -> None:
        self.inputs = inputs
        self.targets: dict[str, str] = {}
        self.built: dict[str, BuiltPdf] = {}

    def to_rows(self, name: str) -> Iterator[tuple[str, ...]]:
        """Its rows in the record."""
        yield "publication", name, self.inputs
        yield from (("target", *each) for each in self.targets.items())
        for edition, each in self.built.items():
            numbers = map(str, (each.pages, each.size, each.warnings, int(each.is_for_paper)))
            yield "edition", edition, each.pdf, *numbers
            yield from (("warning", *warned.parts) for warned in each.noted)


class Record:
    """The record of the builds into one folder."""

    def __init__(self, output: str, project: str, date: str) -> None:
        """Read that of `output`; what is damaged or of another form is read as an empty one.

        `project` is the folder with source/, `date` that of SOURCE_DATE_EPOCH in seconds.
        """
        self.output, self._project, self._date = output, project, date
        self.path = f"{output}/{CACHE}/built.tsv"
        files, self._publications = _read(self.path)
        self._digests = Digests(files)
        self._inputs = Inputs(project, self._digests, date)
        self._current: dict[str, str] = {}
        self._has_changed = False

    def inputs_of(self, folder: str) -> str:
        """The digest of the inputs of the publication in `folder`, when first asked for."""
        if folder not in self._current:
            self._current[folder] = self._inputs.of_publication(folder)
        return self._current[folder]

    def targets(self, folder: str) -> dict[str, str] | None:
        """The targets of all editions by name, if it was built from what its inputs are now."""
        kept = self._publications.get(os.path.basename(folder))
        if kept is None or kept.inputs != self.inputs_of(folder):
            return None
        return kept.targets

    def built(self, folder: str, editions: Iterable[str]) -> dict[str, BuiltPdf] | None:
        """The `editions`, if all were built from what the inputs are now, and are in place."""
        if self.targets(folder) is None:
            return None
        name = os.path.basename(folder)
        pdfs = f"{self.output}/{name}"
        if not all(os.path.isfile(f"{pdfs}/{each}") for each in REPORTS):
            return None
        kept = self._publications[name].built
        found: dict[str, BuiltPdf] = {}
        for edition in editions:
            if edition not in kept:
                return None
            found[edition] = kept[edition]
            if self._digests.of_file(f"{pdfs}/{edition}.pdf") != found[edition].pdf:
                return None
        return found

    def keep(self, folder: str, targets: Mapping[str, str], edition: str, built: BuiltPdf) -> None:
        """Record what was built, unless the inputs have changed since; forget earlier ones."""
        if not self.is_current(folder):
            return
        inputs = self.inputs_of(folder)
        kept = self._publications.get(os.path.basename(folder))
        if kept is None or kept.inputs != inputs:
            kept = self._publications[os.path.basename(folder)] = _Publication(inputs)
            kept.targets = dict(targets)
        kept.built[edition] = built
        self._has_changed = True

    def is_current(self, folder: str) -> bool:
        """Whether the inputs of the publication in `folder` are still what `inputs_of` says."""
        now = Inputs(self._project, self._digests, self._date).of_publication(folder)
        return now == self.inputs_of(folder)

    def save(self) -> None:
        """Write the record if it has changed, and its folder can be written."""
        if not (self._has_changed or self._digests.has_learned):
            return
        from pathlib import Path  # takes longer to load than all the rest

        from bifolio.project.files import write  # the same

        rows: list[tuple[str, ...]] = [
            ("file", path, *known)
            for path, known in self._digests.known.items()
            if os.path.isfile(path)
        ]
        for name, publication in self._publications.items():
            rows += publication.to_rows(name)
        body = "\n".join("\t".join(map(_escaped, row)) for row in rows)
        content = f"{_checksum(body)}\n{body}"
        try:
            write(Path(self.path), content.encode("utf-8", "surrogateescape"))
        except OSError:
            return  # costs only time


def wanted_editions(
    targets: dict[str, str], names: Sequence[str], asked: Sequence[str]
) -> list[str]:
    """The editions that are asked for by their `names`, or else by targets (default: screen).

    `targets` has those of all editions by name.
    """
    if names:
        return [name for name in names if name in targets]
    return [name for name, target in targets.items() if target in (asked or DEFAULT_TARGETS)]


def _checksum(body: str) -> str:
    return digest_of(FORM, body)


def _read(path: str) -> tuple[dict[str, Known], dict[str, _Publication]]:
    """The digests of files and the publications of a record; none if it is damaged."""
    files: dict[str, Known] = {}
    publications: dict[str, _Publication] = {}
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            checksum, _, body = file.read().partition("\n")
    except OSError:
        return files, publications
    if checksum != _checksum(body):
        return files, publications
    for line in body.split("\n"):
        kind, *row = line.split("\t")
        if kind == "file":
            files[_plain(row[0])] = row[1], row[2]
        elif kind == "publication":
            publication = publications[row[0]] = _Publication(row[1])
        elif kind == "target":
            publication.targets[row[0]] = row[1]
        elif kind == "edition":
            pages, size, warnings, paper = map(int, row[2:])
            edition = BuiltPdf(row[1], pages, size, warnings, is_for_paper=bool(paper))
            publication.built[row[0]] = edition
        else:
            edition.noted.append(Warned(*map(_plain, row)))
    return files, publications


ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped(text: str) -> str:
    """A text without tabs and line ends."""
    return text.translate(ESCAPED)


def _plain(text: str) -> str:
    """The text that `_escaped` has made this of."""
    if "\\" not in text:
        return text
    first, *others = text.split("\\\\")
    return "\\".join(
        each.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r")
        for each in (first, *others)
    )
