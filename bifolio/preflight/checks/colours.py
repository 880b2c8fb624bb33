"""Colours: only those of the house."""

from __future__ import annotations

from collections.abc import Iterator

from bifolio.pdf.content import FILLS, STROKES, Colour
from bifolio.pdf.painting import Painted
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource

BLACK_AND_WHITE = frozenset({(0, 0, 0), (255, 255, 255)})

ONE_INK_OR_NONE = frozenset({(0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0, 0.0)})

NEARLY = 2
"""Of 255: the rounding of colours on their way into the PDF."""

NEARLY_INK = 0.005
"""Of 1."""


@check("colours/tokens-only", Severity.FAIL)
def tokens_only(evidence: Evidence) -> Iterator[Sighting]:
    """Text or vector graphics have a colour or an ink that is not a design token.

    Why: A colour that is not a token was entered by hand, and will drift from the others.
    Fix: use a token of tokens.css, or add one
    """
    reported: set[str] = set()
    for number, painted in evidence.printed:
        in_picture = any(tag == "/Figure" for tag, _ in painted.tags)
        if painted.kind not in ("text", "path") or in_picture:
            continue
        for colour in _inks(painted):
            name = _unknown(colour.parts, evidence.source)
            if name and name not in reported:
                reported.add(name)
                yield Sighting(f"{name} is no colour of the house", whole_page(number))


def _inks(painted: Painted) -> Iterator[Colour]:
    """The colours that text or a path is painted in."""
    if painted.kind == "text" or painted.operator in FILLS:
        yield painted.fill
    if painted.operator in STROKES:
        yield painted.stroke


def _unknown(parts: tuple[float, ...], source: EditionSource) -> str:
    """How a colour is called that is no token; nothing for one that is."""
    if len(parts) == 4:
        near = any(
            all(abs(one - other) <= NEARLY_INK for one, other in zip(parts, ink, strict=True))
            for ink in source.inks | ONE_INK_OR_NONE
        )
        return (
            ""
            if near
            else "C{:.0f} M{:.0f} Y{:.0f} K{:.0f}".format(*(100 * part for part in parts))
        )
    colour = _rgb(parts)
    if colour is None or _is_near(colour, source.tokens | BLACK_AND_WHITE):
        return ""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _rgb(parts: tuple[float, ...]) -> tuple[int, int, int] | None:
    """A colour as red, green and blue; None for one that is neither grey nor RGB."""
    if len(parts) == 1:
        level = round(parts[0] * 255)
        return level, level, level
    if len(parts) == 3:
        red, green, blue = (round(part * 255) for part in parts)
        return red, green, blue
    return None


def _is_near(colour: tuple[int, int, int], allowed: frozenset[tuple[int, int, int]]) -> bool:
    return any(
        all(abs(one - other) <= NEARLY for one, other in zip(colour, token, strict=True))
        for token in allowed
    )
