"""Tables: rows, spans, numbers, CSV files as spreadsheets write them, and errors with places."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bifolio.document.blocks.table import MOST_COLUMNS, Table
from bifolio.document.csv_columns import MOST_ROWS
from bifolio.document.load import load
from bifolio.document.validate import Subject, every_language
from bifolio.document.values import TypedValue
from bifolio.problems import Problem
from tests.document.blocks import read_block
from tests.kinds.publication import write_publication


def read(folder: Path, text: str) -> tuple[Table | None, list[Problem]]:
    return read_block(folder, Table, "table", text)


def made(folder: Path, text: str) -> Table:
    table, problems = read(folder, text)
    assert problems == []
    assert table is not None
    return table


def reported(folder: Path, text: str) -> list[str]:
    """`file:line code` of each problem."""
    _, problems = read(folder, text)
    return [
        f"{each.place.path.name}:{each.place.line} {each.code}" for each in problems if each.place
    ]


def shown(table: Table, language: str = "en") -> list[list[str]]:
    """The text of each cell in `language`."""
    content: Any = table.content()
    rows = [*content["head"], *(row for group in content["groups"] for row in group)]
    return [
        [cell["text"].passage(language).source if cell["text"] else "" for cell in row["cells"]]
        for row in [*rows, *content["totals"]]
    ]


def cells(table: Table) -> list[list[dict[str, Any]]]:
    content: Any = table.content()
    rows = [*content["head"], *(row for group in content["groups"] for row in group)]
    return [list(row["cells"]) for row in [*rows, *content["totals"]]]


PRICES = """\
rows:
  - [{en: Ticket, fr: Billet}, {en: Price, fr: Prix}]
  - [{en: Adult, fr: Adulte}, 1250.50]
  - [{en: Child, fr: Enfant}, -6]
"""


def test_a_number_is_typed_once_and_written_by_the_rules_of_each_language(tmp_path: Path) -> None:
    table = made(tmp_path, PRICES)
    assert [row[1] for row in shown(table, "en")] == ["Price", "1,250.50", "−6"]
    assert [row[1] for row in shown(table, "fr")] == ["Prix", "1\u202f250,50", "−6"]
    numbers = [unit for unit in table.units() if unit.same_in_all]
    assert [unit.id for unit in numbers] == ["t.rows.2.2", "t.rows.3.2"]


def test_numbers_are_aligned_on_their_decimal_signs_and_texts_on_the_left(tmp_path: Path) -> None:
    table = made(tmp_path, PRICES)
    assert [[cell["align"] for cell in row] for row in cells(table)] == [["left", "decimal"]] * 3
    # Two decimals and their sign, which is half as wide as a figure.
    assert [row[1]["shift"] for row in cells(table)] == [0, 0, 2.5]


AMOUNTS = """\
rows:
  - [{en: Ticket, fr: Billet}, {en: Price, fr: Prix}, {en: Opens, fr: Ouvre}]
  - [{en: Adult, fr: Adulte}, "{adult}", "{opens}"]
  - [{en: Child, fr: Enfant}, {en: €6.00, fr: "6,00 €"}, "{opens}"]
  - [{en: Baby, fr: Bébé}, {en: free, fr: gratuit}, "{opens}"]
