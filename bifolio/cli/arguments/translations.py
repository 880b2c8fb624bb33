"""The arguments of `bifolio translations`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands, find_publications


def enter(commands: Commands) -> None:
    """Enter the command."""
    translations = commands.add_parser(
        "translations",
        help="list which translations are drafts, reviewed or out of date",
        description="Lists for each unit whether its translation is a draft, is reviewed, or was "
        "reviewed before its words changed, and what to write under `reviewed:`.",
    )
    translations.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    translations.set_defaults(module="bifolio.cli.translations", begin=find_publications)
