"""The arguments of `bifolio checks`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands


def enter(commands: Commands) -> None:
    """Enter the command."""
    checks = commands.add_parser(
        "checks",
        help="list the checks of preflight",
        description="Lists every check: its id, its severity, what it looks for, why, what to do. "
        "Then what no check finds.",
    )
    checks.add_argument("--markdown", action="store_true", help="as a document")
    checks.set_defaults(module="bifolio.cli.checks")
