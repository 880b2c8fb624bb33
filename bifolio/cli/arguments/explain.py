"""The arguments of `bifolio explain`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands, add_command

HELP = """\
Explains the code that ends a message, such as source/duplicate-id: what it means, why it matters
and how to fix it. Without a code, lists all codes: those of problems and of preflight's checks.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    explain = add_command(commands, "explain", "explain the code of a message", HELP)
    explain.add_argument("code", nargs="?", help="such as source/duplicate-id (default: list all)")
    explain.add_argument("--markdown", action="store_true", help="write all as a document")
    explain.set_defaults(module="bifolio.cli.explain")
