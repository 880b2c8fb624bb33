"""What the commands of mail share: the publication, its lists, addresses, the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bifolio.document.load import load
from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.ledger import DeliveryRecord, Ledger
from bifolio.mail.ledger_file import default_folder, reporting_errors
from bifolio.mail.lists import FOLDER, find_list, lists_in, not_exported
from bifolio.mail.mailing import Mailed
from bifolio.mail.settings import MAIL_FILE, read_settings
from bifolio.problems import Problems
from bifolio.project.folders import Project


def publication_of(options: argparse.Namespace, project: Project) -> Path:
    """The folder of the named or only publication; raises `Problems` if there is none."""
    if options.publication:
        return project.publications((options.publication,))[0]
    mailed = [path for path in project.publications() if (path / MAIL_FILE).is_file()]
    if len(mailed) != 1:
        names = ", ".join(path.name for path in mailed) or "none"
        hint = f"name one of those with {MAIL_FILE}: {names}"
        raise Problems.of("usage/which-publication", "no publication named", hint)
    return mailed[0]


def mailed_of(options: argparse.Namespace, project: Project) -> Mailed:
    """The named or only publication with its mail settings; raises `Problems` of both."""
    folder = publication_of(options, project)
    manuscript = load(folder)
    publication = manuscript.publication
    return Mailed(
        source=folder,
        built=options.output / folder.name,
        manuscript=manuscript,
        settings=read_settings(folder, publication),
        layouts=project.layouts.of(folder, publication.house),
    )


@contextmanager
def opened_ledger() -> Iterator[Ledger]:
    """The ledger of this user; raises `Problems` if it cannot be used."""
    folder = default_folder()
    with reporting_errors(folder), closing(Ledger(folder)) as ledger:
        yield ledger


def lists_of(options: argparse.Namespace, publication: Path) -> tuple[Path, ...]:
    """The lists named by `--list`, or all lists of the publication.

    Raises `Problems` if one is missing, or there is none, or files were not exported as CSV.
    """
    if options.list:
        return tuple(find_list(name, publication, options.output) for name in options.list)
    if unread := not_exported(publication):
        raise Problems(unread)
    found = lists_in(publication)
    if not found:
        message = f"'{publication.name}' has no list of recipients"
        path = below_here(publication / FOLDER / "NAME.csv")
        hint = f"put a table with the headings name, address and language there: {path}"
        raise Problems.of("recipients/no-list", message, hint)
    return found


def address_of(text: str) -> Address:
    """The address that was typed; raises `Problems` if it is invalid."""
    try:
        return parse_address(text)
    except ValueError as error:
        message = f"'{text}': {error}"
        raise Problems.of("usage/invalid-address", message, "write name@host") from None


def how_to_settle(doubt: DeliveryRecord) -> str:
    """The command that records what became of a message."""
    return f"`bifolio mail settle {doubt.address} --arrived`, or `--lost`, records what you found"


def below_here(path: Path) -> Path:
    """The path relative to the working directory, if it is below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
