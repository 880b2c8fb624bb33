"""Finds Markdown that Bifolio does not support.

Its signs would be on the page, so each construct is an error with place and remedy.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it.token import Token

from bifolio.languages.written_dates import begins_with_date
from bifolio.text.addresses import find_addresses
from bifolio.text.pandoc import span_attributes
from bifolio.text.reading import is_stray_star, read_blocks, read_inline

LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:", "#")


@dataclass(frozen=True)
class MarkupError:
    """An error in the markup of a text."""

    code: str
    message: str
    hint: str
    words: str
    """The words at the error, without white space."""
    before: int
    """How often the same words occur before it."""


class Construct(NamedTuple):
    """A construct of Markdown, and the hint for authors."""

    name: str
    hint: str


BLOCKS = {
    "heading_open": Construct(
        "a heading of Markdown",
        "write it as `heading:` of a section, without the sign; or put \\ before the sign",
    ),
    "bullet_list_open": Construct(
        "a list of Markdown",
        "use a block of `kind: list`; or put \\ before the sign, to keep it as it is",
    ),
    "ordered_list_open": Construct(
        "a numbered list of Markdown",
        "use a block of `kind: list`; or put \\ before the mark after the number, as in 2018\\.",
    ),
    "blockquote_open": Construct(
        "a quotation of Markdown",
        "use a paragraph with quotation marks; or write \\> for a sign to keep it as it is",
    ),
    "hr": Construct("a rule of Markdown", "begin a section instead; or put \\ before the signs"),
    "fence": Construct("code of Markdown", "delete the signs; there is no type for code"),
    "code_block": Construct("code of Markdown", "delete the spaces before it"),
    "table_open": Construct(
        "a table of Markdown",
        "use a block of `kind: table`; or put \\ before each | to keep it as it is",
    ),
    "html_block": Construct("HTML", "use *emphasis*, **strong** or [link](https://…)"),
    "reference": Construct("a link reference of Markdown", "write [words](https://address)"),
    "paragraph_open": Construct(
        "a second paragraph", "make it a block of `kind: paragraph` of its own"
    ),
}
"""By the first token of markdown-it. A text is a single paragraph."""

IN_HEADINGS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open"})
"""Signs that a heading may begin with, as in `1. Aims`: the content of a heading is one line."""

INLINE = {
    "code_inline": Construct("code", "delete the backticks, or write \\` for one"),
    "image": Construct("a picture of Markdown", "use a block of `kind: figure`"),
    "html_inline": Construct(
        "HTML", "use *emphasis*, **strong** or [link](https://…), or write \\< for a literal <"
    ),
    "s_open": Construct("struck out in Markdown", "delete the signs, or write \\~ for each"),
    "text_special": Construct("an entity of HTML", "type the character, or write \\&"),
}
"""By the token of markdown-it."""

VERBATIM = tuple(BLOCKS[kind].name for kind in ("fence", "code_block", "html_block"))
"""Blocks in which nothing else is markup."""


def markup_errors(
    source: str, folded: str, *, language: str = "", is_heading: bool = False
) -> Iterator[MarkupError]:
    """Yield the unsupported markup in `source`, and what was meant as markup but is not.

    `folded` is the same text with its lines as YAML folds them, on which blocks begin. A text in
    `language` may begin with a date of it, such as 2. Oktober, which Markdown takes for a list.
    """
    accepted = IN_HEADINGS if is_heading else frozenset()
    if language and begins_with_date(folded, language):
        accepted |= {"ordered_list_open"}
    blocks = list(_blocks(folded, accepted))
    yield from blocks
    if not blocks:
        yield from _inline(source)
    elif not any(error.message.endswith(VERBATIM) for error in blocks):
        yield from _constructs(source, read_inline(source))


def _blocks(source: str, accepted: Collection[str]) -> Iterator[MarkupError]:
    lines = source.split("\n")
    is_first = True
    for block in read_blocks(source):
        if block.kind == "paragraph_open" and is_first:
            is_first = False
        elif block.kind not in accepted:
            name, hint = BLOCKS[block.kind]
            at = sum(len(line) + 1 for line in lines[: block.line])
            words = (lines[block.line].split() or [""])[0]
            message = f"'{words}' begins {name}"
            yield _error("text/unsupported-markup", message, hint, words, source, at)


def _inline(source: str) -> Iterator[MarkupError]:
    tokens = read_inline(source)
    yield from _constructs(source, tokens)
    yield from _stars(source, tokens)
    text = _typed(tokens)
    if incomplete := re.search(r"\]\(|\[\]", text):
        hint = "write [words](https://address)"
        yield _error("text/incomplete-link", "incomplete link", hint, incomplete[0], source)
    for match in re.finditer(r"<([^<>\s\0]+)>", text):
        if [match[1]] == [found.text for found in find_addresses(match[1])]:
            scheme = "mailto:" if "@" in match[1] else "https://"
            hint = f"write [{match[1]}]({scheme}{match[1]})"
            yield _error("text/invalid-link", f"'{match[0]}' is not a link", hint, match[0], source)
    for token in tokens:
        address = str(token.attrs.get("href", ""))
        if token.type == "link_open" and not address.startswith(LINK_SCHEMES):
            hint = "begin it with https://, http://, mailto:, tel: or # and the id of a section"
            message = f"invalid link address '{address}'"
            yield _error("text/invalid-link", message, hint, "[", source, token.meta["at"])
    yield from _spans(source, tokens)
    yield from _line_breaks(source, tokens)


def _spans(source: str, tokens: Sequence[Token]) -> Iterator[MarkupError]:
    """Attributes of spans that mean nothing."""
    for token in tokens:
        attributes = str(token.attrs.get("attributes", ""))
        if unknown := span_attributes(attributes).unknown:
            hint = "use {lang=TAG}, {.small} for small print, or {.tie} for words on one line"
            message = f"unknown attribute '{unknown}' of a span"
            at = source.index(attributes, token.meta["at"])
            yield _error("text/unknown-attribute", message, hint, unknown, source, at)


def _line_breaks(source: str, tokens: Sequence[Token]) -> Iterator[MarkupError]:
    """Backslashes that break no line, because the text ends or begins there."""
    breaks = [token for token in tokens if token.type == "hardbreak" and _is_typed(source, token)]
    at = len(source.rstrip()) - 1
    ends = re.search(r"(?<!\\)(?:\\\\)*\\\s*$", source)
    places = [at] if ends else []
    places += [each.meta["at"] for each in breaks if each.meta["at"] != at and each is tokens[0]]
    for place in places:
        hint = "delete it; a backslash at a line end breaks a line within a text"
        message = "'\\' begins no other line"
        yield _error("text/stray-line-break", message, hint, "\\", source, place)


def _typed(tokens: Sequence[Token]) -> str:
    """The characters that are plain text, with a gap in place of everything else."""
    return "".join(
        token.content if token.type == "text" and "marker" not in token.meta else "\0"
        for token in tokens
    )


def _constructs(source: str, tokens: Sequence[Token]) -> Iterator[MarkupError]:
    for token in tokens:
        construct = INLINE.get(token.type)
        if construct is None or not _is_typed(source, token):
            continue
        at = token.meta["at"]
        words = _words(source[at:], token)
        message = f"'{words}' is {construct.name}"
        first = words.split()[0]
        yield _error("text/unsupported-markup", message, construct.hint, first, source, at)


def _is_typed(source: str, token: Token) -> bool:
    """Whether an author sees the sign: escaped characters are intended, spaces are invisible."""
    if token.type == "text_special":
        return token.info == "entity"
    return token.type != "hardbreak" or source[token.meta["at"]] == "\\"


def _words(rest: str, token: Token) -> str:
    """The beginning of a construct for the message; `rest` begins with it."""
    if token.type == "html_inline":
        return token.content
    patterns = {
        "code_inline": r"`+[^`\n]*`*",
        "image": r"!\[[^\]\n]*\]?",
        "s_open": r"~~[^~\n]*~*",
        "text_special": r"&[^;]*;",
    }
    match = re.match(patterns.get(token.type, r"."), rest)
    return match[0] if match else rest[:1]


def _stars(source: str, tokens: Sequence[Token]) -> Iterator[MarkupError]:
    """Stars beside a word that are no emphasis, and stars between figures that are."""
    stray = [token.meta["at"] for token in tokens if is_stray_star(token)]
    for at in stray:
        if at - 1 in stray:
            continue
        end = at + 1
        while end in stray:
            end += 1
        stars = source[at:end]
        if source[at - 1 : at].strip() or source[end : end + 1].strip():
            hint = "close it before a space, with as many stars, or write \\* for a star"
            message = f"unclosed emphasis '{stars}'"
            yield _error("text/unclosed-emphasis", message, hint, stars, source, at)
    for token in tokens:
        at = token.meta.get("at", 0)
        if token.type == "em_open" and re.fullmatch(r"\d\*\d", source[max(at - 1, 0) : at + 2]):
            hint = "type × for a multiplication sign, or write \\* for a star"
            message = "'*' between digits is read as emphasis"
            yield _error("text/ambiguous-star", message, hint, "*", source, at)


def _error(code: str, message: str, hint: str, words: str, source: str, at: int = 0) -> MarkupError:
    """The error at `words`, which are in `source` at `at`."""
    return MarkupError(code, message, hint, words, source.count(words, 0, at))
