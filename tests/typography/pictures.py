"""Pages of ours and of Typst side by side, as pictures: what the numbers cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pypdfium2
from PIL import Image

SCALE = 2.5
"""Pixels for each pt."""


def side_by_side(ours: Path, theirs: Path, folder: Path) -> None:
    """Write a picture of each page of `ours` beside that of `theirs` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, pair in enumerate(zip_longest(_pages(ours), _pages(theirs)), 1):
        pages = [page for page in pair if page is not None]
        both = Image.new("RGB", (sum(page.width for page in pages), pages[0].height), "white")
        both.paste(pages[0])
        both.paste(pages[-1], (pages[0].width, 0))
        both.save(folder / f"{ours.stem}-{number}.png")


def _pages(pdf: Path) -> Iterator[Image.Image]:
    for page in pypdfium2.PdfDocument(pdf):
        yield page.render(scale=SCALE).to_pil().convert("RGB")
