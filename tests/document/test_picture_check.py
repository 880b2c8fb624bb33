"""What a picture would lose, or never finish, is reported at its line before it is drawn."""

from __future__ import annotations

import base64
import io
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bifolio.document.picture_check import path_error, picture_problems
from bifolio.problems import Place
from tests.conftest import ROOT

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n'


def svg(folder: Path, body: str, head: str = HEAD) -> Path:
    path = folder / "picture.svg"
    path.write_text(f"{head}{body}</svg>", "utf-8")
    return path


@pytest.mark.parametrize(
    "data",
    [
        "",
        "none",
        "M0,0L10 10z",
        "m1 1a2 2 0 0110 10z",
        "M.5.5.6.6L1-1",
        "M1e3-2 l3 4 5 6 Z m1 1 h5v-5",
        "M0 0C1 2 3 4 5 6 7 8 9 10 11 12S1 2 3 4q1 2 3 4t1 2",
    ],
)
def test_a_path_that_viewers_draw_is_good(data: str) -> None:
    assert path_error(data) == ""


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("M 0 0 Z X", "unknown path command 'X'"),
        ("M 0 0 Z 5 5", "unknown path command '5'"),
        ("L 1 1", "the path begins with 'L 1 1' instead of a move command"),
        ("M 0 0 L 12", "path command 'L' lacks numbers at '12'"),
        ("M 0 0 A 1 1 0 2 0 5 5", "path command 'A' lacks numbers at '1 1 0 2 0'"),
    ],
)
def test_a_broken_path_is_reported(data: str, error: str) -> None:
    assert path_error(data) == error


@pytest.mark.parametrize("data", [f"M {'12.5 3.5 ' * 100_000}", f"M {'1' * 100_000}x"])
def test_a_long_path_is_read_in_a_moment(data: str) -> None:
    begun = time.monotonic()
    path_error(data)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<use href="other.svg#a"/>', "not-drawn"),
        ('<use xlink:href="http://example.org/a.svg#a"/>', "not-drawn"),
        ("<foreignObject/>", "not-drawn"),
        ('<rect fill="url(http://example.org/#g)"/>', "not-drawn"),
        ("<rect style=\"stroke: url('paint.svg#g')\"/>", "not-drawn"),
        ("<style>rect { fill: url(paint.svg#g) }</style>", "not-drawn"),
        ('<style>@import "a.css";</style>', "not-drawn"),
        (
            '<filter id="f"><feGaussianBlur/></filter><g style="filter:url(#f)"/>',
            "not-drawn",
        ),
        (201 * "<g>" + 201 * "</g>", "too-complex"),
        ('<symbol viewBox="a b c d"/>', "invalid-svg"),
        ('<svg viewBox="0 0 0 9"/>', "invalid-svg"),
        ('<image href="https://example.org/x.png" width="9" height="9"/>', "not-drawn"),
        ('<image href="file:///etc/passwd" width="9" height="9"/>', "not-drawn"),
        ('<path d="M 0 0 Z X"/>', "invalid-svg"),
        ('<g id="a"><use href="#a"/></g>', "too-complex"),
        ("<rect>", "unreadable"),
    ],
)
def test_what_would_be_lost_is_reported_at_its_line(tmp_path: Path, body: str, code: str) -> None:
    path = svg(tmp_path, f"<g/>\n{body}\n")
    (problem,) = picture_problems(path)
    assert problem.code == f"picture/{code}"
    assert problem.place is not None
    line = 1 if '<use href="#a' in body else 4 if code == "unreadable" else 3
    assert (problem.place.path, problem.place.line) == (path, line)


def test_a_picture_that_grows_by_repeating_itself_is_refused(tmp_path: Path) -> None:
    levels = ['<g id="a0"><rect width="1" height="1"/></g>']
    for at in range(1, 9):
        uses = 10 * f'<use href="#a{at - 1}"/>'
        levels.append(f'<g id="a{at}">{uses}</g>')
    (problem,) = picture_problems(svg(tmp_path, f'{"".join(levels)}<use href="#a8"/>'))
    assert problem.code == "picture/too-complex"
    assert "680246904 elements" in problem.message


