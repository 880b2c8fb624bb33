"""The arguments of `bifolio new`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands


def enter(commands: Commands) -> None:
    """Enter the command."""
    new = commands.add_parser(
        "new", help="begin a publication", description="Begins source/NAME from a small example."
    )
    new.add_argument("name", help="small letters, digits and hyphens")
    new.set_defaults(module="bifolio.cli.new")
