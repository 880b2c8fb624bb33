"""The command line: the only room that prints and exits.

Exit codes: 0 done, 1 problems or failure, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bifolio import __version__
from bifolio.problems import Problem, Problems

DESCRIPTION = """\
Bifolio, a bilingual brochure press: structured text in English and Chinese goes in, print-ready
PDFs come out.
"""

EPILOGUE = """\
A project is a folder with source/NAME/publication.yaml (what the publication is) and
source/NAME/text.yaml (its words in every language). Where it has layouts/ or fonts/ of its own,
those come before the ones of the press.

examples:
  bifolio new programme                begin a publication from a small example
  bifolio build                        every edition of every publication
  bifolio build programme --edition en one edition
"""

BUILD_HELP = """\
Builds PDFs: OUTPUT/PUBLICATION/EDITION.pdf. What is wrong with the text, a layout or a font is
told all at once, with file, line and remedy, and the PDF of before stays where it is.
SOURCE_DATE_EPOCH (seconds since 1970), where it is set, dates the PDFs instead of the publication.
"""


CHECKS_TITLE = """\
# The checks of preflight

Written by `make checks` from the checks themselves. `fail`: the PDF is not delivered; `warn`:
somebody should look; `info`: good to know."""

CHECK_HELP = """\
Prints each edition a second time, looks at the finished PDF with all checks of its profile, and
writes preflight.html, preflight.json and preflight.txt beside it. Each finding is a line:
path:line:column: severity: check: message. Exits with 1 where the PDF may not be delivered.
"""

PROOF_HELP = """\
Reads back where every glyph stands and tells, for each page and in total: lines, worst edge error,
mean and worst stretch, loose lines, forbidden starts and ends of lines, neighbouring marks that do
not share their space, last lines of a single character, baselines off the grid. It exits with 1
where something is wrong.
"""


def run() -> None:
    """Be the program: run the command of the command line and exit with its code."""
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        code: int = options.run(options)
    except Problems as found:
        print(f"{found}\n{_count(len(found.problems))}", file=sys.stderr)
        return found.exit_code
    except BrokenPipeError:
        # Whoever read our output has had enough; what Python still holds of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        reason = (error.strerror or str(error)).lower()
        print(f"{place}{reason}\n  hint: look at the folder's rights and space", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was finished is in place", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "bifolio", description=DESCRIPTION, epilog=EPILOGUE, formatter_class=raw
    )
    parser.add_argument("--version", action="version", version=f"bifolio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    build = commands.add_parser(
        "build", help="build PDFs", description=BUILD_HELP, formatter_class=raw
    )
    _take_editions(build)
    build.add_argument("-q", "--quiet", action="store_true", help="say nothing but problems")
    build.set_defaults(run=_build)

    check = commands.add_parser(
        "check", help="look at finished PDFs again", description=CHECK_HELP, formatter_class=raw
    )
    _take_editions(check)
    check.add_argument("-p", "--profile", default="", help="this profile, not the edition's own")
    check.add_argument("--json", action="store_true", help="tell it as JSON")
    check.add_argument("--online", action="store_true", help="try the web addresses as well")
    check.add_argument(
        "--release", action="store_true", help="exit with 1 where something was not looked at"
    )
    check.set_defaults(run=_check)

    checks = commands.add_parser(
        "checks",
        help="list the checks of preflight",
        description="Lists every check: its id, its severity, what it looks for, why, what to do.",
    )
    checks.add_argument("--markdown", action="store_true", help="as a document")
    checks.set_defaults(run=_checks)

    new = commands.add_parser(
        "new", help="begin a publication", description="Begins source/NAME from a small example."
    )
    new.add_argument("name", help="small letters, digits and hyphens")
    new.set_defaults(run=_new)

    translations = commands.add_parser(
        "translations",
        help="tell which translations are drafts, reviewed or out of date",
        description="Tells, unit by unit, whether a translation is a draft, was reviewed, or was "
        "reviewed before the words changed; and what to write below `reviewed:`.",
    )
    translations.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    translations.set_defaults(run=_translations)

    proof = commands.add_parser(
        "proof", help="measure finished PDFs", description="Measures finished PDFs of any origin."
    )
    proofs = proof.add_subparsers(dest="proof", metavar="WHAT", required=True)
    typography = proofs.add_parser(
        "typography",
        help="how the lines are set",
        description=PROOF_HELP,
        formatter_class=raw,
    )
    typography.add_argument("file", nargs="+", type=Path, help="a PDF")
    typography.add_argument("--json", action="store_true", help="tell it as JSON")
    typography.set_defaults(run=_proof_typography)

    schema = commands.add_parser(
        "schema",
        help="write the JSON Schemas for editors",
        description="Writes source/*.schema.json, from which editors complete the YAML files.",
    )
    schema.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where one is out of date"
    )
    schema.set_defaults(run=_schema)
    return parser


def _take_editions(command: argparse.ArgumentParser) -> None:
    """Let `command` be told which publications and editions, and where their PDFs are."""
    command.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    command.add_argument(
        "-e", "--edition", action="append", default=[], help="only this edition (repeatable)"
    )
    command.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )


def _build(options: argparse.Namespace) -> int:
    from bifolio.render.renderer import Renderer

    cores = os.cpu_count() or 1
    with Renderer(min(cores, len(options.edition) or cores)) as renderer:
        # The renderer is loading in its own processes; meanwhile we load the rest.
        from bifolio.preflight.findings import Severity
        from bifolio.press import Delivery, Order, build
        from bifolio.project import Project

        def tell(delivery: Delivery, waiting: int) -> None:
            for line in delivery.loose:
                print(f"warning: {line}", file=sys.stderr)
            if not options.quiet:
                pages = f"{delivery.pages} page{'s' if delivery.pages != 1 else ''}"
                warnings = delivery.report.count(Severity.WARN)
                said = f", {warnings} warning{'s' if warnings != 1 else ''}" if warnings else ""
                print(f"{delivery.path}  {pages}, {delivery.size / 1000:.0f} kB{said}", flush=True)
                _progress(waiting)

        project = Project(Path.cwd())
        order = Order(
            publications=project.publications(tuple(dict.fromkeys(options.publication))),
            editions=tuple(dict.fromkeys(options.edition)),
            output=options.output,
            date=_source_date(),
        )
        build(order, project, renderer, tell)
    return 0


def _check(options: argparse.Namespace) -> int:
    from bifolio.render.renderer import Renderer

    with Renderer(os.cpu_count() or 1) as renderer:
        from bifolio.preflight.report import as_json, lines
        from bifolio.press import Order, check
        from bifolio.project import Project

        project = Project(Path.cwd())
        order = Order(
            project.publications(tuple(dict.fromkeys(options.publication))),
            tuple(dict.fromkeys(options.edition)),
            options.output,
            _source_date(),
        )
        reports = check(order, project, renderer, profile=options.profile, online=options.online)
    print(as_json(reports) if options.json else lines(reports))
    failed = not all(report.fits for report in reports)
    failed |= options.release and any(report.skipped for report in reports)
    return 1 if failed else 0


def _checks(options: argparse.Namespace) -> int:
    from bifolio.preflight.inspect import explained

    if options.markdown:
        print(CHECKS_TITLE)
    for check in explained():
        if options.markdown:
            print(f"\n## {check.id}\n\n**{check.severity}**: {check.what}\n")
            print(f"{check.rationale}\n\nWhat to do: {check.hint}.")
        else:
            print(f"{check.id}  ({check.severity})\n    {check.what}\n    {check.rationale}")
            print(f"    hint: {check.hint}")
    return 0


def _progress(waiting: int) -> None:
    """On a terminal, say below the last line how much is still to come; the next line covers it."""
    if waiting and sys.stdout.isatty():
        print(f"{waiting} more being printed …", end="\r", flush=True)


def _source_date() -> datetime | None:
    """The date of SOURCE_DATE_EPOCH (seconds since 1970, UTC), where it is set."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        hint = "set it to seconds since 1970-01-01, or unset it"
        raise Problems([Problem(f"SOURCE_DATE_EPOCH is '{value}'", hint)]) from None


