"""Colours of sRGB in ink."""

from __future__ import annotations

import re
import struct
import time

import pytest
from PIL import Image, ImageCms

from bifolio.pdf.colours import ink_tokens, inks_by_colour, screen_tokens
from bifolio.prepress.conditions import SHIPPED_CONDITIONS
from bifolio.prepress.separation import Separator
from tests.conftest import ROOT

PROFILE = (SHIPPED_CONDITIONS / "FOGRA39.icc").read_bytes()
STYLE = "--blue: #003399; --blue-ink: device-cmyk(1 .8 0 0); --paper: #ffffff; --lone: #123456;"


@pytest.fixture(scope="module")
def separator() -> Separator:
    return Separator(PROFILE, "relative-colorimetric", inks_by_colour([STYLE]))


def test_tokens_are_read_with_their_inks() -> None:
    assert inks_by_colour([STYLE]) == {(0, 51, 153): (1, 0.8, 0, 0)}
    assert screen_tokens([STYLE]) == {(0, 51, 153), (255, 255, 255), (18, 52, 86)}
    assert ink_tokens([STYLE]) == {(1, 0.8, 0, 0)}


def test_tokens_are_found_in_a_moment_whatever_the_stylesheet_is() -> None:
    begun = time.monotonic()
    assert inks_by_colour(["-" * 100_000, "--a" * 30_000]) == {}
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("house", ["plain", "eu"])
def test_every_colour_of_a_house_has_an_ink(house: str) -> None:
    written = (ROOT / "layouts" / "houses" / house / "tokens.css").read_text("utf-8")
    tokens = re.sub(r"--primary-on-dark: .*", "", written)  # which is for messages alone
    assert inks_by_colour([tokens]).keys() == screen_tokens([tokens])
    press = (ROOT / "layouts" / "base" / "targets" / "press.css").read_text("utf-8")
    for name in ("primary", "link", "accent", "ink", "grey", "tint", "rule", "paper"):
        assert f"--{name}: var(--{name}-ink);" in press


def test_a_token_is_its_own_ink(separator: Separator) -> None:
    assert separator.colour(0, 0.2, 0.6) == (1, 0.8, 0, 0)


@pytest.mark.parametrize(("level", "black"), [(0, 1), (1, 0), (0.5, 0.498)])
def test_greys_are_black_alone(separator: Separator, level: float, black: float) -> None:
    *others, found = separator.colour(level, level, level)
    assert others == [0, 0, 0]
    assert found == pytest.approx(black, abs=0.003)


def test_other_colours_go_through_the_profile(separator: Separator) -> None:
    cyan, magenta, yellow, black = separator.colour(1, 0, 0)
    assert magenta > 0.9
    assert yellow > 0.9
    assert cyan < 0.1
    assert black < 0.1


def test_intents_differ() -> None:
    colour = (0.1, 0.9, 0.2)
    inks = {
        Separator(PROFILE, intent, {}).colour(*colour)
        for intent in ("relative-colorimetric", "absolute-colorimetric")
    }
    assert len(inks) == 2


def test_grey_pictures_stay_grey_and_cmyk_stays_as_it_is(separator: Separator) -> None:
    grey, inked = Image.new("L", (2, 2), 90), Image.new("CMYK", (2, 2), (9, 8, 7, 6))
    assert separator.picture(grey) is grey
    assert separator.picture(inked) is inked
    assert separator.picture(Image.new("1", (2, 2))).mode == "L"


def test_a_picture_is_separated_by_the_profile_that_it_brings(separator: Separator) -> None:
    red = Image.new("RGB", (1, 1), (255, 0, 0))
    plain = separator.picture(red).getpixel((0, 0))
    red.info["icc_profile"] = swapped_primaries()
    brought = separator.picture(red).getpixel((0, 0))
    assert isinstance(plain, tuple)
    assert isinstance(brought, tuple)
    assert plain[2] > 200  # red has yellow
    assert brought[0] > 200  # what this profile calls red is blue, and has cyan


def swapped_primaries() -> bytes:
    """The profile of sRGB under another name, with red where blue was and blue where red was."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {}
    for number in range(struct.unpack(">I", profile[128:132])[0]):
        at = 132 + 12 * number
        places[bytes(profile[at : at + 4])] = at
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
