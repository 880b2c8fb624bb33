"""Colours: only those of the house."""

from __future__ import annotations

from collections.abc import Iterator

from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check

BLACK_AND_WHITE = frozenset({(0, 0, 0), (255, 255, 255)})

NEARLY = 2
"""Of 255: the rounding of colours on their way into the PDF."""


@check(
    "colours/tokens-only",
    Severity.FAIL,
    rationale="A colour that is no token was typed by hand, and will differ from its neighbours.",
    hint="use a token of tokens.css, or add one",
)
def tokens_only(evidence: Evidence) -> Iterator[Sighting]:
    """Something is painted in a colour that is no token."""
    allowed = evidence.tokens | BLACK_AND_WHITE
    told: set[tuple[int, int, int]] = set()
    for number, painted in evidence.painted:
        if painted.kind not in ("text", "path"):
            continue
        strokes = painted.operator in (b"S", b"s")
        colour = _rgb(*(painted.stroke if strokes else painted.fill))
        if colour is None or colour in told or _is_near(colour, allowed):
            continue
        told.add(colour)
        yield Sighting(
            "#{:02x}{:02x}{:02x} is no colour of the house".format(*colour),
            whole_page(number),
        )


def _rgb(operator: str, operands: tuple[float, ...]) -> tuple[int, int, int] | None:
    """A colour as red, green and blue; None for one that is neither grey nor RGB."""
    if len(operands) == 1 and operator in ("g", "sc", "scn"):
        level = round(operands[0] * 255)
        return level, level, level
    if len(operands) == 3:
        red, green, blue = (round(part * 255) for part in operands)
        return red, green, blue
    return None


def _is_near(colour: tuple[int, int, int], allowed: frozenset[tuple[int, int, int]]) -> bool:
    return any(
        all(abs(one - other) <= NEARLY for one, other in zip(colour, token, strict=True))
        for token in allowed
    )
