from __future__ import annotations

import bz2
import hashlib
import os
import re
import zipfile
from pathlib import Path

import pytest
import uharfbuzz

from bifolio.fonts import HALF_WIDTH, NARROW, NARROW_STEPS, SPACED_MARKS, WIDE, WIDENED_BY
from bifolio.fonts.build.__main__ import main as rebuild
from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.fonts.manifest import TRUETYPE, problem_of, read_manifest
from bifolio.fonts.subset import cut
from bifolio.problems import Place, Problems
from tests.conftest import ROOT
from tests.support.fonts import forget_subsets
from tests.support.problems import codes, having

FONTS = ROOT / "fonts"
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
HAN = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
TRADITIONAL = ("NotoSansTC-Regular.ttf", "NotoSansTC-Bold.ttf")


LATIN = (FONTS / "Ubuntu-Regular.ttf").read_bytes()

MANIFEST = """\
faces:
  - file: A.ttf
    family: A
    weight: 400
    style: normal
    version: "1"
    licence: A.txt
    origin: from the foundry
    sha256: "{0}"
"""


def with_font(folder: Path, font: bytes, checksum: str = "") -> Typecase:
    """A typecase with one font, described as the README says."""
    (folder / "A.ttf").write_bytes(font)
    (folder / "A.txt").write_text("licence")
    checksum = checksum or hashlib.sha256(font).hexdigest()
    (folder / "manifest.yaml").write_text(MANIFEST.format(checksum))
    return read_typecase((folder,))


def repertoire(path: Path) -> set[int]:
    return set(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes)


def test_every_file_matches_the_manifest() -> None:
    faces = read_manifest(FONTS).faces
    assert [problem_of(face, FONTS) for face in faces] == [None] * len(faces)


def test_every_face_has_a_licence_and_a_size_for_git() -> None:
    for face in read_manifest(FONTS).faces:
        licence = (FONTS / face.licence).read_text("utf-8")
        assert re.search("SIL OPEN FONT LICENSE|UBUNTU FONT LICENCE", licence)
        assert (FONTS / face.file).stat().st_size <= 12_000_000


@pytest.mark.parametrize("file", HAN)
def test_the_han_faces_have_all_of_gb_2312(file: str) -> None:
    wanted = {
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    } - {""}
    assert len(wanted) > 7000
    assert set(map(ord, wanted)) - repertoire(FONTS / file) == set()


@pytest.mark.parametrize("file", HAN)
def test_the_han_faces_have_the_table_of_general_standard_characters(file: str) -> None:
    lines = bz2.decompress(UNIHAN.read_bytes()).decode().splitlines()
    table = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    assert len(table) >= 8105
    missing = table - repertoire(FONTS / file)
    # What the upstream face does not have; all of level one and two is there.
    assert len(missing) <= 200, f"{len(missing)} are missing"
    level_two = {
        int(line.split("\t")[0][2:], 16)
        for line in lines
        if "\tkTGH\t" in line and int(line.split("2013:")[1].split()[0]) <= 6500
    }
    assert level_two - repertoire(FONTS / file) == set()


def test_the_han_faces_have_chinese_and_latin_marks(typecase: Typecase) -> None:
    marks = "，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’—…·～￥％"
    latin = "ÀÉÎõüßœŁčğ–—‘’“”•…€"
    assert {ord(mark) for mark in marks} <= repertoire(FONTS / HAN[0])
    assert {ord(mark) for mark in latin} <= repertoire(FONTS / "SourceSans3-It.ttf")
    assert {ord(mark) for mark in marks + latin} <= typecase.covered


@pytest.mark.parametrize("file", TRADITIONAL)
def test_the_traditional_faces_have_level_one_of_big5(file: str) -> None:
    wanted = {
        bytes((row, cell)).decode("big5", "ignore")
        for row in range(0xA4, 0xC7)
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    } - {""}
    assert len(wanted) > 5400
    assert set(map(ord, wanted)) - repertoire(FONTS / file) == set()


