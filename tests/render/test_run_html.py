from __future__ import annotations

from pathlib import Path

from bifolio.problems import Place
from bifolio.render.run_html import markup
from bifolio.text.runs import Content, Run


def written(*runs: Run) -> str:
    return str(markup(Content("unit", "en", Place(Path("text.yaml")), runs)))


def test_markup_is_nested_from_the_outside_in() -> None:
    runs = (
        Run("a", "en", href="https://x.org"),
        Run("b", "en", strong=True, href="https://x.org"),
        Run("中", "zh-Hans", strong=True),
    )
    assert written(*runs) == (
        '<a href="https://x.org">a<strong>b</strong></a><strong lang="zh-Hans">中</strong>'
    )


def test_a_part_in_another_language_is_a_span() -> None:
    runs = (
        Run("a ", "en"),
        Run("茶", "zh-Hans"),
        Run("b", "en", emphasis=True, href="https://x.org"),
        Run("龙", "zh-Hans", emphasis=True, href="https://x.org"),
        Run("井", "zh-Hans", emphasis=True),
    )
    assert written(*runs) == (
        'a <span lang="zh-Hans">茶</span>'
        '<a href="https://x.org"><em>b'
        '<span lang="zh-Hans"><span class="emphasised">龙</span></span></em></a>'
        '<em lang="zh-Hans"><span class="emphasised">井</span></em>'
    )


def test_a_link_in_another_language_bears_it() -> None:
    assert written(Run("年报", "zh-Hans", href="https://x.org")) == (
        '<a href="https://x.org" lang="zh-Hans">年报</a>'
    )


def test_every_character_is_escaped() -> None:
    assert written(Run('<b> & "', "en")) == "&lt;b&gt; &amp; &#34;"
    assert 'href="&#34;&gt;{}"' in written(Run("{}", "en", href='">{}'))


def test_a_space_alone_between_two_kinds_of_markup_goes_with_words() -> None:
    """The renderer draws no box of white space only, and readers would find no space there."""
    space = Run(" ", "en")
    bold, italic = Run("a", "en", strong=True), Run("b", "en", emphasis=True)
    link, other = Run("a", "en", href="https://x.org"), Run("b", "en", href="https://y.org")
    assert written(bold, space, italic) == "<strong>a </strong><em>b</em>"
    assert written(link, space, bold) == '<a href="https://x.org">a</a><strong> a</strong>'
    assert written(link, space, other) == (
        '<a href="https://x.org">a </a><a href="https://y.org">b</a>'
    )
    assert written(space, bold) == " <strong>a</strong>"
    assert written(link, space, link) == (
        '<a href="https://x.org">a</a> <a href="https://x.org">a</a>'
    )


def test_each_emphasised_ideograph_is_an_element_and_marks_are_none() -> None:
    runs = (Run("中", "zh-Hans"), Run("文，<字", "zh-Hans", emphasis=True))
    (_, emphasised) = written(*runs).split("<em", 1)
    assert emphasised == (
        ' lang="zh-Hans"><span class="emphasised">文</span>，&lt;'
        '<span class="emphasised">字</span></em>'
    )


def test_a_forced_line_break_is_an_element() -> None:
    assert written(Run("a\u2028b", "en", strong=True)) == "<strong>a<br>b</strong>"


def test_each_tie_is_an_element_also_beside_another_one() -> None:
    assert (
        written(
            Run("a b", "en", tied=1),
            Run(" ", "en"),
            Run("c ", "en", tied=2),
            Run("d", "en", tied=2),
        )
        == '<span class="tie">a b </span><span class="tie">c d</span>'
    )


def test_raised_lowered_small_and_tied_words_are_elements() -> None:
    assert written(
        Run("x", "en"),
        Run("2", "en", position="sup"),
        Run("2", "en", position="sub"),
        Run("a", "en", small=True),
        Run("b", "en", tied=1, strong=True),
    ) == (
        "x<sup>2</sup><sub>2</sub><small>a</small>"
        '<span class="tie"><strong>b</strong></span>'
    )  # fmt: skip
