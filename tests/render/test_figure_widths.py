"""Key figures that are wider than their column become smaller, by the advances of their glyphs."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from bifolio.compose.clusters import Cluster
from bifolio.compose.shaping import Shaper, Style
from bifolio.render.figure_widths import fit_figures


class Monospaced(Shaper):
    """Characters of half an em in normal type, and of one em in bold."""

    def shape(self, text: str, style: Style) -> list[Cluster]:  # type: ignore[override]
        if "?" in text:
            raise LookupError(text)
        return [Cluster(each, 1.0 if style.weight == 700 else 0.5, 1.0) for each in text]


def fit(room: float, *figures: tuple[str, str]) -> str:
    """The style of a list of figures with their units, after they are fitted."""
    values = "".join(
        f'<div class="key-value"><p class="key-number" lang="en">{number}</p>'
        + (f'<p class="key-unit" lang="en">{unit}</p>' if unit else "")
        + "</div>"
        for number, unit in figures
    )
    tree = ElementTree.fromstring(
        f'<div><ul style="--columns: 3" data-figure-room="{room}">{values}</ul></div>'
    )
    fit_figures(tree, Monospaced(()))
    return tree[0].get("style", "")


@pytest.mark.parametrize(
    ("number", "unit", "factor"),
    [
        ("1234", "", ""),
        ("123", "kg", ""),
        ("1234", "kg", "0.860"),
        ("12345678", "", "0.550"),
        ("123456?", "", ""),
    ],
    ids=["full", "with a unit", "too wide with its unit", "much too wide", "no glyph"],
)
def test_the_widest_figure_decides(number: str, unit: str, factor: str) -> None:
    style = fit(4.0, ("1", ""), (number, unit))
    assert style.startswith("--columns: 3")
    assert re.findall("--figure-fit: (.*)", style) == [factor] * bool(factor)
