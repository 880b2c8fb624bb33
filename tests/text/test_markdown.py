from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.text.markdown import escape, parse, with_literals
from bifolio.text.runs import Run, plain, substitute
from bifolio.text.unsupported import BLOCKS, INLINE, MarkupError, markup_errors


def errors_of(source: str, *, is_heading: bool = False) -> list[MarkupError]:
    return list(markup_errors(source, source, is_heading=is_heading))


def test_the_small_markdown_is_all_there_is() -> None:
    assert parse("*a* **b** [c](https://d.org) <https://e.org>", "en") == (
        Run("a", "en", emphasis=True),
        Run(" ", "en"),
        Run("b", "en", strong=True),
        Run(" ", "en"),
        Run("c", "en", href="https://d.org"),
        Run(" ", "en"),
        Run("https://e.org", "en", href="https://e.org"),
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a <b>bold</b> word", "'<b>' is HTML"),
        ("an <!-- aside -->", "'<!-- aside -->' is HTML"),
        ("an **open end", "unclosed emphasis '**'"),
        ("**one star too few* here", "unclosed emphasis '*'"),
        ("*one star too many** here", "unclosed emphasis '*'"),
        ("a [link](", "incomplete link"),
        ("a [link](ftp://x.org)", "invalid link address 'ftp://x.org'"),
    ],
)
def test_what_was_meant_as_markup_is_reported(source: str, message: str) -> None:
    assert message in [error.message for error in errors_of(source)]


@given(st.text(st.characters(exclude_categories=["C"]), max_size=40))
def test_escaped_text_is_never_markup(text: str) -> None:
    words = " ".join(text.split())
    runs = parse(escape(words), "en")
    assert plain(with_literals(runs)) == words
    assert all(not run.depth for run in runs)
    assert not errors_of(escape(words))


@pytest.mark.parametrize(
    "word", ["2*3", "*note", "<b>", "a](b", "[]", "`a`", "~~a~~", "![a](b)", "&amp;", "[^1]"]
)
def test_what_is_escaped_is_meant_and_no_error(word: str) -> None:
    source = f"a **bold** {escape(word)} *end*"
    assert plain(with_literals(parse(source, "en"))) == f"a bold {word} end"
    assert not errors_of(source)


def test_an_escaped_star_in_an_address_stays_one() -> None:
    (link,) = parse(r"[a](https://b.org/\*)", "en")
    assert link.href == "https://b.org/*"


@given(st.lists(st.tuples(st.text("ab ", max_size=5), st.booleans())))
def test_substitution_keeps_the_markup_of_what_it_does_not_touch(
    pieces: list[tuple[str, bool]],
) -> None:
    runs = tuple(Run(text, "en", strong=strong) for text, strong in pieces)
    changed = substitute(runs, "a", "x")
    assert plain(changed) == plain(runs).replace("a", "x")
    strong = "".join(run.text for run in changed if run.strong)
    assert strong == "".join(text for text, bold in pieces if bold).replace("a", "x")


UNSUPPORTED = {
    "### Aims": "'###' begins a heading of Markdown",
    "Aims\n====": "'Aims' begins a heading of Markdown",
    "- one\n- two": "'-' begins a list of Markdown",
    "* one": "'*' begins a list of Markdown",
    "Bring:\n- one": "'-' begins a list of Markdown",
    "- 5 °C in winter": "'-' begins a list of Markdown",
    "1. one\n2. two": "'1.' begins a numbered list of Markdown",
    "2) two": "'2)' begins a numbered list of Markdown",
    "2018. gada maijs": "'2018.' begins a numbered list of Markdown",
    "> said she": "'>' begins a quotation of Markdown",
    "|a|b|\n|---|---|\n|1|2|": "'|a|b|' begins a table of Markdown",
    "```\ncode\n```": "'```' begins code of Markdown",
    "one\n\n---\n\ntwo": "'---' begins a rule of Markdown",
    "one\n\ntwo": "'two' begins a second paragraph",
    "<div>\none": "'<div>' begins HTML",
    "[1]: https://example.org": "'[1]:' begins a link reference of Markdown",
    "type `make` now": "'`make`' is code",
    "see ![a view](view.png)": "'![a view]' is a picture of Markdown",
    "a ~~wrong~~ word": "'~~wrong~~' is struck out in Markdown",
    "Fish &amp; Chips": "'&amp;' is an entity of HTML",
    "A4 is 210*297*2": "'*' between digits is read as emphasis",
}


