"""Reads Markdown as CommonMark and GitHub Flavored Markdown do, with some of Pandoc's constructs.

It recognises all of the former; `unsupported` reports those that Bifolio does not set. `pandoc` has
the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bifolio.text import pandoc
from bifolio.text.flanking import LOOSE, emphasis

Rule = Callable[[StateInline, bool], bool]

_WATCHED: dict[str, Rule] = {
    "newline": rules_inline.newline,
    "no_break_space": pandoc.no_break_space,
    "escape": rules_inline.escape,
    "backticks": rules_inline.backtick,
    "strikethrough": rules_inline.strikethrough.tokenize,
    "footnote": pandoc.footnote,
    "cross_reference": pandoc.cross_reference,
    "superscript": pandoc.superscript,
    "subscript": pandoc.subscript,
    "span": pandoc.span,
    "link": rules_inline.link,
    "image": rules_inline.image,
    "autolink": rules_inline.autolink,
    "html_inline": rules_inline.html_inline,
    "entity": rules_inline.entity,
}

_BEFORE = {
    "no_break_space": "escape",
    "footnote": "link",
    "cross_reference": "link",
    "superscript": "link",
    "subscript": "strikethrough",
    "span": "link",
}
"""The rules that CommonMark lacks, each with the one that it is tried before."""


@dataclass(frozen=True)
class MarkdownBlock:
    """A construct of several lines, or a paragraph."""

    kind: str
    """The type of its first token."""
    line: int
    """The line of the text with which it begins, from 0."""


@lru_cache(maxsize=256)
def read_inline(source: str) -> tuple[Token, ...]:
    """Read `source` as the content of one paragraph; `meta["at"]` of a token is where it begins.

    Only tokens that begin with a sign have one. Stars that are no emphasis are text tokens with
    `meta["marker"]`. If CommonMark leaves such stars, or has bold within bold, `**` is read again
    with white space as the only criterion: **(free)**of charge can mean nothing else. A single star
    beside a bracket stays a star, because it may be a multiplication sign.
    """
    tokens = _inline(source)
    if _doubts(tokens):
        return min(tokens, _inline(source, loose=True), key=_doubts)
    return tokens


@lru_cache(maxsize=256)
def read_blocks(source: str) -> tuple[MarkdownBlock, ...]:
    """Read the blocks of `source`: a single paragraph, if it is plain text."""
    environment: dict[str, Any] = {}
    tokens = _BLOCKS.parse(source, environment)
    blocks = [
        MarkdownBlock(token.type, token.map[0])
        for token in tokens
        if not token.level and token.nesting >= 0 and token.map
    ]
    references = environment.get("references", {}).values()
    blocks += [MarkdownBlock("reference", reference["map"][0]) for reference in references]
    return tuple(blocks)


def _doubts(tokens: Sequence[Token]) -> int:
    """The number of stars that are no emphasis, and of bold within bold, which nobody means."""
    depth = doubts = 0
    for token in tokens:
        if token.type.startswith("strong_"):
            depth += token.nesting
        nested = token.type == "strong_open" and depth > 1
        doubts += nested or is_stray_star(token)
    return doubts


def is_stray_star(token: Token) -> bool:
    """Whether `token` is a star that is no emphasis."""
    return token.type == "text" and token.content == "*" and "marker" in token.meta


def _inline(source: str, *, loose: bool = False) -> tuple[Token, ...]:
    (block,) = _PARSER.parseInline(source, {LOOSE: loose})
    return tuple(block.children or ())


def _watched(rule: Rule) -> Rule:
    """Return the inline `rule` with the places of its tokens in `meta["at"]`."""

    def read(state: StateInline, silent: bool) -> bool:
        at, known, pending = state.pos, len(state.tokens), state.pending
        found = rule(state, silent)
        if found and not silent:
            for token in state.tokens[known:]:
                # The pending text before may become a token now, without the spaces at its end.
                if not (
                    token.type == "text" and token.content and pending.startswith(token.content)
                ):
                    token.meta.setdefault("at", at)
        return found

    return read


class _AsTyped(MarkdownIt):
    """Keeps the words of `<https://…>` as they were typed.

    The base class decodes %20 and Punycode in them, which changes the address on the page.
    """

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _parser() -> MarkdownIt:
    parser = _AsTyped("zero", {"html": True})
    own: Any = SimpleNamespace(**{**vars(helpers), "parseLinkLabel": pandoc.link_label})
    parser.helpers = own
    for name, before in _BEFORE.items():
        parser.inline.ruler.before(before, name, _WATCHED[name])
    parser.enable([*_WATCHED, "emphasis"])
    for name, rule in _WATCHED.items():
        parser.inline.ruler.at(name, _watched(rule))
    parser.inline.ruler.at("emphasis", emphasis)
    # Escaped characters and stars that are no emphasis stay tokens of their own.
    return parser.disable(["text_join", "fragments_join"])


def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


_PARSER, _BLOCKS = _parser(), _block_parser()
