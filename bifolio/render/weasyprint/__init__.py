"""Everything that relies on private parts of WeasyPrint, and how WeasyPrint is loaded.

Importing this package loads WeasyPrint with a font configuration that has no system font. Only
processes that build import it (`bifolio.render.processes`).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FONTS_CONF = Path(__file__).parents[1] / "fonts.conf"

LIBRARIES = (
    *("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libfontconfig.so.1"),
    *("libharfbuzz.so.0", "libharfbuzz-subset.so.0"),
)
"""The libraries that WeasyPrint 70.0 loads, by their names on Linux (`weasyprint.text.ffi`)."""


@contextmanager
def _no_search_for_libraries() -> Iterator[None]:
    """Replace `ctypes.util.find_library`, if the libraries load by their names.

    WeasyPrint tries the names of other systems first, for which it runs ldconfig and a compiler 22
    times in vain: a quarter of the loading time. Guarded by tests/render/test_loading.py.
    """
    original = ctypes.util.find_library
    try:
        for name in LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        pass  # this system has other names, or lacks one, and the search may be needed
    else:
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = original


for _variable in ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"):
    os.environ.pop(_variable, None)
os.environ["FONTCONFIG_FILE"] = str(FONTS_CONF)

with warnings.catch_warnings(), _no_search_for_libraries():
    # It warns that no font is configured, which is intended.
    warnings.filterwarnings("ignore", message="No fonts configured")
    from weasyprint import CSS, HTML, VERSION
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "HTML",
    "VERSION",
    "CounterStyle",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
]
"""Public names of WeasyPrint."""
