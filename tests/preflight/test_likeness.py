"""A picture is known again after JPEG, CMYK and scaling, and not when it is another one."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from pikepdf import Matrix
from PIL import Image, ImageChops, ImageCms, ImageEnhance, ImageOps

from bifolio.preflight.checks.images import ALIKE
from bifolio.preflight.likeness import (
    TURNS,
    NotComparable,
    grey,
    likeness,
    on_paper,
    part_seen,
    source_picture,
    stands_wrongly,
    turned,
)
from tests.conftest import ROOT

FOGRA39 = ROOT / "bifolio" / "prepress" / "icc" / "FOGRA39.icc"

SCENE = ROOT / "tests" / "good_texts" / "source" / "museum-guide" / "hall.jpg"


@pytest.fixture(scope="module")
def scene() -> Image.Image:
    return Image.open(SCENE)


def as_jpeg(picture: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=40)
    return Image.open(buffer)


@pytest.mark.parametrize(
    "change",
    [
        as_jpeg,
        lambda picture: picture.convert("CMYK"),
        lambda picture: picture.resize((90, 60)),
        lambda picture: picture.convert("L"),
        lambda picture: ImageEnhance.Contrast(picture).enhance(0.6),
        lambda picture: picture.convert("P"),
    ],
)
def test_a_picture_is_known_again(change: object, scene: Image.Image) -> None:
    assert callable(change)
    assert likeness(grey(scene), grey(change(scene))) > 0.95


def in_inks(picture: Image.Image, profile: bytes) -> Image.Image:
    screen, press = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile))
    inks = ImageCms.profileToProfile(picture, screen, press, outputMode="CMYK")
    assert inks is not None
    return inks


def test_a_picture_of_equally_light_colours_is_known_again_in_inks() -> None:
    """A sky at dusk differs in hue only: without the profile its inks show another picture."""
    profile = FOGRA39.read_bytes()
    across, down = (Image.linear_gradient("L").rotate(turn) for turn in (90, 0))
    dusk = Image.merge("RGB", (down, ImageChops.invert(down).point(lambda v: 80 + v // 3), across))
    inks = in_inks(dusk, profile)
    assert likeness(grey(dusk), grey(on_paper(inks, profile))) > 0.9
    assert likeness(grey(dusk), grey(inks)) < ALIKE
    other = in_inks(ImageOps.mirror(ImageOps.flip(dusk)), profile)
    assert likeness(grey(dusk), grey(on_paper(other, profile))) < 0.5


def test_a_profile_that_cannot_be_used_leaves_the_inks(scene: Image.Image) -> None:
    inks = scene.convert("CMYK")
    assert on_paper(inks, b"") is inks
    assert on_paper(scene, b"") is scene


def test_another_picture_is_not_taken_for_it(scene: Image.Image) -> None:
    noise = Image.frombytes("RGB", (64, 64), random.Random(1).randbytes(64 * 64 * 3))
    for other in (noise, Image.new("RGB", (64, 64), "white"), ImageOps.invert(scene)):
        assert likeness(grey(scene), grey(other)) < 0.5


def test_a_flat_picture_is_like_one_of_its_tone() -> None:
    blue, paler, white = (Image.new("L", (9, 9), tone) for tone in (80, 100, 255))
    assert likeness(grey(blue), grey(paler)) == 1
    assert likeness(grey(blue), grey(white)) == 0


@pytest.mark.parametrize("way", TURNS.values())
def test_a_picture_that_is_turned_is_known_by_its_turn(
    way: Image.Transpose, scene: Image.Image
) -> None:
    other = scene.resize((320, 320)).transpose(way)
    assert likeness(turned(grey(scene), way), grey(other)) > 0.99
    assert likeness(grey(scene), grey(other)) < 0.9


def test_a_title_upon_a_picture_does_not_hide_it(scene: Image.Image) -> None:
    titled = scene.copy()
    width, height = titled.size
    titled.paste((255, 255, 255), (0, 0, width * 2 // 3, height))
    assert part_seen(grey(scene), grey(titled)) > 0.1
    titled.paste((255, 255, 255), (0, 0, width, height))
    assert part_seen(grey(scene), grey(titled)) == 0


def test_a_picture_of_16_bits_and_one_with_a_mask_are_read(
    tmp_path: Path, scene: Image.Image
) -> None:
    small = scene.convert("L").resize((90, 60))
    samples = b"".join((257 * value).to_bytes(2, "little") for value in small.tobytes())
    Image.frombytes("I;16", small.size, samples).save(tmp_path / "deep.png")
    assert likeness(grey(scene), grey(source_picture(tmp_path / "deep.png"))) > 0.99
    masked = scene.convert("RGBA")
    masked.putalpha(0)
    assert likeness(grey(scene), grey(masked)) > 0.99


def test_a_drawing_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "map.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    with pytest.raises(NotComparable):
        source_picture(tmp_path / "map.svg")


@pytest.mark.parametrize(
    ("matrix", "how"),
    [
        ((9, 0, 0, 9, 0, 0), ""),
        ((9, 1, -1, 9, 0, 0), ""),
        ((-9, 0, 0, 9, 9, 0), "mirrored"),
        ((9, 0, 0, -9, 0, 9), "mirrored upside down"),
        ((-9, 0, 0, -9, 9, 9), "turned by 180 degrees"),
        ((0, 9, -9, 0, 9, 0), "turned by 270 degrees"),
    ],
)
def test_a_matrix_says_how_a_picture_is_oriented(matrix: tuple[float, ...], how: str) -> None:
    assert stands_wrongly(Matrix(*matrix)) == how
