"""Every mistake that an editor or translator makes has a folder in cases/.

It has changes to the example publication (`FILE.change`: the old text, ====, the new text) and in
`expected` all that Bifolio prints then. Codes and places are what the tests rely on. `expected` is
also the one place where the words of messages are reviewed: after a change of words, write the
files with `pytest tests/test_mistakes.py --draw-golden` and read their diff as prose.
"""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import cast

import pypdf
import pytest
from PIL import Image, ImageFile

from bifolio.explanations import read_explanations
from bifolio.pdf.metadata import Metadata
from bifolio.problems import FOUND, Place
from bifolio.render import renderer
from bifolio.render.job import Job
from tests.conftest import ROOT, call_bifolio
from tests.support.problems import codes, places

pytestmark = pytest.mark.slow

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_reported_with_code_place_and_remedy(
    case: Path, workshop: Path, request: pytest.FixtureRequest
) -> None:
    for change in case.glob("*.change"):
        spoil(workshop / "source" / "paper" / change.stem, change.read_text("utf-8"))
    finished = call_bifolio("build", "paper", cwd=workshop)
    assert finished.returncode == FOUND
    assert not list(workshop.glob("build/**/*.pdf"))
    reported = finished.stderr.replace(f"{ROOT}/", "")
    reviewed = case / "expected"
    if request.config.getoption("--draw-golden"):
        reviewed.write_text(reported, "utf-8")
    expected = reviewed.read_text("utf-8")
    assert places(reported) == places(expected)
    assert reported == expected, "other words: see the head of this file"


@pytest.fixture(scope="module")
def explained() -> set[str]:
    """The codes that have an explanation."""
    return {each.code for each in read_explanations()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_expected_problems_have_codes_and_remedies(case: Path, explained: set[str]) -> None:
    *lines, last = (case / "expected").read_text("utf-8").splitlines()
    problems = len(lines) // 2
    assert last == f"{problems} problem{'s' if problems > 1 else ''}"
    assert all(line.startswith("  hint: ") for line in lines[1::2])
    found = codes("\n".join(lines))
    assert len(found) == problems
    assert set(found) <= explained


def test_a_mistake_is_reported_once_where_it_is_and_not_where_it_is_used(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    spoil(text, "phone: +86 10 1234 5678\n====\nphone: 010 1234 5678")
    spoil(text, "email: house@example.org\n====\nemail: house at example.org")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert codes(finished.stderr) == ["source/invalid-telephone", "source/invalid-email"]


def a_picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((180, 120), 50).save(written, kind)
    return written.getvalue()


BROKEN_PICTURES = {
    "words.png": (b"hello", "empty, damaged"),
    "empty.jpg": (b"", "empty, damaged"),
    "cut.png": (a_picture("PNG")[:-400], "truncated"),
    "cut.jpg": (a_picture("JPEG")[:-400], "truncated"),
    "cut.svg": (b"<svg", "unclosed token"),
    "coded.svg": (b"<?xml version='1.0' encoding='none'?><svg/>", "encoding"),
    "page.svg": (b"<html/>", "it begins with <html>"),
}


@pytest.mark.parametrize("name", BROKEN_PICTURES)
def test_a_broken_picture_is_reported_where_it_is_named(
    name: str, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the renderer leaves it
    folder = workshop / "source" / "paper"
    content, error = BROKEN_PICTURES[name]
    (folder / name).write_bytes(content)
    add_picture(folder, name)
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert places(finished.stderr) == ["source/paper/text.yaml:32:16 picture/unreadable"]
    assert error in finished.stderr


@pytest.mark.parametrize("name", ["花园 1.PNG", "a%20#b.jpg"])
def test_a_picture_may_have_any_name(name: str, workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    (folder / name).write_bytes(a_picture("PNG" if "PNG" in name else "JPEG"))
    add_picture(folder, name)
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    page = pypdf.PdfReader(workshop / "build" / "paper" / "en.pdf").pages[0]
    assert len(page.images) == 1


def test_a_picture_with_a_percent_sign_in_its_name_is_checked(workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    (folder / "a%20b.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0 Z X"/></svg>'
    )
    add_picture(folder, "a%20b.svg")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert places(finished.stderr) == ["source/paper/a%20b.svg:1:1 picture/invalid-svg"]


def test_pictures_that_a_drawing_names_are_reported_at_its_lines(workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    names = ["inside.png", "../../../outside.png", "nowhere.png"]
    images = "".join(f'\n<image href="{name}" width="9" height="9"/>' for name in names)
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90" height="90">'
    (folder / "drawing.svg").write_text(f"{head}{images}</svg>")
    (folder / "inside.png").write_bytes(a_picture("PNG"))
    add_picture(folder, "drawing.svg")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert places(finished.stderr) == [
        "source/paper/drawing.svg:3:1 layout/file-outside",
        "source/paper/drawing.svg:4:1 layout/file-not-found",
    ]


def add_picture(folder: Path, name: str) -> None:
    change = (CASES[0].parent / "missing-picture" / "text.yaml.change").read_text("utf-8")
    spoil(folder / "text.yaml", change.replace("view.png", f'"{name}"'))


def spoil(path: Path, change: str) -> None:
    old, _, new = change.removesuffix("\n").partition("\n====\n")
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("name", ["cut.png", "words.png", "cut.svg"])
def test_a_broken_logo_is_reported_at_the_organisation(name: str, workshop: Path) -> None:
    content, error = BROKEN_PICTURES[name]
    text = workshop / "source" / "paper" / "text.yaml"
    words = text.read_text("utf-8")
    line = words[: words.index("sections:")].count("\n") + 2
    maker = "organisations:\n  - id: maker\n    text: {en: Paper Museum, zh-Hans: 纸张博物馆}\n"
    text.write_text(words.replace("sections:", f"{maker}sections:", 1), "utf-8")
    logo = workshop / "source" / "paper" / "logos" / f"maker{Path(name).suffix}"
    logo.parent.mkdir()
    logo.write_bytes(content)
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert places(finished.stderr) == [f"source/paper/text.yaml:{line}:5 picture/unreadable"]
    assert error in finished.stderr


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("layout.css", "", "p { width: calc(1px + ; }", "layout/renderer-message"),
        (
            "layout.html.j2",
            "<main>",
            '<main data-reading-order="x">',
            "layout/renderer-stopped",
        ),
    ],
)
def test_what_breaks_the_renderer_names_its_file(
    name: str, old: str, new: str, code: str, workshop: Path
) -> None:
    layout = workshop / "layouts" / "sheet"
    shutil.copytree(ROOT / "layouts" / "sheet", layout)
    words = (layout / name).read_text("utf-8")
    (layout / name).write_text(words.replace(old, new, 1) if old else words + new, "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    (place,) = places(finished.stderr)
    assert re.fullmatch(rf"layouts/sheet/{re.escape(name)}:\d+:\d+ {code}", place)


def test_a_page_without_end_is_stopped_with_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_ends(job: object, messages: object) -> None:
        while True:
            pass

    monkeypatch.setattr(renderer, "_rendered", never_ends)
    monkeypatch.setattr(renderer, "LONGEST", 0.2)
    template = Path("layouts/sheet/layout.html.j2")
    job = Job(template, "", (), "", (), (), {}, {}, (), cast(Metadata, None))
    (problem,) = renderer.render_job(job).problems
    assert problem.place == Place(template, 1)
    assert problem.code == "layout/renderer-stopped"
    assert "0.2 seconds" in problem.message
