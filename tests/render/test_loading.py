"""How WeasyPrint is loaded: without starting programs, and with the same libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

LIBRARIES = """
import sys
print(sorted({line.split("/", 1)[1].strip() for line in open("/proc/self/maps") if ".so" in line}))
"""

NO_PROGRAM = """
import subprocess

def start(*arguments, **named):
    raise AssertionError(f"a program is started: {arguments}")

subprocess.Popen = start
"""


def run(code: str) -> str:
    """What a new process prints that runs `code`."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_loading_the_renderer_starts_no_program() -> None:
    run(f"{NO_PROGRAM}\nimport bifolio.render.weasyprint")


def test_loading_without_a_search_finds_the_same_libraries() -> None:
    """Those of `weasyprint.text.ffi`; `uuid` and others load theirs in both."""
    ours = run(f"import bifolio.render.weasyprint\n{LIBRARIES}")
    theirs = run(f"import ctypes.util, weasyprint\n{LIBRARIES}")
    assert ours == theirs


def test_what_does_not_load_by_its_name_is_searched_for() -> None:
    searched = run(
        "import ctypes, ctypes.util, bifolio.render.weasyprint as loading\n"
        "original = ctypes.util.find_library\n"
        "loading.LIBRARIES = ('libnone.so.9',)\n"
        "with loading._no_search_for_libraries():\n"
        "    print(ctypes.util.find_library is original)\n"
        "loading.LIBRARIES = ('libpango-1.0.so.0',)\n"
        "with loading._no_search_for_libraries():\n"
        "    print(ctypes.util.find_library is original)\n"
        "print(ctypes.util.find_library is original)\n"
    )
    assert searched.split() == ["True", "False", "True"]


@pytest.mark.parametrize("module", ["weasyprint.tags", "renderer"])
def test_whoever_loads_it_first_sees_no_font_of_the_system(module: str) -> None:
    said = run(f"import os, bifolio.render.{module}\nprint(os.environ['FONTCONFIG_FILE'])")
    assert Path(said.strip()) == ROOT / "bifolio" / "render" / "fonts.conf"
