"""Sheets that are taken in hand and read: what `impose` makes, and what it must never make."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from bifolio.document.publication import Sheets
from bifolio.imposition.plan import ImpositionPlan, impose
from bifolio.imposition.source import Source, open_source
from bifolio.imposition.writer import draw
from bifolio.paper.formats import Flip, Way
from bifolio.preflight.imposed_sheets import errors_of, kinds_of, read, sides_of

BLANK = 0


def edition(path: Path, *pages: int) -> Source:
    """An edition whose pages differ by a number; `BLANK` is a page with nothing on it."""
    with pikepdf.new() as pdf:
        for number in pages:
            page = pdf.add_blank_page(page_size=(280, 400))
            ground = f"0.{number} g 20 20 40 40 re f".encode() if number else b""
            page.obj.Contents = pdf.make_stream(ground)
        pdf.save(path)
    return open_source(path)


def asked(way: Way, **settings: object) -> Sheets:
    return Sheets.model_construct(edition="x", way=way, **settings)  # type: ignore[arg-type]


def plan(sheets: Sheets) -> ImpositionPlan:
    flip = Flip(sheets.flip) if sheets.flip else None
    return ImpositionPlan(
        sheets.way,
        sheets.paper,
        flip,
        sheets.up,
        sheets.repeat,
        sheets.fold,
        keep_back=sheets.keep_back,
    )


def reported(sheets: Sheets, laid_out: Source, source: Source) -> list[str]:
    """The errors in sheets with the pages of `laid_out`, of an edition that is `source`."""
    made = draw(impose(plan(sheets), laid_out.sizes), laid_out)
    pages = pikepdf.open(source.path)
    sides = sides_of(pikepdf.open(io.BytesIO(made)), pages, sheets)
    return [error for _, error in errors_of(sides, kinds_of(pages), sheets)]


ALL_WAYS = [
    *(
        asked("booklet", flip=flip, keep_back=back)
        for flip in (None, *Flip)
        for back in (False, True)
    ),
    *(asked("leaflet", fold=fold, flip=flip) for fold in ("letter", "z") for flip in Flip),
    *(
        asked("n-up", up=up, repeat=repeat, flip=flip, paper=paper)
        for up in (2, 3, 4, 6)
        for repeat in (False, True)
        for flip in Flip
        for paper in ("A4", "A3")
    ),
    asked("poster", paper="A3"),
]


@pytest.mark.parametrize("sheets", ALL_WAYS, ids=str)
def test_what_is_imposed_is_read_as_the_edition_is(sheets: Sheets, tmp_path: Path) -> None:
    source = edition(tmp_path / "good.pdf", 1, 2, BLANK, 4, 5, 6)
    assert reported(sheets, source, source) == []


@pytest.mark.parametrize(
    "sheets",
    [
        asked("booklet", flip="long-edge", keep_back=True),
        asked("leaflet"),
        asked("n-up", up=6),
        asked("n-up", up=3, repeat=True),
        asked("poster"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ([1, 2, 4, 5, 6, 6], "page 3 is on no sheet"),
        ([1, 2, BLANK, 4, 5, 5], "page 6 is on no sheet"),
        ([1, 4, BLANK, 2, 5, 6], "page 4 is in the place of page 2"),
        ([1, 2, 4, BLANK, 5, 6], "page 4 is in the place of page 3"),
        ([1, 2, BLANK, 4, 5, 7], "has something that is not a page"),
        ([1, 1, BLANK, 4, 5, 6], "page 1 is on the sheets"),
    ],
)
def test_pages_that_are_missing_duplicate_or_exchanged_are_reported(
    pages: Sequence[int], says: str, sheets: Sheets, tmp_path: Path
) -> None:
    source = edition(tmp_path / "good.pdf", 1, 2, BLANK, 4, 5, 6)
    wrong = edition(tmp_path / "wrong.pdf", *pages)
    assert any(says in error for error in reported(sheets, wrong, source))


def test_a_blank_page_that_is_dropped_from_a_booklet_is_reported(tmp_path: Path) -> None:
    source = edition(tmp_path / "good.pdf", 1, BLANK, 3, 4, 5, 6, 7, 8)
    wrong = edition(tmp_path / "wrong.pdf", 1, 3, 4, 5, 6, 7, 8)
    assert reported(asked("booklet"), wrong, source) == ["page 2 is on no sheet"]


@pytest.mark.parametrize("way", ["booklet", "leaflet", "n-up"])
def test_sheets_for_the_other_flip_stand_on_their_heads(way: Way, tmp_path: Path) -> None:
    source = edition(tmp_path / "good.pdf", 1, 2, 3, 4, 5, 6)
    made = draw(impose(plan(asked(way, flip="short-edge")), source.sizes), source)
    pages = pikepdf.open(source.path)
    sides = sides_of(pikepdf.open(io.BytesIO(made)), pages, asked(way, flip="long-edge"))
    assert {each.upright for each in read(asked(way), sides) if each} == {True, False}


def test_pages_that_are_the_same_may_stand_for_each_other(tmp_path: Path) -> None:
    source = edition(tmp_path / "good.pdf", 1, BLANK, 3, BLANK, 5, 6, 7, 8)
    assert reported(asked("booklet"), source, source) == []
    wrong = edition(tmp_path / "wrong.pdf", 1, BLANK, 3, 4, 5, 6, 7, 8)
    assert "page 2 is on the sheets once, not twice" in reported(asked("booklet"), wrong, source)
