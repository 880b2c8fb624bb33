"""YAML files as typed values with places; all problems are reported at once."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bifolio.problems import Place, Problem
from bifolio.source_yaml.nodes import Node, PlacedMapping
from bifolio.source_yaml.reader import read_yaml
from bifolio.source_yaml.validation_errors import worded

AnyNode = TypeVar("AnyNode", bound=Node)


MOST_FILES = 64
"""Files whose last content is kept, so that it is read once: declarations of layouts, glossaries,
and for a preview what has not changed. Models are made again, as blocks keep what they load."""

_last_read: dict[Path, tuple[bytes, tuple[PlacedMapping | None, list[Problem]]]] = {}


def read_model(
    path: Path, model: type[AnyNode], missing_hint: str
) -> tuple[AnyNode | None, list[Problem]]:
    """Read the file at `path` as a `model`, and report all problems of its form.

    The value is None if there is a problem. `missing_hint` is the hint if the file is not found.
    """
    try:
        encoded = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        missing = isinstance(error, FileNotFoundError)
        code = "source/file-not-found" if missing else "environment/unreadable-file"
        return None, [Problem(code, f"cannot be read: {reason}", missing_hint, Place(path))]
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    data, problems = _read_once(encoded, path, (required or [*model.model_fields])[0])
    if data is None:
        return None, problems
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        return None, [*problems, *worded(error, data, model)]
    return (None, problems) if problems else (value, [])


def _read_once(
    encoded: bytes, path: Path, first_key: str
) -> tuple[PlacedMapping | None, list[Problem]]:
    """Read the YAML in `encoded`, unless it is what the file at `path` had last time."""
    before, read = _last_read.get(path, (b"", None))
    if before != encoded or read is None:
        read = read_yaml(encoded, path, first_key)
        if len(_last_read) >= MOST_FILES:
            _last_read.clear()
        _last_read[path] = encoded, read
    data, problems = read
    return data, [*problems]
