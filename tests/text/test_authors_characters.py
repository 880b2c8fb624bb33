"""The characters of an author come out as they were typed, or as the tables of the language say."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bifolio.languages import Language, find_language
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.languages.substitutions import Substitution
from bifolio.text import set_runs
from bifolio.text.markdown import parse, with_literals
from bifolio.text.runs import Run, plain

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "fr")

ANY = st.characters(categories=["L", "M", "N", "P", "S", "Zs"])
USUAL = st.sampled_from("汉字中文，。：（）“”‘’「」…—·　ABCxyzéΩ019½ ,.;:?!()-'\"\n/%°@<&")
TEXTS = st.text(st.one_of(USUAL, ANY), max_size=40)
FORMS = st.lists(
    st.sampled_from(
        (
            *("...", "......", "............", "--", "---", "?!", "??", '"', "'", ", ", ". ", "("),
            *(")", "汉", "字", "a", "Word", "9", " ", "\n", "。", "”", "'n'"),
            "https://example.org/a--b",
        )
    ),
    max_size=14,
).map("".join)


def set_text(text: str, language: str) -> str:
    return plain(with_literals(set_runs((Run(text, language),), language)))


@cache
def becomes(language: Language | None) -> tuple[tuple[str, str], ...]:
    """What is typed and what may replace it, by the tables of a language and its quotes."""
    if language is None:
        return ()
    pairs = [each for row in language.substitutions for each in _of_row(row)]
    for typed, prime, quotes in zip("\"'", "″′", language.quotes, strict=True):
        curly = "“”" if typed == '"' else "‘’"
        pairs += [(typed, new) for new in {*quotes, *curly, prime}]
    return tuple(pairs)


def _of_row(row: Substitution) -> Iterator[tuple[str, str]]:
    forms = row.typed or row.signs or row.brackets
    for form, new in zip(forms, row.becomes if not row.typed else [row.becomes] * 9, strict=False):
        yield form, new
        if row.space:
            yield from ((f"{form}{space}", new) for space in " \n")
            yield from ((f" {form}{space}", new) for space in ("", " ", "\n"))


def is_explained(typed: str, result: str, language: Language | None) -> bool:
    """Whether every character of `result` is one of `typed`, or what a table makes of it.

    Spaces may be put in beside Han and within guillemets, and be no-break ones; line ends may be
    spaces or nothing.
    """

    @cache
    def matches(at: int, to: int) -> bool:
        if at == len(typed) and to == len(result):
            return True
        rest, new = typed[at:], result[to:]
        same = rest[:1] == new[:1] or (rest[:1] == " " and new[:1] in {"\u00a0", "\u202f"})
        if rest and new and same and matches(at + 1, to + 1):
            return True
        for form, made in becomes(language):
            matched = rest.startswith(form) and new.startswith(made)
            if matched and matches(at + len(form), to + len(made)):
                return True
        if rest.lstrip(" ").startswith("\n"):
            end = at + len(rest) - len(rest.lstrip(" \n"))
            if new[:1] in {" ", "\u00a0", "\u202f"} and matches(end, to + 1):
                return True
            if may_vanish(result[max(to - 1, 0) : to], new[:1]) and matches(end, to):
                return True
        beside = result[max(to - 1, 0) : to + 2]
        if new[:1] == "\u00a0" and {"«", "»"} & {*beside} and matches(at, to + 1):
            return True
        has_han = any(is_han(character) for character in beside)
        return new[:1] == " " and has_han and matches(at, to + 1)

    return matches(0, 0)


def is_han(character: str) -> bool:
    return bool(re.match(f"[{IDEOGRAPHS}]", character))


def may_vanish(before: str, after: str) -> bool:
    """Whether a line end between two characters may be nothing: not between two Latin words."""
    return any(not each or not each.isascii() for each in (before, after))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.one_of(TEXTS, FORMS))
def test_nothing_but_what_the_tables_say_is_changed_dropped_or_doubled(
    language: str, text: str
) -> None:
    result = set_text(text, language)
    assert is_explained(text, result, find_language(language)), result


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.text(st.characters(categories=["L", "M", "N"]), max_size=40))
def test_letters_marks_and_digits_of_any_script_stay(language: str, text: str) -> None:
    assert set_text(text, language).replace(" ", "") == text


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.text(st.one_of(st.sampled_from(string.punctuation), USUAL, ANY), max_size=30))
def test_what_is_escaped_stays_as_it_was_typed(language: str, text: str) -> None:
    assume(not set(text) & set("\n\u2010") and text == text.strip() and "  " not in text)
    escaped = "".join(f"\\{each}" if each in string.punctuation else each for each in text)
    result = plain(with_literals(set_runs(parse(escaped, language), language)))
    assert result.replace("\u00a0", " ").replace(" ", "") == text.replace("\u00a0", " ").replace(
        " ", ""
    )


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("甲—乙", "甲——乙"),
        ("…………", "……"),
        ("张三 李四", "张三李四"),
        ("姓　名", "姓名"),
        ("例子。测试", "例子.测试"),
        ("甲乙", "甲"),
        ("甲", "甲甲"),
        ("one  \ntwo", "onetwo"),
        ('27"屏', "27”屏幕"),
    ],
)
def test_this_measure_notices_what_is_lost(typed: str, wrong: str) -> None:
    chinese = find_language("zh-Hans")
    assert is_explained(typed, typed, chinese)
    assert not is_explained(typed, wrong, chinese)
