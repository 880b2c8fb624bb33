"""A chart is read as the table of its numbers; what is drawn is decoration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from bifolio.pdf.glyphs import read_pages
from tests.conftest import call_bifolio
from tests.kinds.publication import build_text, write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {"en": {"languages": ["en"], "layout": "sheet"}}


def below(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    """The structure elements below one, in reading order."""
    children = element.get("/K", pikepdf.Array())
    for each in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            yield from below(each)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF with all types of charts."""
    project = tmp_path_factory.mktemp("charts")
    write_publication(project, ["chart-more", "chart-types"], EDITIONS)
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return project / "build" / "content" / "en.pdf"


def test_the_numbers_of_a_chart_are_a_table_with_heads(built: Path) -> None:
    with pikepdf.open(built) as pdf:
        tables = [each for each in below(pdf.Root.StructTreeRoot) if each.S == "/Table"]
        scopes = [
            [str(each.A.Scope) for each in below(table) if each.S == "/TH" and "/Scope" in each.A]
            for table in tables
        ]
    assert [each.count("/Row") for each in scopes] == [3, 2, 2, 6, 3, 2, 4, 2, 16]
    assert [each.count("/Column") for each in scopes] == [0, 2, 6, 0, 4, 3, 0, 5, 2]


def test_a_chart_without_a_table_is_a_figure_with_its_alternative_text(built: Path) -> None:
    with pikepdf.open(built) as pdf:
        figures = [each for each in below(pdf.Root.StructTreeRoot) if each.S == "/Figure"]
        said = [str(each.Alt) for each in figures]
        boxes = [[float(number) for number in each.A.BBox] for each in figures]
    assert said == [
        "Visitors rise from 1200 in January 2022 to 4100 in June 2024.",
        "The House has most visitors.",
    ]
    assert all(right - left > 100 for left, _, right, _ in boxes)


def test_the_same_chart_is_the_same_bytes(built: Path) -> None:
    first = built.read_bytes()
    finished = call_bifolio("build", "content", cwd=built.parents[2])
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert built.read_bytes() == first


def test_the_scale_beside_lines_is_read_only_where_no_table_has_the_numbers(built: Path) -> None:
    read = [each for page in read_pages(built) for each in page if each.kind == "P"]
    numbers = [each.text for each in read if re.fullmatch(r"[\d,.%]+", each.text)]
    scale = ["5,000", "4,000", "3,000", "2,000", "1,000", "0"]
    assert numbers == [*scale, "1,200", "800"]


def test_a_part_after_a_missing_one_has_the_fill_of_its_series(built: Path) -> None:
    """The fourth series is three stripes along each of its bars and its key."""
    with pikepdf.open(built) as pdf:
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    stripes = len(re.findall(rb"\b1\.2 w\b", drawn))
    bars, keys = 3, 2  # one key is that of the ring, whose sixth part has one stripe more
    assert stripes == 3 * (bars + keys) + 1


RING = """\
sections:
  - id: crops
    heading: {en: Crops, zh-Hans: 作物, fr: Cultures}
    blocks:
      - kind: chart
        id: crop-shares
        type: pie
        caption: {en: Shares, zh-Hans: 份额, fr: Parts}
        rows:
          - - en: Winter wheat and all the other cereals of the valley
              zh-Hans: 冬小麦和谷地的其他谷物
              fr: Blé d’hiver et toutes les autres céréales de la vallée
            - 55
          - [{en: Maize, zh-Hans: 玉米, fr: Orge}, 45]
"""


def test_short_and_long_labels_of_a_ring_begin_at_one_line(tmp_path: Path) -> None:
    editions = {"both": {"languages": ["en", "fr"], "layout": "bilingual"}}
    folder = build_text(tmp_path, RING, editions)
    lines = [
        line
        for page in read_pages(folder / "both.pdf")
        for paragraph in page
        for line in paragraph.lines
    ]
    long, short = (
        next(line.left for line in lines if line.text.startswith(words))
        for words in ("Winter wheat", "Maize")
    )
    assert short == pytest.approx(long, abs=0.6)
