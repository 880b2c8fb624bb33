"""The arguments of `bifolio editions`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands, find_publications


def enter(commands: Commands) -> None:
    """Enter the command."""
    editions = commands.add_parser(
        "editions",
        help="list the editions of publications",
        description="Lists the editions of publications with their target, languages and layout.",
    )
    editions.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    editions.add_argument("--make", action="store_true", help="as variables that make can include")
    editions.set_defaults(module="bifolio.cli.editions", begin=find_publications)