def test_a_subset_has_the_requested_characters_and_little_more(tmp_path: Path) -> None:
    wanted = frozenset(map(ord, "中文，A"))
    path = tmp_path / "cut.ttf"
    cut(FONTS / HAN[0], wanted, path)
    assert repertoire(path) == wanted
    assert path.stat().st_size < 40_000


def test_subsets_are_reproducible_and_leave_no_temporary_files(tmp_path: Path) -> None:
    wanted = frozenset(map(ord, "中文"))
    typecase = with_font(tmp_path, LATIN)
    (first,) = typecase.faces(wanted, tmp_path / "a")
    forget_subsets()
    (second,) = typecase.faces(wanted, tmp_path / "b")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert set((tmp_path / "a").iterdir()) == {first.path, first.path.with_suffix(".sha256")}


@pytest.mark.parametrize("damage", ["zeros", "cut-off", "no-digest", "wrong-digest"])
def test_a_damaged_cached_font_is_replaced(tmp_path: Path, damage: str) -> None:
    wanted = frozenset(map(ord, "中文"))
    typecase = with_font(tmp_path, LATIN)
    (face,) = typecase.faces(wanted, tmp_path / "a")
    good = face.path.read_bytes()
    if damage == "zeros":
        middle = len(good) // 2
        face.path.write_bytes(good[:middle] + bytes(200) + good[middle + 200 :])
    elif damage == "cut-off":
        face.path.write_bytes(good[:-10])
    elif damage == "no-digest":
        face.path.with_suffix(".sha256").unlink()
    else:
        face.path.with_suffix(".sha256").write_text(64 * "0")
    (again,) = typecase.faces(wanted, tmp_path / "a")
    assert again.path == face.path
    assert again.path.read_bytes() == good