"""


def test_amounts_are_on_the_right_and_times_on_the_left(tmp_path: Path) -> None:
    adult = TypedValue(money=Decimal("12.5"), currency="EUR")
    shared = {"adult": adult, "opens": TypedValue(time="9:00")}
    table = made(tmp_path, AMOUNTS).with_values(shared)
    assert [cell["align"] for cell in cells(table)[1]] == ["left", "right", "left"]
    assert [cell["align"] for cell in cells(made(tmp_path, AMOUNTS))[1]] == ["left"] * 3


def widths(table: Table) -> list[str | None]:
    content: Any = table.content()
    return [column["width"] for column in content["columns"]]


def test_columns_of_numbers_have_the_same_width_unless_one_is_given(tmp_path: Path) -> None:
    rows = "rows:\n  - [a, Level, Highest level]\n  - [b, 1.4, 3.9]\n"
    first, second, third = widths(made(tmp_path, rows))
    assert first is None
    assert second == third is not None
    assert widths(made(tmp_path, "columns: [{width: 20mm}]\n" + rows)) == ["20mm", None, None]
    assert widths(made(tmp_path, PRICES)) == [None, None]


def test_long_heads_of_numbers_leave_the_first_column_its_room(tmp_path: Path) -> None:
    head = ", ".join(["Registered participants"] * 5)
    table = made(tmp_path, f"rows: [[Place, {head}], [Old Harbour, 1, 2, 3, 4, 5]]\n")
    _, *others = widths(table)
    (share,) = {float((each or "0").removesuffix("%")) for each in others}
    assert 100 - 5 * share > 15


def test_years_are_not_written_in_groups_of_digits(tmp_path: Path) -> None:
    table = made(tmp_path, "rows: [[Year, Opened], [A, 1998], [B, 2024]]")
    assert [row[1] for row in shown(table)] == ["Opened", "1998", "2024"]


def test_what_is_no_year_has_a_separator_whatever_the_other_rows_are(tmp_path: Path) -> None:
    """Whole numbers of four digits are years only if the column has nothing else."""
    for others in ("68], [C, 34", "34.50], [C, 9", "2340], [C, 1500", "-3], [C, 1900"):
        table = made(tmp_path, f"rows: [[Seat, Price], [A, 1280], [B, {others}]]")
        assert shown(table)[1][1] == "1,280", others
        assert shown(table, "fr")[1][1] == "1\u202f280", others
        assert shown(table, "zh-Hans")[1][1] == "1,280", others


def test_a_unit_or_a_word_says_that_numbers_are_no_years(tmp_path: Path) -> None:
    rows = "rows: [[Seat, Price], [A, 1280], [B, 1500]]"
    assert shown(made(tmp_path, rows))[1][1] == "1280"
    for key in ("unit: yuan", "numbers: true"):
        table = made(tmp_path, f"columns: [{{}}, {{{key}}}]\n{rows}")
        assert [row[1] for row in shown(table)[1:]] == ["1,280", "1,500"]


def test_a_year_in_quotes_stays_among_other_numbers(tmp_path: Path) -> None:
    table = made(tmp_path, 'rows: [[Fact, Value], [Opened, "1987"], [Visitors, 48250]]')
    assert [row[1] for row in shown(table)[1:]] == ["1987", "48,250"]


def test_a_column_may_keep_its_figures_as_they_were_typed(tmp_path: Path) -> None:
    columns = "columns: [{}, {numbers: false}]\n"
    table = made(tmp_path, f"{columns}rows: [[City, Code], [A, 80331], [B, 1.50]]")
    assert [row[1] for row in shown(table, "fr")] == ["Code", "80331", "1.50"]
    assert cells(table)[1][1]["align"] == "left"


@pytest.mark.parametrize("typed", ['"007"', "007", "2026-05-01", "10:30", "1e5", "=1+1", "0x1F"])
def test_what_is_no_plain_number_stays_as_it_was_typed(tmp_path: Path, typed: str) -> None:
    table = made(tmp_path, f"rows: [[A, B], [a, {typed}]]")
    assert shown(table, "fr")[1][1] == typed.strip('"')


def test_heads_have_scopes_and_an_empty_corner_is_none(tmp_path: Path) -> None:
    table = made(tmp_path, 'rows: [["", B, C], [a, 1, 2]]')
    assert [[cell["scope"] for cell in row] for row in cells(table)] == [
        ["", "col", "col"],
        ["row", "", ""],
    ]


SPANS = """\
header-rows: 2
rows:
  - [{text: Season, rows: 2}, {text: Temperature, columns: 2}]
  - [Low, High]
  - [{text: Cold, columns: 3, header: true}]
  - [Winter, -3, 4]
