"""Inline content as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from markupsafe import Markup

from bifolio.content import Content, Run

Level = tuple[Callable[[Run], str | None], str, str]
"""What tells a stretch of runs, the element around it, the attribute that takes what was told."""


def markup(content: Content) -> Markup:
    """Write `content` as HTML, every character escaped, one element for each stretch of markup."""
    levels: tuple[Level, ...] = (
        (lambda run: run.href, "a", "href"),
        (lambda run: "" if run.strong else None, "strong", ""),
        (lambda run: "" if run.emphasis else None, "em", ""),
        (lambda run: None if run.language == content.language else run.language, "span", "lang"),
    )
    return _nested(content.runs, levels)


def _nested(runs: Iterable[Run], levels: tuple[Level, ...]) -> Markup:
    """Write `runs` with the elements of `levels`, the first one outermost."""
    if not levels:
        return Markup("").join(run.text for run in runs)
    (tell, element, attribute), *inner = levels
    pieces = []
    for told, stretch in groupby(runs, key=tell):
        inside = _nested(stretch, tuple(inner))
        pieces.append(inside if told is None else _element(element, attribute, told, inside))
    return Markup("").join(pieces)


def _element(name: str, attribute: str, value: str, inside: Markup) -> Markup:
    attributes = Markup(' {}="{}"').format(attribute, value) if attribute else Markup("")
    return Markup("<{}{}>{}</{}>").format(name, attributes, inside, name)
