"""Writes messages into the build as drafts, with a page to review them before sending.

Each draft opens in mail programs as a message to be sent. The page loads nothing from elsewhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bifolio.mail.attachments import Enclosure
from bifolio.mail.bodies import Letter
from bifolio.mail.recipients import Recipient
from bifolio.problems import Problems
from bifolio.project.files import beside_of, errors_of, left_beside
from bifolio.project.templates import own_template

TEMPLATE = Path(__file__).with_name("drafts.html.j2")

FOLDER = "mail"
"""The folder of the drafts, among the PDFs of the publication."""

INDEX = "index.html"

BEFORE = ".before"
"""Suffix of the folder of earlier drafts while new ones replace them."""

MOST_BYTES = 2_000_000_000
"""Limit of all drafts together; nobody reviews more."""


@dataclass(frozen=True)
class Draft:
    """A message to one reader, or the reason why there is none."""

    list: str
    recipient: Recipient
    letter: Letter
    enclosure: Enclosure
    data: bytes
    withheld: str = ""
    """The reason to send nothing to this reader; no file is written then."""


@dataclass(frozen=True)
class _Row:
    """A reader in the table."""

    recipient: Recipient
    subject: str
    sample: int
    """The number of the message that is shown for this reader."""
    file: str = ""
    """The file of the draft; empty if there is none."""
    size: int = 0
    withheld: str = ""
    """`Draft.withheld`."""


@dataclass
class _Sample:
    """What the page shows of all readers of one list, language and edition."""

    draft: Draft
    html: str
    """The message with its pictures in it."""
    readers: int = 0


@dataclass
class _Pages:
    """The contents of the page."""

    rows: dict[str, list[_Row]] = field(default_factory=dict)
    """By list."""
    samples: dict[tuple[str, str, str], _Sample] = field(default_factory=dict)
    size: int = 0

    def add(self, draft: Draft) -> str:
        """Add a draft; return the name of its file, empty if it has none."""
        rows = self.rows.setdefault(draft.list, [])
        recipient, subject = draft.recipient, draft.letter.subject
        if draft.withheld:
            rows.append(_Row(recipient, subject, 0, withheld=draft.withheld))
            return ""
        file = f"{draft.list}/{len(rows) + 1:04}-{recipient.edition}.eml"
        self.size += len(draft.data)
        key = draft.list, recipient.language, recipient.edition
        if key not in self.samples:
            kept = replace(draft, data=b"")  # not in memory twice
            self.samples[key] = _Sample(kept, with_pictures(draft.letter))
        self.samples[key].readers += 1
        sample = list(self.samples).index(key) + 1
        rows.append(_Row(recipient, subject, sample, file, len(draft.data)))
        return file


def with_pictures(letter: Letter) -> str:
    """The HTML of a message with its pictures in it."""
    html = letter.html
    for name, picture in letter.pictures.items():
        html = html.replace(f"cid:{name}", picture.uri)
    return html


def write_drafts(folder: Path, title: str, drafts: Iterable[Draft]) -> tuple[int, int]:
    """Write the drafts and their page into `folder`, replacing the earlier ones.

    Returns the number of drafts and their bytes. Raises `Problems` if they would take more than
    `MOST_BYTES`; the earlier ones then stay.
    """
    folder = folder.resolve()  # a symbolic link to another disk is kept
    _sweep(folder)
    beside = beside_of(folder)
    before = beside.with_name(f"{beside.name}{BEFORE}")
    pages = _Pages()
    try:
        for draft in drafts:
            file = pages.add(draft)
            if pages.size > MOST_BYTES:
                hint = "write some of them: `--limit 100`"
                message = f"the drafts take more than {MOST_BYTES / 1e9:.0f} GB"
                raise Problems.of("mail/drafts-too-large", message, hint)
            if file:
                _put(beside / file, draft.data, folder / file)
        _put(beside / INDEX, _page(title, pages).encode(), folder / INDEX)
        with errors_of(folder):
            if folder.is_dir():
                folder.replace(before)
            beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        _restore(before, folder)
    return sum(sample.readers for sample in pages.samples.values()), pages.size


def _sweep(folder: Path) -> None:
    """Clean up what killed processes left beside `folder`."""
    for left in left_beside(folder):
        if left.name.endswith(BEFORE):
            _restore(left, folder)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _restore(before: Path, folder: Path) -> None:
    """Put the earlier drafts back if no others replaced them; otherwise delete them."""
    if before.is_dir() and not folder.exists():
        before.replace(folder)
    shutil.rmtree(before, ignore_errors=True)


def _put(path: Path, data: bytes, final: Path) -> None:
    """Write a file that will be moved to `final`, which errors name."""
    with errors_of(final):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def delete_drafts(output: Path) -> Iterator[Path]:
    """Delete the drafts of every publication in `output`, and yield their folders.

    Those of killed processes are included: they contain addresses, too.
    """
    for publication in sorted(output.glob("*/")):
        folder = (publication / FOLDER).resolve()
        for drafts in (folder, *sorted(folder.parent.glob(f".{folder.name}.*"))):
            if drafts.is_dir():
                shutil.rmtree(drafts)
                yield drafts


def _page(title: str, pages: _Pages) -> str:
    return own_template(TEMPLATE).render(
        title=title,
        samples=list(pages.samples.values()),
        lists=pages.rows,
        written=sum(sample.readers for sample in pages.samples.values()),
        withheld=sum(bool(row.withheld) for rows in pages.rows.values() for row in rows),
        size=pages.size,
    )
