"""The inline Markdown of the source: emphasis, strong, links."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it.token import Token

from bifolio.text.escapes import stand_in, with_escaped
from bifolio.text.joined_lines import LINE_END
from bifolio.text.reading import read_inline
from bifolio.text.runs import Run, Runs, joined


def parse(source: str, language: str) -> Runs:
    """Parse Markdown `source` into runs of `language`; a line end stays a line feed.

    Escaped characters are placeholders in them, until the text is set: see `with_literals`.
    """
    runs: list[Run] = []
    emphasis = strong = 0
    href: str | None = None
    for token in read_inline(source):
        match token.type:
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "link_open":
                href = str(token.attrs["href"])
            case "link_close":
                href = None
            case _:
                if text := _text(token):
                    runs.append(Run(text, language, emphasis > 0, strong > 0, href))
    return joined(runs)


def _text(token: Token) -> str:
    """The characters of an inline token; a hard line break is a line end like any other."""
    if token.type in ("softbreak", "hardbreak"):
        return LINE_END
    if token.info == "escape" and len(token.content) == 1:
        return stand_in(token.content)
    return token.content


def with_literals(runs: Runs) -> Runs:
    """Return the runs with escaped characters in place of their placeholders."""
    return joined(replace(run, text=with_escaped(run.text)) for run in runs)


def escape(value: str) -> str:
    """Escape `value`, so that no character of it is markup in any place.

    Quotes, dashes and punctuation are not escaped: the rules of the language apply to them.
    """
    inline = re.sub(r"([\\`*_\[\]<>&~^])", r"\\\1", value)
    # Signs that begin a block at the start of a line: a list, a heading, a table.
    return re.sub(r"(?m)^([ \t]*(?:\d{1,9}(?=[.)]))?)([-+=#|:.)])", r"\1\\\2", inline)
