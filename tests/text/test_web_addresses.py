"""Where addresses begin and end in running text, in scripts with and without spaces."""

from __future__ import annotations

import pytest

from bifolio.text.addresses import (
    address_spans,
    are_same,
    are_versions,
    canonical,
    find_addresses,
    without_addresses,
)
from bifolio.text.runs import Run

SENTENCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("请访问https://example.org/a，附有图片", ("https://example.org/a",)),
    ("见https://example.org/a。", ("https://example.org/a",)),
    ("见(https://example.org/a).", ("https://example.org/a",)),
    ("见（https://example.org/a）", ("https://example.org/a",)),
    ("The programme is at https://example.org/a, with", ("https://example.org/a",)),
    ("The programme is at https://example.org/a. Everybody", ("https://example.org/a",)),
    ("at https://example.org/a?", ("https://example.org/a",)),
    ("at https://example.org/a!?", ("https://example.org/a",)),
    ("see https://en.wikipedia.org/wiki/Foo_(bar)", ("https://en.wikipedia.org/wiki/Foo_(bar)",)),
    (
        "(see https://en.wikipedia.org/wiki/Foo_(bar)).",
        ("https://en.wikipedia.org/wiki/Foo_(bar)",),
    ),
    (
        "(https://example.org/a_(b)_(c), https://example.org/d)",
        ("https://example.org/a_(b)_(c)", "https://example.org/d"),
    ),
    (
        "见https://zh.wikipedia.org/wiki/水星_(行星)。",
        ("https://zh.wikipedia.org/wiki/水星_(行星)",),
    ),
    ("详见http://例子.测试/路径，谢谢。", ("http://例子.测试/路径",)),
    ("详见http://例子.测试，谢谢。", ("http://例子.测试",)),
    ("详见http://例子.测试。", ("http://例子.测试",)),
    ("网站www.例子.中国很好", ("www.例子.中国",)),
    ("网址：例子.中国。", ("例子.中国",)),
    (
        "https://zh.wikipedia.org/wiki/%E7%A7%BB%E6%B0%91。",
        ("https://zh.wikipedia.org/wiki/%E7%A7%BB%E6%B0%91",),
    ),
    (
        "https://zh.wikipedia.org/wiki/Category:中国。",
        ("https://zh.wikipedia.org/wiki/Category:中国",),
    ),
    ("https://example.org/s?词=移民。", ("https://example.org/s?词=移民",)),
    ("https://zh.wikipedia.org/wiki/移民、", ("https://zh.wikipedia.org/wiki/移民",)),
    ("访问https://example.org/a的花园", ("https://example.org/a",)),
    ("访问https://example.org/年报2026.pdf下载", ("https://example.org/年报2026.pdf",)),
    ("访问https://example.org/2026年报.pdf。", ("https://example.org/2026年报.pdf",)),
    ("搜索https://example.org/s?q=移民&p=2，", ("https://example.org/s?q=移民&p=2",)),
    ("邮箱house@example.org。", ("house@example.org",)),
    ("E-mail: house@example.org, Tel", ("house@example.org",)),
    ("邮箱：张三@例子.中国，", ("张三@例子.中国",)),
    ("mailto:house@example.org?subject=Hi.", ("mailto:house@example.org?subject=Hi",)),
    ("网站：www.example.org", ("www.example.org",)),
    ("网站www.example.org的内容", ("www.example.org",)),
    ("visit example.org/visit.", ("example.org/visit",)),
    ("登录12306.cn购票", ("12306.cn",)),
    ("the end.It is", ()),
    ("i.e. and e.g. 3.5 km U.S. a.m.", ()),
    ("ends.下一句", ()),
    ("https://example.org/a,附有", ("https://example.org/a",)),
    ("https://example.org/a(英文)", ("https://example.org/a",)),
    ("https://example.org/a(see)", ("https://example.org/a(see)",)),
    (
        "https://example.org/a,https://example.org/b",
        ("https://example.org/a", "https://example.org/b"),
    ),
    ("HTTPS://Example.ORG/A.", ("HTTPS://Example.ORG/A",)),
    ("http://localhost:8080/x.", ("http://localhost:8080/x",)),
    ("http://[2001:db8::1]/a.", ("http://[2001:db8::1]/a",)),
    ("https://münchen.example/straße.", ("https://münchen.example/straße",)),
    ("https://ru.wikipedia.org/wiki/Москва.", ("https://ru.wikipedia.org/wiki/Москва",)),
    ("“https://example.org/a”", ("https://example.org/a",)),
    ('"https://example.org/a"', ("https://example.org/a",)),
    ("<https://example.org/a>.", ("https://example.org/a",)),
    ("《https://example.org/a》", ("https://example.org/a",)),
    ("https://example.org;", ("https://example.org",)),
    ("https://example.org:", ("https://example.org",)),
    ("https://example.org.谢谢", ("https://example.org",)),
    ("https://example.org…", ("https://example.org",)),
    ("https://example.org/a——说明", ("https://example.org/a",)),
    ("https://example.org/~user/", ("https://example.org/~user/",)),
    ("https://example.org/a#第一章。", ("https://example.org/a#第一章",)),
    (
        "https://zh.wikipedia.org/wiki/列奥纳多·达·芬奇。",
        ("https://zh.wikipedia.org/wiki/列奥纳多·达·芬奇",),
    ),
    ("o'neil@example.org", ("o'neil@example.org",)),
    ("'house@example.org'", ("house@example.org",)),
    ("first.last+tag@mail.example.co.uk.", ("first.last+tag@mail.example.co.uk",)),
    ("www.example.org/a-b_c/?x=1&y=2#z),", ("www.example.org/a-b_c/?x=1&y=2#z",)),
    ("https://例え.テスト/パス、", ("https://例え.テスト/パス",)),
    ("https://한국.example.kr/경로에", ("https://한국.example.kr/경로에",)),
    ("https://example.org/a에서", ("https://example.org/a",)),
    ("https://example.org:8443/a, b", ("https://example.org:8443/a",)),
    ("@example 2@3", ()),
    ("C++、.NET、Node.js、3.14", ()),
    ("https://www.example.org", ("https://www.example.org",)),
)
"""A text, and the addresses in it."""


