"""The arguments of `bifolio mail` and of the commands below it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.arguments import Commands, at_least_one

HELP = """\
Mails a publication: every reader of a list gets the PDF of their language, once. What is said and
through which server stands in source/NAME/mail.yaml; lists are in source/NAME/recipients/.
"""


def _take_publication(command: argparse.ArgumentParser) -> None:
    """Let `command` be told which publication, and where its PDFs are."""
    command.add_argument("publication", nargs="?", default="", help="a folder in source/")
    command.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )


LINT_HELP = """\
Reads lists of recipients (CSV in UTF-8 or GB 18030 with commas, semicolons or tabs; or YAML) and
tells every bad line: path:line: what is wrong, and what to do; before that, what mail.yaml lacks.
Exits with 1 where there is something.
"""


def _lint(commands: Commands) -> None:
    """Enter the command."""
    lint = commands.add_parser(
        "lint",
        help="look through lists of recipients",
        description=LINT_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _take_publication(lint)
    lint.add_argument("-l", "--list", action="append", default=[], help="only this list, or file")
    lint.set_defaults(module="bifolio.cli.mail.lint")


DRAFT_HELP = """\
Writes a message for each reader into OUTPUT/PUBLICATION/mail/, as a file that mail programs open
as a draft, and index.html to look through them. Nothing is sent, and nothing is remembered as sent.
Without --list, all lists in recipients/ are drafted, or the example where there is none.
"""


def _draft(commands: Commands) -> None:
    """Enter the command."""
    draft = commands.add_parser(
        "draft",
        help="write the messages, and send nothing",
        description=DRAFT_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _take_publication(draft)
    draft.add_argument("-l", "--list", action="append", default=[], help="only this list, or file")
    draft.add_argument("-g", "--group", default="", help="only readers of this group")
    draft.add_argument("--limit", type=at_least_one, help="at most so many of each list")
    draft.add_argument(
        "--again", action="store_true", help="also for those who got an earlier state of the PDF"
    )
    draft.set_defaults(module="bifolio.cli.mail.draft")


SEND_HELP = """\
Shows what would be sent to whom, asks, and sends it, each reader once. The ledger remembers every
step outside of the project. After an interruption of any kind, --resume goes on where it stopped;
it never sends again what may have arrived, but lists it. Exits with 1 where somebody was not
reached.

A PDF that was printed anew is another one: who got an earlier state of it through this list does
not get it too, unless --again says so.

Where the server refuses the sender, its login, its quota or the message, the run stops and
everybody waits. A reader is refused for good only where their mailbox is; --refused tries them once
more.

