"""The small Markdown of the source: emphasis, strong, links. Nothing else is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from markdown_it import MarkdownIt

from bifolio.content import Run, Runs, plain

LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")

Fault = tuple[str, str]
"""What is wrong with the markup, and what to do."""

_PARSER = MarkdownIt("zero").enable(["emphasis", "link", "autolink", "escape", "newline"])

_JOINER = "\ue000"
_LITERAL = {"*": "\ue001", "<": "\ue002", "[": "\ue003", "]": "\ue004"}
"""What stands for these characters where they are escaped: they are meant, and no markup."""

_EAST_ASIAN_MARKS = (
    r"[\u3001-\u3003\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65“”‘’—…·]"
)


def parse(source: str, language: str) -> Runs:
    """Parse Markdown `source` into runs of `language`; line ends become spaces.

    What is escaped is in them as a stand-in, until `faults` has seen them: see `with_literals`.

    CommonMark lets `**` close only where no letter follows a punctuation mark, which Chinese, that
    has no spaces, breaks all the time (CommonMark 0.31, 6.2). A private-use joiner, which no
    source may hold, stands for a letter there.
    """
    source = re.sub(r"\\(.)", _stand_in, source, flags=re.DOTALL)
    joined = re.sub(
        rf"(?<={_EAST_ASIAN_MARKS})(?=\*)|(?<=\*)(?={_EAST_ASIAN_MARKS})", _JOINER, source
    )
    runs: list[Run] = []
    emphasis = strong = 0
    href: str | None = None
    for token in _PARSER.parseInline(joined)[0].children or ():
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
                text = " " if token.type == "softbreak" else token.content.replace(_JOINER, "")
                if text:
                    runs.append(Run(text, language, emphasis > 0, strong > 0, href))
    return tuple(runs)


def faults(runs: Runs) -> Iterator[Fault]:
    """Yield what was meant as markup in the source of `runs`, as they were parsed, and is none."""
    text = plain(runs)
    for match in re.finditer(r"</?[A-Za-z][^>]*>|<!--", text):
        yield f"'{match[0]}' is HTML", "use *emphasis*, **strong** or [link](https://…)"
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

    def literal(text: str, *, in_link: bool = False) -> str:
        for character, stand_in in _LITERAL.items():
            text = text.replace(quote(stand_in) if in_link else stand_in, character)
        return text

    return tuple(
        replace(run, text=literal(run.text), href=run.href and literal(run.href, in_link=True))
        for run in runs
    )


def _stand_in(escaped: re.Match[str]) -> str:
    return _LITERAL.get(escaped[1], escaped[0])


def escape(value: str) -> str:
    """Write `value` so that no character of it is markup."""
    return re.sub(r"([\\`*_\[\]<>&!])", r"\\\1", value)
