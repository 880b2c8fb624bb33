"""Reads the data files of languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C, if the installation has it."""


@cache
def read_data(path: Path) -> dict[str, Any]:
    """Read the YAML mapping in `path`; callers must not change it."""
    content: dict[str, Any] = yaml.load(path.read_bytes(), _Loader)  # noqa: S506 (it is safe)
    return content


def closest(entries: Mapping[str, Any], tag: str) -> Any:
    """The entry for `tag`, or for the closest tag (RFC 4647, 3.4, lookup), or for `und`."""
    while tag and tag not in entries:
        tag = tag.rpartition("-")[0]
    return entries[tag or "und"]
