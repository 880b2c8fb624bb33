"""Charts: where bars and lines are, numbers by language, and errors with places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bifolio.document.blocks.chart import (
    MOST_BARS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_POINTS,
    MOST_POINTS_WITHOUT_TABLE,
    Chart,
)
from bifolio.problems import Problem
from tests.document.blocks import read_block

TWO = """\
rows:
  - [{en: One, fr: Un}, 3]
  - [{en: Two, fr: Deux}, 1]
"""


def read(folder: Path, text: str) -> tuple[Chart | None, list[Problem]]:
    return read_block(folder, Chart, "chart", text)


def made(folder: Path, text: str) -> dict[str, Any]:
    chart, problems = read(folder, text)
    assert problems == []
    assert chart is not None
    return chart.content()


def reported(folder: Path, text: str) -> list[str]:
    """`file:line code` of each problem."""
    chart, problems = read(folder, text)
    if chart is not None:
        assert all(unit.id for unit in chart.units())  # its texts can be read all the same
    return [
        f"{each.place.path.name}:{each.place.line} {each.code}" for each in problems if each.place
    ]


def bars(content: dict[str, Any]) -> list[tuple[float, float]]:
    return [(each["start"], each["length"]) for row in content["points"] for each in row["values"]]


def said(content: dict[str, Any], language: str) -> list[str]:
    values = [each["text"] for row in content["points"] for each in row["values"]]
    return [each.passage(language).source for each in values]


def test_the_longest_bar_fills_the_room_and_all_begin_at_zero(tmp_path: Path) -> None:
    assert bars(made(tmp_path, TWO)) == [(0, 100), (0, 33.333)]


def test_negative_bars_end_at_zero(tmp_path: Path) -> None:
    content = made(tmp_path, "rows:\n  - [{en: A}, 3]\n  - [{en: B}, -1]\n")
    assert bars(content) == [(25, 75), (0, 25)]
    assert said(content, "en") == ["3", "\u22121"]


def test_shares_are_parts_of_the_sum(tmp_path: Path) -> None:
    content = made(tmp_path, f"type: share\n{TWO}")
    assert bars(content) == [(0, 75), (0, 25)]
    assert said(content, "en") == ["75%", "25%"]
    assert said(content, "fr") == ["75\u00a0%", "25\u00a0%"]


def test_numbers_are_written_by_the_rules_of_each_language(tmp_path: Path) -> None:
    content = made(tmp_path, "rows:\n  - [{en: A}, 12500.5]\n  - [{en: B}, 300]\n")
    assert said(content, "en") == ["12,500.5", "300"]
    assert said(content, "fr") == ["12\u202f500,5", "300"]


def test_all_zeros_are_bars_without_length(tmp_path: Path) -> None:
    assert bars(made(tmp_path, "rows:\n  - [{en: A}, 0]\n  - [{en: B}, 0]\n")) == [(0, 0), (0, 0)]


def places(content: dict[str, Any]) -> list[tuple[float, float]]:
    """Where the points of the only line are: from the left, and from the lowest line of the scale,
    in parts of the width and of the height."""
    (line,) = content["lines"]
    bottom, top = content["ticks"][-1]["y"], content["ticks"][0]["y"]
    width = content["widths"]["wide"]
    return [
        (round(x / width, 3), round((bottom - y) / (bottom - top), 3))
        for x, y in line["drawn"]["wide"].marks
    ]


def test_points_of_lines_are_above_their_columns(tmp_path: Path) -> None:
    assert places(made(tmp_path, f"type: line\n{TWO}")) == [(0.25, 1), (0.75, 0.333)]


def test_lines_begin_at_zero_unless_the_numbers_are_close(tmp_path: Path) -> None:
    half = made(tmp_path, "type: line\nrows:\n  - [a, 1000]\n  - [b, 500]\n")
    assert places(half) == [(0.25, 1), (0.75, 0.5)]
    close = made(tmp_path, "type: line\nrows:\n  - [a, 1000]\n  - [b, 990]\n")
    assert places(close) == [(0.25, 1), (0.75, 0)]
    flat = made(tmp_path, "type: line\nrows:\n  - [a, 7]\n  - [b, 7]\n")
    assert places(flat) == [(0.25, 0.875), (0.75, 0.875)]


def test_a_missing_number_is_a_gap_and_no_zero(tmp_path: Path) -> None:
    rows = 'rows:\n  - [a, 1]\n  - [b, "–"]\n  - [c, 2]\n  - [d, ""]\n  - [e, 3]\n  - [f, 4]\n'
    (line,) = made(tmp_path, f"type: line\n{rows}")["lines"]
    drawn = line["drawn"]["wide"]
    assert [each.count("L") for each in drawn.path.split("M")] == [0, 0, 0, 1]
    assert len(drawn.marks) == 4
    content = made(tmp_path, rows)
    assert [length > 0 for _, length in bars(content)] == [True, False, True, False, True, True]
    assert content["points"][1]["values"][0]["text"].passage("en").source == "–"


def test_negative_numbers_have_a_line_at_zero(tmp_path: Path) -> None:
    negative = "rows:\n  - [a, 3]\n  - [b, -1]\n"
    assert made(tmp_path, negative)["zero"] == 25
    line = made(tmp_path, f"type: line\n{negative}")
    assert line["zero"] == line["ticks"][-2]["y"]
    assert line["ticks"][-2]["text"].passage("en").source == "0"
    assert made(tmp_path, TWO)["zero"] is None
    assert made(tmp_path, f"type: line\n{TWO}")["zero"] is None


def test_parts_of_a_stacked_bar_follow_each_other_up_to_its_sum(tmp_path: Path) -> None:
    rows = 'rows:\n  - ["", {en: X}, {en: Y}]\n  - [A, 6, 2]\n  - [B, 1, 3]\n'
    stacked = made(tmp_path, f"type: stacked\n{rows}")
    parts = [[(one["start"], one["length"]) for one in row["parts"]] for row in stacked["points"]]
    assert parts == [[(0, 75), (75, 25)], [(0, 12.5), (12.5, 37.5)]]
    assert said(stacked, "en") == ["6", "2", "1", "3"]
    shares = made(tmp_path, f"type: share\n{rows}")
    parts = [[(one["start"], one["length"]) for one in row["parts"]] for row in shares["points"]]
    assert parts == [[(0, 75), (75, 25)], [(0, 25), (25, 75)]]
    assert said(shares, "en") == ["75%", "25%", "25%", "75%"]


def test_a_pie_is_a_ring_and_a_table_of_percentages(tmp_path: Path) -> None:
    content = made(tmp_path, "type: pie\nrows:\n  - [a, 3]\n  - [b, 1]\n  - [c, 0]\n")
    assert [bool(each) for each in content["ring"]] == [True, True, False]
    assert said(content, "en") == ["75%", "25%", "0%"]


def test_many_points_have_a_row_each_or_thinned_labels(tmp_path: Path) -> None:
    rows = "rows:\n" + "".join(f'  - ["{2000 + n}", {n}]\n' for n in range(36))
    assert len(rows.splitlines()) > MOST_COLUMNS
    in_rows = made(tmp_path, f"type: line\n{rows}")
    assert len(in_rows["points"]) == 36
    assert in_rows["shown"] == (0, 6, 12, 18, 24, 30)
    alone = made(tmp_path, f"type: line\ntable: false\nalt: {{en: It rises}}\n{rows}")
    labels = [each.passage("en").source for each in alone["labels"]]
    assert labels == ["2000", "2006", "2012", "2018", "2024", "2030"]
    scale = [each["text"].passage("en").source for each in alone["ticks"]]
    assert scale == ["40", "30", "20", "10", "0"]
    assert alone["alt"].passage("en").source == "It rises"


def test_lines_with_columns_of_numbers_have_a_scale_that_their_lines_never_leave(
    tmp_path: Path,
) -> None:
    content = made(tmp_path, "type: line\nrows:\n  - [a, 1.1]\n  - [b, 2.1]\n")
    scale = [each["text"].passage("en").source for each in content["ticks"]]
    assert scale == ["2.5", "2.0", "1.5", "1.0", "0.5", "0.0"]
    assert places(content) == [(0.25, 0.44), (0.75, 0.84)]
    assert content["step"] == 1


def test_a_csv_file_names_its_series_in_each_language(tmp_path: Path) -> None:
    csv = "Year.en,Année.fr,Guests.en,Visiteurs.fr\n2024,2024,1200,1200\n2025,2025,1300,1300\n"
    (tmp_path / "guests.csv").write_text(csv, "utf-8")
    content = made(tmp_path, "type: line\nfile: guests.csv\n")
    assert content["corner"].passage("fr").source == "Année"
    assert content["lines"][0]["name"].passage("fr").source == "Visiteurs"
    assert [each.passage("en").source for each in content["labels"]] == ["2024", "2025"]
    assert [each.passage("en").source for each in content["lines"][0]["values"]] == [
        "1,200",
        "1,300",
    ]


def test_the_texts_are_in_the_order_in_which_they_are_read(tmp_path: Path) -> None:
    rows = 'rows:\n  - ["", {en: X}, {en: Y}]\n  - [{en: A}, 1, 2]\n  - [{en: B}, 3, 4]\n'
    for kind, order in (("bar", "X Y A 1 2 B 3 4"), ("line", "4 3 2 1 0 A B X 1 3 Y 2 4")):
        chart, problems = read(tmp_path, f"type: {kind}\n{rows}")
        assert chart is not None
        assert problems == []
        assert " ".join(unit.passage("en").source for unit in chart.units()) == order  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("caption: {en: Empty}\n", ["chart.yaml:1 chart/no-numbers"]),
        ("rows: []\n", ["chart.yaml:1 chart/no-numbers"]),
        (
            'type: share\nrows:\n  - ["", {en: X}, {en: Y}]\n'
            "  - [{en: A}, 50, 50]\n  - [{en: B}, 49.7, 50.3]\n",
            [],
        ),
        (
            'type: share\nrows:\n  - ["", {en: X}, {en: Y}]\n'
            "  - [{en: A}, 37, 40]\n  - [{en: B}, 62, 45]\n",
            [],
        ),
        ("rows:\n  - [{en: A}, {en: B}]\n", ["chart.yaml:1 chart/no-numbers"]),
        ("rows:\n  - [{en: A}, 1]\n  - [{en: B}, {en: many}]\n", ["chart.yaml:5 chart/no-numbers"]),
        ("rows:\n  - [{en: A}, 1]\n  - [{en: B}, .nan]\n", ["chart.yaml:5 chart/no-numbers"]),
        ("rows:\n  - [{en: A}, 1]\n  - [{en: B}, .inf]\n", ["chart.yaml:5 chart/no-numbers"]),
        ('rows:\n  - [{en: A}, ""]\n  - [{en: B}, "–"]\n', ["chart.yaml:4 chart/no-numbers"]),
        (
            'type: share\nrows:\n  - [{en: A}, 1]\n  - [{en: B}, ""]\n',
            ["chart.yaml:6 chart/no-numbers"],
        ),
        ("rows:\n  - [{en: A}, 1]\n  - [{en: B}, 1, 2]\n", ["chart.yaml:5 chart/ragged-row"]),
        ("rows:\n  - [{en: A}, 1]\n  - [{en: B}]\n", ["chart.yaml:5 chart/ragged-row"]),
        ('rows:\n  - ["", 1]\n', ["chart.yaml:4 chart/no-label"]),
        ("rows:\n  - [{en: A}, 1, 2]\n", ["chart.yaml:4 chart/no-names"]),
        (
            "type: share\nrows:\n  - [{en: A}, 2]\n  - [{en: B}, -1]\n",
            ["chart.yaml:6 chart/negative-share"],
        ),
        ("type: share\nrows:\n  - [{en: A}, 0]\n", ["chart.yaml:1 chart/no-numbers"]),
        ("type: cake\nrows:\n  - [{en: A}, 1]\n", ["chart.yaml:3 source/invalid-choice"]),
        (
            "type: pie\nrows:\n" + "  - [{en: A}, 1]\n" * (MOST_PARTS + 1),
            ["chart.yaml:1 chart/too-many"],
        ),
        ("type: pie\nrows:\n  - [x, a, b]\n  - [A, 1, 2]\n", ["chart.yaml:1 chart/too-many"]),
        (
            'type: stacked\nrows:\n  - ["", {en: X}, {en: Y}]\n  - [{en: A}, 2, -1]\n',
            ["chart.yaml:6 chart/negative-share"],
        ),
        (
            'type: share\nrows:\n  - ["", {en: X}, {en: Y}]\n  - [{en: A}, 0, 0]\n',
            ["chart.yaml:6 chart/no-numbers"],
        ),
        (
            'type: share\nrows:\n  - ["", {en: X}, {en: Y}]\n'
            "  - [{en: A}, 37.5, 40]\n  - [{en: B}, 62.5, 60]\n",
            ["chart.yaml:1 chart/shares-of-series"],
        ),
        (
            'type: line\nrows:\n  - ["", {en: X}, {en: Y}]\n  - [{en: A}, 0, ""]\n',
            ["chart.yaml:6 chart/no-numbers"],
        ),
        (f"table: false\n{TWO}", ["chart.yaml:1 chart/no-alternative-text"]),
        (f"alt: {{en: Two}}\n{TWO}", ["chart.yaml:3 chart/unused-key"]),
        ("rows:\n" + "  - [{en: A}, 1]\n" * (MOST_BARS + 1), ["chart.yaml:1 chart/too-many"]),
        (
            "type: line\nrows:\n" + "  - [{en: A}, 1]\n" * (MOST_POINTS + 1),
            ["chart.yaml:1 chart/too-many"],
        ),
        (
            "type: line\ntable: false\nalt: {en: Long}\nrows:\n"
            + "  - [{en: A}, 1]\n" * (MOST_POINTS_WITHOUT_TABLE + 1),
            ["chart.yaml:1 chart/too-many"],
        ),
        (
            "rows:\n  - [a, b, c, d, e, f]\n  - [{en: A}, 1, 2, 3, 4, 5]\n",
            ["chart.yaml:1 chart/too-many"],
        ),
        ("file: nowhere.csv\n", ["chart.yaml:3 source/file-not-found"]),
    ],
)
def test_what_cannot_be_drawn_is_reported_with_its_line(
    tmp_path: Path, text: str, problems: list[str]
) -> None:
    assert reported(tmp_path, text) == problems


def test_ten_thousand_rows_are_an_error_and_no_hang(tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("A,B\n" + "x,1\n" * 10_000, "utf-8")
    assert reported(tmp_path, "file: many.csv\n") == ["chart.yaml:3 table/too-large"]


def test_a_ragged_csv_file_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ragged.csv").write_text("A,B\nx,1\ny,1,2\nz,NaN\n", "utf-8")
    assert reported(tmp_path, "file: ragged.csv\n") == ["ragged.csv:3 table/ragged-row"]
    (tmp_path / "ragged.csv").write_text("A,B\nx,1\ny,NaN\n", "utf-8")
    assert reported(tmp_path, "file: ragged.csv\n") == ["ragged.csv:3 chart/no-numbers"]
