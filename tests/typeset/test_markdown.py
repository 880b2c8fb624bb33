from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.content import Run, plain, substitute
from bifolio.typeset.markdown import escape, faults, parse, with_literals


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
    assert plain(parse("# no heading\n- no list", "en")) == "# no heading\n- no list"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a <b>bold</b> word", "'<b>' is HTML"),
        ("an <!-- aside -->", "'<!--' is HTML"),
        ("an **open end", "the emphasis '**' is not closed"),
        ("**one star too few* here", "the emphasis '*' is not closed"),
        ("*one star too many** here", "the emphasis '*' is not closed"),
        ("a [link](", "a link is not complete"),
        ("a [link](ftp://x.org)", "the link goes to 'ftp://x.org'"),
    ],
)
def test_what_was_meant_as_markup_is_told(source: str, message: str) -> None:
    assert message in [what for what, _ in faults(parse(source, "en"))]


@given(st.text(st.characters(exclude_categories=["C"]), max_size=40))
def test_escaped_text_is_never_markup(text: str) -> None:
    words = " ".join(text.split())
    runs = parse(escape(words), "en")
    assert plain(with_literals(runs)) == words
    assert all(not run.depth for run in runs)
    assert not list(faults(runs))


@pytest.mark.parametrize("word", ["2*3", "*note", "<b>", "a](b", "[]"])
def test_what_is_escaped_is_meant_and_no_fault(word: str) -> None:
    runs = parse(f"a **bold** {escape(word)} *end*", "en")
    assert plain(with_literals(runs)) == f"a bold {word} end"
    assert not list(faults(runs))


def test_an_escaped_star_in_an_address_stays_one() -> None:
    (link,) = with_literals(parse(r"[a](https://b.org/\*)", "en"))
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