The password of the mail server comes from BIFOLIO_SMTP_PASSWORD, or from the system's keyring.
"""


def _send(commands: Commands) -> None:
    """Enter the command."""
    send = commands.add_parser(
        "send",
        help="send the messages, each once",
        description=SEND_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _take_publication(send)
    send.add_argument("-l", "--list", required=True, help="the list, or its file")
    send.add_argument("-g", "--group", default="", help="only readers of this group")
    send.add_argument("--to", metavar="ADDRESS", help="send one of each kind here, as a test")
    send.add_argument("--limit", type=at_least_one, help="send at most so many now")
    send.add_argument("--resume", action="store_true", help="go on with what was begun")
    send.add_argument(
        "--again", action="store_true", help="also to those who got an earlier state of the PDF"
    )
    send.add_argument(
        "--refused", action="store_true", help="go on, also to those whom the server refused"
    )
    send.add_argument("-y", "--yes", action="store_true", help="do not ask")
    send.set_defaults(module="bifolio.cli.mail.send")


STATUS_HELP = """\
Tells of each mailing how many messages are sent, waiting, in doubt or refused, and lists those that
somebody has to look after. Whoever waits for a PDF that was printed anew is passed on to the new
one by the next `bifolio mail send`. Exits with 1 where one is in doubt.
"""


def _status(commands: Commands) -> None:
    """Enter the command."""
    status = commands.add_parser(
        "status",
        help="tell how far mailings are",
        description=STATUS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    status.add_argument("publication", nargs="?", default="", help="only this (default: all)")
    status.set_defaults(module="bifolio.cli.mail.status")


SETTLE_HELP = """\
A message is in doubt where the mail server had all of it and its answer was not seen. Look for its
Message-ID in the log of the server, or ask the reader; then say here what you found. One that did
not arrive is sent by the next `bifolio mail send --resume`; with --retry so is one that was refused
or came back, and a reader who was suppressed for it may be sent to again.
"""


def _settle(commands: Commands) -> None:
    """Enter the command."""
    settle = commands.add_parser(
        "settle",
        help="say what became of what was in doubt",
        description=SETTLE_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    settle.add_argument("address", help="the reader's address")
    found = settle.add_mutually_exclusive_group(required=True)
    found.add_argument("--arrived", action="store_true", help="it arrived")
    found.add_argument("--lost", action="store_true", help="it did not, and is to be sent again")
    found.add_argument(
        "--retry", action="store_true", help="send again what was refused, or came back"
    )
    settle.set_defaults(module="bifolio.cli.mail.settle")


def _history(commands: Commands) -> None:
    """Enter the command."""
    history = commands.add_parser(
        "history",
        help="tell what a reader was sent",
        description="Tells every step of every message to a reader, with the server's own words.",
    )
    history.add_argument("address", help="the reader's address")
    history.set_defaults(module="bifolio.cli.mail.history")


EXPORT_HELP = """\
Writes a line for each message as CSV (UTF-8) that spreadsheets open and do not compute. `reader` is
the token in the reader's address to leave, by which a web page tells us who has left.
"""


def _export(commands: Commands) -> None:
    """Enter the command."""
    export = commands.add_parser(
        "export",
        help="write the ledger as CSV",
        description=EXPORT_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument("publication", nargs="?", default="", help="only this (default: all)")
    export.add_argument("-f", "--file", type=Path, help="into this file, not to the terminal")
    export.add_argument(
        "--suppressed", action="store_true", help="the addresses that get nothing any more"
    )
    export.set_defaults(module="bifolio.cli.mail.export")


SUPPRESS_HELP = """\
Sends nothing to these readers any more, whatever lists they are on. Each is an address, or the
token of the link by which they left. Without any, tells who gets nothing.
"""


def _suppress(commands: Commands) -> None:
    """Enter the command."""
    suppress = commands.add_parser(
        "suppress",
        help="send nothing to somebody any more",
        description=SUPPRESS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    suppress.add_argument("reader", nargs="*", help="an address, or a token")
    suppress.add_argument("--reason", default="unsubscribed", help="why (unsubscribed)")
    suppress.add_argument("--lift", action="store_true", help="let them be sent to again")
    suppress.set_defaults(module="bifolio.cli.mail.suppress")


BOUNCES_HELP = """\
Reads the notifications of messages that came back (RFC 3464, and those of qmail) from a Maildir, an
mbox, an .eml file or a folder of these, and changes nothing there. A reader whose mailbox does not
exist is suppressed: nothing more is sent there. Readers whose mailbox is full, or whose server
refused the sender or the message, are kept and listed; `bifolio mail settle ADDRESS --retry` sends
again. Messages that are no notification, or not of a message in the ledger, are counted.
"""


def _bounces(commands: Commands) -> None:
    """Enter the command."""
    bounces = commands.add_parser(
        "bounces",
        help="read what came back",
        description=BOUNCES_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bounces.add_argument(
        "mailbox", nargs="+", type=Path, help="a Maildir, an mbox, an .eml file or a folder"
    )
    bounces.set_defaults(module="bifolio.cli.mail.bounces")


FORGET_HELP = """\
Erases a person (GDPR, Art. 17): from the ledger, where only a keyed hash is kept so that nothing is
sent to them again, and from the drafts. The lists are yours: it tells where they still stand in
one, and exits with 1 then.
"""


def _forget(commands: Commands) -> None:
    """Enter the command."""
    forget = commands.add_parser(
        "forget",
        help="erase a person",
        description=FORGET_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    forget.add_argument("address", help="the person's address")
    forget.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )
    forget.set_defaults(module="bifolio.cli.mail.forget")


COMMANDS = (_lint, _draft, _send, _status, _settle, _history, _export, _suppress, _bounces, _forget)
"""In the order of the help."""


def enter(commands: Commands) -> None:
    """Enter the command and those below it."""
    mail = commands.add_parser(
        "mail",
        help="mail the PDFs to a list of readers",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    below = mail.add_subparsers(dest="mail", metavar="WHAT", required=True)
    for command in COMMANDS:
        command(below)