@pytest.mark.parametrize("source", UNSUPPORTED)
def test_markdown_that_is_not_set_is_reported_at_its_place(source: str) -> None:
    error = errors_of(source)[0]
    assert error.message == UNSUPPORTED[source]
    assert source.count(error.words) > error.before
    assert error.words
    assert not any(map(str.isspace, error.words))


def test_every_construct_that_is_not_set_has_a_test() -> None:
    messages = " ".join(UNSUPPORTED.values())
    assert all(construct.name in messages for construct in (*BLOCKS.values(), *INLINE.values()))


@pytest.mark.parametrize(
    "source",
    [
        "a - b, 1. Panzer-Division, # 3, > 5, a | b | c",
        "–5 °C; −5 °C; -5 °C",
        "2018.5 ha",
        "Nr.1. und 2. Preis",
        "#hashtag, C#, A & B, AT&T; R&D",
        "10~20元，30～40元，~5 km",
        "Q&A: 1 < 2 > 0, a <- b, <名称>, 《a》",
        "it`s 5 N",
        "snake_case, __init, 2 * 3 * 4, a * b",
        "a [note] and (brackets) [1]",
        "well!",
        "+49 30 1234, (1) one, a) b",
        "1.5 m, 9:30—17:00",
        r"2018\. gada",
        r"\- 5 °C",
        r"\> 50 %",
        "one\ntwo",
        "一\n二",
        "one  \ntwo",
        "**one**  \ntwo",
        "[one](https://example.org)  \n*two*  \n  three",
    ],
)
def test_good_text_is_not_read_as_markdown(source: str) -> None:
    assert errors_of(source) == []


@pytest.mark.parametrize("source", ["1. Aims", "- 5 °C", "> 50 %"])
def test_a_heading_may_begin_as_a_list_does(source: str) -> None:
    assert errors_of(source, is_heading=True) == []
    assert len(errors_of(f"# {source}", is_heading=True)) == 1


def test_two_spaces_at_a_line_end_do_not_join_words() -> None:
    assert plain(parse("one  \ntwo", "en")) == "one\ntwo"
    assert plain(parse("**one**  \ntwo", "en")) == "one\ntwo"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("one\\\ntwo", "one\u2028two"),
        ("**one** \\\n  **two**", "one\u2028two"),
        ("*one\\\ntwo* three", "one\u2028two three"),
        ("one\\\\\ntwo", "one\\\ntwo"),
    ],
)
def test_a_backslash_at_a_line_end_breaks_the_line(source: str, text: str) -> None:
    assert plain(with_literals(parse(source, "en"))) == text
    assert not errors_of(source)


@pytest.mark.parametrize("source", ["one\\", "**one**\\", "one\\\ntwo\\\n", "\\\none"])
def test_a_backslash_that_breaks_no_line_is_reported(source: str) -> None:
    assert [error.code for error in errors_of(source)] == ["text/stray-line-break"]


@pytest.mark.parametrize("source", ["two\\\\", r"C:\Users", "well!\\\\"])
def test_an_escaped_backslash_at_the_end_is_one(source: str) -> None:
    assert not errors_of(source)


def test_a_backslash_before_a_space_is_a_no_break_space() -> None:
    assert plain(parse("10\\ km", "en")) == "10\u00a0km"
    assert not errors_of("10\\ km")


def test_a_span_has_the_language_and_the_style_of_its_attributes() -> None:
    assert parse('[a]{lang=fr} [*b* c]{.small} [d]{.tie lang="zh-Hans"}', "en") == (
        Run("a", "fr"),
        Run(" ", "en"),
        Run("b", "en", emphasis=True, small=True),
        Run(" c", "en", small=True),
        Run(" ", "en"),
        Run("d", "zh-Hans", tied=1),
    )


def test_ties_are_numbered_and_the_outer_one_holds() -> None:
    assert parse("[a *b*]{.tie}[c]{.tie} [[d]{.tie} e]{.tie}", "en") == (
        Run("a ", "en", tied=1),
        Run("b", "en", emphasis=True, tied=1),
        Run("c", "en", tied=2),
        Run(" ", "en"),
        Run("d e", "en", tied=3),
    )


def test_spans_and_links_may_be_within_each_other() -> None:
    assert parse("[[a]{lang=fr} b](#c)", "en") == (
        Run("a", "fr", href="#c"),
        Run(" b", "en", href="#c"),
    )
    assert parse("[a [b](#c)]{.small}", "en") == (
        Run("a ", "en", small=True),
        Run("b", "en", href="#c", small=True),
    )


