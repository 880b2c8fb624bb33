"""The arguments of `bifolio translations`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands, find_publications


def enter(commands: Commands) -> None:
    """Enter the command."""
    translations = commands.add_parser(
        "translations",
        help="tell which translations are drafts, reviewed or out of date",
        description="Tells, unit by unit, whether a translation is a draft, was reviewed, or was "
        "reviewed before the words changed; and what to write below `reviewed:`.",
    )
    translations.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    translations.set_defaults(module="bifolio.cli.translations", begin=find_publications)
