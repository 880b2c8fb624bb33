"""Inline content as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from bifolio.content import Content, Run

Wrap = tuple[Callable[[Run], str | bool | None], Callable[[Run], Markup]]


def markup(content: Content) -> Markup:
    """Write `content` as HTML, every character escaped, one element for each stretch of markup."""
    return _wrapped(content.runs, _wraps(content.language))


def _wraps(language: str) -> Sequence[Wrap]:
    """From the outside in: what tells a stretch of runs, and the element around it."""
    return (
        (lambda run: run.href, lambda run: Markup('<a href="{}">{{}}</a>').format(run.href)),
        (lambda run: run.strong, lambda run: Markup("<strong>{}</strong>")),
        (lambda run: run.emphasis, lambda run: Markup("<em>{}</em>")),
        (
            lambda run: run.language if run.language != language else None,
            lambda run: Markup('<span lang="{}">{{}}</span>').format(run.language),
        ),
    )


def _wrapped(runs: Iterable[Run], wraps: Sequence[Wrap]) -> Markup:
    if not wraps:
        return Markup("").join(run.text for run in runs)
    (key, element), *inner = wraps
    pieces = []
    for marked, stretch in groupby(runs, key=key):
        runs_here = tuple(stretch)
        inside = _wrapped(runs_here, inner)
        pieces.append(_put_into(element(runs_here[0]), inside) if marked else inside)
    return Markup("").join(pieces)


def _put_into(element: Markup, inside: Markup) -> Markup:
    opening, closing = element.split("{}")
    return opening + inside + closing
