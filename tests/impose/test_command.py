from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from tests.conftest import call_bifolio
from tests.impose.test_draw import a_pdf, plain


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


def test_a_file_that_is_refused_leaves_the_one_of_before(tmp_path: Path) -> None:
    given, output = tmp_path / "in.pdf", tmp_path / "out.pdf"
    given.write_bytes(b"%PDF-1.7 and no more")
    output.write_text("good")
    finished = call_bifolio("impose", "booklet", str(given), "-o", str(output))
    assert finished.returncode == 1
    assert f"{given}:1:1: this is no whole PDF" in finished.stderr
    assert "hint: " in finished.stderr
    assert "Traceback" not in finished.stderr
    assert output.read_text() == "good"


def test_a_leaflet_of_five_pages_is_refused(tmp_path: Path) -> None:
    given = a_pdf(tmp_path / "in.pdf", *[plain] * 5)
    finished = call_bifolio("impose", "leaflet", str(given), "-o", str(tmp_path / "out.pdf"))
    assert finished.returncode == 1
    assert "6 panels, and these are 5 pages" in finished.stderr


@pytest.mark.parametrize(
    "options", [["--weight", "0"], ["--up", "3"], ["--sheet", "A9"], ["--flip", "none"]]
)
def test_wrong_options_exit_2(options: list[str], pages: Path) -> None:
    way = "n-up" if options[0] == "--up" else "booklet"
    finished = call_bifolio("impose", way, str(pages), "-o", "x.pdf", *options)
    assert finished.returncode == 2
