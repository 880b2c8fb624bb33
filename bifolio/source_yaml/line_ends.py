"""The line ends of a text as it was typed, which YAML folds into spaces.

Between two words of English a folded line end is a space; between two ideographs it is nothing,
and a space that was typed there is a space. Only the file distinguishes the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

FOLDED = ">"
LITERAL = "|"
DOUBLE_QUOTED = '"'
SINGLE_QUOTED = "'"


def with_line_ends(value: str, raw: str, style: str | None) -> str:
    """The text `value` of a YAML scalar with the line ends of the file.

    `raw` is the scalar as it is in the file; `style` is its style (`>`, `|`, a quote or None).
    Empty lines between two lines are kept, as in Markdown.
    """
    if style == LITERAL or "\n" not in raw:
        return value
    pieces: list[str] = []
    at = empty = 0
    for piece in _lines(raw, style):
        if not piece.strip(" \t"):
            empty += 1
            continue
        start = at
        while at < len(value) and not value.startswith(piece, at):
            if value[at] not in " \t\n":
                return value  # not a form that is known here: as YAML reads it
            at += 1
        if at == len(value):
            break  # comments below a block
        if pieces and at > start:
            pieces.append(_spaces(value, start) + "\n" * (empty + 1))
        else:
            pieces.append(value[start:at])
        pieces.append(piece)
        at += len(piece)
        empty = 0
    return "".join(pieces) + value[at:]


def _spaces(value: str, start: int) -> str:
    """The spaces that a line of a folded block ends with; the last one is the line end itself."""
    match = re.compile(r"[ \t]*(?=[ \n])").match(value, start)
    return match[0] if match else ""


def _lines(raw: str, style: str | None) -> Iterator[str]:
    """The part of the value on each line of a scalar, without the spaces around it."""
    if style == FOLDED:
        raw = raw.partition("\n")[2]
    elif style in (SINGLE_QUOTED, DOUBLE_QUOTED):
        raw = raw[1:-1]
    for line in raw.split("\n"):
        piece = line.strip(" \t")
        if style == SINGLE_QUOTED:
            piece = piece.replace("''", "'")
        elif style == DOUBLE_QUOTED and "\\" in piece:
            piece = _unescaped(piece)
        yield piece


def _unescaped(piece: str) -> str:
    """A line of a double-quoted scalar without its escapes; one at its end takes the line end."""
    if re.search(r"(?<!\\)(?:\\\\)*\\$", piece):
        piece = piece[:-1]
    return str(yaml.safe_load(f'"{piece}"'))
