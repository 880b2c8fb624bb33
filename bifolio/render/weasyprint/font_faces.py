"""Adds the fonts of an edition to the fonts that the renderer knows, all at once.

WeasyPrint 70.0 adds a font for each `@font-face` rule: it parses the rule, opens the address, and
has Pango forget what it knew of fonts. An edition has some sixty faces, for which that takes four
times as long as here. The settings for Fontconfig are the same.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from xml.sax.saxutils import escape

from weasyprint.text.constants import FONTCONFIG_STYLE, FONTCONFIG_WEIGHT
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

from bifolio.fonts.subset import CutFace

MOST_KEPT = 3
"""Sets of fonts that a process keeps: those of the last editions, and of a slug."""

_kept: dict[tuple[CutFace, ...], FontConfiguration] = {}


def fonts_of(faces: Sequence[CutFace], *, has_more: bool) -> FontConfiguration:
    """The fonts of `faces`: those of an earlier edition with the same faces.

    An edition whose stylesheets may add more fonts (`has_more`) has fonts of its own.
    """
    key = tuple(faces)
    if has_more:
        return _read(key)
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = _read(key)
    return _kept[key]


def forget_fonts() -> None:
    """Read fonts again when they are asked for next."""
    _kept.clear()


def _read(faces: Sequence[CutFace]) -> FontConfiguration:
    """Fonts from links to the files of `faces`: a file of two faces has two settings."""
    fonts = FontConfiguration()
    fonts._folder = folder = Path(mkdtemp(prefix="weasyprint-"))  # which it deletes
    files = [(folder / f"{at}.ttf", face) for at, face in enumerate(faces) if not face.is_empty]
    for file, face in files:
        _link(face.path, file)
    settings = "".join(_settings(file, face) for file, face in files)
    document = f"<fontconfig>{settings}</fontconfig>".encode()
    fontconfig.FcConfigParseAndLoadFromMemory(fonts._config, document, True)
    for file, face in files:
        if not fontconfig.FcConfigAppFontAddFile(fonts._config, os.fsencode(file)):
            logging.getLogger("weasyprint").warning("Font-face %r cannot be loaded", face.family)
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))
    return fonts


def _link(file: Path, link: Path) -> None:
    """Make `link` another name of `file`, or a copy where temporary files have a disk of their own.

    A symbolic link would not do: Fontconfig finds the file that it leads to each time.
    """
    try:
        link.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, link)


def _settings(file: Path, face: CutFace) -> str:
    """What Fontconfig is to know of `file`: its family, style and weight, and its characters.

    Pango 1.50 needs the family before the own names of the font, not in their place.
    """
    is_file = f'<test name="file" compare="eq"><string>{escape(str(file))}</string></test>'
    slant, weight = FONTCONFIG_STYLE[face.style], FONTCONFIG_WEIGHT[face.weight]
    family = f"<string>{escape(face.family)}</string>"
    scanned = _edit("family", "prepend", family)
    scanned += _edit("slant", "assign_replace", f"<const>{slant}</const>")
    scanned += _edit("weight", "assign_replace", f"<int>{weight}</int>")
    characters = _edit("charset", "assign_replace", _characters(face.held)) if face.ranges else ""
    return (
        f'<match target="scan">{is_file}{scanned}</match>'
        f'<match target="font">{is_file}{characters}</match>'
    )


def _edit(name: str, mode: str, value: str) -> str:
    return f'<edit name="{name}" mode="{mode}">{value}</edit>'


def _characters(spans: Iterable[range]) -> str:
    each = "".join(
        f"<charset><range><int>{span[0]:#x}</int><int>{span[-1]:#x}</int></range></charset>"
        for span in spans
    )
    return f"<plus>{each}</plus>"
