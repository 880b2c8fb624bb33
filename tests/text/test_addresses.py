"""An address stays as it is typed, whatever the language sets around it."""

from __future__ import annotations

import re

import pytest

from bifolio.text import set_runs
from bifolio.text.addresses import find_addresses
from bifolio.text.markdown import parse, with_literals
from bifolio.text.runs import plain
from bifolio.text.unsupported import markup_errors
from tests.text.test_web_addresses import SENTENCES

TRICKY = (
    "http://例子.测试/路径",
    "https://example.org/a--b...c",
    "https://example.org/it's",
    "https://example.org/年报2026.pdf",
    "https://example.org/a?b=1,2;c:3!d",
    "https://example.org/%E7%A7%BB%20x",
    "http://xn--fsqu00a.xn--0zwm56d/",
    "mailto:first.o'last--x@example.org",
)


def set_in(language: str, source: str) -> str:
    return plain(with_literals(set_runs(parse(source, language), language)))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(("text", "addresses"), SENTENCES)
def test_no_address_is_changed_by_the_rules_of_a_language(
    text: str, addresses: tuple[str, ...], language: str
) -> None:
    typed = re.sub(r"[<>_*\[\]]", r"\\\g<0>", text)
    assert tuple(each.text for each in find_addresses(set_in(language, typed))) == addresses


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("address", TRICKY)
def test_an_address_is_set_as_it_is_typed_bare_in_brackets_and_as_words(
    address: str, language: str
) -> None:
    escaped = address.replace("_", "\\_")
    for source in (f"见 {escaped} 。", f"见<{address}>。", f"见[{escaped}](<{address}>)。"):
        assert address in set_in(language, source), source


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("见<www.example.org>。", "[www.example.org](https://www.example.org)"),
        ("<张三@例子.中国>", "[张三@例子.中国](mailto:张三@例子.中国)"),
    ],
)
def test_an_address_in_angle_brackets_that_is_no_link_is_reported(source: str, link: str) -> None:
    (error,) = markup_errors(source, source)
    assert link in error.hint


@pytest.mark.parametrize("source", ["<https://example.org/>", "a < b > c", r"\<www.example.org>"])
def test_other_angle_brackets_are_not_reported(source: str) -> None:
    assert list(markup_errors(source, source)) == []
