"""Every mistake that an editor or translator makes has a folder in cases/.

It holds changes to the example publication (`FILE.change`: what stands there, ====, what stands
there instead) and the lines that the press must say.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageFile

from tests.conftest import call_bifolio

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
    spoil(text, "phone: 86-10-12345678\n====\nphone: +86 (10) 1234 5678")
    spoil(text, "email: house@example.org\n====\nemail: house at example.org")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert "'+86 (10) 1234 5678' is not a telephone" in finished.stderr
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


def add_picture(folder: Path, name: str) -> None:
    change = (CASES[0].parent / "missing-picture" / "text.yaml.change").read_text("utf-8")
    spoil(folder / "text.yaml", change.replace("view.png", f'"{name}"'))


def spoil(path: Path, change: str) -> None:
    old, _, new = change.removesuffix("\n").partition("\n====\n")
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")