@pytest.mark.parametrize(("points", "codes"), [(150_000, []), (900_000, ["picture/too-complex"])])
def test_a_path_that_takes_long_to_draw_is_refused(
    tmp_path: Path, points: int, codes: list[str]
) -> None:
    path = svg(tmp_path, f'<path d="M 0 0 {points * "L 1 2"}"/>')
    assert [each.code for each in picture_problems(path)] == codes


def test_references_that_lead_on_and_on_are_refused(tmp_path: Path) -> None:
    links = [f'<g id="a{at}"><use href="#a{at + 1}"/></g>' for at in range(3000)]
    (problem,) = picture_problems(svg(tmp_path, f'{"".join(links)}<use href="#a0"/>'))
    assert problem.code == "picture/too-complex"


def test_deep_pictures_are_read_in_a_moment(tmp_path: Path) -> None:
    levels = [f'<g id="a{at}"><use href="#b{at}"/>' for at in range(10_000)]
    begun = time.monotonic()
    assert picture_problems(svg(tmp_path, "".join(levels) + 10_000 * "</g>"))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "body",
    [
        '<defs><linearGradient id="g"/></defs><rect fill="url(#g)" style="stroke:url(\'#g\')"/>',
        '<symbol id="s" viewBox="0,0 5 5"><path d="M0 0h5"/></symbol><use href="#s"/>',
        '<defs><filter id="unused"><feGaussianBlur/></filter></defs><script/>',
        '<switch><foreignObject requiredExtensions="http://ns.adobe.com/"/><g/></switch>',
        '<filter id="f"><feOffset dx="1"/></filter><title>A &amp; B</title><text>x</text>',
        '<metadata xmlns:x="http://example.org/"><x:y href="http://example.org/"/></metadata>',
    ],
)
def test_a_good_svg_passes(tmp_path: Path, body: str) -> None:
    assert picture_problems(svg(tmp_path, body)) == []


def embedded(content: bytes, kind: str = "image/png") -> str:
    """A picture within a drawing, as Inkscape and Illustrator write it: Base64 in lines."""
    address = base64.encodebytes(content).decode().strip()
    return f'<image width="60" height="40" xlink:href="data:{kind};base64,{address}"/>'


def test_a_picture_within_a_drawing_is_good(tmp_path: Path) -> None:
    content = noise_png()
    for address in (embedded(content), embedded(content).replace("\n", "&#10;")):
        assert picture_problems(svg(tmp_path, address)) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (lambda: embedded(noise_png()[:-400]), "unreadable"),
        (lambda: embedded(b"<svg/>", "image/svg+xml"), "not-drawn"),
        (lambda: embedded(b"no picture"), "unreadable"),
        (lambda: '<image href="data:image/png;base64,A"/>', "unreadable"),
        (lambda: '<image href="data:image/png,%89PNG"/>', "not-drawn"),
    ],
)
def test_a_picture_within_that_would_be_lost_is_reported(
    tmp_path: Path, body: Callable[[], str], code: str
) -> None:
    (problem,) = picture_problems(svg(tmp_path, f"<g/>\n{body()}"))
    assert problem.code == f"picture/{code}"
    assert len(problem.message) < 200


def noise_png() -> bytes:
    written = io.BytesIO()
    Image.effect_noise((60, 40), 50).save(written, "PNG")
    return written.getvalue()


