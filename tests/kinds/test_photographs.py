"""Photographs as phones and cameras write them, in figures, galleries and cards of people."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {"en": {"languages": ["en"], "layout": "sheet"}}
PLACE = "N 52 31 12"
TEXT = """\
sections:
  - id: one
    heading: {en: Photographs, zh-Hans: 照片, fr: Photos}
    blocks:
      - kind: figure
        id: lying
        image: phone.jpg
        width: text
        alt: {en: From a phone, zh-Hans: 手机照片, fr: Du téléphone}
        caption: {en: A view, zh-Hans: 风景, fr: Une vue}
      - kind: figure
        id: cut
        image: camera.webp
        width: bleed
        aspect: 4/1
        focus: [10, 20]
        alt: {en: A cut, zh-Hans: 局部, fr: Un détail}
      - {kind: figure, id: ornament, image: ornament.svg, height: 15, decorative: true}
      - {kind: figure, id: small, image: small.png, alt: {en: Small, zh-Hans: 小, fr: Petit}}
      - kind: gallery
        id: views
        pictures:
          - {image: ink.jpg, alt: {en: Inks, zh-Hans: 油墨, fr: Encres}}
          - {image: camera.webp, aspect: 1/1, alt: {en: A square, zh-Hans: 方形, fr: Un carré}}
      - kind: people
        id: team
        people:
          - {portrait: phone.jpg, name: Ada, role: {en: Guide, zh-Hans: 讲解员, fr: Guide}}
"""
SMALL = TEXT.splitlines().index(next(line for line in TEXT.splitlines() if "small.png" in line)) + 1


def photograph(width: int, height: int) -> Image.Image:
    picture = Image.effect_noise((width // 8, height // 8), 30).resize((width, height))
    coloured = Image.merge("RGB", [picture, picture.rotate(180), picture])
    draw = ImageDraw.Draw(coloured)
    draw.ellipse((width * 0.1, height * 0.1, width * 0.4, height * 0.5), fill="#c03020")
    draw.rectangle((width * 0.6, height * 0.5, width * 0.9, height * 0.9), fill="#2040a0")
    return coloured


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("photographs")
    folder = write_publication(project, [], EDITIONS)
    (folder / "text.yaml").write_text(TEXT, "utf-8")
    data = Image.Exif()
    data[0x0112] = 6
    data.get_ifd(0x8825)[0x1D] = PLACE
    photograph(4000, 3000).save(folder / "phone.jpg", exif=data)
    photograph(2400, 1600).save(folder / "camera.webp")
    photograph(1500, 1200).convert("CMYK").save(folder / "ink.jpg")
    photograph(240, 160).save(folder / "small.png")
    ornament = '<path d="M0 5 H90 V9 H0 Z" fill="#31a354"/>'
    ornament = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 14">{ornament}</svg>'
    (folder / "ornament.svg").write_text(ornament)
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return project / "build" / "content"


def test_the_only_finding_names_the_picture_that_is_too_small(built: Path) -> None:
    report = json.loads((built / "preflight.json").read_text("utf-8"))
    (edition,) = report["editions"]
    (finding,) = [each for each in edition["findings"] if each["severity"] != "info"]
    assert finding["code"] == "images/resolution"
    assert (Path(finding["file"]).name, finding["line"]) == ("text.yaml", SMALL)
    assert "'small.png'" in finding["message"]


def test_the_pdf_is_small_and_says_no_place(built: Path) -> None:
    content = (built / "en.pdf").read_bytes()
    assert len(content) < 2_000_000
    with pikepdf.open(io.BytesIO(content)) as pdf:
        images = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        images = [each for each in images if each.get("/Subtype") == "/Image"]
        assert len(images) == 6
        assert not any(PLACE.encode() in each.read_raw_bytes() for each in images)
        assert {str(each.ColorSpace) for each in images} == {"/DeviceRGB"}


def test_alternative_texts_are_those_of_the_edition_and_a_caption_has_its_tag(built: Path) -> None:
    with pikepdf.open(built / "en.pdf") as pdf:
        elements = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        figures = [each for each in elements if each.get("/S") == "/Figure"]
        captions = [each for each in elements if each.get("/S") == "/Caption"]
    said = ["From a phone", "A cut", "Small", "Inks", "A square"]
    assert sorted(str(each.Alt) for each in figures) == sorted(said)
    assert len(captions) == 1
