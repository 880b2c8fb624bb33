"""The command line as a whole, and the arguments of all commands but `impose` and `mail`."""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path

from bifolio import __version__
from bifolio.cli.arguments import (
    BUILDING,
    CommandParser,
    Commands,
    add_command,
    begin_building,
    cluster,
    find_publications,
    port,
    take_editions,
    take_flag,
    take_output,
    take_publications,
    take_quiet,
)
from bifolio.cli.arguments.impose import add_impose
from bifolio.cli.arguments.mail import add_mail
from bifolio.project.starters import BASIC, starters
from bifolio.render.processes import begin_loading

DESCRIPTION = """\
Bifolio builds bilingual brochures: structured text in two or more languages becomes print-ready
PDFs.
"""

EPILOGUE = """\
A project is a folder with source/NAME/publication.yaml (what the publication is) and
source/NAME/text.yaml (its words in every language). If it has layouts/ or fonts/ of its own,
these come before those that Bifolio ships.

examples:
  bifolio new programme                begin a publication from a small example
  bifolio build                        every edition for screens of every publication
  bifolio build --target press         every edition for print shops
  bifolio build programme --edition en one edition

Terminals get colours and progress. NO_COLOR=1 or CLICOLOR=0 leaves colours out, FORCE_COLOR=1 puts
them into pipes, too.
"""


BUILD = """\
Builds OUTPUT/PUBLICATION/EDITION.pdf, unless it is up to date: nothing that it is built from has
changed, which digests of all files show, not their times. All problems of texts, layouts and
fonts are reported at once, with file, line and remedy; the last good PDF is kept.
SOURCE_DATE_EPOCH (seconds since 1970), if set, is the date of the PDFs instead of that of the
publication. With --executor, the workers of a cluster build, which need the same Bifolio and no
files of the project; it needs an optional package: pip install 'bifolio[cluster]'.
"""


def _build(commands: Commands) -> None:
    build = add_command(commands, "build", "build PDFs", BUILD)
    take_editions(build)
    take_flag(build, "-f", "--force", about="build again what is up to date")
    build.add_argument(
        "--executor",
        type=cluster,
        default=None,
        metavar="dask=ADDRESS",
        help="build on the Dask cluster with this scheduler (tcp://HOST:PORT or tls://HOST:PORT)",
    )
    take_quiet(build)
    build.set_defaults(begin=_begin_build)


def _begin_build(options: argparse.Namespace) -> None:
    """Start the processes of this machine, unless a cluster builds."""
    if options.executor:
        find_publications(options)
    else:
        begin_building(options)


def _editions(commands: Commands) -> None:
    summary = "list the editions of publications"
    description = "Lists the editions of publications with their target, languages and layout."
    editions = add_command(commands, "editions", summary, description)
    take_publications(editions)
    take_flag(editions, "--make", about="as variables that make can include")
    editions.set_defaults(begin=find_publications)


LAYOUTS = """\
Lists the layouts that editions can use and the houses, those of the project and those of Bifolio:
for how many languages, for which papers and targets each layout is made, and the roles of
sections and the front texts that it has a place for. With a publication, its own layouts, too.
"""


def _layouts(commands: Commands) -> None:
    layouts = add_command(commands, "layouts", "list layouts and houses", LAYOUTS)
    layouts.add_argument("publication", nargs="?", default="", help="a folder in source/")


CHECK = """\
Builds each edition a second time, checks the finished PDF against its profile, and writes
preflight.html, preflight.json and preflight.txt beside it. Each finding is a line, once for all
editions: path:line:column: severity: message [code]. Exits with 1 if a PDF may not be delivered.

Instead of publications, you can name PDFs that Bifolio did not build (FILE.pdf): they are checked
with all checks that need no source, and no report is written.
"""


def _check(commands: Commands) -> None:
    check = add_command(commands, "check", "check finished PDFs, or any PDF", CHECK)
    take_editions(check)
    check.add_argument("-p", "--profile", default="", help="this profile, not the edition's own")
    take_quiet(check)
    take_flag(check, "--json", about="write JSON")
    take_flag(check, "--online", about="also open the web addresses")
    take_flag(
        check,
        "--release",
        about="exit with 1 if a check was skipped or a reviewed translation is outdated",
    )
    check.add_argument(
        "--password-file", type=Path, metavar="FILE", help="its first line opens a locked FILE.pdf"
    )
    check.set_defaults(begin=_begin_check, wrong_usage=check.error)


def _begin_check(options: argparse.Namespace) -> None:
    """Start building editions of publications for comparison; named PDFs are only read."""
    if not any(map(names_file, options.publication)):
        begin_building(options)


def names_file(argument: str | Path) -> bool:
    """Whether an argument names a PDF rather than a publication."""
    return str(argument).lower().endswith(".pdf") or Path(argument).is_file()


SHEETS = """\
Imposes the editions that were built for paper, as configured under `sheets:` in publication.yaml,
checks the sheets, and writes PRINTING.html beside them, and PRINTING.pdf to print: for each file
the paper, how the printer has to turn it, and where to fold and cut, with pictures, in English and
Chinese.
"""


def _sheets(commands: Commands) -> None:
    summary = "put finished editions on sheets, and write how to print them"
    sheets = add_command(commands, "sheets", summary, SHEETS)
    take_publications(sheets)
    take_output(sheets)
    take_quiet(sheets)
    sheets.set_defaults(begin=begin_building)