@pytest.mark.parametrize(("text", "addresses"), SENTENCES)
def test_an_address_ends_where_its_sentence_goes_on(text: str, addresses: tuple[str, ...]) -> None:
    found = list(find_addresses(text))
    assert tuple(each.text for each in found) == addresses
    assert all(text[each.start : each.end] == each.text for each in found)


@pytest.mark.parametrize("mark", "，。、；：？！）》」』】”’…—.,;:!?)\"'")
@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://example.org/",
        "https://example.org/a_(b)",
        "http://例子.测试/路径",
        "www.example.org/a?b=c",
        "house@example.org",
    ],
)
def test_no_closing_mark_belongs_to_the_address_before_it(address: str, mark: str) -> None:
    for after in ("", " and", "并来信"):
        text = f"见 {address}{mark}{after}"
        assert [each.text for each in find_addresses(text)] == [address], text


@pytest.mark.parametrize(
    "unit",
    ["a.", "路.", "例a.", "x@", "(", "(a", ".", "a-", "汉", "路a", "www.", "_(路", "[a", "?路"],
)
def test_a_long_text_that_resembles_addresses_is_read_in_linear_time(unit: str) -> None:
    # Reading takes hundredths of a second; backtracking would take hours.
    for prefix in ("", "https://", "https://example.org/"):
        assert all(each.text for each in find_addresses(prefix + unit * 3000))


def test_text_without_its_addresses_keeps_the_words_around_them() -> None:
    assert without_addresses("见https://example.org/2026，共3页") == "见 ，共3页"


def test_words_of_a_link_that_are_its_address_are_one_address_to_their_end() -> None:
    runs = (
        Run("见", "zh"),
        Run("https://example.org/C", "zh", href="https://example.org/C%E8%AF%AD%E8%A8%80"),
        Run("语言", "zh", strong=True, href="https://example.org/C%E8%AF%AD%E8%A8%80"),
        Run("和www.example.org。", "zh"),
    )
    assert address_spans(runs) == [(1, 24), (25, 40)]


def test_words_of_a_link_that_are_no_address_are_text() -> None:
    assert address_spans((Run("来信，谢谢", "zh", href="mailto:house@example.org"),)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Example.org/", "https://example.org"),
        ("https://example.org/%E8%B7%AF", "https://example.org/路"),
        ("http://例子.测试/路径", "http://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84"),
        ("www.example.org", "https://www.example.org/"),
        ("house@Example.org", "mailto:house@example.org"),
    ],
)
def test_two_spellings_of_one_address_are_equal(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/?a", "https://example.org/?b"),
        ("a@example.org", "b@example.org"),
    ],
)
def test_addresses_of_two_pages_differ(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_letters_that_follow_an_address_directly_may_be_its_end() -> None:
    assert are_same("https://example.org/", "https://example.org/了解详情")
    assert are_same("https://example.org/wiki/C", "https://example.org/wiki/C语言")
    assert not are_same("https://example.org/a", "https://example.org/a/b")
    assert not are_same("https://example.org/", "https://example.org/?了解")


def test_a_link_that_is_its_address_is_left_out_as_a_whole() -> None:
    href = "https://example.org/C%E8%AF%AD%E8%A8%80"
    runs = (Run("见", "zh"), Run("https://example.org/C语言", "zh", href=href), Run("。", "zh"))
    assert without_addresses(runs) == "见 。"


EN, ZH = {"en", "english", "uk"}, {"zh", "hans", "cn", "chinese"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/en/visit", "https://example.org/zh/visit"),
        ("https://www.example.org/EN/", "https://www.example.org/zh-CN/"),
        ("https://example.org/visit", "https://example.org/zh-hans/visit"),
        ("https://en.example.org.cn/a?lang=en", "https://zh.example.org.cn/a?lang=zh"),
        ("https://example.cn/en", "https://example.cn"),
        ("example.org/visit_en.html", "example.org/visit_cn.html"),
        ("info-english@example.org", "info-chinese@example.org"),
    ],
)
def test_a_page_in_two_languages_has_an_address_in_each(one: str, other: str) -> None:
    assert are_versions(one, other, EN, ZH)
    assert are_versions(other, one, ZH, EN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/en/visit", "https://example.org/zh/visits"),
        ("https://example.org/zh/visit", "https://example.org/en/visit"),
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/en", "https://example.net/zh"),
        ("https://example.org/", "https://example.org/visit"),
    ],
)
def test_other_addresses_are_no_versions_of_a_page(one: str, other: str) -> None:
    assert not are_versions(one, other, EN, ZH)