def test_the_pictures_that_bifolio_ships_pass() -> None:
    found = (*(ROOT / "layouts").rglob("*.svg"), *(ROOT / "tests").rglob("*.svg"))
    corpus = ROOT / "tests" / "fuzz"  # has bad pictures, too
    shipped = [path for path in found if path.is_file() and not path.is_relative_to(corpus)]
    assert shipped
    assert [problem for path in shipped for problem in picture_problems(path)] == []


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def test_a_picture_of_too_many_pixels_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    header = struct.pack(">IIBBBBB", 12_000, 12_000, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND", b""))
    (problem,) = picture_problems(path)
    assert problem.code == "picture/too-large"
    assert "144 megapixels" in problem.message
    small = tmp_path / "small.png"
    Image.new("L", (100, 100)).save(small)
    assert picture_problems(small) == []


def test_a_picture_is_known_by_its_content(tmp_path: Path) -> None:
    drawing = svg(tmp_path, '<path d="M 0 0 Z X"/>').rename(tmp_path / "drawing")
    (problem,) = picture_problems(drawing)
    assert problem.code == "picture/invalid-svg"
    noise = tmp_path / "noise.data"
    Image.effect_noise((60, 40), 50).save(noise, "PNG")
    assert picture_problems(noise) == []
    noise.write_bytes(noise.read_bytes()[:-400])
    (problem,) = picture_problems(noise)
    assert problem.code == "picture/unreadable"
    other = tmp_path / "words.txt"
    other.write_text("no picture at all", "utf-8")
    assert picture_problems(other) == []


@pytest.mark.parametrize("suffix", ["ttf", "otf", "woff2", "css"])
def test_a_picture_with_the_suffix_of_another_file_is_checked(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    svg(tmp_path, '<path d="M 0 0 Z X"/>').rename(path)
    (problem,) = picture_problems(path)
    assert (problem.code, problem.place) == ("picture/invalid-svg", Place(path, 2))
    svg(tmp_path, '<path d="M 0 0 Z"/>').rename(path)
    assert picture_problems(path) == []
    Image.effect_noise((60, 40), 50).save(path, "PNG")
    assert picture_problems(path) == []
    path.write_bytes(path.read_bytes()[:-400])
    (problem,) = picture_problems(path)
    assert problem.code == "picture/unreadable"


@pytest.mark.parametrize("content", ["p { margin: 0 }", "<!-- a sheet --> p { margin: 0 }", ""])
def test_stylesheets_and_fonts_are_no_pictures(tmp_path: Path, content: str) -> None:
    sheet = tmp_path / "layout.css"
    assert picture_problems(sheet) == []  # the renderer reports what is not there
    sheet.write_text(content, "utf-8")
    assert picture_problems(sheet) == []
    font = tmp_path / "fonts" / "face"
    font.parent.mkdir()
    font.write_bytes((ROOT / "fonts" / "SourceSans3-Regular.ttf").read_bytes())
    assert picture_problems(font) == []


def test_a_font_with_the_suffix_of_a_picture_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    path.write_bytes((ROOT / "fonts" / "SourceSans3-Regular.ttf").read_bytes())
    (problem,) = picture_problems(path)
    assert problem.code == "picture/unreadable"


def test_a_truncated_picture_of_a_layout_is_reported_before_it_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "ground.png"
    Image.effect_noise((60, 40), 50).save(path)
    assert picture_problems(path) == []
    path.write_bytes(path.read_bytes()[:-400])
    (problem,) = picture_problems(path)
    assert problem.place == Place(path)
    assert problem.code == "picture/unreadable"


def nested(tag: str, attribute: str, depth: int) -> str:
    """Elements of which each is painted with the next one ten times."""
    return "".join(
        f'<{tag} id="e{n}">'
        + f'<path d="M 0 0 L 9 9" {attribute}="url(#e{n + 1})"/>' * 10
        + f"</{tag}>"
        for n in range(depth)
    )


PAINTED_WITH = [
    ("mask", "mask"),
    ("marker", "marker-mid"),
    ("pattern", "fill"),
    ("clipPath", "clip-path"),
]


@pytest.mark.parametrize(("tag", "attribute"), PAINTED_WITH)
def test_what_is_painted_with_itself_ten_times_over_is_refused(
    tmp_path: Path, tag: str, attribute: str
) -> None:
    path = tmp_path / "a.svg"
    end = f'<path d="M 0 0 L 9 9" {attribute}="url(#e0)"/></svg>'
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{nested(tag, attribute, 9)}{end}')
    (problem,) = picture_problems(path)
    assert problem.code == "picture/too-complex"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{nested(tag, attribute, 2)}{end}')
    assert picture_problems(path) == []


def test_one_gradient_for_thousands_of_shapes_is_good(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    stops = '<stop offset="0"/>' * 9
    gradient = f'<linearGradient id="g">{stops}</linearGradient>'
    shapes = '<path d="M 0 0 L 9 9" fill="url(#g)"/>' * 3000
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{gradient}{shapes}</svg>')
    assert picture_problems(path) == []


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_a_picture_that_moves_is_reported_and_one_that_does_not_is_good(
    tmp_path: Path, suffix: str
) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    frames[0].save(tmp_path / f"moves.{suffix}", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / f"still.{suffix}")
    (problem,) = picture_problems(tmp_path / f"moves.{suffix}")
    assert problem.code == "picture/unreadable"
    assert picture_problems(tmp_path / f"still.{suffix}") == []
