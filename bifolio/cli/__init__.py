"""The command line: the only package that prints and exits, with one module for each command.

`run` begins: a build with nothing to do ends there. `command_line` runs all else: `arguments`
describes all commands and imports nothing that takes long to load; the module of a command is
imported only when it runs.

Exit codes: 0 success, 1 problems in the source or findings, 2 wrong usage, 3 environment (no space,
no permission, missing library), 130 interrupted, 143 and 129 ended by SIGTERM and SIGHUP.
"""

from __future__ import annotations

import sys

from bifolio.cli.up_to_date import nothing_to_do


def run() -> None:
    """Run the command of the command line and exit with its code."""
    if hasattr(sys.stdout, "reconfigure"):
        # A terminal without Chinese shows \\uXXXX instead, as on stderr.
        sys.stdout.reconfigure(errors="backslashreplace")
    if nothing_to_do(sys.argv[1:]):
        sys.exit()
    from bifolio.cli.command_line import run_command  # takes ten times as long to load

    run_command()
