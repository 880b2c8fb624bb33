"""The corpus set by others: by Typst, and by the renderer's own lines, stretched afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import typst

from bifolio.content import Content, Run
from bifolio.render.renderer import Job, Printed, print_job
from tests.conftest import ROOT
from tests.typography.greedy import justify_han
from tests.typography.setting import Setting

TYPST = """\
#set page(width: {width}pt, height: 840pt, margin: 30pt)
#set text(
  font: ((name: "Source Sans 3", covers: "latin-in-cjk"), "Noto Sans SC"),
  size: {size}pt, lang: "zh", region: "cn", top-edge: 0.8em, bottom-edge: -0.2em,
)
#set par(justify: true, leading: 0.7em, spacing: 2.4em)
#set document(title: "x")
"""


def without_markup(content: Content) -> Content:
    """The same text without links, emphasis and bold type, which each rival writes otherwise."""
    return replace(content, runs=tuple(Run(run.text, run.language) for run in content.runs))


def set_by_typst(contents: Iterable[Content], setting: Setting) -> bytes:
    """The PDF that Typst makes of the paragraphs, with the same fonts, size and measure."""
    width = setting.measure * setting.size + 60
    source = TYPST.format(width=width, size=setting.size) + "\n\n".join(
        f'#par[#"{_escaped(content.text)}"]' for content in contents
    )
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[ROOT / "fonts"])
    pdf = typst.Compiler(source.encode(), None, fonts).compile()
    assert isinstance(pdf, bytes)
    return pdf


def set_greedily(job: Job) -> Printed:
    """What design (a) makes of `job`: it replaces a function of the renderer in this process."""
    justify_han()
    return print_job(replace(job, languages={}))


def _escaped(text: str) -> str:
    """As a string of Typst; the space between Han and Latin is Typst's own to put in."""
    han = "\u2e80-\u9fff"
    text = re.sub(rf"(?<=[{han}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9%]) (?=[{han}])", "", text)
    return text.replace("\\", "\\\\").replace('"', '\\"')