def _advance(character: str, path: Path) -> float:
    """In em."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    font = uharfbuzz.Font(face)
    glyph = font.get_nominal_glyph(ord(character))
    assert glyph is not None
    advance: int = font.get_glyph_h_advance(glyph)
    em: int = face.upem
    return advance / em


def test_a_scaled_font_has_valid_checksums_and_the_same_line_height(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.sfnt import calcChecksum

    path = tmp_path / "a.ttf"
    cut(FONTS / "SourceSans3-Regular.ttf", frozenset(map(ord, "abc")), path, 1.1)
    assert calcChecksum(path.read_bytes()) == 0xB1B0AFBA
    scaled, whole = TTFont(path, checkChecksums=2), TTFont(FONTS / "SourceSans3-Regular.ttf")
    assert scaled["head"].unitsPerEm == 909
    ascents = [font["hhea"].ascent / font["head"].unitsPerEm for font in (scaled, whole)]
    assert ascents[0] == pytest.approx(ascents[1], abs=0.001)


def test_a_family_made_of_another_has_its_own_range_and_scale(tmp_path: Path) -> None:
    faces = read_typecase((FONTS,)).faces(frozenset(map(ord, "A")), tmp_path)
    latin = [face for face in faces if face.family == "Bifolio Latin"]
    inside = [face for face in faces if face.family == "Bifolio Latin in Han"]
    assert [face.font for face in latin] == [face.font for face in inside]
    for one, other in zip(latin, inside, strict=True):
        widths = [_advance("A", face.path) for face in (one, other)]
        assert widths[1] == pytest.approx(1.08 * widths[0], rel=0.001)
    assert len(latin) == 6
    assert all(face.held == (range(0x41, 0x42),) for face in inside)  # of those it was cut to
    assert not any(face.ranges or face.is_empty for face in latin)
    for character, taken in {
        "A": True,
        "é": True,
        "₂": True,
        "″": True,
        "“": False,
        "·": False,
    }.items():
        assert {face.takes(ord(character)) for face in inside} == {taken}
        assert all(face.takes(ord(character)) for face in latin)


def test_layouts_have_the_scale_of_latin_in_han() -> None:
    tokens = (ROOT / "layouts" / "base" / "tokens.css").read_text("utf-8")
    (scale,) = re.findall(r"--latin-in-han: ([\d.]+);", tokens)
    assert float(scale) == read_manifest(FONTS).families["Bifolio Latin in Han"].scale


def test_errors_of_a_manifest_are_reported_at_once(tmp_path: Path) -> None:
    text = MANIFEST.format("0" * 64).replace("weight: 400", "weight: bold")
    (tmp_path / "manifest.yaml").write_text(text + "families: {B: {of: C, unicode-range: [x]}}\n")
    with pytest.raises(Problems) as found:
        read_manifest(tmp_path)
    assert [problem.code for problem in found.value.problems] == [
        "source/wrong-type",
        "source/invalid-value",
    ]
    assert found.value.problems[0].place == Place(tmp_path / "manifest.yaml", 4, 13)


def test_missing_files_of_a_manifest_are_reported(tmp_path: Path) -> None:
    text = MANIFEST.format("0" * 64) + "families: {B: {of: C, unicode-range: [U+41]}}\n"
    (tmp_path / "manifest.yaml").write_text(text)
    with pytest.raises(Problems) as found:
        read_manifest(tmp_path)
    assert sorted(problem.code for problem in found.value.problems) == [
        "fonts/file-not-found",
        "fonts/file-not-found",
        "fonts/unknown-family",
    ]


def test_a_changed_file_is_reported_with_its_checksum(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST.format("0" * 64))
    (tmp_path / "A.ttf").write_bytes(TRUETYPE[0] + b"font")
    (tmp_path / "A.txt").write_text("licence")
    (face,) = read_manifest(tmp_path).faces
    problem = problem_of(face, tmp_path)
    assert problem
    assert problem.code == "fonts/changed-file"
    assert re.search(r"sha256: [0-9a-f]{64}", problem.hint)


@pytest.mark.parametrize(
    ("font", "code"),
    [
        (b"", "fonts/not-truetype"),
        (b"wOF2" + LATIN, "fonts/not-truetype"),
        (b"OTTO" + LATIN[4:], "fonts/not-truetype"),
        (LATIN[:2000], "fonts/damaged"),
    ],
    ids=["empty", "woff2", "cff", "half"],
)
def test_an_unusable_font_is_reported(tmp_path: Path, font: bytes, code: str) -> None:
    typecase = with_font(tmp_path, font)
    with pytest.raises(Problems) as found:
        typecase.faces(frozenset({0x41}), tmp_path / "cache")
    (problem,) = found.value.problems
    assert problem.code == code
    assert problem.place is not None
    name = "A.ttf" if code == "fonts/damaged" else "manifest.yaml"
    assert problem.place.path.name == name


def test_a_replaced_font_is_reported(tmp_path: Path) -> None:
    typecase = with_font(tmp_path, LATIN)
    typecase.faces(frozenset({0x41}), tmp_path / "cache")
    checksum = hashlib.sha256(LATIN).hexdigest()
    typecase = with_font(tmp_path, (FONTS / "SourceSans3-It.ttf").read_bytes(), checksum)
    os.utime(tmp_path / "A.ttf", (0, 0))  # as `cp -p` leaves it
    with pytest.raises(Problems, check=having("fonts/changed-file")):
        typecase.faces(frozenset({0x41}), tmp_path / "cache")


def test_rebuilding_refuses_an_archive_with_another_checksum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for package in read_manifest(FONTS).packages.values():
        (tmp_path / package.archive).write_bytes(b"not it")
    assert rebuild(["--check", "--packages", str(tmp_path), str(FONTS)]) == 1
    assert set(codes(capsys.readouterr().err)) == {"fonts/changed-archive"}


def test_rebuilding_reports_a_missing_archive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rebuild(["--check", "--packages", str(tmp_path), str(FONTS)]) == 1
    assert set(codes(capsys.readouterr().err)) == {"fonts/missing-archive"}


def advances(text: str, feature: str = "", file: str = HAN[0], value: int = 1) -> list[int]:
    """The advance of each glyph of `text`, in thousandths of an em."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / file))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = "zh-Hans"
    uharfbuzz.shape(font, buffer, {feature: value} if feature else {})
    return [position.x_advance for position in buffer.glyph_positions]


