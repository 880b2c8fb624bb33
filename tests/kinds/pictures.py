"""Draws the pictures of docs/content and docs/starters.md (make golden): docs/pictures/*.png.

Of each kind the first sample, in English beside Chinese, without the rest of the page; of each
starter the first pages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from bifolio.document.blocks import kinds
from bifolio.fonts.collection import read_typecase
from bifolio.project.folders import Project
from bifolio.project.starters import begin
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

SHOWN: Mapping[str, tuple[tuple[str, int], ...]] = {
    "factsheet": (("en", 1), ("zh-Hans", 1), ("bilingual", 1)),
    "guide": (("en", 1), ("en", 2), ("zh-Hans", 1)),
    "programme": (("en", 1), ("en", 2), ("zh-Hans", 1)),
    "report": (("en", 1), ("en", 2), ("en", 4), ("zh-Hans", 1)),
    "poster": (("en", 1), ("zh-Hans", 1)),
    "flyer": (("en", 1), ("en", 2), ("zh-Hans", 1), ("zh-Hans", 2)),
}
"""The pages of each starter that its picture shows: edition and page."""

HEIGHT, GAP, GREY = 560, 18, "#d8d8d6"
"""Of pages in pictures of starters: pixels, pixels between them, and the ground."""


def main() -> None:
    """Draw the pictures."""
    warm_up()
    PICTURES.mkdir(exist_ok=True)
    for kind in kinds():
        with tempfile.TemporaryDirectory() as folder:
            page = draw(kind, Path(folder))
        page.quantize(COLOURS).save(PICTURES / f"{kind}.png", optimize=True)
    for starter, shown in SHOWN.items():
        with tempfile.TemporaryDirectory() as folder:
            pages = draw_starter(starter, shown, Path(folder))
        pages.quantize(2 * COLOURS).save(PICTURES / f"starter-{starter}.png", optimize=True)


def draw_starter(starter: str, shown: Iterable[tuple[str, int]], folder: Path) -> Image.Image:
    """The pages of a starter beside each other."""
    source = begin(starter, folder, starter)
    editions = tuple(dict.fromkeys(edition for edition, _ in shown))
    built = dict(build(source, editions, folder))
    pages = [
        pypdfium2.PdfDocument(built[edition])[number - 1].render(scale=1.5).to_pil()
        for edition, number in shown
    ]
    pages = [page.resize((round(page.width * HEIGHT / page.height), HEIGHT)) for page in pages]
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    picture = Image.new("RGB", (width, HEIGHT + 2 * GAP), GREY)
    left = GAP
    for page in pages:
        picture.paste(page, (left, GAP))
        left += page.width + GAP
    return picture


def build(source: Path, editions: tuple[str, ...], folder: Path) -> Iterator[tuple[str, bytes]]:
    """The PDFs of some editions of a publication, by name."""
    project = Project(folder)
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(source, project, typecase)
    order = Order((source,), editions, folder / "build")
    for name, job in prepare(manuscript, copy, order, project, typecase):
        yield name, render_job(job).pdf


def draw(kind: str, folder: Path) -> Image.Image:
    """The first page of the sample of `kind`, without what is white around it."""
    layout = folder / "layouts" / "sample"
    layout.mkdir(parents=True)
    (layout / "layout.html.j2").write_text(TEMPLATE, "utf-8")
    (layout / "layout.css").write_text(STYLES, "utf-8")
    edition: dict[str, object] = {"languages": ["en", "zh-Hans"], "layout": "sample"}
    source = write_publication(folder, [kind], {"sample": edition})
    ((_, pdf),) = build(source, ("sample",), folder)
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=RESOLUTION / 72).to_pil()
    return trimmed(drawn.convert("RGB"))


def trimmed(page: Image.Image) -> Image.Image:
    """A page without what is white around it, but for a border."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    left, top, right, bottom = box or (0, 0, *page.size)
    return page.crop((left - BORDER, top - BORDER, right + BORDER, bottom + BORDER))


if __name__ == "__main__":
    main()
