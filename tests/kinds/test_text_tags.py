"""Text kinds, read back from the finished PDF: tags, bookmarks, links, and what is decoration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

NAMES = ["heading", "list-numbered", "definitions", "programme", "quote", "contact-lines"]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    project = tmp_path_factory.mktemp("text-kinds")
    write_publication(project, NAMES, {"en": {"languages": ["en"], "layout": "sheet"}})
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    with pikepdf.open(project / "build" / "content" / "en.pdf") as opened:
        yield opened


def children(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [
        kid
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    ]


def elements(element: Any, kind: str) -> Iterator[Any]:
    for kid in children(element):
        if kind == kid.S:
            yield kid
        yield from elements(kid, kind)


def tags(element: Any) -> list[str]:
    return [str(kid.S) for kid in children(element)]


def test_headings_are_an_outline_by_their_levels(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        (title,) = outline.root
        rooms = title.children[0]
        assert rooms.title == "The rooms"
        (ground,) = rooms.children
        (kitchen,) = ground.children
        (oven,) = kitchen.children
        found = (ground.title, kitchen.title, oven.title)
        assert found == ("Ground floor", "Kitchen", "The oven")


def test_every_item_has_a_label_and_a_body(pdf: pikepdf.Pdf) -> None:
    lists = list(elements(pdf.Root.StructTreeRoot, "/L"))
    assert len(lists) >= 6
    for each in lists:
        assert set(tags(each)) == {"/LI"}
    items = [tags(item) for each in lists for item in children(each)]
    labelled = [item for item in items if item == ["/Lbl", "/LBody"]]
    assert len(labelled) >= 12
    assert {tuple(item) for item in items} <= {("/Lbl", "/LBody"), ("/LBody",)}


def test_a_day_is_the_head_of_its_sessions_and_times_are_those_of_rows(pdf: pikepdf.Pdf) -> None:
    tables = list(elements(pdf.Root.StructTreeRoot, "/Table"))
    assert [tags(table)[0] for table in tables] == ["/THead", "/THead"]
    scopes = [str(head.A.Scope) for table in tables for head in elements(table, "/TH")]
    assert Counter(scopes) == {"/Column": 2, "/Row": 4}


def test_a_quotation_is_tagged_as_one(pdf: pikepdf.Pdf) -> None:
    assert len(list(elements(pdf.Root.StructTreeRoot, "/BlockQuote"))) == 2


def test_numbers_and_addresses_can_be_clicked_and_icons_are_decoration(pdf: pikepdf.Pdf) -> None:
    targets = {
        str(each.A.URI)
        for page in pdf.pages
        for each in page.get("/Annots", [])
        if each.get("/Subtype") == "/Link" and "/A" in each
    }
    assert targets == {
        "tel:+49-30-1234567",
        "mailto:house@example.org",
        "https://www.example.org/visit",
    }
    assert list(elements(pdf.Root.StructTreeRoot, "/Figure")) == []
