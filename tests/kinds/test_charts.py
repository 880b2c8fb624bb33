"""A chart is read as the table of its numbers; what is drawn is decoration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {"en": {"languages": ["en"], "layout": "sheet"}}


def below(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    """The structure elements below one, in reading order."""
    children = element.get("/K", pikepdf.Array())
    for each in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            yield from below(each)


def test_the_numbers_of_a_chart_are_a_table_with_heads(tmp_path: Path) -> None:
    write_publication(tmp_path, ["chart-more"], EDITIONS)
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    with pikepdf.open(tmp_path / "build" / "content" / "en.pdf") as pdf:
        elements = [*below(pdf.Root.StructTreeRoot)]
        tags = [str(each.S) for each in elements]
        scopes = [str(each.A.Scope) for each in elements if each.S == "/TH" and "/Scope" in each.A]
    assert tags.count("/Table") == 3
    assert "/Figure" not in tags
    assert tags.count("/TD") >= 3 + 4 + 10
    assert scopes.count("/Row") == 3 + 2 + 2
    assert scopes.count("/Column") == 2 + 6
