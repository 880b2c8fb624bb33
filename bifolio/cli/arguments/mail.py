"""The arguments of `bifolio mail` and its subcommands."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.arguments import Commands, add_command, at_least_one, take_flag, take_output

HELP = """\
Mails a publication: every reader of a list gets the PDF of their language, once. The words of the
messages and the mail server are in source/NAME/mail.yaml, the lists in source/NAME/recipients/.
"""


def _command(
    commands: Commands, name: str, summary: str, description: str
) -> argparse.ArgumentParser:
    return add_command(commands, name, summary, description, f"mail.{name}")


def _take_publication(command: argparse.ArgumentParser) -> None:
    """Add the arguments that select the publication and the folder of its PDFs."""
    command.add_argument("publication", nargs="?", default="", help="a folder in source/")
    take_output(command)


LINT = """\
Checks mail.yaml and lists of recipients (CSV in UTF-8 or GB 18030 with commas, semicolons or
tabs; or YAML), and reports each problem with file, line and remedy. Exits with 1 if there are
problems.
"""


def _lint(commands: Commands) -> None:
    lint = _command(commands, "lint", "check mail.yaml and lists of recipients", LINT)
    _take_publication(lint)
    lint.add_argument("-l", "--list", action="append", default=[], help="only this list, or file")


DRAFT = """\
Writes a message for each reader into OUTPUT/PUBLICATION/mail/, as a file that mail programs open
as a draft, and index.html with a list of them. Nothing is sent or recorded as sent. Without
--list, drafts are written for all lists in recipients/, or for the example if there are none.
"""


def _draft(commands: Commands) -> None:
    draft = _command(commands, "draft", "write the messages, and send nothing", DRAFT)
    _take_publication(draft)
    draft.add_argument("-l", "--list", action="append", default=[], help="only this list, or file")
    draft.add_argument("-g", "--group", default="", help="only readers of this group")
    draft.add_argument("--limit", type=at_least_one, help="at most this many of each list")
    take_flag(draft, "--again", about="also for readers who got an earlier version of the PDF")


SEND = """\
Shows what will be sent to whom, asks for confirmation, and sends it once to each reader. The
ledger records every step; it is outside of the project. After any interruption, --resume
continues where sending stopped; messages that may have arrived are listed and never sent again.
Exits with 1 if a reader was not reached.

A rebuilt PDF counts as new: readers of this list who got an earlier version do not get it unless
--again is given.

If the server refuses the sender, the login, the quota or the message, sending stops and the
remaining readers wait. A reader counts as refused only if their mailbox is; --refused tries these
again.

The password of the mail server is read from BIFOLIO_SMTP_PASSWORD or the keyring of the system.
"""


def _send(commands: Commands) -> None:
    send = _command(commands, "send", "send the messages, each once", SEND)
    _take_publication(send)
    send.add_argument("-l", "--list", required=True, help="the list, or its file")
    send.add_argument("-g", "--group", default="", help="only readers of this group")
    send.add_argument("--to", metavar="ADDRESS", help="send one of each kind here, as a test")
    send.add_argument("--limit", type=at_least_one, help="send at most this many now")
    take_flag(send, "--resume", about="continue an interrupted mailing")
    take_flag(send, "--again", about="also to readers who got an earlier version of the PDF")
    take_flag(send, "--refused", about="continue, also to readers whom the server refused")
    take_flag(send, "-y", "--yes", about="do not ask")


STATUS = """\
Shows for each mailing how many messages are sent, waiting, in doubt or refused, and lists those
that need attention. If you rebuild a PDF during a mailing, the next `bifolio mail send` sends the
new one to the readers who still wait. Exits with 1 if a message is in doubt.
"""


def _status(commands: Commands) -> None:
    status = _command(commands, "status", "show the progress of mailings", STATUS)
    status.add_argument("publication", nargs="?", default="", help="only this (default: all)")


SETTLE = """\
A message is in doubt if the mail server received all of it and its answer was lost. Look for its
Message-ID in the log of the server, or ask the reader; then record here what you found. A message
that did not arrive is sent by the next `bifolio mail send --resume`. With --retry, so is one that
was refused or came back, and a reader who was suppressed because of it gets messages again.
"""


def _settle(commands: Commands) -> None:
    settle = _command(commands, "settle", "record what became of a message in doubt", SETTLE)
    settle.add_argument("address", help="the reader's address")
    found = settle.add_mutually_exclusive_group(required=True)
    take_flag(found, "--arrived", about="it arrived")
    take_flag(found, "--lost", about="it did not arrive; send it again")
    take_flag(found, "--retry", about="send again a message that was refused or came back")


def _history(commands: Commands) -> None:
    description = "Shows every step of each message to a reader, with the answers of the server."
    history = _command(commands, "history", "show what a reader was sent", description)
    history.add_argument("address", help="the reader's address")


EXPORT = """\
Writes a line for each message as CSV (UTF-8); spreadsheets open it and evaluate no cell as a
formula. `reader` is the token in the unsubscribe link of the reader.
"""


def _export(commands: Commands) -> None:
    export = _command(commands, "export", "write the ledger as CSV", EXPORT)
    export.add_argument("publication", nargs="?", default="", help="only this (default: all)")
    export.add_argument(
        "-f", "--file", type=Path, help="write to this file instead of the terminal"
    )
    take_flag(export, "--suppressed", about="export the suppressed addresses instead")


SUPPRESS = """\
Suppresses readers: nothing more is sent to them, whatever lists they are on. Each is an address,
or the token of an unsubscribe link. Without arguments, lists all suppressed readers.
"""


def _suppress(commands: Commands) -> None:
    summary = "suppress readers, so that nothing more is sent to them"
    suppress = _command(commands, "suppress", summary, SUPPRESS)
    suppress.add_argument("reader", nargs="*", help="an address, or a token")
    suppress.add_argument("--reason", default="unsubscribed", help="why (unsubscribed)")
    take_flag(suppress, "--lift", about="end the suppression")


BOUNCES = """\
Reads delivery status notifications (RFC 3464, and those of qmail) from a Maildir, an mbox, an
.eml file or a folder of these, and changes nothing there. A reader whose mailbox does not exist
is suppressed: nothing more is sent there. Readers whose mailbox is full, or whose server refused
the sender or the message, are kept and listed; `bifolio mail settle ADDRESS --retry` sends again.
Other messages, and notifications of messages that are not in the ledger, are counted.
"""


def _bounces(commands: Commands) -> None:
    bounces = _command(commands, "bounces", "read bounces", BOUNCES)
    bounces.add_argument(
        "mailbox", nargs="+", type=Path, help="a Maildir, an mbox, an .eml file or a folder"
    )


FORGET = """\
Erases a person (GDPR, Art. 17) from the ledger, which keeps only a keyed hash so that nothing is
sent to them again, and from the drafts. Lists are not changed: lines that still have the address
are reported, and the command exits with 1.
"""


def _forget(commands: Commands) -> None:
    forget = _command(commands, "forget", "erase a person", FORGET)
    forget.add_argument("address", help="the person's address")
    take_output(forget)


COMMANDS = (_lint, _draft, _send, _status, _settle, _history, _export, _suppress, _bounces, _forget)
"""Add the subcommands, in the order of the help."""


def add_mail(commands: Commands) -> None:
    """Add the command and its subcommands."""
    mail = add_command(commands, "mail", "mail the PDFs to a list of readers", HELP)
    subcommands = mail.add_subparsers(dest="mail", metavar="COMMAND", required=True)
    for add in COMMANDS:
        add(subcommands)
