"""Every starter is a publication that builds at once, in all of its editions, without a finding."""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bifolio.document.blocks import kinds
from bifolio.project.starters import BASIC, HERE, starters
from tests.conftest import call_bifolio
from tests.support import verapdf
from tests.support.shared import built_once

MADE = [name for name in starters() if name != BASIC]


def test_there_is_a_starter_for_each_kind_of_publication() -> None:
    assert set(MADE) == {"factsheet", "flyer", "guide", "poster", "programme", "report"}


def test_starters_have_most_kinds_of_content() -> None:
    """Each has several, and all together have every kind, besides the breaks that layouts need."""
    texts = {name: (HERE / name / "text.yaml").read_text("utf-8") for name in MADE}
    found = {name: set(re.findall(r"kind: ([a-z-]+)", text)) for name, text in texts.items()}
    assert set.union(*found.values()) >= set(kinds()) - {"break", "contents"}
    assert all(len(each) >= 6 for each in found.values()), found
    people = texts["programme"].count("portrait: portrait-")
    assert people == 6


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder with a publication of each starter; one command builds them all."""

    def build(folder: Path) -> None:
        for name in starters():
            call_bifolio("new", name, "--like", name, cwd=folder)
        targets = ("--target", "screen", "--target", "office", "--target", "press")
        finished = call_bifolio("build", *targets, cwd=folder, BIFOLIO_VERAPDF=verapdf.command())
        assert finished.returncode == 0, finished.stderr

    return built_once(tmp_path_factory, "starters", build) / "build"


@pytest.mark.slow
@pytest.mark.parametrize("name", starters())
def test_a_starter_builds_at_once(name: str, built: Path) -> None:
    report = json.loads((built / name / "preflight.json").read_text("utf-8"))
    assert len(list((built / name).glob("*.pdf"))) == len(report["editions"]) > 0
    assert [each for edition in report["editions"] for each in edition["findings"]] == []


@pytest.mark.slow
def test_a_list_has_digits_in_chinese_where_it_asks_for_them(built: Path, tmp_path: Path) -> None:
    call_bifolio("new", "guide", "--like", "guide", cwd=tmp_path)
    path = tmp_path / "source" / "guide" / "text.yaml"
    path.write_text(path.read_text("utf-8").replace("numbered: digits", "numbered: true"), "utf-8")
    finished = call_bifolio("build", "guide", "--edition", "zh-Hans", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    found = []
    for folder, name, page in (
        (built, "report", 5),
        (built, "guide", 1),
        (tmp_path / "build", "guide", 1),
    ):
        document = pypdfium2.PdfDocument(folder / name / "zh-Hans.pdf")
        text = document[page].get_textpage().get_text_range()
        found.append(set(re.findall(r"[一二三四]、|\b[1-4]\.", text)))
    assert found == [{"1.", "2.", "3.", "4."}, {"1.", "2.", "3."}, {"一、", "二、", "三、"}]


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "page", "rows"), [("en", 1, 1), ("booklet", 5, 4)])
def test_events_are_beside_each_other_where_a_page_has_the_room(
    edition: str, page: int, rows: int, built: Path
) -> None:
    document = pypdfium2.PdfDocument(built / "guide" / f"{edition}.pdf")
    text = document[page].get_textpage()
    found = [text.search(year).get_next() for year in ("1784", "1851", "1923", "1998")]
    feet = {round(text.get_charbox(each[0])[1]) for each in found if each}
    assert None not in found
    assert len(feet) == rows


@pytest.mark.slow
def test_the_booklet_of_the_guide_is_to_fold_and_staple(built: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(built / "guide", tmp_path / "guide")
    finished = call_bifolio("sheets", "guide", "-o", str(tmp_path), cwd=built.parent)
    assert finished.returncode == 0, finished.stderr
    assert "Booklet to fold and staple" in (folder / "PRINTING.html").read_text("utf-8")
    assert len(pikepdf.open(folder / "booklet-to-staple.pdf").pages) == 4


def test_what_cannot_be_a_starter_is_wrong_usage(tmp_path: Path) -> None:
    finished = call_bifolio("new", "mine", "--like", "newspaper", cwd=tmp_path)
    assert finished.returncode == 2
    assert not (tmp_path / "source").exists()


TIMES = 8
"""How often the chapters are in the long report."""


def numbered(text: str, number: int, ids: str = r"\bid: ") -> str:
    """`text` with the number after its ids, if `ids` finds any, and after those it refers to."""
    refers = r"\{(?:page|number|title):"
    return re.sub(rf"({ids + '|' if ids else ''}{refers})([a-z-]+)", rf"\1\2-{number}", text)


@pytest.mark.slow
@pytest.mark.usefixtures("with_verapdf")
def test_a_report_of_forty_pages_is_built_without_a_finding(tmp_path: Path) -> None:
    """The chapters of the starter, repeated under ids of their own."""
    call_bifolio("new", "plan", "--like", "report", cwd=tmp_path)
    path = tmp_path / "source" / "plan" / "text.yaml"
    text = path.read_text("utf-8")
    first, last = text.index("  - id: why\n"), text.index("  - id: support\n")
    chapters = "".join(numbered(text[first:last], number) for number in range(TIMES))
    path.write_text(numbered(text[:first], 0, ids="") + chapters + text[last:], "utf-8")
    finished = call_bifolio("build", "plan", "--edition", "en", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    folder = tmp_path / "build" / "plan"
    assert len(pypdfium2.PdfDocument(folder / "en.pdf")) >= 40
    report = json.loads((folder / "preflight.json").read_text("utf-8"))
    assert [each for edition in report["editions"] for each in edition["findings"]] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "in_column"), [("四季画稿", True), ("四季画稿，一年之中陆续展出，欢迎常来看看", False)]
)
def test_highlights_of_a_few_words_are_in_the_columns_of_their_languages(
    tmp_path: Path, line: str, in_column: bool
) -> None:
    call_bifolio("new", "basic", cwd=tmp_path)
    path = tmp_path / "source" / "basic" / "text.yaml"
    path.write_text(path.read_text("utf-8").replace("四季画稿", line), "utf-8")
    call_bifolio("build", "basic", "--edition", "bilingual", cwd=tmp_path)
    text = pypdfium2.PdfDocument(tmp_path / "build" / "basic" / "bilingual.pdf")[0].get_textpage()
    shown = text.get_text_range()
    welcome, about = (text.get_charbox(shown.index(each))[0] for each in ("欢迎", line[:4]))
    assert (about > welcome) == in_column


@pytest.mark.slow
def test_the_contents_of_a_report_lead_to_its_sections(built: Path) -> None:
    """Each entry shows the number of the page that a click on it opens, where the heading is."""
    path = built / "report" / "en.pdf"
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]
    with pikepdf.open(path) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        clicked = [
            numbers[names[str(link.A.D if "/A" in link else link.Dest)][0].objgen]
            for link in pdf.pages[1].Annots
        ]
    titles = ("Why the river matters", "What we measured", "What people told us", "The plan")
    assert len(clicked) == len(titles) + 1 + 5  # links in the summary below them, too
    for title, number in zip(titles, clicked, strict=False):
        assert title in texts[number - 1]
        entry = texts[1][texts[1].index(title) :].split()
        assert str(number) in entry[: len(title.split()) + 1]


def _pages(pdf: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.slow
def test_a_day_that_goes_on_has_its_date_on_the_next_page(tmp_path: Path) -> None:
    call_bifolio("new", "programme", "--like", "programme", cwd=tmp_path)
    settings = tmp_path / "source" / "programme" / "publication.yaml"
    small = (
        "{languages: [en], layout: programme, paper: A5, target: office, file-name: NAME-small.pdf}"
    )
    settings.write_text(settings.read_text("utf-8") + f"  small: {small}\n", "utf-8")
    finished = call_bifolio("build", "programme", "--edition", "small", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    first, second = _pages(tmp_path / "build" / "programme" / "small.pdf")[:2]
    date = "Friday, 12 June 2026"
    assert (first.count(date), second.count(date)) == (1, 1)
    assert second.index(date) < second.index("Walk to the old mill")


@pytest.mark.slow
def test_a_running_head_is_one_line_or_lines_that_do_not_touch(tmp_path: Path) -> None:
    """The head of two languages has the width that the running title leaves it."""
    short = ("EQUIPMENT: What the Studios Use", "设备：摄影室配置")
    long = (f"Equipment of the Studios in {', '.join(['Bremerhaven'] * 8)}", "设备")
    call_bifolio("new", "plan", "--like", "report", cwd=tmp_path)
    path = tmp_path / "source" / "plan" / "text.yaml"
    chapters = "".join(
        f"""
  - id: chapter-{number}
    role: chapter
    heading: {{en: "{en}", zh-Hans: {chinese}}}
    blocks:
      - {{kind: paragraph, id: words-{number}, text: {{en: Here., zh-Hans: 此处。}}}}"""
        for number, (en, chinese) in enumerate((short, long))
    )
    path.write_text(
        "front:\n  - id: running-title\n    text: {en: Shared Stores, zh-Hans: 共享库房}\n"
        f"sections:{chapters}\n",
        "utf-8",
    )
    finished = call_bifolio("build", "plan", "--edition", "bilingual", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    pages = list(pypdfium2.PdfDocument(tmp_path / "build" / "plan" / "bilingual.pdf"))[-2:]
    of_one, of_several = (_lines_of_the_head(page) for page in pages)
    assert len(of_one) == 1
    assert len(of_several) > 1
    assert all(above - below > 1.25 * 7 for above, below in pairwise(of_several))


def _lines_of_the_head(page: pypdfium2.PdfPage) -> list[int]:
    """The feet of the letters in the right half of the top margin, in pt, from above."""
    text = page.get_textpage()
    width, height = page.get_size()
    boxes = [text.get_charbox(n, loose=True) for n in range(text.count_chars())]
    return sorted(
        {
            round(bottom)
            for n, (left, bottom, _, _) in enumerate(boxes)
            if left > width / 2 and bottom > height - 27 * 72 / 25.4
            if text.get_text_range(n, 1).isascii() and text.get_text_range(n, 1).isalnum()
        },
        reverse=True,
    )


@pytest.mark.slow
def test_the_back_of_the_report_for_print_shops_has_its_contacts_without_heads(built: Path) -> None:
    pages = pypdfium2.PdfDocument(built / "report" / "press.pdf")
    words = [page.get_textpage().get_text_range() for page in pages]
    assert len(words) == 8
    assert ["river@example.org" in each for each in words] == [False] * 7 + [True]
    assert "支持单位" not in words[7]


@pytest.mark.slow
def test_the_printed_programme_has_a_page_for_each_day(built: Path) -> None:
    pages = _pages(built / "programme" / "print.pdf")
    days = ("Friday, 12 June 2026", "Saturday, 13 June 2026")
    assert [[day in page for day in days] for page in pages] == [
        [False, False],
        [True, False],
        [False, True],
        [False, False],
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edition", "heads"),
    [
        ("en", ["Programme", "Good to know"]),
        ("zh-Hans", ["日程", "实用信息"]),
        ("bilingual", ["Programme · 日程", "Good to know · 实用信息"]),
        ("print", ["Programme", "Programme", "Good to know"]),
    ],
)
def test_a_running_head_names_the_section_at_the_top_of_its_page(
    edition: str, heads: list[str], built: Path
) -> None:
    """On the second page of `en`, the programme goes on above the heading of the speakers. It is at
    the fore edge of what is folded or stapled, which is at the left of even pages.
    """
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(built / "programme" / f"{edition}.pdf"), 1):
        width, height = page.get_size()
        left = 0 if edition == "print" and number % 2 == 0 else width / 2
        box = {"left": left, "bottom": height - 50, "right": left + width / 2, "top": height}
        found.append(" ".join(page.get_textpage().get_text_bounded(**box).split()))
    assert found[1:] == heads
