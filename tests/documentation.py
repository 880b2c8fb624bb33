"""Runs what the pages of docs/ show, and writes what they have from the program (make docs).

    python -m tests.documentation

A page has files and sessions, which are written and run one after the other in a new folder:

- a block that begins with ```yaml PATH is a file of that path;
- a block that begins with ```console is a session: `$ command`, and what the command prints. In
  what it prints, … is any text of one line, and a line with … alone any lines;
- a comment <!-- PATH: `OLD` → `NEW` --> before a session changes a file while the session runs.

Where a command prints something else, the page is rewritten. What is between <!-- NAME --> and
<!-- end --> is written by the function of that name in `PARTS`, and docs/commands.md from the
parsers of the command line.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import uharfbuzz

import bifolio
from bifolio.cli import command_line
from bifolio.cli.arguments.parser import make_parser
from bifolio.workflow.registry import explained
from tests.kinds import publication
from tests.test_architecture import MAY_IMPORT

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
COMMANDS = DOCS / "commands.md"
FIRST_PAGE = DOCS / "start.md"
EXAMPLE = "programme"
"""The publication, begun by `bifolio new`, that all pages but the first one work on."""

BLOCK = re.compile(
    r"(?:^<!-- (?P<changed>\S+): `(?P<old>.+)` → `(?P<new>.*)` -->\n)?"
    r"^```(?P<kind>yaml|console)(?: (?P<path>\S+))?\n(?P<body>(?:.*\n)*?)```$",
    re.MULTILINE,
)
COMMAND = re.compile(r"^\$ (?P<command>.+)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


PART = re.compile(r"^<!-- (?P<name>[a-z]+)(?: (?P<of>[a-z-]+))? -->\n(?:.*\n)*?<!-- end -->$", re.M)


def pages() -> list[Path]:
    """Every page with a session or a file."""
    return [page for page in sorted(DOCS.glob("*.md")) if steps(page.read_text("utf-8"))]


def packages() -> str:
    """What the docstring of `bifolio` says of its packages."""
    return f"```text\n{(bifolio.__doc__ or '').strip()}\n```"


def imports() -> str:
    """The table of which package may import which."""
    rows = [
        f"| `{package}` | {', '.join(f'`{name}`' for name in names.split()) or 'none'} |"
        for package, names in MAY_IMPORT.items()
    ]
    return "\n".join(["| Package | May import |", "|---|---|", *rows])


def checks(subject: str) -> str:
    """The table of the checks of a subject."""
    rows = [
        f"| `{check.id}` | {check.severity} | {check.what} | {check.hint} |"
        for _, listed in explained()
        for check in listed
        if check.id.startswith(f"{subject}/")
    ]
    return "\n".join(["| Check | Severity | Finds | What to do |", "|---|---|---|---|", *rows])


def sample(name: str) -> str:
    """The source of a sample of the kitchen sink."""
    return f"```yaml\n{publication.sample(name).rstrip()}\n```"


CHINESE_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansTC-Regular.ttf")

BLOCKS: Mapping[str, tuple[range, ...]] = {
    "unified ideographs (U+4E00 to U+9FFF, 20,992)": (range(0x4E00, 0xA000),),
    "Extension A (U+3400 to U+4DBF, 6,592)": (range(0x3400, 0x4DC0),),
    "Extension B (U+20000 to U+2A6DF, 42,720)": (range(0x20000, 0x2A6E0),),
    "Extensions C to H (U+2A700 to U+323AF)": (range(0x2A700, 0x2EBF0), range(0x30000, 0x323B0)),
}
"""Han by the blocks of Unicode, and how many each block has."""

STANDARDS: Mapping[str, str] = {
    "GB 2312 (6,763)": "gb2312",
    "GBK (20,902)": "gbk",
    "Big5 (13,061)": "big5",
    "HKSCS with Big5 (17,560)": "big5hkscs",
}
"""Han by national standards, and how many each has: the codec of Python."""


def han() -> str:
    """The table of how many Han the Chinese fonts have, measured in the font files."""
    fonts = [
        {*uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(ROOT / "fonts" / name))).unicodes}
        for name in CHINESE_FONTS
    ]
    sets = {name: {*itertools.chain(*ranges)} for name, ranges in BLOCKS.items()}
    sets |= {name: set(_han_of(codec)) for name, codec in STANDARDS.items()}
    rows = [
        f"| {name} | {' | '.join(f'{len(font & wanted):,}' for font in fonts)} |"
        for name, wanted in sets.items()
    ]
    return "\n".join(["| Characters | Noto Sans SC | Noto Sans TC |", "|---|---|---|", *rows])


def _han_of(codec: str) -> Iterator[int]:
    """The Han that a codec of two bytes has."""
    blocks = [*itertools.chain(*BLOCKS.values())]
    for pair in itertools.product(range(0x81, 0xFF), range(0x40, 0xFF)):
        with contextlib.suppress(UnicodeDecodeError):
            text = bytes(pair).decode(codec)
            if len(text) == 1 and any(ord(text) in each for each in blocks):
                yield ord(text)


PARTS: Mapping[str, Callable[..., str]] = {
    "sample": sample,
    "packages": packages,
    "imports": imports,
    "checks": checks,
    "han": han,
}
"""What is between <!-- NAME ARGUMENT --> and <!-- end -->, by its name."""


def with_parts(text: str) -> str:
    """The text of a page with its parts written again."""

    def again(part: re.Match[str]) -> str:
        first = part[0].partition("\n")[0]
        argument = (part["of"],) if part["of"] else ()
        return f"{first}\n{PARTS[part['name']](*argument)}\n<!-- end -->"

    return PART.sub(again, text)


def steps(text: str) -> list[re.Match[str]]:
    """The blocks of a page that are files or sessions."""
    return [found for found in BLOCK.finditer(text) if found["kind"] == "console" or found["path"]]


def replay(page: Path, folder: Path) -> str:
    """Write and run what `page` shows in `folder`; return the page with what was printed."""
    text = page.read_text("utf-8")
    if page != FIRST_PAGE:
        run(f"bifolio new {EXAMPLE}", folder)
    pieces, end = [], 0
    for step in steps(text):
        if step["kind"] == "console":
            start, last = step.span("body")
            with _changed(step, folder):
                pieces += [text[end:start], _replayed(step["body"], folder)]
            end = last
        else:
            path = folder / step["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["body"], "utf-8")
    return "".join([*pieces, text[end:]])


@contextlib.contextmanager
def _changed(step: re.Match[str], folder: Path) -> Iterator[None]:
    """A file of the project, changed as the comment before a session says."""
    if step["changed"] is None:
        yield
        return
    path = folder / step["changed"]
    before = path.read_text("utf-8")
    if step["old"] not in before:
        raise ValueError(f"{step['changed']} has no {step['old']!r} to change")
    new = step["new"].encode().decode("unicode_escape") if step["new"].isascii() else step["new"]
    path.write_text(before.replace(step["old"], new, 1), "utf-8")
    yield
    path.write_text(before, "utf-8")


def _replayed(session: str, folder: Path) -> str:
    def again(shown: re.Match[str]) -> str:
        printed = run(shown["command"], folder)
        is_same = _pattern(shown["output"]).fullmatch(printed)
        return shown[0] if is_same else f"$ {shown['command']}\n{printed}"

    return COMMAND.sub(again, session)


def _pattern(output: str) -> re.Pattern[str]:
    """What `output` shows, with … for any text."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in output.splitlines()
    ]
    return re.compile("".join(lines))


