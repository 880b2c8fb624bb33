"""Lists as people really have them, and every mistake with its line."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bifolio.mail import addresses
from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.lists import FOLDER, find_list, lists_in
from bifolio.mail.recipients import Recipient, Rules, good_recipients, read_recipients
from bifolio.problems import Problem, Problems
from bifolio.project.csv_tables import encoding_of, write_table
from tests.conftest import call_bifolio
from tests.support.problems import codes, having, places

RULES = Rules(
    {"en": "en", "zh-Hans": "zh-Hans"},
    {"en": ("en",), "zh-Hans": ("zh-Hans",), "both": ("en", "zh-Hans")},
)
CHINESE = "姓名,邮箱,语言\n图书馆,library@example.net,zh-Hans\n新闻处,press@example.net,zh-Hans\n"


def listed(folder: Path, content: str | bytes, name: str = "team.csv") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems_of(path: Path, rules: Rules = RULES) -> list[str]:
    return [str(found) for found in read_recipients(path, rules) if isinstance(found, Problem)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lists_of_spreadsheets_are_read(
    tmp_path: Path, encoding: str, separator: str, line_end: str
) -> None:
    text = CHINESE.replace(",", separator).replace("\n", line_end)
    path = listed(tmp_path, text.encode(encoding))
    names = [recipient.name for recipient in good_recipients(path, RULES)]
    assert names == ["图书馆", "新闻处"]


def test_sep_lines_and_blank_rows_are_skipped(tmp_path: Path) -> None:
    path = listed(tmp_path, "sep=;\naddress;language\na@example.org;en\n;\n\nb@example.org;fr\n")
    (reported,) = problems_of(path)
    assert reported.startswith(f"{path}:6:1: unknown language 'fr'")


def test_western_bytes_are_not_taken_for_chinese(tmp_path: Path) -> None:
    text = "name,address,language\nMüller Élan Größe,a@example.org,en\n"
    path = listed(tmp_path, text.encode("cp1252"))
    assert encoding_of(path) is None
    (reported,) = problems_of(path)
    assert "is neither UTF-8 nor GB 18030" in reported


def test_all_columns_of_a_row_are_read(tmp_path: Path) -> None:
    head = "Name,E-Mail,Language,Edition,Groups,Job Title\n"
    path = listed(
        tmp_path, f'{head}"Desk, press",Press@Example.ORG,en,both,media;partners,Editor\n'
    )
    (found,) = good_recipients(path, RULES)
    assert found.name == "Desk, press"
    assert str(found.address) == "Press@example.org"
    assert found.edition == "both"
    assert found.groups == ("media", "partners")
    assert found.fields == {"job-title": "Editor"}
    assert found.place.line == 2


def test_a_field_may_have_the_name_of_an_address_heading(tmp_path: Path) -> None:
    text = "recipients:\n- {address: a@example.org, language: en, fields: {mail: by pigeon}}\n"
    (reader,) = read_recipients(listed(tmp_path, text, "team.yaml"), RULES)
    assert isinstance(reader, Recipient)
    assert reader.fields == {"mail": "by pigeon"}


def test_yaml_lists_are_equivalent(tmp_path: Path) -> None:
    text = """\
recipients:
  - {name: 图书馆, address: library@example.net, language: zh-Hans, groups: [partners]}
  - {address: library@example.com, language: en, fields: {job-title: Editor}}
  - {address: LIBRARY@example.com, language: de}