PRINTER_TEST = """\
Builds printer-test/A4.pdf and Letter.pdf: one sheet of two sides, in English and Chinese, that
shows about which edge a printer turns the paper, the margins that it leaves, and its scale, in
mm.
"""


def _printer_test(commands: Commands) -> None:
    summary = "build a sheet that shows flip, margins and scale of a printer"
    printer_test = add_command(commands, "printer-test", summary, PRINTER_TEST)
    take_output(printer_test)
    take_quiet(printer_test)
    printer_test.set_defaults(begin=lambda options: begin_loading(*BUILDING))


CHECKS = """\
Lists every check: its id, its severity, what it looks for, why, what to do. Then what no check
finds.
"""


def _checks(commands: Commands) -> None:
    checks = add_command(commands, "checks", "list the checks of preflight", CHECKS)
    take_flag(checks, "--markdown", about="as a document")


EXPLAIN = """\
Explains the code that ends a message, such as source/duplicate-id: what it means, why it matters
and how to fix it. Without a code, lists all codes: those of problems and of preflight's checks.
"""


def _explain(commands: Commands) -> None:
    explain = add_command(commands, "explain", "explain the code of a message", EXPLAIN)
    explain.add_argument("code", nargs="?", help="such as source/duplicate-id (default: list all)")
    take_flag(explain, "--markdown", about="write all as a document")


def _new(commands: Commands) -> None:
    description = "Begins source/NAME from a starter, with made-up text to replace."
    new = add_command(commands, "new", "begin a publication", description)
    new.add_argument("name", help="lower-case letters, digits and hyphens")
    new.add_argument(
        "--like",
        choices=starters(),
        default=BASIC,
        help=f"the kind of publication ({BASIC}: short, and explains its files)",
    )


TRANSLATIONS = """\
Lists for each unit whether its translation is a draft, is reviewed, or was reviewed before its
words changed, and what to write under `reviewed:`.
"""


def _translations(commands: Commands) -> None:
    summary = "list which translations are drafts, reviewed or out of date"
    translations = add_command(commands, "translations", summary, TRANSLATIONS)
    take_publications(translations)
    translations.set_defaults(begin=find_publications)


PROOF = """\
Reads the positions of all glyphs and reports, for each page and in total: lines, worst edge
error, mean and worst stretch, loose lines, forbidden starts and ends of lines, adjacent marks
that do not share their space, last lines of a single character, baselines off the grid. Exits
with 1 if there are errors. Paragraphs are identified by the tags; a PDF without tags, such as
imposed sheets, is read as one paragraph per page.
"""


def _proof(commands: Commands) -> None:
    description = "Measures finished PDFs of any origin."
    proof = add_command(commands, "proof", "measure finished PDFs", description)
    proofs = proof.add_subparsers(dest="proof", metavar="COMMAND", required=True)
    typography = add_command(proofs, "typography", "how the lines are set", PROOF, "proof")
    typography.add_argument("file", nargs="+", type=Path, help="a PDF")
    take_flag(typography, "--json", about="write JSON")


def _schema(commands: Commands) -> None:
    description = "Writes source/*.schema.json, from which editors complete the YAML files."
    schema = add_command(commands, "schema", "write the JSON Schemas for editors", description)
    take_flag(schema, "--check", about="write nothing; exit 1 if one is out of date")


PREVIEW = """\
Shows a publication in the browser, and replaces its pages as soon as a text, a layout or a font
changes. What preflight finds is drawn on the pages; a click on a text shows its file and line. The
address that it prints works on this machine only. Without a publication, it shows the one that
was changed last. It needs the optional packages: pip install 'bifolio[preview]'.
"""


def _preview(commands: Commands) -> None:
    summary = "show a publication in the browser while you write"
    preview = add_command(commands, "preview", summary, PREVIEW)
    preview.add_argument("publication", nargs="?", help="a folder in source/")
    take_output(preview)
    preview.add_argument(
        "-e", "--edition", action="append", default=[], help="only this edition (repeatable)"
    )
    preview.add_argument(
        "--port", type=port, metavar="N", help="listen on this port (default: 8470, or any)"
    )
    preview.add_argument(
        "--editor",
        default="",
        metavar="COMMAND",
        help="what opens a text, with {file}, {line} and {column} (default: a vscode:// link)",
    )
    take_flag(preview, "--open", about="open the browser, too")
    preview.set_defaults(begin=_begin_preview)


def _begin_preview(options: argparse.Namespace) -> None:
    options.publication = [options.publication] if options.publication else []
    begin_building(options)


COMMANDS = (
    *(
        _build,
        _preview,
        _editions,
        _layouts,
        _check,
        _sheets,
        add_impose,
        _printer_test,
        _checks,
        _explain,
    ),
    *(add_mail, _new, _translations, _proof, _schema),
)
"""Add the commands, in the order of the help."""


@cache
def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; docs/commands.md is written from it, too.

    It is the same for all commands of a process.
    """
    parser: argparse.ArgumentParser = CommandParser(
        "bifolio",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(begin=lambda options: None)
    parser.add_argument("--version", action="version", version=f"bifolio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser
