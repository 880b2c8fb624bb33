"""Subsets of fonts, each cut once for all tests of a process.

A new project has an empty cache, and cuts some sixty subsets, those of hyphens and of the example
again and again, which takes as long as all else that it does before the renderer begins.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bifolio.fonts import subset

MOST = 2000
"""Subsets that are kept, of 20 kB each on average."""

_subset = subset._subset


def remember_subsets() -> None:
    """Let a subset be cut again only if the font file was changed, or is another one."""
    subset._subset = _remembered


def forget_subsets() -> None:
    """Let every subset be cut again."""
    _cut.cache_clear()


def _remembered(font: Path, code_points: frozenset[int]) -> bytes:
    state = font.stat()
    return _cut(font, (state.st_mtime_ns, state.st_ctime_ns, state.st_size), code_points)


@lru_cache(MOST)
def _cut(font: Path, _state: tuple[int, int, int], code_points: frozenset[int]) -> bytes:
    return _subset(font, code_points)
