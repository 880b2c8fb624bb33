"""A process that builds, and small pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import getclosurevars
from pathlib import Path
from typing import Any

import pytest

from bifolio.fonts.collection import Typecase
from bifolio.languages import languages
from bifolio.pdf.glyphs import TextParagraph, read_pages
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.typography.setting import Setting, content, font_cache, job

Compose = Callable[..., tuple[RenderedPdf, list[TextParagraph]]]


@pytest.fixture
def compose(renderer: Renderer, typecase: Typecase, tmp_path: Path) -> Compose:
    def composed(
        body: str,
        styles: str = "",
        known: tuple[str, ...] = ("zh-Hans", "en"),
        memory: Path | None = None,
    ) -> tuple[RenderedPdf, list[TextParagraph]]:
        ready = job([content("x", "x")], Setting(10, 10.0, styles=styles), typecase, tmp_path)
        html = f'<html lang="zh-Hans"><title>x</title><body>{body}</body></html>'
        faces = typecase.faces(frozenset(map(ord, html)) | {0x20}, font_cache())
        rules = {tag: language for tag, language in languages().items() if tag in known}
        whole = replace(ready, html=html, faces=faces, languages=rules, line_memory=memory)
        printed = renderer.run(render_job, whole).result()
        return printed, [paragraph for page in read_pages(printed.pdf) for paragraph in page]

    return composed


def original_of(replacement: Callable[..., Any], name: str) -> Any:
    """The function of the renderer that a replacement of it has in its variable `name`."""
    return getclosurevars(replacement).nonlocals[name]
