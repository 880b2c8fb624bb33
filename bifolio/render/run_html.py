"""Inline content as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup, escape

from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.text.runs import LINE_BREAK, Content, Run

EMPHASISED = "emphasised"
"""The class of each emphasised ideograph."""

IDEOGRAPH = f"([{IDEOGRAPHS}])"

Level = tuple[Callable[[Run], str | None], str, str]
"""What adjacent runs share, the element around them, and its attribute."""

LEVELS: tuple[Level, ...] = (
    (lambda run: run.href, "a", "href"),
    (lambda run: "tie" if run.tied else None, "span", "class"),
    (lambda run: "" if run.small else None, "small", ""),
    (lambda run: "" if run.strong else None, "strong", ""),
    (lambda run: "" if run.emphasis else None, "em", ""),
    (lambda run: "" if run.position == "sup" else None, "sup", ""),
    (lambda run: "" if run.position == "sub" else None, "sub", ""),
    (lambda run: run.language, "span", "lang"),
)
"""The elements of inline content, the outermost first."""


def markup(content: Content) -> Markup:
    """Return `content` as HTML, with one element for adjacent runs of equal markup.

    An element has the language of its words if they share one; otherwise spans have it.
    """
    return _nested(_with_spaces_beside_words(content.runs), LEVELS, content.language)


def _with_spaces_beside_words(runs: Sequence[Run]) -> Iterator[Run]:
    """Join runs of white space only to the run before, or to the one after if only that is no link.

    The renderer draws no box of white space only, so that `**bold** *italic*` would lose its space.
    Two links to one address stay two.
    """
    for at, run in enumerate(runs):
        beside = [*runs[max(at - 1, 0) : at], *runs[at + 1 : at + 2]]
        one_link = len({each.href for each in beside}) == 1 and beside[0].href is not None
        if len(beside) == 2 and not one_link and not run.text.strip():
            host = next((each for each in beside if each.href is None), beside[0])
            yield replace(host, text=run.text)
        else:
            yield run


def _nested(runs: Iterable[Run], levels: tuple[Level, ...], language: str) -> Markup:
    """Return `runs`, within text of `language`, as HTML with the elements of `levels`."""
    if not levels:
        return Markup("").join(_text(run) for run in runs)
    (share, element, attribute), *inner = levels
    pieces = []
    for shared, group in groupby(runs, key=share):
        stretch = tuple(group)
        if shared is None or (attribute == "lang" and shared == language):
            pieces.append(_nested(stretch, tuple(inner), language))
            continue
        spoken = {run.language for run in stretch}
        own = spoken.pop() if len(spoken) == 1 else language
        attributes = {attribute: shared} if attribute else {}
        if own != language:
            attributes["lang"] = own
        pieces.append(_element(element, attributes, _nested(stretch, tuple(inner), own)))
    return Markup("").join(pieces)


def _text(run: Run) -> Markup:
    """The text of a run, with an element for each forced line break.

    So has each emphasised ideograph, but no mark: a layout may set a dot below it (GB/T 15834-2011,
    4.12).
    """
    return Markup("<br>").join(_line(line, run) for line in run.text.split(LINE_BREAK))


def _line(text: str, run: Run) -> Markup:
    if not run.emphasis:
        return escape(text)
    parts = re.split(IDEOGRAPH, text)
    inside = (
        _element("span", {"class": EMPHASISED}, escape(part)) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )
    return Markup("").join(inside)


def _element(name: str, attributes: dict[str, str], inside: Markup) -> Markup:
    written = Markup("").join(
        Markup(' {}="{}"').format(key, value) for key, value in attributes.items()
    )
    return Markup("<{}{}>{}</{}>").format(name, written, inside, name)
