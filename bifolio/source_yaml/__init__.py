"""YAML files as typed values with places; all problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
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


def read_sound_part(
    path: Path, model: type[AnyNode], lists: tuple[str, str], stand_in: Mapping[str, str]
) -> AnyNode | None:
    """Read what is sound in the file at `path`, for further problems than `read_model` reports.

    The entries of the second of `lists`, which is within those of the first (sections, blocks), are
    replaced where they have errors: by `stand_in`, with their id. None if that is not enough.
    """
    data, _ = _read_once(path.read_bytes(), path, "")
    if data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        wrong = {_entry(detail["loc"], lists) for detail in error.errors(include_url=False)}
    try:
        return model.model_validate(
            _replaced(data, {each for each in wrong if each}, lists, stand_in)
        )
    except ValidationError:
        return None


def _entry(path: Sequence[int | str], lists: tuple[str, str]) -> tuple[int, int] | None:
    """The numbers of the entries of `lists` in the path of an error, if it is in both."""
    match path:
        case (str(outer), int(first), str(inner), int(second), *_) if (outer, inner) == lists:
            return first, second
    return None


def _replaced(
    data: PlacedMapping,
    wrong: set[tuple[int, int]],
    lists: tuple[str, str],
    stand_in: Mapping[str, str],
) -> PlacedMapping:
    """A copy of `data` with `stand_in` for the entries of `lists` with these numbers."""
    outer, inner = lists
    whole = deepcopy(data)
    for first, second in wrong:
        entries = whole[outer][first][inner]
        if isinstance(entry := entries[second], PlacedMapping) and "id" in entry:
            sound = PlacedMapping(entry.place)
            sound.update(stand_in, id=entry["id"])
            sound.key_places.update(dict.fromkeys(sound, entry.place))
            entries[second] = sound
    return whole


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