@pytest.mark.parametrize("attribute", [".red", "lang=Chinese", "#here", 'style="x"', ".small.tie"])
def test_an_attribute_that_means_nothing_is_reported_at_its_place(attribute: str) -> None:
    source = f"a [b]{{.small {attribute}}} c"
    (error,) = errors_of(source)
    assert (error.code, error.words) == ("text/unknown-attribute", attribute)


@pytest.mark.parametrize(
    ("source", "lowered"),
    [
        ("H~2~O", {"2": "sub"}),
        ("SO~4~^2−^", {"4": "sub", "2−": "sup"}),
        ("x^2^", {"2": "sup"}),
        ("(a+b)^-1^", {"-1": "sup"}),
        ("M^me^", {"me": "sup"}),
        ("**10^6^**", {"6": "sup"}),
        ("平方米^2^", {"2": "sup"}),
        ("e^*x*^", {"x": "sup"}),
    ],
)
def test_superscripts_and_subscripts_are_those_of_pandoc(
    source: str, lowered: dict[str, str]
) -> None:
    runs = parse(source, "en")
    assert {run.text: run.position for run in runs if run.position} == lowered
    assert not errors_of(source)


@pytest.mark.parametrize(
    ("source", "linked"),
    [
        ("见https://a.org/x，或写信给 me@b.org。", ["https://a.org/x", "mailto:me@b.org"]),
        ("see **https://a.org**.", ["https://a.org"]),
        ("see [https://a.org](https://b.org)", ["https://b.org"]),
        ("see a.org, www.a.org/b, and README.md", ["https://www.a.org/b"]),
        ("网站www.a.org，[www.b.org](https://c.org)", ["https://www.a.org", "https://c.org"]),
        ("see www\\.a.org", []),
        ("see https\\://a.org", []),
        (escape("see https://a.org/a_b*c"), ["https://a.org/a_b*c"]),
    ],
)
def test_an_address_with_a_scheme_or_www_is_a_link(source: str, linked: list[str]) -> None:
    assert [run.href for run in parse(source, "en") if run.href] == linked


def test_markup_within_a_list_is_reported_with_the_list() -> None:
    source = "- Take `this`\n- and ~~that~~"
    messages = [error.message for error in markup_errors(source, source)]
    assert messages == [
        "'-' begins a list of Markdown",
        "'`this`' is code",
        "'~~that~~' is struck out in Markdown",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "3~5天，8~20人",
        "周一~周五，周六~周日",
        "A~2",
        "x^2",
        "H\\~2\\~O",
        "https://a.org/~a~1~b",
        "^_^ ^o^",
    ],
)
def test_a_tilde_or_a_circumflex_of_running_text_is_a_sign(source: str) -> None:
    runs = parse(source, "en")
    assert not any(run.position for run in runs)
    assert plain(with_literals(runs)) == source.replace("\\", "")
    assert list(markup_errors(source, source)) == []


@pytest.mark.parametrize("sign", ["[", "[a](", "![", "*", "~", "^", "`", "<", "\\", "[^", "[a]{"])
def test_thousands_of_opening_signs_are_read_or_reported(sign: str) -> None:
    source = sign * 3000
    assert parse(source, "en")
    errors_of(source)


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("de", "2. Oktober 2026, 19.30 Uhr"),
        ("de", "2. bis 11. Oktober 2026"),
        ("de", "30. und 31. Dez. geschlossen"),
        ("cs", "3. května"),
        ("lv", "2018. gada maijs"),
        ("hu", "2026. október 2."),
    ],
)
def test_a_text_may_begin_with_a_date(language: str, date: str) -> None:
    assert list(markup_errors(date, date, language=language)) == []


@pytest.mark.parametrize(
    ("language", "numbered"),
    [
        ("de", "2. Karten im Oktober"),
        ("de", "2. bis zum Abend"),
        ("de", "2. Maibaum"),
        ("de", "2) Oktober"),
        ("en", "2. October"),
        ("zh-Hant", "2. 10月的節目"),
    ],
)
def test_a_number_before_no_date_begins_a_list(language: str, numbered: str) -> None:
    (error,) = markup_errors(numbered, numbered, language=language)
    assert error.message.endswith("begins a numbered list of Markdown")
