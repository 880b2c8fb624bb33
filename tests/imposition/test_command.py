from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdf
import pytest
from pikepdf import Array

from bifolio.document.publication import Sheets
from bifolio.paper.formats import LEAST_UP, MOST_UP
from bifolio.problems import USAGE
from bifolio.source_yaml import read_model
from tests.conftest import call_bifolio
from tests.imposition.test_writer import A4, a_pdf, plain
from tests.support.problems import codes, places


def upright(page: Any) -> None:
    page.MediaBox = Array([0, 0, A4.width, A4.height])


def half_as_large(page: Any) -> None:
    page.MediaBox = Array([0, 0, A4.width / 2, A4.height / 2])


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return a_pdf(tmp_path / "in.pdf", *[plain] * 6)


@pytest.mark.parametrize(
    ("way", "options", "sides", "says"),
    [
        (
            "booklet",
            ["--sheet", "A4", "--flip", "long-edge", "--caliper", "0.1"],
            4,
            "2 sheets of A4",
        ),
        ("n-up", ["--sheet", "A3", "--up", "4"], 2, "1 sheet of A3"),
        ("n-up", ["--repeat", "--no-marks"], 6, "3 sheets of A4"),
        ("leaflet", ["--fold", "z"], 2, "1 sheet of A4"),
        ("poster", ["--sheet", "A3"], 6, "6 sheets of A3"),
    ],
)
def test_pages_are_put_on_sheets(
    way: str, options: list[str], sides: int, says: str, pages: Path
) -> None:
    output = pages.with_name("new") / "out.pdf"
    finished = call_bifolio("impose", way, str(pages), "-o", str(output), *options)
    assert finished.returncode == 0, finished.stderr
    assert says in finished.stdout
    assert len(pypdf.PdfReader(output).pages) == sides


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["booklet", "--sheet", "A3"], "2 sheets of A3\n"),
        (["booklet"], "2 sheets of A4, pages at 71 %\n"),
        (["n-up", "--up", "4"], "1 sheet of A4, pages at 50 %\n"),
        (["poster"], "6 sheets of A3, pages at 141 %\n"),
    ],
)
def test_pages_that_have_not_kept_their_size_are_reported(
    options: list[str], says: str, tmp_path: Path
) -> None:
    given = a_pdf(tmp_path / "in.pdf", *[upright] * 6)
    way, *others = options
    finished = call_bifolio("impose", way, str(given), "-o", str(tmp_path / "out.pdf"), *others)
    assert finished.stdout.endswith(f"out.pdf  {says}")


def test_posters_of_pages_of_several_sizes_are_reported_with_both_ends(tmp_path: Path) -> None:
    given = a_pdf(tmp_path / "in.pdf", upright, half_as_large)
    finished = call_bifolio("impose", "poster", str(given), "-o", str(tmp_path / "out.pdf"))
    assert "2 sheets of A3, pages at 141 to 283 %\n" in finished.stdout


def test_sheets_never_replace_their_own_pages(pages: Path) -> None:
    before = pages.read_bytes()
    beside = pages.parent / "new" / ".." / pages.name
    (pages.parent / "new").mkdir()
    finished = call_bifolio("impose", "booklet", str(pages), "-o", str(beside))
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/same-file"]
    assert pages.read_bytes() == before


def test_a_folder_is_reported_by_its_name(pages: Path) -> None:
    finished = call_bifolio("impose", "booklet", str(pages), "-o", str(pages.parent))
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/wrong-path"]
    assert finished.stderr.startswith(f"{pages.parent}: ")


def test_an_invalid_number_of_pages_is_reported(pages: Path) -> None:
    finished = call_bifolio("impose", "n-up", str(pages), "-o", "x.pdf", "--up", "two")
    assert finished.returncode == USAGE
    assert "pages must be between 2 and 16" in finished.stderr


def test_a_file_that_is_refused_leaves_the_one_of_before(tmp_path: Path) -> None:
    given, output = tmp_path / "in.pdf", tmp_path / "out.pdf"
    given.write_bytes(b"%PDF-1.7 and no more")
    output.write_text("good")
    finished = call_bifolio("impose", "booklet", str(given), "-o", str(output))
    assert finished.returncode == 1
    assert places(finished.stderr) == [f"{given} file/damaged"]
    assert output.read_text() == "good"


def test_a_leaflet_of_five_pages_is_refused(tmp_path: Path) -> None:
    given = a_pdf(tmp_path / "in.pdf", *[plain] * 5)
    finished = call_bifolio("impose", "leaflet", str(given), "-o", str(tmp_path / "out.pdf"))
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["imposition/page-count"]
    given = a_pdf(tmp_path / "in.pdf", plain)
    finished = call_bifolio("impose", "leaflet", str(given), "-o", str(tmp_path / "out.pdf"))
    assert codes(finished.stderr) == ["imposition/page-count"]


@pytest.mark.parametrize(
    "options",
    [
        ["--weight", "0"],
        ["--up", "1"],
        ["--up", "17"],
        ["--up", "two"],
        ["--sheet", "A9"],
        ["--flip", "none"],
    ],
)
def test_wrong_options_exit_2(options: list[str], pages: Path) -> None:
    way = "n-up" if options[0] == "--up" else "booklet"
    finished = call_bifolio("impose", way, str(pages), "-o", "x.pdf", *options)
    assert finished.returncode == 2


@pytest.mark.parametrize("up", [LEAST_UP - 1, LEAST_UP, 3, 10, MOST_UP, MOST_UP + 1])
def test_publications_and_the_command_line_accept_the_same_numbers(up: int, pages: Path) -> None:
    output = pages.with_name("out.pdf")
    finished = call_bifolio("impose", "n-up", str(pages), "-o", str(output), "--up", str(up))
    described = pages.with_name("sheets.yaml")
    described.write_text(f"edition: en\nway: n-up\nup: {up}\n", "utf-8")
    _, problems = read_model(described, Sheets, "sheets")
    assert (finished.returncode == 0) is (not problems) is (LEAST_UP <= up <= MOST_UP)


def test_the_command_line_and_publications_have_the_same_paper_in_mind(pages: Path) -> None:
    """What is not said: flip, weight and bulk of a booklet."""
    made = []
    for said in ([], ["--flip", "short-edge", "--weight", "80", "--bulk", "1.3"]):
        output = pages.with_name("out.pdf")
        call_bifolio("impose", "booklet", str(pages), "-o", str(output), *said)
        made.append(output.read_bytes())
    assert made[0] == made[1]
