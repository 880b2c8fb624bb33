"""Content streams in ink: operators in, operators out."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Matrix

from bifolio.pdf.colours import Ink
from bifolio.prepress.content_stream import (
    NotSeparable,
    ResourceUse,
    rewrite,
    to_grey,
    to_registration,
)


def separate(red: float, green: float, blue: float) -> Ink:
    return (1 - red, 1 - green, 1 - blue, 0.0)


SCRATCH = pikepdf.new()
"""Holds the streams."""


def stream(operators: str) -> pikepdf.Object:
    return pikepdf.Stream(SCRATCH, operators.encode())


def written(operators: str, *, inner: bool = False) -> list[str]:
    return rewrite(stream(operators), separate, Matrix(), inner=inner).data.decode().splitlines()


OVER, OUT = "/BifolioOverprint gs", "/BifolioKnockout gs"


@pytest.mark.parametrize(
    ("operators", "ink"),
    [
        ("0 0.25 1 rg", "1 0.75 0 0 k"),
        ("0 0.25 1 RG", "1 0.75 0 0 K"),
        ("0.25 g", "0 0 0 0.75 k"),
        ("/DeviceCMYK cs 0.5 0 0 0 scn", "0.5 0 0 0 k"),
        ("/DeviceRGB CS 1 1 0 SC", "0 0 1 0 K"),
        ("0.1 0.2 0.3 0.4 k", "0.1 0.2 0.3 0.4 k"),
    ],
)
def test_every_colour_becomes_cmyk(operators: str, ink: str) -> None:
    assert written(operators) == [ink]


def test_black_text_overprints_and_what_follows_knocks_out() -> None:
    assert written("0 0 0 1 k BT (a) Tj ET 0 0 9 9 re f") == [
        "0 0 0 1 k",
        "BT",
        OVER,
        "(a) Tj",
        "ET",
        "0 0 9 9 re",
        OUT,
        "f",
    ]


@pytest.mark.parametrize("ink", ["0 0 0 0 k", "0 0 0 .8 k", "1 .8 0 0 k", ".4 0 0 1 k"])
def test_text_in_other_inks_knocks_out(ink: str) -> None:
    assert OVER not in written(f"{ink} BT (a) Tj ET")
    assert written(f"0 0 0 1 k BT (a) Tj {ink} (b) Tj ET")[-3:] == [OUT, "(b) Tj", "ET"]


def test_the_state_comes_back_with_the_stack() -> None:
    lines = written("0 0 0 1 k q 1 0 0 0 k BT (a) Tj ET Q BT (b) Tj ET")
    assert lines[-3:] == [OVER, "(b) Tj", "ET"]
    assert OUT not in lines


def test_a_form_says_for_itself_what_it_does() -> None:
    assert written("0 0 9 9 re f", inner=True) == ["0 0 9 9 re", OUT, "f"]
    assert written("BT (a) Tj ET", inner=True)[1] == OUT


def test_what_is_used_is_reported_with_its_matrix() -> None:
    content = stream("q 2 0 0 2 5 5 cm /F Do Q /S sh /Pattern cs /P scn 0 0 9 9 re f")
    assert rewrite(content, separate, Matrix(), inner=False).uses == (
        ResourceUse("/XObject", "/F", Matrix(2, 0, 0, 2, 5, 5)),
        ResourceUse("/Shading", "/S", Matrix()),
        ResourceUse("/Pattern", "/P", Matrix()),
    )


@pytest.mark.parametrize(
    "operators", ["/lab-d50 cs 50 0 0 scn", "BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI"]
)
def test_what_has_no_ink_is_refused(operators: str) -> None:
    with pytest.raises(NotSeparable):
        written(operators)


def test_a_soft_mask_is_said_in_grey() -> None:
    assert to_grey(stream("1 1 1 rg 0 0 9 9 re f")).decode().splitlines()[0] == "1 g"


def test_the_slug_line_is_in_the_registration_colour_and_untagged() -> None:
    slug = stream("/P <</MCID 0>> BDC 0 0 0 1 k BT (a) Tj ET EMC")
    assert to_registration(slug).decode().splitlines() == [
        "/All cs",
        "1 scn",
        "BT",
        "(a) Tj",
        "ET",
    ]