"""


def test_cells_may_span_columns_and_rows(tmp_path: Path) -> None:
    table = made(tmp_path, SPANS)
    assert [[cell["scope"] for cell in row] for row in cells(table)] == [
        ["col", "colgroup"],
        ["col", "col"],
        ["colgroup"],
        ["row", "", ""],
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("rows:\n- [A, B]\n- [a]\n", "table.yaml:5 table/ragged-row"),
        ("rows:\n- [A, B]\n- [a, b, c]\n", "table.yaml:5 table/ragged-row"),
        ("rows:\n- [A, B]\n- [{text: a, columns: 3}]\n", "table.yaml:5 table/span-beyond"),
        ("rows:\n- [A, B]\n- [{text: a, rows: 3}, b]\n", "table.yaml:5 table/span-beyond"),
        ("rows:\n- [{text: A, rows: 2}, B]\n- [b]\n", "table.yaml:4 table/span-beyond"),
        (
            "rows:\n- [A, B, C]\n- [a, {text: b, rows: 2}, c]\n- [{text: d, columns: 2}, e]\n",
            "table.yaml:6 table/overlapping-spans",
        ),
        ("rows:\n- [A, B]\n", "table.yaml:1 table/no-rows"),
        ("rows: []\n", "table.yaml:1 table/no-rows"),
        ('rows:\n- [A, ""]\n- [a, b]\n', "table.yaml:4 table/no-head"),
        ("columns:\n- {head: B}\nrows:\n- [A]\n- [a]\n", "table.yaml:4 table/two-heads"),
        (
            "header-rows: 0\nheader-columns: 0\nrows: [[a, b], [c, d]]\n",
            "table.yaml:1 table/no-heads",
        ),
        (
            "columns: [{}, {}, {unit: m}]\nrows: [[A, B], [a, b]]\n",
            "table.yaml:3 table/too-many-columns",
        ),
        ("rows:\n- [A, B]\n- [a, [b]]\n", "table.yaml:5 source/wrong-type"),
        ("rows:\n- [A, B]\n- a\n", "table.yaml:5 source/wrong-type"),
        ("rows:\n- [A, B]\n- [a, {text: b, colspan: 2}]\n", "table.yaml:5 source/unknown-key"),
        ("rows:\n- [A, B]\n- [a, {text: b, columns: 0}]\n", "table.yaml:5 source/out-of-range"),
        ("rows:\n- [A, B]\n- [a, true]\n", "table.yaml:5 source/wrong-type"),
        ("columns: [{width: wide}]\nrows: [[A, B], [a, b]]\n", "table.yaml:3 source/invalid-value"),
    ],
)
def test_rows_that_make_no_table_are_reported_with_their_line(
    tmp_path: Path, rows: str, problem: str
) -> None:
    assert reported(tmp_path, rows) == [problem]


def test_all_ragged_rows_are_reported_at_once(tmp_path: Path) -> None:
    rows = "rows:\n- [A, B]\n- [a]\n- [a, b]\n- [a, b, c]\n"
    assert reported(tmp_path, rows) == [
        "table.yaml:5 table/ragged-row",
        "table.yaml:7 table/ragged-row",
    ]


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        ("Adult, 9,50", 'write "9,50" in quotes, or 9.50: a comma begins a cell'),
        ("Adult, 9,50 €", 'write "9,50 €" in quotes, or 9.50 €: a comma begins a cell'),
        ("9, 50, 60", "delete a cell, or add one to the first row"),
    ],
)
def test_a_decimal_comma_without_quotes_is_named(tmp_path: Path, cells: str, hint: str) -> None:
    _, (problem,) = read(tmp_path, f"rows:\n- [A, B]\n- [{cells}]\n")
    assert (problem.code, problem.hint) == ("table/ragged-row", hint)


MUSEUMS = "Museum.en,博物馆.zh-Hans,2024,Share\nHouse,故居,84300,1.5\nBell,钟楼,9870,12.25\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_files_of_spreadsheets_are_read(
    tmp_path: Path, encoding: str, separator: str, line_end: str
) -> None:
    text = MUSEUMS.replace(",", separator).replace("\n", line_end)
    if separator == ";":
        text = text.replace("1.5", "1,5").replace("12.25", "12,25")
    (tmp_path / "m.csv").write_bytes(text.encode(encoding))
    table = made(tmp_path, "file: m.csv")
    assert shown(table, "zh-Hans") == [
        ["博物馆", "2024", "Share"],
        ["故居", "84,300", "1.5"],
        ["钟楼", "9,870", "12.25"],
    ]
    assert [row[0] for row in shown(table)] == ["Museum", "House", "Bell"]
    assert [cell["shift"] for cell in (row[2] for row in cells(table))] == [0, 1, 0]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A;B\na;1.234,5\nb;12.345\n", ["1,234.5", "12,345"]),
        ('A,B\na,"1,234.5"\nb,"12,345"\n', ["1,234.5", "12,345"]),
        ("A;B\na;1 234,5\nb;-2\n", ["1,234.5", "−2"]),
        ("A;B\na;1.5\nb;2.25\n", ["1.5", "2.25"]),
        ("A,B\na,0123\nb,=SUM(A1)\n", ["0123", "=SUM(A1)"]),
        ("A;B\na;26.11.\nb;1,5 %\n", ["26.11.", "1,5 %"]),
        ("A;B\na;1\u202f234,5\nb;12\u00a0345\u00a0\n", ["1,234.5", "12,345"]),
        ("A;B\na;1\u2009234,5\nb;\u22122,5\n", ["1,234.5", "−2.5"]),
        ("A\tB\na\t1.234,5\nb\t-2,5\n", ["1,234.5", "−2.5"]),
        ("sep=;\nA;B\na;1,5\n", ["1.5"]),
        ("A;B;;\na;1,5;;\n;;;\nb;2;;\n;;;\n\n", ["1.5", "2"]),
    ],
)
def test_numbers_are_read_as_spreadsheets_write_them(
    tmp_path: Path, text: str, numbers: list[str]
) -> None:
    (tmp_path / "m.csv").write_text(text, "utf-8")
    assert [row[1] for row in shown(made(tmp_path, "file: m.csv"))[1:]] == numbers


def test_lines_within_a_cell_stay_in_it(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(b'A,B\r\n"North\r\nWing",1\r\nc,2\r\n')
    assert [row[0].split() for row in shown(made(tmp_path, "file: m.csv"))] == [
        ["A"],
        ["North", "Wing"],
        ["c"],
    ]
    (tmp_path / "m.csv").write_bytes(b'A,B\r\n"North\r\nWing",1\r\nc\r\n')
    assert reported(tmp_path, "file: m.csv") == ["m.csv:4 table/ragged-row"]


def test_a_number_that_can_be_read_in_two_ways_is_an_error_until_its_sign_is_given(
    tmp_path: Path,
) -> None:
    (tmp_path / "m.csv").write_text("A;B\na;7.234\n", "utf-8")
    assert reported(tmp_path, "file: m.csv") == ["m.csv:2 table/ambiguous-number"]
    for sign, written in ((",", "7,234"), (".", "7.234")):
        table = made(tmp_path, f'file: m.csv\ndecimal-sign: "{sign}"')
        assert shown(table)[1][1] == written


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "m.csv:0 table/no-rows"),
        (b"A,B\n", "m.csv:0 table/no-rows"),
        (b"A,B\na,b\nc\n", "m.csv:3 table/ragged-row"),
        (b"A,B\na,b,c\n", "m.csv:2 table/ragged-row"),
        (b"A,B\na,1,5\n", "m.csv:2 table/ragged-row"),
        (b'A,B\n"a" x,b\n', "m.csv:2 table/invalid-row"),
        ("A,B\nMüller Größe Élan,b\n".encode("cp1252"), "m.csv:0 table/unknown-encoding"),
        (MUSEUMS.encode("utf-16-le"), "m.csv:0 table/unknown-encoding"),
        ("A,B\n河畔之家歷史博物館,國家地圖館\n".encode("big5"), "m.csv:0 table/unknown-encoding"),
        (
            "A,B\n강변의 집 박물관 방문 안내,국립 지도 박물관 가을 행사 안내\n".encode("cp949"),
            "m.csv:0 table/unknown-encoding",
        ),
        ("A,B\n川のほとりの家,地図の館\n".encode("cp932"), "m.csv:0 table/unknown-encoding"),
        (b"PK\x03\x04\x14\0\6\0", "m.csv:0 table/unknown-encoding"),
        ("A,B\na\u200b,b\n".encode(), "m.csv:2 source/forbidden-character"),
        (b"A,B\n" + b"a,b\n" * 100_000, "table.yaml:3 table/too-large"),
        (b"A,B\n" + b"a" * 5_000_000, "table.yaml:3 table/too-large"),
        ((b"a," * 40 + b"a\n") * 2, "m.csv:1 table/too-large"),
    ],
)
def test_a_csv_file_that_is_no_table_is_reported_with_its_line(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "m.csv").write_bytes(content)
    assert reported(tmp_path, "file: m.csv") == [problem]


def test_the_columns_of_a_table_are_limited(tmp_path: Path) -> None:
    for columns, problems in (
        (MOST_COLUMNS, []),
        (MOST_COLUMNS + 1, ["table.yaml:4 table/too-large"]),
    ):
        row = ", ".join(["a"] * columns)
        assert reported(tmp_path, f"rows:\n  - [{row}]\n  - [{row}]\n") == problems


def test_the_rows_of_a_file_are_limited(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("A,B\n" + "a,b\n" * MOST_ROWS, "utf-8")
    assert len(shown(made(tmp_path, "file: m.csv"))) == MOST_ROWS + 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../m.csv", "source/file-outside"),
        ("/etc/passwd", "source/file-outside"),
        ("n.csv", "source/file-not-found"),
        (".", "source/file-not-found"),
    ],
)
def test_a_file_outside_of_the_folder_or_missing_is_reported(
    tmp_path: Path, name: str, code: str
) -> None:
    assert reported(tmp_path, f"file: {name}") == [f"table.yaml:3 {code}"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "m.csv").symlink_to("/etc/passwd")
    assert reported(tmp_path, "file: m.csv") == ["table.yaml:3 source/file-outside"]


BY_LANGUAGE = "file: {en: en.csv, fr: fr.csv}"


def test_there_may_be_a_file_for_each_language(tmp_path: Path) -> None:
    (tmp_path / "en.csv").write_text('House,Visitors\nMaps,"1,250.5"\n', "utf-8")
    (tmp_path / "fr.csv").write_text("Maison;Visiteurs\nCartes;1 250,5\n", "utf-8")
    table = made(tmp_path, BY_LANGUAGE)
    assert shown(table, "en") == [["House", "Visitors"], ["Maps", "1,250.5"]]
    assert shown(table, "fr") == [["Maison", "Visiteurs"], ["Cartes", "1\u202f250,5"]]


def test_numbers_that_differ_between_the_files_of_languages_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "en.csv").write_text("House,Visitors\nMaps,1250\n", "utf-8")
    (tmp_path / "fr.csv").write_text("Maison;Visiteurs\nCartes;1520\n", "utf-8")
    assert reported(tmp_path, BY_LANGUAGE) == ["fr.csv:2 table/numbers-differ"]


def test_files_of_languages_have_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "en.csv").write_text("House,Visitors\nMaps,1250\nBells,3\n", "utf-8")
    (tmp_path / "fr.csv").write_text("Maison;Visiteurs\nCartes;1250\n", "utf-8")
    assert reported(tmp_path, BY_LANGUAGE) == ["table.yaml:3 table/files-differ"]


def test_rows_beside_a_file_are_its_head(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("x,y,z\na,1,2\n", "utf-8")
    rows = "rows:\n- [{text: A, rows: 2}, {text: B, columns: 2}]\n- [C, D]\n"
    table = made(tmp_path, f"file: m.csv\n{rows}")
    assert shown(table) == [["A", "B"], ["C", "D"], ["a", "1", "2"]]


def missing(folder: Path, csv: str) -> list[str]:
    """`file:line` of each text that the publication `content` lacks if its table has `csv`."""
    written = write_publication(
        folder, ["table-file"], {"en": {"languages": ["en"], "layout": "sheet"}}
    )
    (written / "visitors.csv").write_text(csv, "utf-8")
    problems = every_language(Subject(load(written), ["sheet"], range(0x20000)))
    return [f"{each.place.path.name}:{each.place.line}" for each in problems if each.place]


def test_a_column_without_a_language_is_reported_once(tmp_path: Path) -> None:
    rows = "a,b,1\n" * 20
    assert missing(tmp_path, f"Museum.en,博物馆.zh-Hans,2024\n{rows}") == ["visitors.csv:1"]


def test_an_empty_cell_of_a_language_is_reported_with_its_line(tmp_path: Path) -> None:
    names = "Museum.en,博物馆.zh-Hans,Musée.fr,2024\n"
    assert missing(tmp_path, f"{names}a,甲,a,1\nb,乙,,1\n,,,3\n") == ["visitors.csv:3"]


def test_numbers_and_what_is_no_word_need_no_language(tmp_path: Path) -> None:
    names = "Museum.en,博物馆.zh-Hans,Musée.fr,2024\n"
    assert missing(tmp_path, f"{names}a,甲,a,1\nb,乙,b,2024/25\nc,丙,c,–\n") == []


SPANNED = """\
header-rows: 2
rows:
  - - {text: {en: Kind, fr: Sorte}, rows: 2}
    - {text: {en: Price, fr: Prix}, columns: 2}
    - {text: {en: Boxes, fr: Caisses}, rows: 2}
  - [{en: Cave, fr: Grotte}, {en: Market, fr: Marché}]
  - [{en: Oyster, fr: Pleurote}, 6.5, 9.25, 12]
"""


def test_the_cells_of_the_last_column_are_known_beside_cells_that_span_rows(tmp_path: Path) -> None:
    """The last cell of a row may be in another column."""
    table = made(tmp_path, SPANNED)
    assert [[cell["ends_row"] for cell in row] for row in cells(table)] == [
        [False, False, True],
        [False, False],
        [False, False, False, True],
    ]
