"""The inline Markdown of the source: emphasis, strong, links, spans, line breaks."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it.token import Token

from bifolio.text.addresses import find_addresses
from bifolio.text.escapes import stand_in, with_escaped
from bifolio.text.joined_lines import LINE_END
from bifolio.text.pandoc import span_attributes
from bifolio.text.reading import read_inline
from bifolio.text.references import reference_run
from bifolio.text.runs import LINE_BREAK, Run, Runs, joined, plain, split, substitute

SCHEME = re.compile("(?:https?://|mailto:)", re.IGNORECASE)
"""How an address begins that is a link wherever it is."""

WEB = re.compile(r"www\.", re.IGNORECASE)
"""How one begins that is a link with `https://` before it."""


def parse(source: str, language: str) -> Runs:
    """Parse Markdown `source` into runs of `language`; a line end stays a line feed.

    Escaped characters are placeholders in them, until the text is set: see `with_literals`. So are

    """
    runs: list[Run] = []
    enclosing = [Run("", language)]
    emphasis = strong = ties = 0
    for token in read_inline(source):
        kind, _, side = token.type.rpartition("_")
        within = replace(enclosing[-1], emphasis=emphasis > 0, strong=strong > 0)
        if kind == "em":
            emphasis += token.nesting
        elif kind == "strong":
            strong += token.nesting
        elif side == "open":
            enclosing.append(_opened(token, enclosing[-1], ties + 1))
            ties = max(ties, enclosing[-1].tied)
        elif side == "close":
            enclosing.pop()
        elif side == "reference":
            runs.append(reference_run(token.content, within))
        elif text := _text(token, source):
            runs.append(replace(within, text=text))
    return link_addresses(substitute(joined(runs), f" *{LINE_BREAK}", LINE_BREAK))


def _opened(token: Token, around: Run, tie: int) -> Run:
    """The markup within `token`, which begins some, within that of `around`.

    `tie`: the number of the words that it keeps on one line, if it does.
    """
    match token.type:
        case "link_open":
            return replace(around, href=str(token.attrs["href"]))
        case "sup_open":
            return replace(around, position="sup")
        case "sub_open":
            return replace(around, position="sub")
        case "span_open":
            found = span_attributes(str(token.attrs["attributes"]))
            return replace(
                around,
                language=found.language or around.language,
                small=around.small or found.small,
                tied=around.tied or (tie if found.tied else 0),
            )
    return around


def _text(token: Token, source: str) -> str:
    """The characters of an inline token of `source`.

    A backslash at a line end forces a line break; two spaces there, which nobody sees, do not.
    """
    if token.type in ("softbreak", "hardbreak"):
        return LINE_BREAK if source.startswith("\\", token.meta["at"]) else LINE_END
    if token.info == "escape" and len(token.content) == 1:
        return stand_in(token.content)
    return token.content


def link_addresses(runs: Runs) -> Runs:
    """Make the web addresses with a scheme or `www.` and the mail addresses of `runs` links.

    As in GitHub Flavored Markdown (6.9, extended autolinks); any other host name stays text, since
    it may be the name of a file; so does an address whose colon or first dot is escaped.
    """
    typed = plain(runs)
    for each in find_addresses(with_escaped(typed)):
        start, end = each.start, each.end
        scheme = SCHEME.match(typed, start, end)
        is_mail = "@" in each.text and "/" not in each.text and typed.find("@", start, end) >= 0
        is_web = not scheme and WEB.match(typed, start, end)
        if scheme or is_mail or is_web:
            href = each.text if scheme else f"{'https://' if is_web else 'mailto:'}{each.text}"
            before, within, after = split(runs, start, end)
            if within and not any(run.href or run.position for run in within):
                runs = (*before, *(replace(run, href=href) for run in within), *after)
    return runs


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
