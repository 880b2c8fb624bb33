"""Inline content as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup, escape

from bifolio.languages.references import references_of
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.render.anchors import BLOCK, HEADING, INTERNAL, NOTE, UNIT, mark_of
from bifolio.text.references import is_note, target_of
from bifolio.text.runs import LINE_BREAK, Content, Run

EMPHASISED = "emphasised"
"""The class of each emphasised ideograph."""

IDEOGRAPH = f"([{IDEOGRAPHS}])"

Level = tuple[Callable[[Run], str | None], str, str]
"""What adjacent runs share, the element around them, and its attribute."""

LEVELS: tuple[Level, ...] = (
    (lambda run: _address(run), "a", "href"),
    (lambda run: "tie" if run.tied else None, "span", "class"),
    (lambda run: "" if run.small else None, "small", ""),
    (lambda run: "" if run.strong else None, "strong", ""),
    (lambda run: "" if run.emphasis else None, "em", ""),
    (lambda run: "" if run.position == "sup" else None, "sup", ""),
    (lambda run: "" if run.position == "sub" else None, "sub", ""),
    (lambda run: run.language, "span", "lang"),
)
"""The elements of inline content, the outermost first."""


def markup(content: Content, footnote: Callable[[str], Markup] = lambda note: Markup("")) -> Markup:
    """Return `content` as HTML, with one element for adjacent runs of equal markup.

    An element has the language of its words if they share one; otherwise spans have it. `footnote`
    returns what is before the mark of a note.
    """
    pieces = []
    for note, group in groupby(_with_spaces_beside_words(content.runs), key=_note_of):
        runs = tuple(group)
        pieces.append(footnote(note) if note else Markup(""))
        pieces.append(_nested(runs, LEVELS, content.language))
    return Markup("").join(pieces)


def note_html(content: Content, number: int, of: int, column: int = 1) -> Markup:
    """Return the note `content`, with its number `of` so many, which is a link back to its mark.

    `column` is the number of its language among those of the page.
    """
    return Markup(
        '<span class="footnote" role="doc-footnote" lang="{}" data-column="{}" {}="{}">'
        '<span class="note-number" role="doc-label"><a href="#{}">{}</a></span>'
        '<span {}="{}" lang="{}">{}</span></span>'
    ).format(
        *(content.language, column, NOTE, content.unit, mark_of(content.unit)),
        *(references_of(content.language).mark(number, of), UNIT, content.unit, content.language),
        markup(content),
    )


def _address(run: Run) -> str | None:
    """The address to which a run is a link; that of a heading says so."""
    kind, _, name = run.reference.partition(":")
    return f"{INTERNAL}{HEADING}{name}" if f"{kind}:" == HEADING else run.href


def _tie(run: Run, attribute: str) -> int:
    """What keeps a run on one line, of the element that does so: each tie has its own."""
    return run.tied if attribute == "class" else 0


def _note_of(run: Run) -> str:
    """The id of the note of which a run is the mark; empty for other words."""
    return target_of(run.reference) if is_note(run) else ""


def _with_spaces_beside_words(runs: Sequence[Run]) -> Iterator[Run]:
    """Join runs of white space only to the run before, or to the one after if only that is no link.

    The renderer draws no box of white space only, so that `**bold** *italic*` would lose its space.
    Two links to one address stay two.
    """
    for at, run in enumerate(runs):
        beside = [*runs[max(at - 1, 0) : at], *runs[at + 1 : at + 2]]
        one_link = len({each.href for each in beside}) == 1 and beside[0].href is not None
        is_blank = run.text and not run.text.strip()
        if len(beside) == 2 and not one_link and is_blank:
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
    for (shared, _), group in groupby(runs, key=lambda run: (share(run), _tie(run, attribute))):
        stretch = tuple(group)
        if shared is None or (attribute == "lang" and shared == language):
            pieces.append(_nested(stretch, tuple(inner), language))
            continue
        spoken = {run.language for run in stretch}
        own = spoken.pop() if len(spoken) == 1 else language
        attributes = {attribute: shared} if attribute else {}
        if element == "a" and (note := _note_of(stretch[0])):
            attributes[BLOCK] = mark_of(note)
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
