"""The printing conditions, and the profiles that describe them."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image, ImageCms

from bifolio.document.passage import Passage
from bifolio.document.publication import Intent, PressSettings
from bifolio.prepress.build_profiles import main as rebuild
from bifolio.prepress.conditions import SHIPPED_CONDITIONS, Condition, find_condition, read_manifest
from bifolio.problems import ENVIRONMENT, Place, Problems
from bifolio.source_yaml.nodes import PlacedString
from tests.conftest import ROOT, call_bifolio
from tests.support.problems import codes, places

HERE = Place(Path("publication.yaml"), 7)

EDITION = """editions:
  poster:
    languages: [en]
    layout: sheet
    target: press
    press: {}
    file-name: poster.pdf
"""


def settings(**entries: object) -> PressSettings:
    if "icc" in entries:
        entries["icc"] = PlacedString.at(str(entries["icc"]), HERE)
    made = PressSettings.model_validate(entries)
    made._place = HERE
    return made


def find(
    chosen: PressSettings, folder: Path = ROOT, shipped: Path = SHIPPED_CONDITIONS
) -> Condition:
    return find_condition(chosen, folder, shipped)


def reason(caught: pytest.ExceptionInfo[Problems]) -> str:
    return str(caught.value)


def test_every_profile_is_the_one_that_the_manifest_means_and_has_its_licence() -> None:
    for name, entry in read_manifest(SHIPPED_CONDITIONS).conditions.items():
        found = find(settings(condition=name))
        assert found.registry == "http://www.color.org"
        assert len(found.profile) <= 500_000
        assert "zlib" in (SHIPPED_CONDITIONS / entry.licence).read_text("utf-8")


def test_the_profile_prints_its_paper_as_nothing_and_black_within_the_limit() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(find(settings()).profile))
    screen = ImageCms.createProfile("sRGB")
    way = ImageCms.buildTransform(
        screen, profile, "RGB", "CMYK", ImageCms.Intent.RELATIVE_COLORIMETRIC
    )
    ramp = Image.new("RGB", (2, 1))
    ramp.putpixel((1, 0), (255, 255, 255))
    separated = ImageCms.applyTransform(ramp, way)
    assert separated is not None
    assert separated.getpixel((1, 0)) == (0, 0, 0, 0)
    black = separated.getpixel((0, 0))
    assert isinstance(black, tuple)
    assert 250 < sum(black) / 2.55 <= 300


def test_the_profile_describes_the_measurements() -> None:
    """Solids of FOGRA39L, in CIELAB, as its measurements have them."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(find(settings()).profile))
    way = ImageCms.buildTransform(
        profile, ImageCms.createProfile("LAB"), "CMYK", "LAB", ImageCms.Intent.ABSOLUTE_COLORIMETRIC
    )
    for ink, measured in {
        (255, 0, 0, 0): (55, -37, -50),
        (0, 255, 0, 0): (48, 74, -3),
        (0, 0, 255, 0): (89, -5, 93),
        (0, 0, 0, 255): (16, 0, 0),
        (0, 0, 0, 0): (95, 0, -2),
    }.items():
        colour = ImageCms.applyTransform(Image.new("CMYK", (1, 1), ink), way)
        assert colour is not None
        lightness, a, b = colour.getpixel((0, 0))  # type: ignore[misc]
        found = (lightness / 2.55, a - 128, b - 128)
        assert all(abs(one - other) <= 2 for one, other in zip(found, measured, strict=True))


def test_an_unknown_condition_names_those_that_there_are() -> None:
    with pytest.raises(Problems) as caught:
        find(settings(condition="FOGRA99"))
    assert places(reason(caught)) == ["publication.yaml:7:1 press/unknown-condition"]
    assert "FOGRA39" in reason(caught)


def test_a_profile_of_the_print_shop_is_used_as_it_is(tmp_path: Path) -> None:
    shutil.copy(SHIPPED_CONDITIONS / "FOGRA39.icc", tmp_path / "shop.icc")
    found = find(
        settings(condition="House Stock 3", icc="shop.icc", **{"ink-limit": 260}), tmp_path
    )
    assert (found.identifier, found.registry, found.ink_limit) == ("House Stock 3", "", 260)
    assert found.profile == (tmp_path / "shop.icc").read_bytes()


def test_a_profile_that_is_missing_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        find(settings(icc="shop.icc"), tmp_path)
    assert codes(reason(caught)) == ["press/unreadable-profile"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4 but no profile", "press/not-a-profile"),
        (
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
            "press/not-cmyk",
        ),
    ],
)
def test_what_is_not_a_profile_of_a_press_is_reported(
    tmp_path: Path, data: bytes, code: str
) -> None:
    (tmp_path / "shop.icc").write_bytes(data)
    with pytest.raises(Problems) as caught:
        find(settings(icc="shop.icc"), tmp_path)
    assert codes(reason(caught)) == [code]


