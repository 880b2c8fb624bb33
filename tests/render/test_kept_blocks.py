"""Blocks that are kept from the last layout give the pages that a layout of everything gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import pytest
from weasyprint import document
from weasyprint.layout import block

from bifolio.fonts.collection import Typecase
from bifolio.render import renderer
from bifolio.render.job import RenderedPdf
from bifolio.render.weasyprint import kept_blocks as module
from bifolio.render.weasyprint import kept_styles
from tests.render.test_measured_blocks import PAGES, STYLES
from tests.typography.setting import Setting, content, job

MORE_STYLES = """
h1 { string-set: title content(); counter-increment: chapter }
h1::before { content: counter(chapter) " " }
li { list-style: disc outside }
.first::first-letter { font-size: 2em }
@page { @top-center { content: string(title) } }
"""

TWO = ".two::before {{ content: url('{0}/picture.svg') url('{0}/other.svg') }}"
"""Two pictures before a text."""

CHAPTERS = "".join(
    f'<h1 id="{each}">words {each}</h1><p>words <a href="#b">b</a></p>{"<p>of words</p>" * 2}'
    for each in "bcd"
)

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="{}"><path d="M1 1h8v8z"/></svg>'
PICTURE = "PICTURE"
"""Replaced by the address of a file."""

EDITED = {
    **{
        page: PAGES[page]
        for page in (
            *("within each other", "a table", "a float", "placed", "heights", "notes"),
            *("columns below others", "tables in columns", "room below", "numbers of pages"),
            *("breaks", "contents"),
        )
    },
    "drawings": f'<p>words <img src="{PICTURE}" alt="d"></p><p>words</p>' * 4,
    "chapters": CHAPTERS,
    "lists": "<ul><li>of words<li>and words<ol><li>x<li>words</ol></ul><p>of words</p>" * 3,
    "first letters": '<p class="first">of words that are read</p><p>words</p>' * 3,
    "a break at the foot": f"{'<p>words</p>' * 14}<h2>words</h2>{'<p>words</p>' * 3}",
}
"""Pages, in which each "words" may be edited."""

FEWER = ("within each other", "columns below others", "drawings", "chapters", "lists")
"""Pages of which an edit leaves most blocks in their places."""

Build = Callable[[str], RenderedPdf]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.svg"
    path.write_text(SVG.format(20))
    return path


@pytest.fixture
def build(
    typecase: Typecase, tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Build]:
    """Builds the text of a page; styles and blocks are kept from one to the next."""
    monkeypatch.setattr(kept_styles, "_kept", [])
    monkeypatch.setattr(
        document, "get_all_computed_styles", vars(kept_styles)["get_all_computed_styles"]
    )
    kept_styles.keep_styles()
    styles = STYLES + MORE_STYLES + TWO.format(picture.parent.as_uri())
    ready = job([content("x", "x")], Setting(10, 10.0, styles=styles), typecase, tmp_path)
    letters = frozenset(map(ord, "".join(EDITED.values()) + styles + digits + ascii_letters + "•"))
    ready = replace(
        ready, faces=typecase.faces(letters, tmp_path), readable=(*ready.readable, tmp_path)
    )

    def built(text: str) -> RenderedPdf:
        text = text.replace(PICTURE, picture.as_uri())
        html = f'<html lang="en"><title>x</title><body><main>{text}</main></body></html>'
        found = renderer.render_job(replace(ready, html=html))
        assert found.problems == ()
        return found

    yield built
    kept_styles.current_blocks.clear()


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The boxes that were laid out."""
    found = []
    original = block.block_container_layout

    def noted(context: Any, box: Any, *others: Any, **named: Any) -> Any:
        found.append(box)
        return original(context, box, *others, **named)

    monkeypatch.setattr(block, "block_container_layout", noted)
    return found


@pytest.mark.parametrize("page", EDITED)
def test_an_edited_page_is_as_if_it_were_laid_out_alone(
    page: str, build: Build, layouts: list[Any]
) -> None:
    text = EDITED[page]
    before, word, after = text.partition("words")
    end, _, rest = text.rpartition("words")
    edits = (f"{before}w{after}", f"{end}{word} and {'more words ' * 9}{rest}", text)
    build(text)
    for edited in edits:
        layouts.clear()
        quick, few = build(edited), len(layouts)
        kept, kept_styles._kept[:] = list(kept_styles._kept), []
        layouts.clear()
        assert build(edited) == quick
        assert few <= len(layouts)
        if page in FEWER and edited == edits[0]:
            assert few < 0.7 * len(layouts)
        kept_styles._kept[:] = kept


def test_a_picture_that_became_higher_takes_its_room(build: Build, picture: Path) -> None:
    """Its file has changed; its address has not."""
    page = f'<p>of words <img src="{PICTURE}" alt="d"></p><p>of words</p>'
    low = build(page)
    picture.write_text(SVG.format(40))
    high = build(page)
    assert high.pdf != low.pdf
    kept_styles._kept.clear()
    assert build(page) == high


@pytest.mark.parametrize("style", ["flex-basis: content; height: 50px", "border: 1px solid"])
def test_a_measured_item_is_not_used_for_one_of_another_size(style: str, build: Build) -> None:
    """A container measures its items as if they had no height, and with all words on one line."""
    text = "of words that are read " * 9
    item = f'<div style="{style}">{text}</div>'
    page = f'<div style="display: flex; flex-direction: column; height: 150px">{item * 2}</div>'
    quick = build(page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renderer, "keeping_blocks", lambda _: nullcontext())
        assert build(page) == quick


def test_two_pictures_before_a_text_are_each_shown(build: Build, picture: Path) -> None:
    other = picture.with_name("other.svg")
    other.write_text(SVG.format(20).replace("h8v8", "h4v9"))
    page = '<p class="two">of words</p><p>{}</p>'
    build(page.format("words"))
    quick = build(page.format("more"))
    kept_styles._kept.clear()
    assert build(page.format("more")) == quick


def test_shapes_that_are_too_many_are_forgotten(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<p>of words</p><p>{}</p>"
    build(page.format("words"))
    monkeypatch.setattr(module, "MOST_SHAPES", 1)
    quick = build(page.format("more"))
    kept = kept_styles._kept[-1].blocks
    assert len(kept._shapes) < 20
    assert {key[0] for key in kept._kept} <= {*kept._shapes.values()}
    kept_styles._kept.clear()
    assert build(page.format("more")) == quick


def test_blocks_of_other_elements_are_not_used(build: Build) -> None:
    """Texts have changed their places: each has the identifier and the language of its own."""
    page = '<p data-unit="{}" lang="{}">of words</p><p data-unit="{}">more words</p>'
    build(page.format("a", "en", "b"))
    turned = page.format("b", "fr", "a")
    quick = build(turned)
    kept_styles._kept.clear()
    assert build(turned) == quick


@pytest.mark.parametrize(("limit", "most"), [("MOST_BOXES", 1), ("MOST_KEPT", 3)])
def test_no_more_blocks_are_kept_than_there_is_room_for(
    limit: str, most: int, build: Build, layouts: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, most)
    text = "<p>of words</p>" * 9
    build(text)
    all_layouts = len(layouts)
    layouts.clear()
    build(text.replace("of", "if", 1))
    assert len(layouts) >= all_layouts - 1
