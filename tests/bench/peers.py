"""Typst and Chromium make PDFs of the same words, with the same fonts; they check nothing."""

from __future__ import annotations

import html
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.commands import ROOT
from tests.bench.words import LANGUAGES, texts

FONTS = ROOT / "fonts"

Text = tuple[str, str]
"""A language and words in it."""

TYPST = """\
#set page(paper: "a4", margin: {margin}mm)
#set text(font: ((name: "Source Sans 3", covers: "latin-in-cjk"), "Noto Sans SC"), size: {size}pt)
#set par(justify: true)
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

CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def typst_sheet() -> str:
    """The words of the fact sheet in two columns."""
    cells = ", ".join(_typst_text(text) for text in texts())
    return f"{TYPST.format(margin=18, size=9)}#grid(columns: (1fr, 1fr), gutter: 6mm, {cells})\n"


def typst_report(paragraphs: Iterable[Sequence[Text]]) -> str:
    """Paragraphs, each in all of its languages below each other."""
    pars = (f"#par({_typst_text(text)})\n" for each in paragraphs for text in each)
    return TYPST.format(margin=25, size=11) + "".join(pars)


def _typst_text(text: Text) -> str:
    language, words = text
    return f'text(lang: "{language[:2]}", {json.dumps(words, ensure_ascii=False)})'


def typst(folder: Path, source: str) -> tuple[str, ...]:
    """The command that compiles `source`; its files are written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    program, text = folder / "peer.py", folder / "peer.typ"
    program.write_text(RUN_TYPST, "utf-8")
    text.write_text(source, "utf-8")
    return (sys.executable, str(program), str(text), str(FONTS), str(folder / "typst.pdf"))


def chromium_sheet(folder: Path) -> tuple[str, ...]:
    """The command that prints the words of the fact sheet; exits if there is no Chromium."""
    if not (program := shutil.which("chromium")):
        sys.exit("chromium not found: apt-get install chromium")
    page = folder / "peer.html"
    cells = (
        "<tr>" * (tag == LANGUAGES[0]) + f'<td lang="{tag}">{html.escape(text)}'
        for tag, text in texts()
    )
    page.write_text(HTML.format(fonts=FONTS.as_uri(), cells="".join(cells)), "utf-8")
    files = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'chromium.pdf'}")
    return (program, *CHROMIUM, *files, page.as_uri())
