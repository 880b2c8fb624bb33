"""`bifolio mail`: prepares, sends and remembers mailings. Preparing is the ordinary word."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bifolio.cli.mail import (
    bounces,
    draft,
    export,
    forget,
    history,
    lint,
    send,
    settle,
    status,
    suppress,
)

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands

COMMANDS = (lint, draft, send, status, settle, history, export, suppress, bounces, forget)
"""In the order of the help."""

HELP = """\
Mails a publication: every reader of a list gets the PDF of their language, once. What is said and
through which server stands in source/NAME/mail.yaml; lists are in source/NAME/recipients/.
"""


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
        command.enter(below)
