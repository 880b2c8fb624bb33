"""YAML files as typed values with places; all problems are reported at once."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bifolio.problems import Place, Problem
from bifolio.source_yaml.nodes import Node
from bifolio.source_yaml.reader import read_yaml
from bifolio.source_yaml.validation_errors import worded

AnyNode = TypeVar("AnyNode", bound=Node)


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
    data, problems = read_yaml(encoded, path, (required or [*model.model_fields])[0])
    if data is None:
        return None, problems
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        return None, [*problems, *worded(error, data, model)]
    return (None, problems) if problems else (value, [])
