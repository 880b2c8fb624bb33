"""Digests of Bifolio's own files, made once for all tests of a process.

A new project knows no digests, and reads the fonts and the program, 40 MB, before its first build.
"""

from __future__ import annotations

from pathlib import Path

from bifolio.workflow.digests import Digests, Known

OWN = f"{Path(__file__).resolve().parents[2]}/"

_known: dict[str, Known] = {}
_of_file = Digests.of_file


def remember_digests() -> None:
    """Let one of Bifolio's own files be read again only if it was changed."""
    Digests.of_file = _remembered  # type: ignore[assignment, method-assign]


def _remembered(digests: Digests, path: str) -> str:
    if not path.startswith(OWN):
        return _of_file(digests, path)
    if path not in digests.known and path in _known:
        digests.known[path] = _known[path]
        digests.has_learned = True
    digest = _of_file(digests, path)
    if path in digests.known:
        _known[path] = digests.known[path]
    return digest