def run(command: str, folder: Path) -> str:
    """Run a command of Bifolio in `folder`, and return all that it prints."""
    program, *arguments = shlex.split(command, comments=True)
    if program != "bifolio":
        raise ValueError(f"pages show commands of Bifolio only, not {command}")
    printed = io.StringIO()
    to_it = (contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed))
    with contextlib.chdir(folder), to_it[0], to_it[1], contextlib.suppress(SystemExit):
        command_line.main(arguments)
    return printed.getvalue()


def commands() -> str:
    """The text of docs/commands.md."""
    parser = make_parser()
    lines = [
        "# Commands",
        "",
        "<!-- Written by `make docs` from the help of the commands: edit bifolio/cli/ instead. -->",
        "",
        "Each command says the same with `--help`.",
        "",
        "| Command | What it does |",
        "|---|---|",
    ]
    found = list(each_command(parser))
    lines += [
        f"| [`{each.prog}`](#{each.prog.replace(' ', '-')}) | {help_} |" for each, help_ in found
    ]
    for command, _ in found:
        lines += ["", f"## {command.prog}", "", *_described(command)]
    return "\n".join([*lines, ""])


def each_command(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Every command below `parser` that does something, with its line of help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                command = action.choices[choice.dest]
                if any(isinstance(each, argparse._SubParsersAction) for each in command._actions):
                    yield from each_command(command)
                else:
                    yield command, choice.help or ""


def _described(command: argparse.ArgumentParser) -> Iterator[str]:
    """A command in Markdown: how it is called, what it does, and its options."""
    usage = " ".join(command.format_usage().removeprefix("usage: ").split())
    yield from ("```", usage.replace("[-h] ", "").replace(" [-h]", ""), "```")
    if command.description:
        yield from ("", *command.description.strip().splitlines())
    rows = [
        f"| `{_name(action)}` | {_cell(action)} |"
        for action in command._actions
        if not isinstance(action, argparse._HelpAction)
    ]
    if rows:
        yield from ("", "| Option | Meaning |", "|---|---|", *rows)


def _name(action: argparse.Action) -> str:
    """An option as it is typed, with its value."""
    if not action.option_strings:
        return action.metavar if isinstance(action.metavar, str) else action.dest
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.choices:
        value = " or ".join(map(str, action.choices))
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def _cell(action: argparse.Action) -> str:
    help_ = (action.help or "") % {**vars(action), "prog": "bifolio"}
    return " ".join(help_.split()).replace("|", r"\|")


def main() -> int:
    """Rewrite the pages that differ; return the exit code."""
    os.environ.pop("BIFOLIO_VERAPDF", None)
    COMMANDS.write_text(commands(), "utf-8")
    for page in sorted(DOCS.rglob("*.md")):
        page.write_text(with_parts(page.read_text("utf-8")), "utf-8")
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            text = replay(page, Path(folder))
        if text != page.read_text("utf-8"):
            page.write_text(text, "utf-8")
            print(f"{page.relative_to(ROOT)} rewritten: look at it before you commit it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
