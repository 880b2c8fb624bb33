"""The arguments of `bifolio schema`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands


def enter(commands: Commands) -> None:
    """Enter the command."""
    schema = commands.add_parser(
        "schema",
        help="write the JSON Schemas for editors",
        description="Writes source/*.schema.json, from which editors complete the YAML files.",
    )
    schema.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where one is out of date"
    )
    schema.set_defaults(module="bifolio.cli.schema")
