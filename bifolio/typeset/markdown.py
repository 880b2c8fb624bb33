"""The small Markdown of the source: emphasis, strong, links. Nothing else is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bifolio.content import Run, Runs, joined, plain
from bifolio.typeset.escapes import stand_in, with_escaped
from bifolio.typeset.line_ends import LINE_END

LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")

Fault = tuple[str, str]
"""What is wrong with the markup, and what to do."""

_PARSER = (
    MarkdownIt("zero")
    .enable(["emphasis", "link", "autolink", "escape", "newline"])
    .disable("text_join")  # it would make escaped characters alike to all others
)

_JOINER = "\ue000"

_EAST_ASIAN_MARKS = (
    r"[\u3001-\u3003\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65“”‘’—…·]"
)


def parse(source: str, language: str) -> Runs:
    """Parse Markdown `source` into runs of `language`; a line end stays a line feed.

    What is escaped is in them as a stand-in, until the text is set: see `with_literals`.

    CommonMark lets `**` close only where no letter follows a punctuation mark, which Chinese, that
    has no spaces, breaks all the time (CommonMark 0.31, 6.2). A private-use joiner, which no
    source may hold, stands for a letter there.
    """
    source = re.sub(
        rf"(?<={_EAST_ASIAN_MARKS})(?=\*)|(?<=\*)(?={_EAST_ASIAN_MARKS})", _JOINER, source
    )
    runs: list[Run] = []
    emphasis = strong = 0
    href: str | None = None
    for token in _PARSER.parseInline(source)[0].children or ():
        match token.type:
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "link_open":
                href = str(token.attrs["href"]).replace(_JOINER, "")
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
    return token.content.replace(_JOINER, "")


def faults(runs: Runs) -> Iterator[Fault]:
    """Yield what was meant as markup in the source of `runs`, as they were parsed, and is none."""
    text = plain(runs)
    for match in re.finditer(r"</?[A-Za-z][^>]*>|<!--", text):
        yield (
            f"'{with_escaped(match[0])}' is HTML",
            "use *emphasis*, **strong** or [link](https://…)",
        )
    for match in re.finditer(r"\*+(?=\S)|(?<=\S)\*+", text):
        hint = "close it before a space, with as many stars, or write \\* for a star"
        yield f"the emphasis '{match[0]}' is not closed", hint
    if re.search(r"\]\(|\[\]", text):
        yield "a link is not complete", "write [words](https://address)"
    for run in runs:
        if run.href and not run.href.startswith(LINK_SCHEMES):
            hint = "begin it with https://, http://, mailto: or tel:"
            yield f"the link goes to '{run.href}'", hint


def with_literals(runs: Runs) -> Runs:
    """The runs with the characters that were escaped in the place of what stood for them."""
    return joined(replace(run, text=with_escaped(run.text)) for run in runs)


def escape(value: str) -> str:
    """Write `value` so that no character of it is markup."""
    return re.sub(r"([\\`*_\[\]<>&!])", r"\\\1", value)
