"""Every mistake that an editor or translator makes has a folder in cases/.

It holds changes to the example publication (`FILE.change`: what stands there, ====, what stands
there instead) and the lines that the press must say.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import cast

import pypdf
import pytest
from PIL import Image, ImageFile

from bifolio.pdf.metadata import Metadata
from bifolio.problems import Place
from bifolio.render import renderer
from bifolio.render.job import Job
from tests.conftest import ROOT, call_bifolio

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_with_place_and_remedy(case: Path, workshop: Path) -> None:
    for change in case.glob("*.change"):
        spoil(workshop / "source" / "paper" / change.stem, change.read_text("utf-8"))
    finished = call_bifolio("build", "paper", cwd=workshop)
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    for line in (case / "expected").read_text("utf-8").splitlines():
        assert line in finished.stderr
    assert not list(workshop.glob("build/**/*.pdf"))


def test_a_mistake_is_told_once_where_it_is_and_not_where_it_is_used(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    spoil(text, "phone: 86-10-12345678\n====\nphone: 010 1234 5678")
    spoil(text, "email: house@example.org\n====\nemail: house at example.org")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert "'010 1234 5678' is not a telephone number" in finished.stderr
    assert "'house at example.org' is not an email address" in finished.stderr
    assert finished.stderr.endswith("\n2 problems\n")


def a_picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((60, 40), 50).save(written, kind)
    return written.getvalue()


BROKEN_PICTURES = {
    "words.png": (b"hello", "it is empty, or of another kind"),
    "empty.jpg": (b"", "it is empty, or of another kind"),
    "cut.png": (a_picture("PNG")[:-400], "truncated"),
    "cut.jpg": (a_picture("JPEG")[:-400], "truncated"),
    "cut.svg": (b"<svg", "unclosed token"),
    "coded.svg": (b"<?xml version='1.0' encoding='none'?><svg/>", "encoding"),
    "page.svg": (b"<html/>", "it begins with <html>"),
}


@pytest.mark.parametrize("name", BROKEN_PICTURES)
def test_a_broken_picture_is_told_where_it_is_asked_for(
    name: str, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the renderer leaves it
    folder = workshop / "source" / "paper"
    content, fault = BROKEN_PICTURES[name]
    (folder / name).write_bytes(content)
    add_picture(folder, name)
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert f"text.yaml:23:16: '{name}' is no whole picture: " in finished.stderr
    assert fault in finished.stderr
    assert "hint: export or download it again, as PNG, JPEG or SVG" in finished.stderr


@pytest.mark.parametrize("name", ["花园 1.PNG", "a%20#b.jpg"])
def test_a_picture_may_have_any_name(name: str, workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    (folder / name).write_bytes(a_picture("PNG" if "PNG" in name else "JPEG"))
    add_picture(folder, name)
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    (page,) = pypdf.PdfReader(workshop / "build" / "paper" / "en.pdf").pages
    assert len(page.images) == 1


def test_a_picture_with_a_percent_sign_in_its_name_is_checked(workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    (folder / "a%20b.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0 Z X"/></svg>'
    )
    add_picture(folder, "a%20b.svg")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert "a%20b.svg:1:" in finished.stderr
    assert "'X' is no command of a path" in finished.stderr


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
    content, fault = BROKEN_PICTURES[name]
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
    assert f"text.yaml:{line}:5: 'logos/{logo.name}' is no whole picture: " in finished.stderr
    assert fault in finished.stderr


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("layout.css", "", "p { width: calc(1px + ; }", "layout.css:"),
        (
            "layout.html.j2",
            "<main>",
            '<main data-reading-order="x">',
            "layout.html.j2:1:1: the renderer stopped while it wrote the PDF",
        ),
    ],
)
def test_what_breaks_the_renderer_names_its_file(
    name: str, old: str, new: str, said: str, workshop: Path
) -> None:
    layout = workshop / "layouts" / "sheet"
    shutil.copytree(ROOT / "layouts" / "sheet", layout)
    words = (layout / name).read_text("utf-8")
    (layout / name).write_text(words.replace(old, new, 1) if old else words + new, "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert said in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_page_without_end_is_stopped_with_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_ends(job: object, messages: object) -> None:
        while True:
            pass

    monkeypatch.setattr(renderer, "_rendered", never_ends)
    monkeypatch.setattr(renderer, "LONGEST", 0.2)
    template = Path("layouts/sheet/layout.html.j2")
    job = Job(template, "", (), "", (), (), {}, {}, (), cast(Metadata, None))
    (problem,) = renderer.render_job(job).problems
    assert problem.place == Place(template)
    assert "it takes longer than 0.2 seconds" in problem.message
