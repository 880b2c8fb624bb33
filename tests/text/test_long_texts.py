"""The time that a text takes grows with its length, not with the square of it."""

from __future__ import annotations

from time import process_time

import pytest

from bifolio.text import mark_languages, set_runs
from bifolio.text.runs import Run
from bifolio.text.unsupported import markup_errors

LENGTH = 20_000
SLOW = 10.0
"""Seconds of the processor: what grows with the square takes minutes."""


@pytest.mark.parametrize(
    "row", ["a", "汉1", "汉.", ".汉", "(汉)", "1", "a@", "**汉", "http://a.org/(", "Tel: "]
)
def test_a_long_paragraph_is_set_in_linear_time(row: str) -> None:
    text = (row * LENGTH)[:LENGTH]
    begin = process_time()
    list(markup_errors(text, text))
    for language in ("en", "zh-Hans"):
        runs = (Run(text, language),)
        mark_languages(set_runs(runs, language), language, ("en", "zh-Hans"))
    assert process_time() - begin < SLOW
