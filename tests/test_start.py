"""What is loaded before a command works: help is at once there, and a build begins early."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bifolio.cli.arguments.parser import make_parser
from tests.conftest import PUBLICATIONS, ROOT
from tests.documentation import each_command

pytestmark = pytest.mark.slow

MODELS = ("pydantic", "yaml", "jinja2", "bifolio.document", "bifolio.source_yaml")
READERS_OF_PDF = ("pypdf", "pikepdf", "pypdfium2", "PIL", "bifolio.preflight.checks")
RENDERER = ("weasyprint", "pydyf", "bifolio.prepress", "bifolio.render.renderer")

SHOW_HELP = """
import contextlib, io, sys
from bifolio.cli.command_line import main

def show(*names):
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.suppress(SystemExit):
        main([*names, "--help"])
    return text.getvalue()

"""

BUILD = """
import sys
from bifolio.cli.command_line import main
from bifolio.render.processes import Renderer

def run(self, work, *values, **named):
    print(*sys.modules)
    sys.stdout.flush()
    raise KeyboardInterrupt

Renderer.run = run
main(sys.argv[1:])
"""

COMPILE = """
import re, sys
compile_pattern = re.compile

def compile(pattern, flags=0):
    if sys._getframe(1).f_globals["__name__"].startswith("bifolio.") and len(pattern) > 100:
        print(pattern)
    return compile_pattern(pattern, flags)

re.compile = compile
import bifolio.cli.build
from bifolio.text.addresses import find_addresses
print("imported", *sys.modules)
list(find_addresses("an address: office@example.org"))
"""


def loaded(code: str, *arguments: str, cwd: Path = ROOT) -> set[str]:
    """The modules that `code` prints, which a new process runs."""
    command = [sys.executable, "-c", code, *arguments]
    finished = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    modules = set(finished.stdout.split())
    assert "bifolio.cli" in modules, finished.stderr
    return modules


def among(modules: set[str], *unwanted: str) -> list[str]:
    return [each for each in unwanted if each in modules]


def test_help_loads_nothing_that_takes_long() -> None:
    names = [each.prog.split()[1:] for each, _ in each_command(make_parser())]
    show = f"shown = [show(*name) for name in {[[], *names]}]\n"
    code = f"{SHOW_HELP}{show}assert all(shown)\nprint(*sys.modules)"
    assert among(loaded(code), *MODELS, *READERS_OF_PDF, *RENDERER) == []


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_build_that_has_nothing_to_do_loads_nothing_that_takes_long(
    command: str, tmp_path: Path
) -> None:
    """There is no such publication, or none at all."""
    begin = "import sys\nfrom bifolio.cli.command_line import main\n"
    code = f"{begin}main(['{command}', 'x'])\nprint(*sys.modules)"
    for folder in (ROOT, tmp_path):
        modules = loaded(code, cwd=folder)
        assert among(modules, *MODELS, *READERS_OF_PDF, *RENDERER) == []


def test_a_build_hands_out_its_first_job_before_it_loads_what_reads_pdfs() -> None:
    modules = loaded(BUILD, "build", "library", cwd=PUBLICATIONS)
    assert "bifolio.workflow.prepare" in modules
    assert among(modules, *READERS_OF_PDF, *RENDERER) == []
    assert among(modules, "detroit", "segno") == []  # it has no charts and no codes


def test_long_patterns_are_compiled_when_first_used() -> None:
    """Classes of the letters of many scripts take a millisecond each to compile."""
    command = [sys.executable, "-c", COMPILE]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    before, _, after = finished.stdout.partition("imported")
    assert "bifolio.workflow.prepare" in after
    assert before == ""
    assert "mailto" in after  # the pattern of addresses is counted when it is used
