"""YAML files as typed values with places; all problems are reported at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bifolio.problems import Place, Problem
from bifolio.source_yaml.nodes import Node, PlacedMapping, PlacedString
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
    path: Path,
    model: type[AnyNode],
    stand_ins: Mapping[tuple[str, ...], Mapping[str, str] | str],
) -> AnyNode | None:
    """Read what is sound in the file at `path`, for further problems than `read_model` reports.

    `stand_ins` names entries of lists and mappings by the keys on the way to them, with `EACH` for
    each entry, and has what replaces an entry with errors: a text, or a mapping, which keeps the
    entry's id. None if that is not enough.
    """
    data, _ = _read_once(path.read_bytes(), path, "")
    if data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        places = [detail["loc"] for detail in error.errors(include_url=False)]
    whole = deepcopy(data)
    for place in places:
        for keys, stand_in in stand_ins.items():
            if _is_within(place, keys):
                is_name = place[len(keys) :] == WRONG_NAME
                _replace(whole, place[: len(keys)], None if is_name else stand_in)
    try:
        return model.model_validate(whole)
    except ValidationError:
        return None


EACH = "*"
"""Every entry of a list or a mapping."""

WRONG_NAME = ("[key]",)
"""How pydantic ends the place of an error in the name of an entry of a mapping."""


def _is_within(place: Sequence[int | str], keys: Sequence[str]) -> bool:
    """Whether the place of an error is in one of the entries that `keys` lead to."""
    pairs = zip(place, keys, strict=False)
    return len(place) >= len(keys) and all(key in (EACH, found) for found, key in pairs)


def _replace(
    data: PlacedMapping, keys: Sequence[int | str], stand_in: Mapping[str, str] | str | None
) -> None:
    """Put `stand_in` in the place of the entry of `data` that `keys` lead to; None deletes it."""
    *way, last = keys
    holder: Any = data
    for key in way:
        holder = holder[key]
    entry = holder.get(last) if isinstance(holder, dict) else holder[last]
    if stand_in is None:
        holder.pop(last, None)
    elif isinstance(stand_in, str):
        holder[last] = PlacedString.at(stand_in, holder.key_places[last])
    elif isinstance(entry, PlacedMapping) and "id" in entry:
        sound = PlacedMapping(entry.place)
        for key, value in stand_in.items():
            sound[key] = PlacedString.at(value, entry.place)
        sound["id"] = entry["id"]
        sound.key_places.update(dict.fromkeys(sound, entry.place))
        holder[last] = sound


def read_ids(path: Path) -> frozenset[str]:
    """Every id in the file at `path`, in whatever has it, sound or not."""
    data, _ = _read_once(path.read_bytes(), path, "")
    return frozenset(_ids_in(data))


def _ids_in(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(identifier := data.get("id"), str):
            yield str(identifier)
        for value in data.values():
            yield from _ids_in(value)
    elif isinstance(data, list):
        for each in data:
            yield from _ids_in(each)


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
