"""Terms in a margin have as many lines as they fill, by the advances of their glyphs."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bifolio.render.term_lines import count_lines
from tests.render.test_figure_widths import Monospaced


@pytest.mark.parametrize(
    ("term", "lines"),
    [
        ("abcd", 1),
        ("ab cd e", 1),
        ("ab cd ef gh", 2),
        ("ab\u00a0cd ef gh", 2),
        ("abcdefgh i", 5),
        ("a? b", 5),
    ],
    ids=["short", "full", "too long", "with a tie", "a longer word", "no glyph"],
)
def test_a_term_has_the_lines_that_it_fills(term: str, lines: int) -> None:
    """A bold character is 1 em wide; what cannot be counted keeps the lines that are expected."""
    tree = ElementTree.fromstring(
        f'<div><dl><dt lang="en" data-term-room="7" style="--lines: 5"><p>{term}</p></dt>'
        '<dd style="--lines: 5"/><dt style="--lines: 5"/><dd style="--lines: 5"/></dl></div>'
    )
    count_lines(tree, Monospaced(()))
    found = [each.get("style") for each in tree[0]]
    assert found == [f"--lines: {lines}"] * 2 + ["--lines: 5"] * 2
