"""The small Markdown of the source: emphasis, strong, links. Nothing else is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from bifolio.content import Run, Runs

LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")

Fault = tuple[str, str]
"""What is wrong with the markup, and what to do."""

_PARSER = MarkdownIt("zero").enable(["emphasis", "link", "autolink", "escape", "newline"])

_JOINER = "\ue000"
_EAST_ASIAN_MARKS = (
    r"[\u3001-\u3003\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65“”‘’—…·]"
)


def parse(source: str, language: str) -> Runs:
    """Parse Markdown `source` into runs of `language`; line ends become spaces.

    CommonMark lets `**` close only where no letter follows a punctuation mark, which Chinese, that
    has no spaces, breaks all the time (CommonMark 0.31, 6.2). A private-use joiner, which no
    source may hold, stands for a letter there.
    """
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
    """Yield what was meant as markup in the source of `runs` but is none."""
    for run in runs:
        for match in re.finditer(r"</?[A-Za-z][^>]*>|<!--", run.text):
            yield f"'{match[0]}' is HTML", "use *emphasis*, **strong** or [link](https://…)"
        for match in re.finditer(r"\*+(?=\S)|(?<=\S)\*+", run.text):
            hint = "close it before a space, or write \\* for a star"
            yield f"the emphasis '{match[0]}' is not closed", hint
        if re.search(r"\]\(|\[\]", run.text):
            yield "a link is not complete", "write [words](https://address)"
        if run.href and not run.href.startswith(LINK_SCHEMES):
            hint = "begin it with https://, http://, mailto: or tel:"
            yield f"the link goes to '{run.href}'", hint


def escape(value: str) -> str:
    """Write `value` so that no character of it is markup."""
    return re.sub(r"([\\`*_\[\]<>&!])", r"\\\1", value)
