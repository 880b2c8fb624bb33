"""The corpus set by others: by Typst, and by the renderer's own lines, stretched afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import typst

from bifolio.render.job import Job, RenderedPdf
from bifolio.render.renderer import render_job
from bifolio.text.runs import Content, Run
from tests.conftest import ROOT
from tests.typography.greedy import justify_han
from tests.typography.setting import MARGIN, Setting

HAN = "\u2e80-\u9fff"

TYPST = """\
#set page(width: {width}pt, height: 840pt, margin: {margin}pt)
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
    width = setting.edge + MARGIN
    source = TYPST.format(width=width, margin=MARGIN, size=setting.size) + "\n\n".join(
        f'#par[#"{_escaped(content.text)}"]' for content in contents
    )
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[ROOT / "fonts"])
    pdf = typst.Compiler(source.encode(), None, fonts).compile()
    assert isinstance(pdf, bytes)
    return pdf


def set_greedily(job: Job) -> RenderedPdf:
    """What design (a) makes of `job`: it replaces a function of the renderer in this process."""
    justify_han()
    return render_job(replace(job, languages={}))


def helped(job: Job) -> Job:
    """`job` with all that design (a) can be given beforehand, by what stands beside a character.

    Marks share their space where they are neighbours, lines may end around quotes, and the last
    three ideographs stay together. What depends on where a line ends it cannot know.
    """
    return replace(job, html=re.sub(r"(?<=>)[^<]+(?=<)", lambda text: _helped(text[0]), job.html))


def _helped(text: str) -> str:
    opening, closing = "（《〈「『【〔〖“‘［｛", "）》〉」』】〕〗”’］｝，、；：。？！"
    halves = rf"[{closing}](?=[{opening}{closing}])|(?<=[{opening}])[{opening}]"
    text = re.sub(rf"(?<=[{HAN}])(?=[“‘])|(?<=[”’])(?=[{HAN}])", "\u200b", text)
    text = re.sub(rf"([{HAN}])([{HAN}])(?=[{HAN}][^{HAN}]*$)", "\\1\u2060\\2\u2060", text)
    return re.sub(
        halves, r'<span style="font-feature-settings: &quot;hwid&quot;">\g<0></span>', text
    )


def _escaped(text: str) -> str:
    """As a string of Typst; the space between Han and Latin is Typst's own to put in."""
    text = re.sub(rf"(?<=[{HAN}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9%]) (?=[{HAN}])", "", text)
    return text.replace("\\", "\\\\").replace('"', '\\"')