def _new(options: argparse.Namespace) -> int:
    from bifolio.example import begin

    folder = begin(options.name, Path.cwd())
    print(f"{folder.relative_to(Path.cwd())}/ is begun; now: bifolio build {options.name}")
    return 0


def _translations(options: argparse.Namespace) -> int:
    from bifolio.load import load
    from bifolio.project import Project
    from bifolio.translations import table

    for folder in Project(Path.cwd()).publications(tuple(dict.fromkeys(options.publication))):
        print(table(load(folder)))
    return 0


def _proof_typography(options: argparse.Namespace) -> int:
    from bifolio.problems import Place
    from bifolio.proof.glyphs import NotReadable
    from bifolio.proof.report import as_json, table
    from bifolio.proof.typography import measure

    proofs, problems = [], []
    for path in options.file:
        try:
            proofs.append((path, measure(path)))
        except (NotReadable, FileNotFoundError) as error:
            hint = "name a PDF that opens without a password"
            problems.append(Problem(f"cannot be measured: {error}", hint, Place(path)))
    if problems:
        raise Problems(problems)
    print(as_json(proofs) if options.json else table(proofs))
    return 1 if any(page.findings for _, pages in proofs for page in pages) else 0


def _schema(options: argparse.Namespace) -> int:
    from bifolio.project import Project
    from bifolio.schema import write_schemas

    stale = write_schemas(Project(Path.cwd()).source, check=options.check)
    for path in stale:
        print(f"{path} {'is out of date: run `bifolio schema`' if options.check else 'written'}")
    return 1 if options.check and stale else 0


def _count(number: int) -> str:
    return f"{number} problem{'s' if number != 1 else ''}"
