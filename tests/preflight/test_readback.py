from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.preflight.checks.text import difference
from bifolio.preflight.readback import ReadBack
from tests.conftest import ROOT

WORDS = "a-b\u2010\u2011 µμ ΩΩ KK\u00a0·… 中文，,！! —― é"


@pytest.fixture(scope="module")
def as_read(tmp_path_factory: pytest.TempPathFactory) -> ReadBack:
    typecase: Typecase = read_typecase([ROOT / "fonts"])
    cache: Path = tmp_path_factory.mktemp("fonts")
    return ReadBack(typecase.faces(frozenset(map(ord, WORDS)), cache))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cafe\u0301", "Café"),
        ("86\u201110", "86-10"),
        ("\u00b5m", "\u03bcm"),
        ("10 \u2126", "10 \u03a9"),
        ("ﬁn, ﬄ", "fin, ffl"),
        ("a\u00a0b", "a b"),
    ],
)
def test_what_reads_the_same_is_the_same(as_read: ReadBack, one: str, other: str) -> None:
    assert as_read(one) == as_read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("e", "é"), ("，", ","), ("！", "!"), ("·", "…"), ("中", "文"), ("½", "1/2"), ("①", "1")],
)
def test_what_looks_different_differs(as_read: ReadBack, one: str, other: str) -> None:
    assert as_read(one) != as_read(other)


def test_placeholders_of_line_ends_are_kept(as_read: ReadBack) -> None:
    assert as_read("soft\u00ad\nhyphen") == "soft\u00ad\nhyphen"


@pytest.mark.parametrize(
    ("text", "stray", "said"),
    [
        ("wordsofatext", "wordsofatest", "; 'x' (U+0078) is not on the page in its place"),
        ("wordsofatext", "wordsofate", "; 'x' (U+0078) is not on the page in its place"),
        ("words", "wordsy", "; the page has an extra 'y' (U+0079)"),
        ("words", "words", "; a space or a hyphen differs"),
        ("words", "nothingalike", ""),
    ],
)
def test_the_first_different_letter_is_named(text: str, stray: str, said: str) -> None:
    assert difference(text, [stray]) == said
    assert difference(text, []) == ""
