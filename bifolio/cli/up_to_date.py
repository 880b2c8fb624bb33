"""Ends `bifolio build` early if all PDFs are up to date.

Loads nothing that takes long, and leaves what is unusual to the command itself.
"""

from __future__ import annotations

import os
import sys

from bifolio.cli.built_lines import BuiltLines
from bifolio.cli.styles import without_styles
from bifolio.workflow.built import Record, wanted_editions

TYPE_CHECKING = False  # `typing` takes longer to load than the rest
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bifolio.cli.built_lines import Output
    from bifolio.workflow.built import BuiltPdf

OUTPUT = "build"
"""The folder of PDFs, if no other is named."""

MANY = {"-e": "editions", "--edition": "editions", "-t": "targets", "--target": "targets"}
MANY |= {"-o": "output", "--output": "output"}
"""The options with a value that are known here."""

FORCED = ("FORCE_COLOR", "CLICOLOR_FORCE")
"""The variables that put colours into files and pipes."""

QUIET = ("-q", "--quiet")


def nothing_to_do(arguments: Sequence[str]) -> bool:
    """Report the PDFs that a command asks for, and return True, if all are up to date."""
    if arguments[:1] != ["build"]:
        return False
    asked = _asked(arguments[1:])
    if asked is None:
        return False
    date = os.environ.get("SOURCE_DATE_EPOCH", "")
    if date and not (date.isascii() and date.isdecimal() and len(date) < 12):
        return False
    project = os.getcwd()
    output = asked["output"][0]
    try:
        record = Record(output, project, date and str(int(date)))
        paths = _built(record, f"{project}/source", asked)
    except OSError:
        return False
    if not paths:
        return False
    lines = BuiltLines(_output(quiet=bool(asked["quiet"])))
    lines.begin(paths)
    for path, each in paths.items():
        lines.write(path, each, is_new=False)
    lines.end()
    sys.stdout.flush()
    record.save()
    return True


def _output(*, quiet: bool) -> Output:
    """Where to write: a terminal, or a file or pipe without styles."""
    forced = (os.environ.get(name, "0") not in ("", "0") for name in FORCED)
    if sys.stdout.isatty() or sys.stderr.isatty() or any(forced):
        from bifolio.cli.terminal import Terminal  # takes as long to load as all the rest

        return Terminal(quiet=quiet)
    return _Plain(quiet=quiet)


class _Plain:
    """Writes to files and pipes, without styles."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet

    def result(self, text: str) -> None:
        """Write what a program may read to stdout."""
        print(without_styles(text))

    def said(self, text: str) -> None:
        """Write what is for people only to stderr; nothing if quiet."""
        if not self.quiet:
            self.problem(text)

    def problem(self, text: str) -> None:
        """Write a problem to stderr."""
        print(without_styles(text), file=sys.stderr)


def _built(record: Record, source: str, asked: Mapping[str, list[str]]) -> dict[str, BuiltPdf]:
    """What is asked for, by the path of its PDF; nothing if not all of it is up to date."""
    found: dict[str, BuiltPdf] = {}
    unseen = {*asked["editions"]}
    for name in asked["publications"] or _publications(source):
        folder = f"{source}/{name}"
        targets = record.targets(folder)
        if targets is None:
            return {}
        wanted = wanted_editions(targets, asked["editions"], asked["targets"])
        built = record.built(folder, wanted)
        if built is None:
            return {}
        unseen.difference_update(built)
        found |= {f"{record.output}/{name}/{edition}.pdf": each for edition, each in built.items()}
    return {} if unseen else found


def _asked(arguments: Sequence[str]) -> dict[str, list[str]] | None:
    """What the arguments of a build ask for; None if there are others than those known here."""
    asked: dict[str, list[str]] = {each: [] for each in ("publications", "quiet", *MANY.values())}
    waiting = iter(arguments)
    for each in waiting:
        if each in MANY:
            asked[MANY[each]].append(next(waiting, ""))
        elif each in QUIET:
            asked["quiet"].append(each)
        elif each.startswith("-") or "/" in each:
            return None
        else:
            asked["publications"].append(each)
    if asked["editions"] and asked["targets"]:
        return None  # wrong usage
    asked["output"] = [os.path.normpath(each) for each in (*asked["output"], OUTPUT)][:1]
    if ".." in asked["output"][0]:
        return None  # what it is called depends on links
    return {name: list(dict.fromkeys(each)) for name, each in asked.items()}


def _publications(source: str) -> list[str]:
    """The names of the publications in the folder `source`."""
    names = sorted(name for name in os.listdir(source) if not name.startswith("."))
    return [name for name in names if os.path.isfile(f"{source}/{name}/publication.yaml")]
