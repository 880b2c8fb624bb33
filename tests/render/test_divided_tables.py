"""Tables that facing pages have in pieces."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from bifolio.render.divided_tables import (
    TableSize,
    begins_of_pieces,
    is_table,
    may_begin,
    pieces,
)

TABLE = """
<div class="table" data-block="fares"><table>
<caption><p data-unit="fares.caption">Fares</p></caption><colgroup><col/><col/></colgroup>
<thead><tr><th id="head"><p data-unit="fares.1">Stop</p></th></tr></thead>
<tbody><tr class="group"/><tr/><tr/><tr class="kept"/><tr/><tr/></tbody>
<tbody><tr/><tr/><tr/><tr class="total"/></tbody>
</table><p class="table-note">A remark</p></div>
"""


def table() -> Element:
    return fromstring(TABLE)


def test_rows_of_a_group_are_not_alone() -> None:
    assert is_table(table())
    first = [True, False, True, False, True, False]
    assert may_begin(table()) == [*first, True, False, True, False]


@pytest.mark.parametrize(
    ("first", "room", "begins"),
    [
        (100, 100, [0]),
        (60, 100, [0, 4]),
        (60, 50, [0, 4, 8]),
        (40, 30, [0, 2, 4, 6, 8]),
        (5, 5, [0, 2, 4, 6, 8]),
    ],
)
def test_each_piece_has_as_many_rows_as_there_is_room_for(
    first: float, room: float, begins: list[int]
) -> None:
    """The head is 10 px high, a row 8.8, and the remark below the last 1; one language has less."""
    sizes = [TableSize(10, (8.8,) * 10, 1, (50,)), TableSize(8, (7.0,) * 10, 1, (50,))]
    assert begins_of_pieces(sizes, may_begin(table()), first, room) == begins


def test_pieces_have_the_rows_in_order_and_the_head_of_the_first() -> None:
    whole = table()
    rows = list(whole.iter("tr"))[1:]
    made = pieces(whole, [0, 4, 6], [30.0, 20.5])
    assert [row for piece in made for row in piece.iterfind("table/tbody/tr")] == rows
    assert [len(piece.findall("table/tbody")) for piece in made] == [1, 1, 1]
    assert [len(piece.findall("table/caption")) for piece in made] == [1, 0, 0]
    assert [len(piece.findall("p")) for piece in made] == [0, 0, 1]
    heads = [piece.find("table/thead/tr/th") for piece in made]
    assert [head.get("id") for head in heads if head is not None] == ["head", None, None]
    texts = [dict(text.attrib) for head in heads if head is not None for text in head]
    assert texts == [{"data-unit": "fares.1"}, *[{"data-repeats": "fares.1"}] * 2]
    widths = [col.get("style") for col in made[2].iterfind("table/colgroup/col")]
    assert widths == ["width: 30.000px", "width: 20.500px"]