"""
    path = listed(tmp_path, text, "team.yaml")
    found = list(read_recipients(path, RULES))
    good = [each for each in found if isinstance(each, Recipient)]
    assert [(each.name, each.edition) for each in good] == [("图书馆", "zh-Hans"), ("", "en")]
    assert good[1].fields == {"job-title": "Editor"}
    reported = [each for each in found if isinstance(each, Problem)]
    assert {str(each.place) for each in reported} == {f"{path}:4:5"}
    assert [each.code for each in reported] == [
        "recipients/duplicate-address",
        "recipients/unknown-language",
    ]


@pytest.mark.parametrize(
    "name", ["Null", "Nan Li", "#1 Library", "#图书馆", "#EU2030", "007 Museum", "Zero", "诺内"]
)
def test_a_name_that_resembles_an_error_is_accepted(tmp_path: Path, name: str) -> None:
    path = listed(tmp_path, f"name,address,language\n{name},a@example.org,en\n")
    assert [each.name for each in good_recipients(path, RULES)] == [name]


MISTAKES = {
    "#N/A,a@example.org,en": "spreadsheet-error",
    "#NV,a@example.org,en": "spreadsheet-error",
    "#¡REF!,a@example.org,en": "spreadsheet-error",
    "#Н/Д,a@example.org,en": "spreadsheet-error",
    "#DZIEL/0!,a@example.org,en": "spreadsheet-error",
    "Err:502,a@example.org,en": "spreadsheet-error",
    "#ref!,a@example.org,en": "spreadsheet-error",
    "x,a@example.org,#VALUE!": "spreadsheet-error",
    "NULL,a@example.org,en": "not-a-name",
    "0,a@example.org,en": "not-a-name",
    f"x,{65 * 'a'}@example.org,en": "invalid-address",
    f"x,{22 * '图'}@example.org,en": "invalid-address",
    "x,not an address,en": "invalid-address",
    "x,a@example.org\x00,en": "invisible-character",
    '"x\r\nBcc: y@example.org",a@example.org,en': "invisible-character",
    "x\u200b,a@example.org,en": "invisible-character",
    "x\u202e,a@example.org,en": "invisible-character",
    "x,a@example.org,": "unknown-language",
    "x,a@example.org,cn": "unknown-language",
    "x,a@example.org,en,fr": "cell-count",
    "=HYPERLINK(1),a@example.org,en": "formula",
    "＝1+1,a@example.org,en": "formula",
    "-1+cmd|x,a@example.org,en": "formula",
    '"x" y,a@example.org,en': "invalid-row",
}


@pytest.mark.parametrize(("row", "code"), MISTAKES.items())
def test_an_error_names_file_and_line(tmp_path: Path, row: str, code: str) -> None:
    path = listed(tmp_path, f"name,address,language\ngood,good@example.org,en\n{row}\n")
    assert f"{path}:3:1 recipients/{code}" in places("\n".join(problems_of(path)))
    assert sum(isinstance(found, Recipient) for found in read_recipients(path, RULES)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Li@example.org", "li@EXAMPLE.org"),
        ("a@münchen.example", "a@xn--mnchen-3ya.EXAMPLE"),
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ("ü@example.org", "U\u0308@example.org"),
    ],
)
def test_two_spellings_of_an_address_are_duplicates(
    tmp_path: Path, first: str, second: str
) -> None:
    path = listed(tmp_path, f"address,language\n{first},en\n{second},en\n")
    (reported,) = problems_of(path)
    assert places(reported) == [f"{path}:3:1 recipients/duplicate-address"]
    assert "line 2" in reported
    assert parse_address(first).folded == parse_address(second).folded


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("name,language\n", "missing-column"),
        ("\x1b[2Jname,language\n", "missing-column"),
        (f"address,language{',x' * 100_000}\n", "too-many-columns"),
        ("address,mail,language\n", "duplicate-column"),
        ("address,language,edition\na@example.org,en,zh-Hans\n", "edition-language"),
        ("address,language,edition\na@example.org,en,none\n", "unknown-edition"),
        ('address,language\n"a@example.org,en\n' + 50_000 * "x@y.org,en\n", "invalid-row"),
    ],
)
def test_an_invalid_list_is_reported(tmp_path: Path, text: str, code: str) -> None:
    path = listed(tmp_path, text)
    (reported,) = problems_of(path)
    assert codes(reported) == [f"recipients/{code}"]
    assert "\x1b" not in reported


def test_fields_used_by_the_text_are_required(tmp_path: Path) -> None:
    path = listed(tmp_path, "address,language,city\na@example.org,en,\n")
    rules = Rules(RULES.default_editions, RULES.editions, ("city",))
    (reported,) = problems_of(path, rules)
    assert codes(reported) == ["recipients/missing-field"]
    assert "'city'" in reported


def test_the_number_of_reported_problems_is_limited(tmp_path: Path) -> None:
    path = listed(tmp_path, "address,language\n" + 1500 * "bad,en\n")
    with pytest.raises(Problems) as found:
        list(good_recipients(path, RULES))
    assert len(found.value.problems) == 1001
    assert [
        problem.message
        for problem in found.value.problems
        if problem.code == "recipients/more-problems"
    ] == [f"500 more problems in {path}"]


MEASURE = """
import resource, sys
from pathlib import Path
from bifolio.mail.recipients import Problem, Rules, read_recipients

