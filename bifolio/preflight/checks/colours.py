"""Colours: design tokens only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bifolio.pdf.colours import BLACK
from bifolio.pdf.content import FILLS, STROKES
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource

BLACK_AND_WHITE = frozenset({(0, 0, 0), (255, 255, 255)})

BLACK_AND_NO_INK = frozenset({BLACK, (0.0, 0.0, 0.0, 0.0)})

ROUNDING, INK_ROUNDING = 2, 0.005
"""Of 255 for RGB, of 1 for inks: the rounding of colours on their way into the PDF."""


@check("colours/tokens-only", Severity.FAIL, once=True)
def tokens_only(evidence: Evidence) -> Iterator[Sighting]:
    """Text or vector graphics have a colour or an ink that is not a design token.

    Why: A colour that is not a token was entered by hand, and will drift from the others.
    Fix: use a token of tokens.css, or add one
    """
    names: dict[tuple[float, ...], str] = {}
    for number, painted in evidence.printed:
        if painted.kind not in ("text", "path") or painted.in_picture:
            continue
        colours = [painted.fill] if painted.kind == "text" or painted.operator in FILLS else []
        colours += [painted.stroke] if painted.operator in STROKES else []
        for parts in (each.parts for each in colours):
            if parts not in names:
                names[parts] = _unknown(parts, evidence.source)
            if name := names[parts]:
                yield Sighting(f"{name} is not a design token", whole_page(number))


def _unknown(parts: tuple[float, ...], source: EditionSource) -> str:
    """The name of a colour that is no token; empty for a token, and in other colour spaces."""
    if len(parts) == 4:
        if is_near(parts, source.inks | BLACK_AND_NO_INK, INK_ROUNDING):
            return ""
        return "C{:.0f} M{:.0f} Y{:.0f} K{:.0f}".format(*(100 * part for part in parts))
    colour = [round(255 * part) for part in (parts * 3)[:3]]  # grey has one part
    if len(parts) not in (1, 3) or is_near(colour, source.tokens | BLACK_AND_WHITE, ROUNDING):
        return ""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def is_near(colour: Sequence[float], colours: Iterable[Sequence[float]], tolerance: float) -> bool:
    """Whether a colour is one of `colours`, each part within the tolerance."""
    return any(
        len(colour) == len(each)
        and all(abs(one - other) <= tolerance for one, other in zip(colour, each, strict=True))
        for each in colours
    )
