"""Reads the data files of languages."""

from __future__ import annotations

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
