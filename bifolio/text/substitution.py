"""Applies the table of substitutions of a language to typed forms.

A row applies to whole forms only, not to parts of a longer run of the same signs. Escaped
characters and web and mail addresses stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from bifolio.languages import Language
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.languages.substitutions import Context, Substitution
from bifolio.text.escapes import addresses_in, stand_in, with_escaped
from bifolio.text.runs import LINE_BREAK, Edit, Runs, edit, plain

_HAN = f"[{IDEOGRAPHS}]"
_SPACE = " \n"

CLASSES: Mapping[str, Callable[[str, Language], bool]] = {
    "Han": lambda character, _: bool(re.match(_HAN, character)),
    "mark": lambda character, language: character in language.all_marks,
    "closing mark": lambda character, language: character in language.marks.closing,
    "letter": lambda character, _: character.isalpha() and not re.match(_HAN, character),
    "small letter": lambda character, _: character.islower(),
    "digit": lambda character, _: character.isnumeric() and not re.match(_HAN, character),
    "space": lambda character, _: character.isspace(),
    "edge": lambda character, _: character == "",
}
"""The classes of characters that a row can require beside a form; other names are characters.

The edge is that of the paragraph; a line end of the source counts as a space.
"""


def apply(runs: Runs, language: Language) -> Runs:
    """Apply the rows of `language` to `runs`, in their order."""
    for row in language.substitutions:
        text = plain(runs)
        if edits := list(_find(row, text, language)):
            runs = edit(runs, outside(edits, addresses_in(runs)))
    return runs


def outside(edits: Iterable[Edit], spans: Iterable[tuple[int, int]]) -> list[Edit]:
    """Return the edits that change nothing within `spans`."""
    kept = tuple(spans)
    return [
        (start, end, new)
        for start, end, new in edits
        if not any(first < max(end, start + 1) and start < last for first, last in kept)
    ]


def _find(row: Substitution, text: str, language: Language) -> Iterator[Edit]:
    """Yield the changes of `row` in `text`."""
    if row.brackets:
        yield from _brackets(row, text, language)
        return
    for match in _whole(row).finditer(text):
        if any(_holds(each, text, match.span(), row, language) for each in row.where):
            start, end = _with_space(text, match.start(), match.end(), row)
            if not row.signs:
                yield start, end, row.becomes
                continue
            for at in range(match.start(), match.end()):
                last = end if at == match.end() - 1 else at + 1
                yield at, last, row.becomes[row.signs.index(text[at])]


@cache
def _whole(row: Substitution) -> re.Pattern[str]:
    """The pattern of whole forms of `row`: none of their signs is beside it, escaped or not."""
    signs = row.signs or "".join(row.typed)
    escaped = "".join(stand_in(sign) for sign in signs if sign.isascii())
    beside = f"[{re.escape(signs)}{escaped}]"
    forms = "|".join(map(re.escape, sorted(row.typed, key=len, reverse=True)))
    form = f"[{re.escape(signs)}]+" if row.signs else f"(?:{forms})"
    return re.compile(f"(?<!{beside}){form}(?!{beside})")


def _with_space(text: str, start: int, end: int, row: Substitution) -> tuple[int, int]:
    """The form, with the spaces that are replaced with it."""
    if row.space == "around" and text[start - 1 : start] == " " and start > 1:
        start -= 1
    if row.space and end < len(text) and text[end] in _SPACE:
        end += 1
    return start, end


def _holds(
    context: Context, text: str, span: tuple[int, int], row: Substitution, language: Language
) -> bool:
    """Whether `context` holds for the form at `span`, with or without the spaces beside it.

    Before a forced line break, what begins the next line is beside the form, too.
    """
    start, end = span
    first, last = _with_space(text, start, end, row)
    before = {with_escaped(text[at - 1 : at] if at else "") for at in (start, first)}
    after = {with_escaped(text[at : at + 1]) for at in (end, last)}
    if text[last : last + 1] == LINE_BREAK:
        after.add(with_escaped(text[last + 1 : last + 2]))
    return (
        _beside(context.after, before, language, default=True)
        and _beside(context.before, after, language, default=True)
        and not _beside(context.not_after, before, language)
        and not _beside(context.not_before, after, language)
        and not _is_numbering(text[:start], context.not_after_numbering)
    )


def _beside(
    classes: tuple[str, ...], characters: set[str], language: Language, *, default: bool = False
) -> bool:
    """Whether one of `characters` is of one of `classes`; `default` if there are no classes."""
    if not classes:
        return default
    return any(_is(name, character, language) for name in classes for character in characters)


def _is(name: str, character: str, language: Language) -> bool:
    belongs = CLASSES.get(name)
    if belongs is None:
        return character == name
    return belongs(character, language) if character or name == "edge" else False


def _is_numbering(before: str, numerals: str) -> bool:
    """Whether `before` ends with the number of an item: numerals at the start of a line."""
    # Backwards, because a search for an end goes through the whole text.
    return bool(numerals) and bool(re.match(rf"[{numerals}]+(?:\s|$)", before[::-1]))


def _brackets(row: Substitution, text: str, language: Language) -> Iterator[Edit]:
    """Yield the changes of bracket pairs to those of the language, both or none."""
    for start, end in _pairs(row, text):
        if text[start] == row.becomes[0] and text[end] == row.becomes[1]:
            continue
        mixed = row.becomes[0] == text[start] or row.becomes[1] == text[end]
        if mixed or any(
            _holds(each, text, (start, start + 1), row, language)
            and _beside(each.inside, set(text[start + 1 : end]), language, default=True)
            for each in row.where
        ):
            first, _ = _with_space(text, start, start, row)
            _, last = _with_space(text, end, end + 1, row)
            yield first, start + 1, row.becomes[0]
            yield end, last, row.becomes[1]


def _pairs(row: Substitution, text: str) -> Iterator[tuple[int, int]]:
    """The places of each opening bracket and its closing one."""
    opened: list[int] = []
    for at, character in enumerate(text):
        if character in (row.brackets[0], row.becomes[0]):
            opened.append(at)
        elif character in (row.brackets[1], row.becomes[1]) and opened:
            yield opened.pop(), at
