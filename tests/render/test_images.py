"""Pictures are made ready for the page: upright, in sRGB, small enough, without metadata."""

from __future__ import annotations

import base64
import io
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageDraw

from bifolio.document.crop import Crop
from bifolio.prepress.conditions import SHIPPED_CONDITIONS
from bifolio.render.images import prepared, without_metadata
from bifolio.render.picture_needs import PictureNeeds
from bifolio.render.renderer import render_job
from tests.fuzz.targets import small_page
from tests.prepress.test_separation import swapped_primaries

SCREEN = PictureNeeds(cmyk=SHIPPED_CONDITIONS / "FOGRA39.icc")
PRESS = replace(SCREEN, resolution=300, in_inks=True)
PLACE = b"N 52 31 12 E 13 24 18"


def photograph(width: int = 600, height: int = 400) -> Image.Image:
    """Many colours; the left half is red, the right half blue."""
    picture = Image.effect_noise((width, height), 40).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 3, height), "#d02020")
    draw.rectangle((2 * width // 3, 0, width, height), "#2020d0")
    return picture


def exif(orientation: int) -> bytes:
    """Exif data with an orientation, a place and the name of a camera."""
    data = Image.Exif()
    data[0x0112], data[0x010F] = orientation, "Camera of somebody"
    data.get_ifd(0x8825)[0x001D] = PLACE.decode()
    return data.tobytes()


def opened(made: tuple[bytes, str] | None) -> Image.Image:
    assert made is not None
    picture = Image.open(io.BytesIO(made[0]))
    picture.load()
    assert made[1] == Image.MIME[str(picture.format)]
    return picture


def near(one: Any, other: tuple[int, ...], tolerance: int = 25) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def test_a_picture_with_another_profile_is_put_into_srgb(tmp_path: Path) -> None:
    for name in ("shot.png", "photo.jpg"):
        path = tmp_path / name
        Image.new("RGB", (8, 8), "#ff0000").save(path, icc_profile=swapped_primaries())
        made = opened(prepared(path, SCREEN))
        assert "icc_profile" not in made.info
        assert near(made.getpixel((0, 0)), (0, 0, 255))


def test_a_print_shop_gets_the_profile_of_a_photograph(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 8), "#ff0000").save(path, icc_profile=swapped_primaries())
    assert opened(prepared(path, PRESS)).info["icc_profile"] == swapped_primaries()


def test_what_is_transparent_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "shot.png"
    Image.new("RGBA", (2, 2), (255, 0, 0, 90)).save(path, icc_profile=swapped_primaries())
    assert opened(prepared(path, SCREEN)).getchannel("A").getextrema() == (90, 90)


@pytest.mark.parametrize("name", ["plain.png", "srgb.png", "drawing.svg", "face.ttf"])
def test_other_pictures_stay_as_they_are(tmp_path: Path, name: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = tmp_path / name
    if name.endswith(".png"):
        profile = srgb if name == "srgb.png" else None
        Image.new("RGB", (2, 2), "#ff0000").save(path, icc_profile=profile)
    else:
        path.write_text("<svg/>")
    assert prepared(path, SCREEN) is None


def test_a_photograph_with_the_suffix_of_a_font_is_prepared(tmp_path: Path) -> None:
    path = tmp_path / "photo.ttf"
    Image.new("RGB", (8, 8), "#ff0000").save(path, "JPEG", icc_profile=swapped_primaries())
    assert "icc_profile" not in opened(prepared(path, SCREEN)).info


def test_what_is_no_picture_is_left_to_the_renderer(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert prepared(tmp_path / "broken.png", SCREEN) is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_however_the_phone_was_held(
    tmp_path: Path, orientation: int
) -> None:
    lying = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = photograph()
    stored = upright.transpose(lying[orientation]) if orientation > 1 else upright
    stored.save(tmp_path / "photo.jpg", exif=exif(orientation))
    made = opened(prepared(tmp_path / "photo.jpg", SCREEN))
    assert made.size == (600, 400)
    assert near(made.getpixel((20, 20)), (208, 32, 32))
    assert near(made.getpixel((580, 380)), (32, 32, 208))


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("needs", [SCREEN, PRESS])
def test_where_a_photograph_was_taken_is_in_no_file(
    tmp_path: Path, orientation: int, needs: PictureNeeds
) -> None:
    path = tmp_path / "photo.jpg"
    photograph().save(path, exif=exif(orientation), comment=PLACE, xmp=b"<x>" + PLACE + b"</x>")
    path.write_bytes(path.read_bytes() + b"a second picture at " + PLACE)
    assert path.read_bytes().count(PLACE) == 4
    made = prepared(path, needs)
    assert made is not None
    assert PLACE not in made[0]
    assert b"Camera" not in made[0]
    assert path.read_bytes().count(PLACE) == 4  # the file of the author stays


@pytest.mark.parametrize("progressive", [False, True])
def test_metadata_is_removed_without_another_compression(progressive: bool) -> None:
    written = io.BytesIO()
    photograph().save(written, "JPEG", exif=exif(1), progressive=progressive, restart_marker_rows=4)
    stripped = without_metadata(written.getvalue())
    assert Image.open(io.BytesIO(stripped)).tobytes() == Image.open(written).tobytes()
    assert len(stripped) < len(written.getvalue())
    assert without_metadata(stripped) == stripped


@pytest.mark.parametrize("cut", [2, 3, 5, 21, 300, 4000])
def test_a_cut_off_file_ends_without_an_exception(cut: int) -> None:
    written = io.BytesIO()
    photograph(60, 40).save(written, "JPEG", exif=exif(1))
    assert without_metadata(written.getvalue()[:cut]).endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("photo.webp", "RGB"),
        ("photo.tif", "RGB"),
        ("photo.tif", "LAB"),
        ("photo.tif", "CMYK"),
        ("photo.jpg", "CMYK"),
        ("photo.avif", "RGB"),
        ("photo.gif", "P"),
        ("scan.tif", "1"),
        ("scan.png", "I;16"),
        ("scan.tif", "I;16"),
        ("scan.png", "LA"),
        ("cut-out.webp", "RGBA"),
    ],
)
def test_every_kind_of_file_becomes_what_screens_show(tmp_path: Path, name: str, mode: str) -> None:
    path = tmp_path / name
    picture = photograph(120, 80)
    if mode == "LAB":
        srgb = ImageCms.createProfile("sRGB")
        picture = ImageCms.profileToProfile(  # type: ignore[assignment]
            picture, srgb, ImageCms.createProfile("LAB"), outputMode="LAB"
        )
    elif mode == "I;16":
        picture = picture.convert("L").convert("I").point(lambda value: value * 257)
        picture = picture.convert("I;16")
    else:  # with dithering, the noise in the middle would be anywhere
        picture = picture.convert(mode, dither=Image.Dither.NONE)
    if path.suffix in (".avif", ".webp", ".jpg"):
        picture.save(path, quality=95)
    else:
        picture.save(path)
    made = prepared(path, SCREEN)
    shown = opened(made) if made else Image.open(path)
    assert shown.mode in ("L", "LA", "RGB", "RGBA")
    assert shown.size == (120, 80)
    left, right = (shown.convert("RGB").getpixel((x, 40)) for x in (10, 110))
    if mode in ("1", "I;16", "LA"):
        assert left[0] >= right[0]  # type: ignore[index]
    else:
        assert near(left, (208, 32, 32), 45)
        assert near(right, (32, 32, 208), 90 if mode == "CMYK" else 45)


def test_inks_stay_for_a_print_shop_alone(tmp_path: Path) -> None:
    for name in ("photo.jpg", "photo.tif"):
        photograph().convert("CMYK").save(tmp_path / name)
        assert opened(prepared(tmp_path / name, PRESS)).mode == "CMYK"
        assert opened(prepared(tmp_path / name, SCREEN)).mode == "RGB"


def test_a_picture_has_no_more_pixels_than_cover_the_page(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (6000, 2000), "#306090").save(path)
    made = opened(prepared(path, replace(SCREEN, size=(100.0, 100.0))))
    assert made.height == round(100 / 25.4 * 200)
    assert abs(made.width - 3 * made.height) <= 2


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "photo.webp"
    photograph(2000, 1500).save(path)
    assert prepared(path, SCREEN) == prepared(path, SCREEN)


def test_a_drawing_keeps_its_sharp_edges_and_a_photograph_its_small_file(tmp_path: Path) -> None:
    drawing, photo = tmp_path / "drawing.webp", tmp_path / "photo.webp"
    Image.new("RGB", (900, 900), "#306090").save(drawing, lossless=True)
    noise = [Image.effect_noise((900, 900), 90) for _ in range(3)]
    Image.merge("RGB", noise).save(photo)
    assert opened(prepared(drawing, SCREEN)).format == "PNG"
    assert opened(prepared(photo, SCREEN)).format == "JPEG"


def test_a_picture_is_cropped_around_its_focus(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    photograph(600, 200).save(path)
    for focus, colour in (((0.0, 50.0), (208, 32, 32)), ((100.0, 50.0), (32, 32, 208))):
        made = opened(prepared(path, SCREEN, Crop(1.0, focus)))
        assert made.size == (200, 200)
        assert near(made.convert("RGB").getpixel((100, 100)), colour)


def test_a_drawing_is_cropped_around_its_focus(tmp_path: Path) -> None:
    path = tmp_path / "drawing.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"/>')
    made = prepared(path, SCREEN, Crop(1.0, (100.0, 50.0)))
    assert made is not None
    assert b'viewBox="40 0 20 20"' in made[0]


def test_the_crop_survives_its_address() -> None:
    crop = Crop(16 / 9, (12.5, 100.0))
    assert Crop.of_fragment(crop.fragment) == crop
    assert Crop.of_fragment("") is None
    assert Crop.of_fragment("aspect=x&focus=1,2") is None


def page_with(folder: Path, style: str, picture: str) -> bytes:
    (folder / "layout.css").write_text(f"img {{ {style} }}", "utf-8")
    printed = render_job(replace(small_page(folder, "layout.css", picture), pictures=SCREEN))
    assert printed.problems == ()
    return printed.pdf


def images_of(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            (int(item.Width), int(item.Height))
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_a_photograph_has_the_pixels_that_its_printed_size_needs(tmp_path: Path, name: str) -> None:
    photograph(2400, 1600).save(tmp_path / name)
    for style in ("width: 30mm", "width: 30mm; transform: rotate(90deg)"):
        pdf = page_with(tmp_path, style, name)
        assert set(images_of(pdf)) == {(236, 157)}  # 200 dpi
    assert pdf == page_with(tmp_path, style, name)


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    photograph(240, 160).save(tmp_path / "photo.jpg")
    assert set(images_of(page_with(tmp_path, "width: 30mm", "photo.jpg"))) == {(240, 160)}


def test_a_cut_out_is_scaled_with_its_mask(tmp_path: Path) -> None:
    picture = photograph(2400, 1600)
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(tmp_path / "cut-out.png")
    assert images_of(page_with(tmp_path, "width: 30mm", "cut-out.png")) == [(236, 157)] * 2


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_picture_within_a_drawing_is_seen(tmp_path: Path, kind: str) -> None:
    """As Inkscape and Illustrator embed photographs; one with a profile is put into sRGB."""
    written = io.BytesIO()
    profile = swapped_primaries() if kind == "png" else None
    Image.new("RGB", (300, 300), (255, 0, 0)).save(written, kind, icc_profile=profile)
    address = base64.b64encode(written.getvalue()).decode()
    (tmp_path / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<image width="9" height="9" href="data:image/{kind};base64,{address}"/></svg>',
        "utf-8",
    )
    pdf = page_with(tmp_path, "width: 30mm; height: 30mm", "drawing.svg")
    document = pypdfium2.PdfDocument(pdf)
    page = document[len(document) - 1].render(scale=2).to_pil().convert("RGB")
    colours = {colour for count, colour in page.getcolors(10**6) if count > 10_000}
    seen = (0, 0, 254) if kind == "png" else (254, 0, 0)
    assert any(sum(abs(a - b) for a, b in zip(seen, each, strict=True)) < 60 for each in colours)


@pytest.mark.slow
def test_the_pdf_does_not_say_where_a_photograph_was_taken(tmp_path: Path) -> None:
    """Read with another program: the embedded files as they are in the PDF."""
    photograph().save(tmp_path / "photo.jpg", exif=exif(6), comment=PLACE)
    (tmp_path / "page.pdf").write_bytes(page_with(tmp_path, "width: 30mm", "photo.jpg"))
    command = ["pdfimages", "-all", "page.pdf", "image"]
    subprocess.run(command, cwd=tmp_path, check=True)
    images = list(tmp_path.glob("image-*"))
    assert images
    assert not any(PLACE in each.read_bytes() for each in images)


ENDLESS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><linearGradient id="g" x1="0" '
    'x2="1e-7" spreadMethod="repeat"><stop offset="0"/><stop offset="1" stop-color="red"/>'
    '</linearGradient></defs><rect width="9" height="9" fill="url(#g)"/></svg>'
)


def test_a_drawing_that_never_ends_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bifolio.render.weasyprint.images.LONGEST_DRAWING", 0.5)
    (tmp_path / "endless.svg").write_text(ENDLESS)
    (tmp_path / "layout.css").write_text("img { width: 30mm }")
    printed = render_job(small_page(tmp_path, "layout.css", "endless.svg"))
    places = {each.place.path.name for each in printed.problems if each.place}
    assert "picture/too-complex" in {each.code for each in printed.problems}
    assert "endless.svg" in places
