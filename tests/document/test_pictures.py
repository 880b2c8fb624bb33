"""Figures, galleries, people and logos: their texts, their files, and what is reported of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bifolio.document.crop import Crop
from bifolio.document.files import find_file
from bifolio.document.load import load
from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import Passage
from bifolio.document.picture_size import proportions
from bifolio.document.validate import Subject, validate
from bifolio.problems import Place, Problem, Problems
from tests.kinds.publication import write_publication

EDITIONS: dict[str, dict[str, object]] = {"en": {"languages": ["en"], "layout": "sheet"}}
ALT = "alt: {en: A view, zh-Hans: 风景, fr: Une vue}"


def manuscript(project: Path, blocks: str) -> Manuscript:
    """A publication with these lines in the only section; the first is line 6."""
    folder = write_publication(project, [], EDITIONS)
    lines = "".join(f"      {line}\n" for line in blocks.strip().splitlines())
    head = "sections:\n  - id: one\n    heading: {en: One, zh-Hans: 一, fr: Un}\n"
    (folder / "text.yaml").write_text(f"{head}    role: text\n    blocks:\n{lines}", "utf-8")
    Image.new("RGB", (300, 200)).save(folder / "view.jpg")
    return load(folder)


def found(project: Path, blocks: str) -> list[tuple[str, int]]:
    return [(each.code, each.place.line) for each in problems(project, blocks) if each.place]


def problems(project: Path, blocks: str) -> list[Problem]:
    return validate(Subject(manuscript(project, blocks), ("sheet",), range(0x110000)))


def figure(*lines: str) -> str:
    return "\n  ".join(("- kind: figure", "id: view", "image: view.jpg", *lines))


def test_a_figure_needs_five_lines(tmp_path: Path) -> None:
    assert found(tmp_path, figure(ALT)) == []


@pytest.mark.parametrize(
    ("size", "more", "is_too_small"),
    [
        ((40, 30), "", True),
        ((110, 66), "", True),
        ((120, 20), "", False),
        ((40, 70), "", False),
        ((40, 30), "height: 8", False),
        ((30, 20), "height: 8", True),
    ],
)
def test_a_picture_is_too_small_if_it_is_in_every_layout(
    tmp_path: Path, size: tuple[int, int], more: str, is_too_small: bool
) -> None:
    """By its width or by its height it fills a box of 40 x 24 mm, or what `height:` makes of it."""
    read = manuscript(tmp_path, figure(ALT, *filter(None, [more])))
    Image.new("RGB", size).save(read.folder / "view.jpg")
    problems = validate(Subject(read, ("sheet",), range(0x110000)))
    assert [each.code for each in problems] == ["picture/too-small"] * is_too_small


def test_a_figure_of_an_older_publication_has_its_alternative_text_as_text(tmp_path: Path) -> None:
    (alternative,) = manuscript(tmp_path, figure(ALT.replace("alt:", "text:"))).blocks()
    assert [unit.id for unit in alternative.units()] == ["view.alt"]


def test_the_texts_of_a_figure_are_read_in_order(tmp_path: Path) -> None:
    caption = "caption: {en: C, zh-Hans: 说明, fr: L}"
    (block,) = manuscript(tmp_path, figure("credit: X", caption, ALT)).blocks()
    assert [unit.id for unit in block.units()] == ["view.alt", "view.caption", "view.credit"]


@pytest.mark.parametrize(
    ("block", "code", "line"),
    [
        (figure(), "picture/no-alternative-text", 8),
        (figure("decorative: true", ALT), "picture/unused-key", 8),
        (
            "- kind: gallery\n  id: g\n  pictures:\n"
            f"    - {{image: view.jpg, focus: [2, 3], {ALT}}}",
            "picture/unused-key",
            9,
        ),
        (figure("alt: {en: A view, fr: Une vue}"), "source/missing-translation", 9),
        (figure(ALT, "caption: {en: Only English}"), "source/missing-translation", 10),
        (figure(ALT).replace("view.jpg", "none.jpg"), "source/file-not-found", 8),
        (figure(ALT).replace("view.jpg", "../view.jpg"), "source/file-outside", 8),
        (
            figure(ALT).replace("view.jpg", "{en: view.jpg, fr: view.jpg}"),
            "picture/missing-language",
            8,
        ),
        (
            figure(ALT).replace("view.jpg", "{en: view.jpg, zh-Hans: view.jpg, de: view.jpg}"),
            "source/unknown-language",
            8,
        ),
        (
            "- kind: gallery\n  id: g\n  pictures:\n    - image: view.jpg\n    - image: view.jpg\n"
            f"      {ALT}",
            "picture/no-alternative-text",
            9,
        ),
        (
            "- kind: people\n  id: p\n  people:\n    - {name: Ada, focus: [1, 2]}",
            "picture/unused-key",
            9,
        ),
        (
            "- kind: logos\n  id: l\n  logos:\n    - {image: none.svg, alt: Ada}",
            "source/file-not-found",
            9,
        ),
    ],
)
def test_what_is_wrong_with_a_picture_names_its_line(
    tmp_path: Path, block: str, code: str, line: int
) -> None:
    assert (code, line) in found(tmp_path, block)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("View.JPG", "did you mean 'view.jpg'?"),
        ("view.png", "did you mean 'view.jpg'?"),
        ("images/view.jpg", "did you mean 'view.jpg'?"),
        ("photos/View.jpeg", "did you mean 'view.jpg'?"),
        ("veiw.jpg", "did you mean 'view.jpg'?"),
        ("text.jpg", "put the picture into"),
        (".", "put the picture into"),
    ],
)
def test_a_wrong_path_names_the_file_that_was_meant(tmp_path: Path, typed: str, hint: str) -> None:
    (tmp_path / "view.jpg").write_bytes(b"")
    problem = find_file(Passage(typed, Place(tmp_path / "text.yaml", 1)), "the picture", tmp_path)
    assert isinstance(problem, Problem)
    assert problem.hint.startswith(hint)


def test_a_focus_without_an_aspect_is_for_the_frames_of_layouts(tmp_path: Path) -> None:
    assert found(tmp_path, figure(ALT, "focus: [20, 30]")) == []


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("aspect: wide", "source/invalid-value"),
        ("aspect: 0/2", "source/invalid-value"),
        ("focus: [10, 200]", "source/out-of-range"),
        ("width: huge", "source/invalid-choice"),
        ("height: 1", "source/out-of-range"),
        ("image: {}", "source/empty"),
    ],
)
def test_an_impossible_value_is_reported(tmp_path: Path, key: str, code: str) -> None:
    block = figure(ALT).replace("image: view.jpg", key) if "{" in key else figure(ALT, key)
    with pytest.raises(Problems) as raised:
        manuscript(tmp_path, block)
    assert code in {each.code for each in raised.value.problems}


@pytest.mark.parametrize("written", ["3/2", "3:2", "1.5/1"])
def test_an_aspect_may_be_written_in_several_ways(tmp_path: Path, written: str) -> None:
    (block,) = manuscript(tmp_path, figure(ALT, f"aspect: {written}", "focus: [0, 9.5]")).blocks()
    assert block.content()["crop"] == Crop(1.5, (0.0, 9.5))


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("IMG_0001.HEIC", "JPEG"),
        ("shot.dng", "JPEG"),
        ("logo.ai", "SVG"),
        ("logo.eps", "SVG"),
        ("plan.pdf", "SVG"),
        ("collage.psd", "PNG"),
    ],
)
def test_other_formats_are_refused_with_what_to_do(tmp_path: Path, name: str, advice: str) -> None:
    whole = manuscript(tmp_path, figure(ALT).replace("view.jpg", name))
    (whole.folder / name).write_bytes(b"any")
    (problem,) = validate(Subject(whole, ("sheet",), range(0x110000)))
    assert problem.code == "picture/unknown-format"
    assert advice in problem.hint


def test_a_heic_file_that_is_called_jpeg_is_recognised(tmp_path: Path) -> None:
    whole = manuscript(tmp_path, figure(ALT))
    (whole.folder / "view.jpg").write_bytes(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(40))
    (problem,) = validate(Subject(whole, ("sheet",), range(0x110000)))
    assert problem.code == "picture/unreadable"
    assert "HEIC" in problem.message
    assert "JPEG" in problem.hint


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="40mm" height="20mm"', 2.0),
        ('viewBox="0 0 30 10"', 3.0),
        ('width="60" viewBox="0,0,30,10"', 3.0),
        ('width="100%" height="100%" viewBox="5 5 10 20"', 0.5),
        ("", 2.0),
        ('viewBox="0 0 0 0"', 2.0),
        ('width="1e9999"', 2.0),
    ],
)
def test_the_proportions_of_a_drawing(tmp_path: Path, attributes: str, expected: float) -> None:
    path = tmp_path / "drawing.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')
    assert proportions(path) == pytest.approx(expected)
    assert proportions(path, Crop(1.25)) == pytest.approx(1.25)


def test_the_proportions_of_a_photograph_are_those_of_the_upright_one(tmp_path: Path) -> None:
    data = Image.Exif()
    data[0x0112] = 6
    Image.new("RGB", (30, 20)).save(tmp_path / "lying.jpg", exif=data)
    assert proportions(tmp_path / "lying.jpg") == pytest.approx(2 / 3)
    assert proportions(tmp_path / "none.jpg") == 2.0


@pytest.mark.parametrize("focus", [(0.0, 0.0), (50.0, 50.0), (100.0, 100.0), (33.0, 90.0)])
@pytest.mark.parametrize("aspect", [0.02, 0.5, 1.0, 2.5, 80.0])
def test_a_crop_is_within_the_picture_and_has_its_aspect(
    aspect: float, focus: tuple[float, float]
) -> None:
    left, upper, right, lower = Crop(aspect, focus).box(600, 400)
    assert 0 <= left < right <= 600 + 1e-9
    assert 0 <= upper < lower <= 400 + 1e-9
    assert (right - left) / (lower - upper) == pytest.approx(aspect)
    edges = Crop(aspect, focus).pixels(600, 400)
    assert edges[0] < edges[2] <= 600
    assert edges[1] < edges[3] <= 400