def ink(character: str, file: str, feature: str = "", value: int = 1) -> tuple[float, float]:
    """Where the ink of `character` begins and ends, in thousandths of an em."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / file))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {feature: value} if feature else {})
    extents = font.get_glyph_extents(buffer.glyph_infos[0].codepoint)
    assert extents is not None
    return extents.x_bearing, extents.x_bearing + extents.width


@pytest.mark.parametrize("file", [*HAN, *TRADITIONAL])
def test_narrow_marks_contain_all_of_their_ink(file: str) -> None:
    for mark in SPACED_MARKS:
        assert advances(mark, file=file) == [1000]
        left, right = ink(mark, file)
        if right - left > 500:
            assert (mark, file) == ("？", "NotoSansTC-Bold.ttf")
            continue
        assert advances(mark, HALF_WIDTH, file) == [500], mark
        for step in range(1, NARROW_STEPS):
            width = 1000 - 500 * step / NARROW_STEPS
            assert advances(mark, NARROW, file, step) == [pytest.approx(width, abs=0.5)], mark
            left, right = ink(mark, file, NARROW, step)
            assert 0 <= left < right <= width, mark
        left, right = ink(mark, file, HALF_WIDTH)
        assert 0 <= left < right <= 500, mark


@pytest.mark.parametrize("file", [*HAN, *TRADITIONAL])
def test_letters_have_wider_glyphs_with_the_same_ink(file: str) -> None:
    wider = 1000 * (1 + WIDENED_BY)
    assert advances("中文，", WIDE, file) == [wider, wider, wider]
    assert ink("中", file, WIDE) == ink("中", file)
    assert advances("……——", WIDE, file) == advances("……——", file=file)


def test_a_mark_may_be_half_and_wide_at_once() -> None:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / HAN[0]))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str("，")
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {HALF_WIDTH: True, WIDE: True})
    assert [position.x_advance for position in buffer.glyph_positions] == [500 + 1000 * WIDENED_BY]


@pytest.mark.parametrize(("mark", "middle"), [("，", 500), ("。", 500), ("：", 500)])
def test_traditional_marks_are_centred_in_the_em(mark: str, middle: float) -> None:
    left, right = ink(mark, TRADITIONAL[0])
    assert (left + right) / 2 == pytest.approx(middle, abs=30)


@pytest.mark.parametrize("file", [*HAN, *TRADITIONAL])
def test_two_em_dashes_are_one_stroke(file: str) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / file)
    dash = font["glyf"][font.getBestCmap()[0x2014]]
    assert (dash.xMin, dash.xMax) == (0, 1000)
    assert sum(advances("——", file=file)) == 2000


def test_rebuilding_reports_a_file_missing_in_the_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "a.whl"
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("other.ttf", LATIN)
    with_font(tmp_path, LATIN)
    manifest = tmp_path / "manifest.yaml"
    text = manifest.read_text()
    manifest.write_text(
        text.replace("origin: from the foundry", "origin: {package: p, member: A.ttf, make: copy}")
        + f"packages: {{p: {{registry: PyPI, name: p, version: '1', archive: a.whl, "
        f"sha256: '{hashlib.sha256(archive.read_bytes()).hexdigest()}'}}}}\n"
    )
    assert rebuild(["--check", "--packages", str(tmp_path), str(tmp_path)]) == 1
    assert codes(capsys.readouterr().err) == ["fonts/missing-member"]
