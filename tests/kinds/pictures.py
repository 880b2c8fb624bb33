"""Draws the pictures of docs/content (make golden): docs/pictures/KIND.png.

The first sample of each kind, in English beside Chinese, without the rest of the page.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from bifolio.document.blocks import kinds
from bifolio.fonts.collection import read_typecase
from bifolio.project.folders import Project
from bifolio.render.renderer import render_job, warm_up
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read
from tests.conftest import ROOT
from tests.kinds.publication import write_publication

PICTURES = ROOT / "docs" / "pictures"

TEMPLATE = """\
{% extends "bilingual/layout.html.j2" %}
{% import "base/components.html.j2" as part with context %}
{% block body %}
<main>
{%- for section in text.sections %}
<section class="section section-text" data-notes="foot">
{%- if section.title %}{{ part.pair('h2', section.title, languages, 'heading') }}{% endif %}
{%- if section.role == 'contacts' %}{{ part.contacts(section, goes_on=true) }}
{%- else %}{% for block in section.blocks %}{{ part.block(block, languages) }}{% endfor %}
{%- endif %}
</section>
{%- endfor %}
</main>
{% endblock %}
"""
STYLES = "@page { @top-left { content: none } @bottom-right { content: none } }\n"

RESOLUTION, BORDER, COLOURS = 110, 16, 48
"""dpi; pixels around what is drawn; and how many colours keep a picture small."""


def main() -> None:
    """Draw the pictures."""
    warm_up()
    PICTURES.mkdir(exist_ok=True)
    for kind in kinds():
        with tempfile.TemporaryDirectory() as folder:
            page = draw(kind, Path(folder))
        page.quantize(COLOURS).save(PICTURES / f"{kind}.png", optimize=True)


def draw(kind: str, folder: Path) -> Image.Image:
    """The first page of the sample of `kind`, without what is white around it."""
    layout = folder / "layouts" / "sample"
    layout.mkdir(parents=True)
    (layout / "layout.html.j2").write_text(TEMPLATE, "utf-8")
    (layout / "layout.css").write_text(STYLES, "utf-8")
    edition: dict[str, object] = {"languages": ["en", "zh-Hans"], "layout": "sample"}
    source = write_publication(folder, [kind], {"sample": edition})
    project = Project(folder)
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(source, project, typecase)
    order = Order((source,), ("sample",), folder / "build")
    ((_, job),) = prepare(manuscript, copy, order, project, typecase)
    drawn = pypdfium2.PdfDocument(render_job(job).pdf)[0].render(scale=RESOLUTION / 72).to_pil()
    return trimmed(drawn.convert("RGB"))


def trimmed(page: Image.Image) -> Image.Image:
    """A page without what is white around it, but for a border."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    left, top, right, bottom = box or (0, 0, *page.size)
    return page.crop((left - BORDER, top - BORDER, right + BORDER, bottom + BORDER))


if __name__ == "__main__":
    main()
