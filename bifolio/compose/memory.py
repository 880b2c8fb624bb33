"""Remembers composed lines from one build to the next.

The key is all that lines depend on: the runs with their styles, the setting with its measure, and
for the whole memory the code of this package, its libraries, the data of the languages and the
fonts (`fingerprint`). A memory keeps what was asked of it and forgets the rest, so it is as large
as one edition; what was damaged, or written by another version, is read as an empty one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import budoux
import pyphen
import uharfbuzz

from bifolio.compose.line_breaking import Widths
from bifolio.compose.setting import SetLine, Setting, StyledRun
from bifolio.compose.spacing import Segment
from bifolio.fonts.subset import CutFace
from bifolio.languages import Language

LARGEST = 64_000_000
"""Bytes of a memory that is read or written: some thousand pages."""

_PACKAGES = Path(__file__).parents[1]
_SPACES = str.maketrans("", "", " \u00a0")


class Memory:
    """Lines and widths, by what they were composed from."""

    def __init__(self, fingerprint: str = "", content: bytes = b"") -> None:
        """Read `content`, if it is that of a memory with the same fingerprint."""
        self._fingerprint = fingerprint
        self._kept: dict[str, Any] = {}
        self._before = _read(content, fingerprint)

    def lines(
        self, runs: Sequence[StyledRun], setting: Setting, compose: Callable[[], Iterable[SetLine]]
    ) -> tuple[SetLine, ...]:
        """Return the lines of `runs`, as remembered if they have the same words, or composed."""
        key = _key("lines", runs, setting)
        if key not in self._kept:
            self._kept[key] = _lines(self._before.get(key), runs) or tuple(compose())
        lines: tuple[SetLine, ...] = self._kept[key]
        return lines

    def widths(
        self, runs: Sequence[StyledRun], setting: Setting, measure: Callable[[], Widths]
    ) -> Widths:
        """Return the widths of `runs`, as remembered or measured."""
        key = _key("widths", runs, setting)
        if key not in self._kept:
            before = self._before.get(key)
            self._kept[key] = Widths(*before) if before else measure()
        widths: Widths = self._kept[key]
        return widths

    @property
    def content(self) -> bytes:
        """What was asked for, to be read by the next build; empty if that would be nothing new."""
        if self._kept.keys() == self._before.keys():
            return b""
        body = json.dumps(self._kept, ensure_ascii=False, separators=(",", ":")).encode()
        content = _checksum(body, self._fingerprint) + b"\n" + body
        return content if len(content) <= LARGEST else b""


def fingerprint(faces: Iterable[CutFace], languages: Mapping[str, Language], breaks: str) -> str:
    """All that lines depend on in addition to their runs and setting.

    `breaks` is the version of the library that finds line starts (UAX 14). Of a face counts the
    font that it was cut from: it has the same glyphs, however few characters it is cut to.
    """
    libraries = (uharfbuzz.__version__, pyphen.__version__, budoux.__version__, breaks)
    fonts = [
        [each.family, each.weight, each.style, each.ranges, each.identity, each.scale]
        for each in faces
    ]
    rules = {tag: asdict(replace(each, substitutions=())) for tag, each in languages.items()}
    described = json.dumps([_own_digest(), libraries, fonts, rules], default=sorted, sort_keys=True)
    return sha256(described.encode()).hexdigest()


@cache
def _own_digest() -> str:
    """The digest of the code and the data by which lines are composed."""
    digest = sha256()
    for package in ("compose", "fonts/__init__.py", "languages", "text/addresses.py"):
        within = _PACKAGES / package
        for path in sorted(within.rglob("*")) if within.is_dir() else [within]:
            if path.suffix in (".py", ".yaml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(content: bytes, fingerprint: str) -> dict[str, Any]:
    """What a memory kept; nothing if it is damaged, too large, or of another fingerprint."""
    checksum, _, body = content.partition(b"\n")
    if len(content) > LARGEST or checksum != _checksum(body, fingerprint):
        return {}
    kept = json.loads(body)
    return kept if isinstance(kept, dict) else {}


def _checksum(body: bytes, fingerprint: str) -> bytes:
    return sha256(fingerprint.encode() + body).hexdigest().encode()


def _key(kind: str, runs: Sequence[StyledRun], setting: Setting) -> str:
    return sha256(repr((kind, runs, setting)).encode()).hexdigest()


def _lines(kept: Any, runs: Sequence[StyledRun]) -> tuple[SetLine, ...]:
    """The lines in the values that JSON has of them; none if they are not lines of `runs`."""
    try:
        lines = tuple(_line(*each) for each in kept or ())
        return lines if _have_words(lines, runs) else ()
    except (TypeError, ValueError, IndexError):
        return ()


def _line(first: int, segments: list[Any], *others: Any) -> SetLine:
    """A line from the values that JSON has of it."""
    found = tuple(
        Segment(run, text, tuple((tag, value) for tag, value in features), *rest)
        for run, text, features, *rest in segments
    )
    return SetLine(first, found, *others)


def _have_words(lines: Iterable[SetLine], runs: Sequence[StyledRun]) -> bool:
    """Whether lines have the words of their runs, whatever was remembered."""
    found = [""] * len(runs)
    for line in lines:
        for segment in line.segments:
            found[segment.run] += segment.text
    return all(
        text.translate(_SPACES)
        == (run.text.translate(_SPACES) if run.box is None else run.placeholder)
        for text, run in zip(found, runs, strict=True)
    )
