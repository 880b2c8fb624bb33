"""Gives inline SVG the colour of its element, so that drawings use the tokens of stylesheets.

WeasyPrint 70.0 draws an `svg` element by its own attributes alone: `currentColor` in it is black
in RGB whatever the stylesheet says, for print shops too (SVG 2, 13.2; CSS Color 4, 6.3).
"""

from __future__ import annotations

from typing import Any

from weasyprint import html

from bifolio.render.weasyprint.version import require_version

SVG = "{http://www.w3.org/2000/svg}svg"


def mend_inline_svg() -> None:
    """Let `currentColor` in inline SVG be the `color` of its element.

    Raises `WrongRenderer` under another version of WeasyPrint. Idempotent.
    """
    require_version()
    original = html.HTML_HANDLERS[SVG]
    if getattr(original, "mended", False):
        return

    def handle(element: Any, box: Any, *others: Any) -> Any:
        element.set("color", _css(box.style["color"]))
        return original(element, box, *others)

    handle.mended = True  # type: ignore[attr-defined]
    html.HTML_HANDLERS[SVG] = handle


def _css(color: Any) -> str:
    """The colour as the parser of SVG colours reads it."""
    *parts, alpha = tuple(color)
    if color.space == "device-cmyk":
        return f"device-cmyk({' '.join(f'{each:g}' for each in parts)} / {alpha:g})"
    red, green, blue = (f"{each * 255:g}" for each in color.to("srgb").coordinates)
    return f"rgb({red} {green} {blue} / {alpha:g})"