rules = Rules({"en": "en"}, {"en": ("en",)})
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
list(read_recipients(Path(sys.argv[1]), rules))
before = peak()
good = bad = 0
for found in read_recipients(Path(sys.argv[2]), rules):
    if isinstance(found, Problem):
        bad += 1
    else:
        good += 1
print(good, bad, (peak() - before) // 1024)
"""


@pytest.mark.slow
def test_a_hundred_thousand_lines_are_read_in_bounded_memory(tmp_path: Path) -> None:
    head = "name,address,language,note\n"
    small = listed(tmp_path, f"{head}x,x@example.org,en,y\n", "small.csv")
    large = tmp_path / "large.csv"
    with large.open("w") as file:
        file.write(head)
        for number in range(100_000):
            language = "en" if number % 1000 else "none"
            file.write(f"Reader {number},reader{number}@example.org,{language},{400 * 'x'}\n")
    command = [sys.executable, "-c", MEASURE, str(small), str(large)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    good, bad, grown = map(int, finished.stdout.split())
    assert (good, bad) == (99_900, 100)
    assert large.stat().st_size > 40_000_000
    assert grown < 25, f"{grown} MB"


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=4), max_size=5))
def test_no_exported_cell_is_a_formula(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    write_table(file, rows)
    for row in csv.reader(io.StringIO(file.getvalue(), newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.slow
def test_lint_reports_every_invalid_row(mailed: Path) -> None:
    folder = mailed / "source" / "library"
    good = call_bifolio("mail", "lint", cwd=mailed)
    assert good.returncode == 0, good.stderr
    assert "recipients.example.csv  5 recipients" in good.stdout
    (folder / "recipients").mkdir()
    listed(folder / "recipients", "address,language\na@b,en\na@example.org,fr\n")
    bad = call_bifolio("mail", "lint", "library", cwd=mailed)
    assert bad.returncode == 1
    assert places(bad.stderr) == [
        "source/library/recipients/team.csv:2:1 recipients/invalid-address",
        "source/library/recipients/team.csv:3:1 recipients/unknown-language",
    ]
    assert bad.stderr.endswith("2 problems\n")


@pytest.mark.slow
def test_a_list_in_the_output_folder_is_refused(mailed: Path) -> None:
    (mailed / "build").mkdir(exist_ok=True)
    listed(mailed / "build", "address,language\na@example.org,en\n")
    finished = call_bifolio("mail", "lint", "--list", "build/team.csv", cwd=mailed)
    assert finished.returncode == 1
    assert places(finished.stderr) == ["build/team.csv recipients/in-output"]


@pytest.mark.parametrize(
    ("names", "wanted", "found"),
    [
        (["TEAM.CSV"], "TEAM", "TEAM.CSV"),
        (["team.csv", "._team.csv"], "team", "team.csv"),
        (["team.YML"], "team", "team.YML"),
    ],
    ids=["capitals", "beside-a-shadow", "yaml"],
)
def test_lists_are_found_as_computers_name_them(
    tmp_path: Path, names: list[str], wanted: str, found: str
) -> None:
    for name in names:
        listed(tmp_path / FOLDER, "address,language\na@example.org,en\n", name)
    assert lists_in(tmp_path) == (tmp_path / FOLDER / found,)
    assert find_list(wanted, tmp_path, tmp_path / "build") == tmp_path / FOLDER / found


def test_two_lists_with_the_same_name_are_reported(tmp_path: Path) -> None:
    for name in ("team.csv", "team.yaml"):
        listed(tmp_path / FOLDER, "", name)
    with pytest.raises(Problems, check=having("usage/ambiguous-list")):
        find_list("team", tmp_path, tmp_path / "build")


@pytest.mark.parametrize(
    "text",
    [
        "a@example.org",
        "A.b+c-d_e@EXAMPLE.org",
        "a@例子.测试",
        "用户@example.org",
        "o'neil@example.org",
        "a..b@example.org",
        ".a@example.org",
        "a@example",
        "a@b@example.org",
        "a@",
        f"{64 * 'a'}@example.org",
        f"{65 * 'a'}@example.org",
        f"a@{'a.' * 126}org",
    ],
)
def test_the_fast_path_for_plain_addresses_agrees(text: str) -> None:
    def outcome(read: Callable[[str], Address]) -> Address | str:
        try:
            return read(text)
        except ValueError as error:
            return str(error)

    assert outcome(parse_address) == outcome(addresses._parsed)