@pytest.mark.parametrize("intent", get_args(Intent))
def test_a_profile_that_is_broken_is_reported_before_the_build(tmp_path: Path, intent: str) -> None:
    broken = bytearray((SHIPPED_CONDITIONS / "FOGRA39.icc").read_bytes()[:4000])
    (tmp_path / "shop.icc").write_bytes(broken)
    with pytest.raises(Problems) as caught:
        find(settings(icc="shop.icc", intent=intent), tmp_path)
    assert places(reason(caught)) == ["publication.yaml:7:1 press/damaged-profile"]
    broken[:4] = len(broken).to_bytes(4, "big")
    (tmp_path / "shop.icc").write_bytes(broken)
    with pytest.raises(Problems) as caught:
        find(settings(icc="shop.icc", intent=intent), tmp_path)
    assert places(reason(caught)) == ["publication.yaml:7:1 press/damaged-profile"]


def test_a_limit_of_ink_is_the_condition_s_or_less() -> None:
    assert find(settings()).ink_limit == 300
    assert find(settings(**{"ink-limit": 260})).ink_limit == 260
    with pytest.raises(Problems) as caught:
        find(settings(**{"ink-limit": 330}))
    assert places(reason(caught)) == ["publication.yaml:7:1 press/ink-limit"]


def test_with_its_own_profile_a_print_shop_has_its_own_limit_of_ink(tmp_path: Path) -> None:
    shutil.copy(SHIPPED_CONDITIONS / "FOGRA39.icc", tmp_path / "shop.icc")
    assert find(settings(icc="shop.icc"), tmp_path).ink_limit == 300
    assert find(settings(icc="shop.icc", **{"ink-limit": 330}), tmp_path).ink_limit == 330


def test_a_profile_of_a_version_that_pdf_does_not_know_is_reported(tmp_path: Path) -> None:
    newer = bytearray((SHIPPED_CONDITIONS / "FOGRA39.icc").read_bytes())
    newer[8] = 5
    (tmp_path / "shop.icc").write_bytes(newer)
    with pytest.raises(Problems) as caught:
        find(settings(icc="shop.icc"), tmp_path)
    assert codes(reason(caught)) == ["press/profile-version"]


def test_a_shipped_profile_that_is_missing_or_changed_is_reported(tmp_path: Path) -> None:
    shutil.copy(SHIPPED_CONDITIONS / "manifest.yaml", tmp_path)
    with pytest.raises(Problems) as caught:
        find(settings(), shipped=tmp_path)
    assert codes(reason(caught)) == ["press/unreadable-profile"]
    assert "`make icc`" in reason(caught)
    (tmp_path / "FOGRA39.icc").write_bytes(b"something else")
    with pytest.raises(Problems) as caught:
        find(settings(), shipped=tmp_path)
    assert codes(reason(caught)) == ["press/changed-profile"]


@pytest.mark.slow
def test_without_its_profile_no_file_claims_to_be_pdf_x(workshop: Path) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8")
    edition = EDITION.replace("{}", "{condition: Shop, icc: shop.icc}")
    publication.write_text(text.replace("editions:\n", edition, 1), "utf-8")
    finished = call_bifolio("build", "paper", "--target", "press", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["source/file-not-found"]
    assert "'shop.icc'" in finished.stderr
    assert not (workshop / "build" / "paper" / "poster.pdf").exists()


@pytest.mark.slow
def test_settings_for_a_print_shop_need_that_target(workshop: Path) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8")
    edition = EDITION.replace("target: press", "target: screen").replace("{}", "{bleed: 5}")
    publication.write_text(text.replace("editions:\n", edition, 1), "utf-8")
    finished = call_bifolio("build", "paper", cwd=workshop)
    assert codes(finished.stderr) == ["press/settings-without-target"]


def test_rebuilding_without_the_measurements_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = (SHIPPED_CONDITIONS / "manifest.yaml").read_text("utf-8")
    missing = manifest.replace("/usr/share/color/icc/FOGRA39L.ti3", "/nowhere/FOGRA39L.ti3")
    (tmp_path / "manifest.yaml").write_text(missing, "utf-8")
    assert rebuild([str(tmp_path)]) == ENVIRONMENT
    assert codes(said := capsys.readouterr().err) == ["environment/missing-package"]
    assert "apt-get install icc-profiles-free" in said


def test_passages_are_what_the_settings_hold() -> None:
    assert settings(icc="a.icc").icc == Passage("a.icc", HERE)
