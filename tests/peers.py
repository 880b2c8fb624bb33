"""A cold build beside Typst and Chromium, whole processes in one run: `python -m tests.peers`.

The peers make a PDF of the same words in a grid of two columns with the same fonts; they check
nothing. The processes take turns, so that all meet the same load of the machine: what counts are
the ratios.
"""

from __future__ import annotations

import html
import json
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bifolio.fonts.collection import read_typecase
from bifolio.project.folders import Project
from bifolio.workflow.prepare import read
from tests.bench import ROOT, RUNS, run

LANGUAGES = ("en", "zh-Hans")

TYPST = """\
#set page(paper: "a4", margin: 18mm)
#set text(font: ((name: "Source Sans 3", covers: "latin-in-cjk"), "Noto Sans SC"), size: 9pt)
#set par(justify: true)
#grid(columns: (1fr, 1fr), gutter: 6mm, {cells})
"""

RUN_TYPST = """\
import sys, typst
source, fonts, pdf = sys.argv[1:]
compiler = typst.Compiler(source, None, typst.Fonts(include_system_fonts=False, font_paths=[fonts]))
open(pdf, "wb").write(compiler.compile())
"""

HTML = """\
<!doctype html><html lang="en"><meta charset="utf-8"><title>Peers</title><style>
@font-face {{ font-family: Latin; src: url({fonts}/SourceSans3-Regular.ttf) }}
@font-face {{ font-family: Han; src: url({fonts}/NotoSansSC-Regular.ttf) }}
@page {{ size: A4; margin: 18mm }}
body {{ font: 9pt Latin, Han; text-align: justify }} td {{ vertical-align: top; width: 50% }}
</style><table>{cells}</table></html>
"""


def main() -> None:
    """Measure and print; exits with an error if Chromium is missing."""
    if not (chromium := shutil.which("chromium")):
        sys.exit("chromium not found: apt-get install chromium")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peers = _peers(folder, chromium)
        turns = [
            {
                name: run(*command)
                for name, command in {**_build(folder / str(turn)), **peers}.items()
            }
            for turn in range(RUNS + 1)
        ]
    _print({name: statistics.median(turn[name] for turn in turns[1:]) for name in turns[0]})


def _build(output: Path) -> Mapping[str, tuple[str, ...]]:
    """Our command; `output` does not exist, so nothing is remembered."""
    command = (sys.executable, "-m", "bifolio", "build", "factsheet", "-e", "bilingual", "-q")
    return {"bifolio build": (*command, "-o", str(output))}


def _peers(folder: Path, chromium: str) -> Mapping[str, tuple[str, ...]]:
    """The commands that make a PDF of the same words; their sources are written to `folder`."""
    fonts, texts = ROOT / "fonts", list(_texts())
    source, program, page = (folder / name for name in ("peer.typ", "peer.py", "peer.html"))
    source.write_text(typst_source())
    program.write_text(RUN_TYPST)
    rows = (
        "<tr>" * (tag == LANGUAGES[0]) + f'<td lang="{tag}">{html.escape(text)}'
        for tag, text in texts
    )
    page.write_text(HTML.format(fonts=fonts.as_uri(), cells="".join(rows)))
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    files = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'chromium.pdf'}")
    typst = (str(program), str(source), str(fonts), str(folder / "typst.pdf"))
    return {
        "import weasyprint": (sys.executable, "-c", "import weasyprint"),
        "typst": (sys.executable, *typst),
        "chromium --print-to-pdf": (chromium, *options, *files, page.as_uri()),
    }


def typst_source() -> str:
    """The words of the fact sheet in two columns, for Typst."""
    cells = (f'text(lang: "{tag[:2]}", {json.dumps(text)})' for tag, text in _texts())
    return TYPST.format(cells=", ".join(cells))


def _texts() -> Iterator[tuple[str, str]]:
    """The words of the fact sheet, each with its language; the languages take turns."""
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    manuscript, copy = read(folder, project, read_typecase(project.font_folders))
    for unit in manuscript.units():
        if all((unit.id, language) in copy for language in LANGUAGES):
            yield from ((language, copy[unit.id, language].text) for language in LANGUAGES)


def _print(seconds: Mapping[str, float]) -> None:
    """Print a row for each process."""
    print(f"\ncold build of the bilingual sheet, medians of {RUNS} runs ({platform.node()})")
    print(f"{'':28}{'s':>7}{'our build is':>16}")
    for name, median in seconds.items():
        print(f"{name:28}{median:7.2f}{seconds['bifolio build'] / median:14.1f} ×")


if __name__ == "__main__":
    main()
