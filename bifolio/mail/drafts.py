"""Writes messages into the build as drafts, with a page to look through before any is sent.

Each draft opens in mail programs as a message to be sent. The page loads nothing from elsewhere.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bifolio.mail.attachments import Enclosure
from bifolio.mail.bodies import PICTURE_ID, Letter
from bifolio.mail.recipients import Recipient
from bifolio.problems import Problems
from bifolio.project.files import beside_of, errors_of, left_beside
from bifolio.project.templates import own_template

TEMPLATE = Path(__file__).with_name("drafts.html.j2")

FOLDER = "mail"
"""The folder of the drafts, among the PDFs of the publication."""

INDEX = "index.html"

BEFORE = ".before"
"""Ends the name of the folder of earlier drafts while new ones take their place."""

MOST_BYTES = 2_000_000_000
"""What all drafts together may take; nobody looks through more."""


@dataclass(frozen=True)
class Draft:
    """A message to one reader, or why there is none."""

    list: str
    recipient: Recipient
    letter: Letter
    enclosure: Enclosure
    data: bytes
    withheld: str = ""
    """Why nothing may be sent to this reader; no file is written then."""


@dataclass
class _Row:
    """What the page shows of one reader."""

    number: int
    name: str
    address: str
    language: str
    edition: str
    file: str
    size: int
    withheld: str


@dataclass
class _Sample:
    """What the page shows of all readers of one language and edition."""

    list: str
    language: str
    edition: str
    subject: str
    sender: str
    file_name: str
    attached: bool
    pages: int
    pdf_size: int
    picture: str
    html: str
    text: str
    readers: int = 0


@dataclass
class _Pages:
    """What the page shows, as it is gathered."""

    rows: dict[str, list[_Row]] = field(default_factory=dict)
    samples: dict[tuple[str, str, str], _Sample] = field(default_factory=dict)
    size: int = 0

    def add(self, draft: Draft) -> str:
        """Take in a draft; return the name of its file, empty where it has none."""
        rows = self.rows.setdefault(draft.list, [])
        recipient = draft.recipient
        number = len(rows) + 1
        file = "" if draft.withheld else f"{draft.list}/{number:04}-{recipient.edition}.eml"
        size = 0 if draft.withheld else len(draft.data)
        self.size += size
        rows.append(
            _Row(
                number,
                recipient.name,
                str(recipient.address),
                recipient.language,
                recipient.edition,
                file,
                size,
                draft.withheld,
            )
        )
        if file:
            key = draft.list, recipient.language, recipient.edition
            self.samples.setdefault(key, _sample(draft)).readers += 1
        return file


def write_drafts(folder: Path, title: str, drafts: Iterable[Draft]) -> tuple[int, int]:
    """Write the drafts and their page into `folder`, in the place of those of before.

    Returns how many were written, and their bytes. Raises `Problems` where they would take more
    than `MOST_BYTES`; those of before then stay.
    """
    folder = folder.resolve()  # whoever keeps drafts on another disk by a link keeps them there
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
    """Put in order what processes that were killed left beside `folder`."""
    for left in left_beside(folder):
        if left.name.endswith(BEFORE):
            _restore(left, folder)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _restore(before: Path, folder: Path) -> None:
    """Put the drafts of before back where no others came into their place; else delete them."""
    if before.is_dir() and not folder.exists():
        before.replace(folder)
    shutil.rmtree(before, ignore_errors=True)


def _put(path: Path, data: bytes, meant: Path) -> None:
    """Write a file that will be at the path `meant`."""
    with errors_of(meant):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def delete_drafts(output: Path) -> Iterator[Path]:
    """Delete the drafts of every publication in `output`, and yield where they were.

    Those that a killed process left half-written are among them: they hold addresses too.
    """
    for publication in sorted(output.glob("*/")):
        folder = (publication / FOLDER).resolve()
        for drafts in (folder, *sorted(folder.parent.glob(f".{folder.name}.*"))):
            if drafts.is_dir():
                shutil.rmtree(drafts)
                yield drafts


def _sample(draft: Draft) -> _Sample:
    picture = base64.b64encode(draft.enclosure.front.data).decode("ascii")
    data_uri = f"data:image/jpeg;base64,{picture}"
    return _Sample(
        list=draft.list,
        language=draft.recipient.language,
        edition=draft.recipient.edition,
        subject=draft.letter.subject,
        sender=draft.letter.sender,
        file_name=draft.enclosure.file_name,
        attached=draft.letter.attached,
        pages=draft.enclosure.pages,
        pdf_size=len(draft.enclosure.pdf),
        picture=data_uri,
        html=draft.letter.html.replace(f"cid:{PICTURE_ID}", data_uri),
        text=draft.letter.text,
    )


def _page(title: str, pages: _Pages) -> str:
    return own_template(TEMPLATE).render(
        title=title,
        samples=list(pages.samples.values()),
        lists=pages.rows,
        written=sum(sample.readers for sample in pages.samples.values()),
        size=pages.size,
    )
