"""The parser of HTML compiles each pattern once, and reads what it read before."""

from __future__ import annotations

import re
from xml.etree.ElementTree import tostring

import pytest
from tinyhtml5 import inputstream

from bifolio.render.weasyprint import HTML
from bifolio.render.weasyprint.html_patterns import RunPatterns, keep_patterns

PAGE = """<!doctype html><html lang=en><title>a &amp; b</title><style>p > i { color: red }</style>
<body class="a b" id='c' data-x="&quot;1&quot;"><!-- a - comment -- here --><p>one\ttwo  &lt;three
<i>四 &#x4E94;</i></p><svg viewBox="0 0 1 1"><path d="M0 0h1"/><![CDATA[five]]></svg>
<textarea> six </textarea><script>if (a < b) {}</script><p title=seven>eight\x00nine</html>"""


def read() -> bytes:
    return bytes(tostring(HTML(string=PAGE).etree_element))


def test_a_page_is_read_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputstream, "characters_until_regex", {})
    before = read()
    monkeypatch.setattr(inputstream, "characters_until_regex", kept := RunPatterns())
    assert read() == before
    assert kept


def test_patterns_are_those_of_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs: dict[tuple[object, bool], re.Pattern[str]] = {}
    monkeypatch.setattr(inputstream, "characters_until_regex", theirs)
    read()
    monkeypatch.setattr(inputstream, "characters_until_regex", kept := RunPatterns())
    read()
    assert {each.pattern for each in kept.values()} == {each.pattern for each in theirs.values()}


def test_the_parser_still_stores_patterns_under_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs: dict[tuple[object, bool], re.Pattern[str]] = {}
    monkeypatch.setattr(inputstream, "characters_until_regex", theirs)
    read()
    assert all(stored is pattern for (stored, _), pattern in theirs.items())


def test_mending_is_idempotent() -> None:
    keep_patterns()
    mended = inputstream.characters_until_regex
    keep_patterns()
    assert inputstream.characters_until_regex is mended
