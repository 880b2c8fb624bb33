"""The arguments and help texts of the commands.

These modules import nothing that takes long to load: `--help` and wrong usage need no more.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from bifolio.problems import USAGE, Problem, did_you_mean, one_of
from bifolio.project.folders import Project
from bifolio.render.processes import begin_loading

TARGETS = ("screen", "office", "press")
"""The targets of editions (`Target` of `bifolio.document`)."""

ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[\da-fA-F:.%]+\]):\d{1,5}")
"""The address of the scheduler of a Dask cluster."""

BUILDING = ("bifolio.workflow.edition", "bifolio.workflow.rehearsal")
"""The modules that the processes that build load; the process of the command does not."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class CommandParser(argparse.ArgumentParser):
    """A parser that reports wrong usage as a problem with a code and a hint."""

    def error(self, message: str) -> NoReturn:
        """Report wrong usage, and exit."""
        self._refuse(message)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse all arguments; the parser of a command reports those that it does not know."""
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown:
            options = [name for action in self._actions for name in action.option_strings]
            quoted = ", ".join(f"'{argument}'" for argument in unknown)
            plural = "s" if len(unknown) > 1 else ""
            near = did_you_mean(unknown[0].partition("=")[0], options)
            self._refuse(f"unknown argument{plural} {quoted}", near and f"{near} ")
        return parsed, unknown

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            name = "/".join(action.option_strings) or str(action.metavar or action.dest).lower()
            hint = f"{one_of(str(value), map(str, action.choices))}; "
            self._refuse(f"unknown {name} '{value}'", hint)

    def _refuse(self, message: str, hint: str = "") -> NoReturn:
        hint += f"`{self.prog} --help` explains the arguments"
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{Problem('usage/invalid-arguments', message, hint)}\n")


def add_command(
    commands: Commands, name: str, summary: str, description: str, module: str = ""
) -> argparse.ArgumentParser:
    """Add a command; `summary` is for the list of all, `description` keeps its line ends.

    `bifolio.cli.MODULE` runs it; default: the name of the command.
    """
    command = commands.add_parser(
        name,
        help=summary,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(module=f"bifolio.cli.{module or name.replace('-', '_')}")
    return command


def take_flag(command: argparse._ActionsContainer, *names: str, about: str) -> None:
    """Add an option without a value; `about` is its help."""
    command.add_argument(*names, action="store_true", help=about)


def take_quiet(command: argparse.ArgumentParser) -> None:
    """Add the option that leaves out progress, summaries and what went well."""
    take_flag(command, "-q", "--quiet", about="report problems only")


def take_output(command: argparse.ArgumentParser) -> None:
    """Add the argument that selects the folder of the PDFs."""
    command.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )


def take_editions(command: argparse.ArgumentParser) -> None:
    """Add the arguments that select publications, editions and the folder of the PDFs."""
    take_publications(command)
    take_output(command)
    chosen = command.add_mutually_exclusive_group()
    chosen.add_argument(
        "-e", "--edition", action="append", default=[], help="only this edition (repeatable)"
    )
    chosen.add_argument(
        "-t",
        "--target",
        action="append",
        default=[],
        choices=TARGETS,
        help="the editions with this target (repeatable; default: screen)",
    )


def take_publications(command: argparse.ArgumentParser) -> None:
    """Add the argument that selects publications."""
    command.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")


def find_publications(options: argparse.Namespace) -> None:
    """Replace the names of publications by their folders; raises `Problems` for unknown ones."""
    names = tuple(dict.fromkeys(options.publication))
    options.publication = Project(Path.cwd()).publications(names)


def begin_building(options: argparse.Namespace) -> None:
    """Find the publications, and start the processes that build before anything else is loaded."""
    find_publications(options)
    begin_loading(*BUILDING)


def cluster(text: str) -> str:
    """Read dask=ADDRESS, and return the address; raises `argparse.ArgumentTypeError` otherwise."""
    kind, _, address = text.partition("=")
    if kind == "dask" and ADDRESS.fullmatch(address):
        return address
    example = "such as dask=tcp://10.0.0.5:8786"
    raise argparse.ArgumentTypeError(f"'{text}' is not the scheduler of a cluster, {example}")


def positive(text: str) -> float:
    """Read a number greater than 0; raises `argparse.ArgumentTypeError` for anything else."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number greater than 0")
    return number


def at_least_one(text: str) -> int:
    """Read a whole number of 1 or more; raises `argparse.ArgumentTypeError` for anything else."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of 1 or more")
    return int(text)


def port(text: str) -> int:
    """Read the number of a port; raises `argparse.ArgumentTypeError` for anything else."""
    if not (text.isdecimal() and 0 < int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"'{text}' is not a port from 1 to 65535")
    return int(text)
