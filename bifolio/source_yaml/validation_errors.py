"""Validation errors of the models in the terms of the people who write the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from bifolio.problems import Place, Problem, one_of
from bifolio.source_yaml.nodes import (
    COMMENT_ERROR,
    DECIMAL_COMMA,
    FORM_ERROR,
    GROUPED,
    OR_DECIMAL,
    Comment,
    Node,
    PlacedList,
    PlacedMapping,
    PlacedString,
    as_numbers,
    quoted,
)

WRONG_TYPE = {
    "string_type": ("text", "put it in quotes"),
    "value_error": (
        "text",
        "write text; put a number, a date, or a text that begins with { or [ in quotes",
    ),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type"),
        ("`key: value` lines, not a single value", "write them below it, indented"),
    ),
    "tuple_type": ("a list", "write [one, two], or a line with `- ` for each entry"),
    **dict.fromkeys(("int_type", "int_parsing"), ("a whole number", "write digits without quotes")),
    "int_from_float": ("a whole number", "write digits without a decimal point"),
    "float_type": ("a number", "write digits without quotes"),
    "finite_number": ("a finite number", "write fewer digits"),
    "bool_type": ("true or false", "write true or false without quotes"),
    "date_type": ("a valid date", "write it as YYYY-MM-DD, without quotes"),
}
"""What a value must be and how to write it, by the type of the error."""

BOUNDS = {
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than": "less than {lt:g}",
    "less_than_equal": "at most {le:g}",
}
"""What a number must be, by the type of the error."""


def worded(error: ValidationError, data: PlacedMapping, model: type[Node]) -> Iterator[Problem]:
    """Yield a problem for every error in `data`."""
    details = error.errors(include_url=False, include_context=True)
    absent = [each["loc"] for each in details if each["type"] == "missing"]
    for detail in details:
        path = _path_in_data(detail["loc"], data)
        value = _at(path, data)
        key = _name(path)
        place = _place(path, data)
        match _type_of(detail["type"], value):
            case "extra_forbidden":
                wanted = [str(each[-1]) for each in absent if each[:-1] == detail["loc"][:-1]]
                hint = _unknown_key_hint(path, data, model, wanted)
                yield Problem("source/unknown-key", f"unknown key '{key}'", hint, place)
            case "missing" | "union_tag_not_found":
                is_union = detail["type"] == "union_tag_not_found"
                missing = detail["ctx"]["discriminator"] if is_union else detail["loc"][-1]
                missing = str(missing).strip("'")
                hint = missing_key_hint(missing, model, path)
                yield Problem("source/missing-key", f"missing key '{missing}'", hint, place)
            case "union_tag_invalid":
                kind = detail["ctx"]["tag"]
                hint = one_of(kind, _names(detail["ctx"]["expected_tags"]))
                place = _place([*path, "kind"], data)
                yield Problem("source/unknown-kind", f"unknown kind '{kind}'", hint, place)
            case "literal_error":
                is_key = detail["loc"][-1] == "[key]"
                code = "source/unknown-key" if is_key else "source/invalid-choice"
                message = f"unknown key '{key}'" if is_key else f"unknown {key} '{value}'"
                hint = one_of(key if is_key else str(value), _names(detail["ctx"]["expected"]))
                yield Problem(code, message, hint, place)
            case kind if kind == FORM_ERROR:
                form = detail["ctx"]
                message = f"'{detail['input']}' is not a valid {form['name']}"
                hint = _comma_hint(str(detail["input"])) or form["hint"]
                yield Problem("source/invalid-value", message, hint, place)
            case kind if kind == COMMENT_ERROR:
                yield _comment(**detail["ctx"])
            case "too_short":
                hint = "add at least one entry"
                empty = [Problem("source/empty", f"'{key}' is empty", hint, place)]
                yield from [] if value else empty  # the errors of its entries are reported
            case kind if kind in BOUNDS:
                bounds = _bounds(path, data, model) or BOUNDS[kind].format(**detail["ctx"])
                message = f"'{key}' must be {bounds}, not {value}"
                hint = "write a number in this range"
                yield Problem("source/out-of-range", message, hint, place)
            case kind if kind in WRONG_TYPE and value is None:
                yield _empty(path, data, model)
            case kind if kind in WRONG_TYPE:
                expected, hint = _wrong_type(kind, value)
                yield Problem("source/wrong-type", f"'{key}' must be {expected}", hint, place)
            case _:
                message = f"'{key}': {detail['msg'].lower()}"
                hint = "see the JSON Schema of the file"
                yield Problem("source/invalid-value", message, hint, place)


def _comma_hint(value: str) -> str:
    """How to write a list with Chinese commas between its entries; empty if there are none."""
    entries = [each.strip() for each in re.split("[，、；]", value)]
    if len(entries) == 1:
        return ""
    listed = ", ".join(filter(None, entries))
    return f"type an ASCII comma and a space between the entries: `[{listed}]`"


def _unknown_key_hint(
    path: Sequence[int | str], data: PlacedMapping, model: type[Node], missing: Sequence[str]
) -> str:
    """Where the key at `path` belongs, or the keys that may be there.

    A key of other kinds of entries is not misspelt; it may be meant as a `missing` one.
    """
    named = ".".join(part for part in path if isinstance(part, str))
    if hint := model.elsewhere.get(named):
        return hint
    key, known = str(path[-1]), _known_keys(path[:-1], data, model)
    entry = _at(path[:-1], data)
    above = [name for name, each in entry.items() if _is_by_language(each) and key not in each]
    if above and re.fullmatch(LANGUAGE, key) and key not in _all_keys(model):
        return f"indent it more than `{above[-1]}:`, in the column of the other languages"
    if key not in _all_keys(model):
        return one_of(key, known)
    kind = entry.get("kind", "entry")
    instead = f"has `{missing[0]}:` instead" if len(missing) == 1 else "has none"
    article = "an" if str(kind)[:1] in "aeiou" else "a"
    return f"{article} {kind} {instead}; use one of: {', '.join(known)}"


LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"
"""The form of the tag of a language (BCP 47)."""


def _is_by_language(value: object) -> bool:
    """Whether a value is a text for each language."""
    return isinstance(value, PlacedMapping) and all(re.fullmatch(LANGUAGE, each) for each in value)


def _all_keys(model: type[Node]) -> frozenset[str]:
    """Every key that some entry of a file may have."""
    schema = _schema_of(model)
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in parts for key in _keys(part))


def missing_key_hint(key: str, model: type[Node], path: Sequence[int | str] = ()) -> str:
    """The hint for a missing `key` of the entry at `path`, with the values that it may have."""
    values = ", ".join(_values(path, key, model))
    return f"add `{key}:` to this entry{values and f'; use one of: {values}'}"


def _wrong_type(kind: str, value: object) -> tuple[str, str]:
    """What `value` must be by the `kind` of error, and how to write it."""
    expected, hint = WRONG_TYPE[kind]
    number = re.fullmatch(rf"\D*?({GROUPED}|{DECIMAL_COMMA}|[-+]?\d+(?:\.\d+)?)\D*", str(value))
    if kind == "float_type" and isinstance(value, str) and number:
        how = "without quotes" if re.fullmatch(r"[-+\d.]+", value) else "with a point"
        if "," not in value:
            how = "in digits only, without quotes"
        hint = f"write it {how}: {number[1].replace(',', '.')}"
        if re.fullmatch(GROUPED, value):
            written = OR_DECIMAL.join(as_numbers(value))
            hint = f"write it without separators of thousands: {written}"
    return expected, hint


def _type_of(error: str, value: object) -> str:
    """The type of an error; a bare value that should be an entry of a union is no mapping."""
    is_bare = value is not None and not isinstance(value, PlacedMapping)
    return "mapping_type" if error == "union_tag_not_found" and is_bare else error


def _bounds(path: Sequence[int | str], data: PlacedMapping, model: type[Node]) -> str:
    """The bounds of the number at `path` in words; empty if it does not have both."""
    described = _known_keys(path[:-1], data, model).get(str(path[-1]), {})
    for each in (described, *described.get("anyOf", ())):
        if {"minimum", "maximum"} <= each.keys():
            return f"between {each['minimum']:g} and {each['maximum']:g}"
    return ""


def _empty(path: Sequence[int | str], data: PlacedMapping, model: type[Node]) -> Problem:
    """Report a key without a value, with the description of the key by its model.

    A key without a description of its own, such as a language, is named with the key above it.
    """
    for depth in reversed(range(len(path))):
        owner, key = path[:depth], path[depth]
        is_mapping = isinstance(_at(owner, data), PlacedMapping)
        keys = _known_keys(owner, data, model) if is_mapping else {}
        if about := keys.get(str(key), {}).get("description"):
            named = f"'{key}'" if depth == len(path) - 1 else f"'{path[-1]}' under '{key}'"
            hint = f"fill it in: {about[:1].lower()}{about[1:].removesuffix('.')}"
            above = _at(path[:-1], data)
            if isinstance(above, PlacedMapping) and path[-1] in above.commented:
                hint = f"put a text that begins with '#' in quotes, or {hint}"
            return Problem("source/empty", f"{named} is empty", hint, _place(path, data))
    return Problem("source/empty", f"'{_name(path)}' is empty", "fill it in", _place(path, data))


def _comment(comment: Comment, whole: str, is_beside: bool) -> Problem:
    """Report a `comment` beside a text, which would be the text `whole` with it."""
    message = f"'{comment.words}' is a comment, not part of the text beside it"
    hint = f"if it is text, put the whole text in quotes: {quoted(whole)}; if it is a comment, "
    hint += "put it on a line of its own" if is_beside else "begin it in the column of the key"
    return Problem("source/comment-after-text", message, hint, comment.place)


def _path_in_data(loc: Sequence[int | str], data: object) -> list[int | str]:
    """Follow `loc` as far as it is in the data, and skip the markers that pydantic adds."""
    path: list[int | str] = []
    for part in loc:
        is_key = isinstance(data, dict) and part in data
        is_index = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if is_key or is_index:
            data = _at([part], data)
            path.append(part)
    return path


def _name(path: Sequence[int | str]) -> str:
    """The value at `path` in words."""
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    return f"{key}, entry {path[-1] + 1}" if path and isinstance(path[-1], int) else key


def _at(path: Sequence[int | str], data: Any) -> Any:
    for part in path:
        data = data[part] if not isinstance(data, dict) else data.get(part)
    return data


def _place(path: Sequence[int | str], data: PlacedMapping) -> Place:
    """The place of the value at `path`."""
    place, here = data.place, data
    for part in path:
        if isinstance(here, PlacedMapping):
            place = here.key_places.get(str(part), place)
        elif isinstance(here, PlacedList) and isinstance(part, int):
            place = here.item_places[part]
        here = _at([part], here)
        if isinstance(here, PlacedString):
            place = here.place
    return place


Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""


@cache
def _schema_of(model: type[Node]) -> Schema:
    """The schema of a model; it takes long to make, and a file may have many errors."""
    return model.model_json_schema()


def _known_keys(
    path: Sequence[int | str], data: PlacedMapping, model: type[Node]
) -> dict[str, Schema]:
    """The keys that the entry at `path` may have, each with its schema."""
    entry = _at(path, data)
    known = _forms(path, _schema_of(model))
    of_kind = [keys for keys in known if keys.get("kind", {}).get("const") == entry.get("kind")]
    return max(of_kind or known, key=lambda keys: len(keys.keys() & entry.keys()), default={})


def _forms(path: Sequence[int | str], schema: Schema) -> list[dict[str, Schema]]:
    """The forms that the entry at `path` may have: the keys of each, with their schemas."""
    parts = [schema]
    for part in path:
        parts = [inner for outer in parts for inner in _below(outer, part, schema)]
    return [keys for part in parts for each in _choices(part, schema) if (keys := _keys(each))]


def _values(path: Sequence[int | str], key: str, model: type[Node]) -> list[str]:
    """The values that `key` of the entry at `path` may have, if they can be listed."""
    schema = _schema_of(model)
    described = [form[key] for form in _forms(path, schema) if key in form]
    choices = [choice for each in described for choice in _choices(each, schema)]
    return [
        value
        for choice in choices
        for value in choice.get("enum", [choice["const"]] if "const" in choice else [])
    ]


def _keys(schema: Schema) -> dict[str, Schema]:
    keys: dict[str, Schema] = schema.get("properties", {})
    return keys


def _choices(part: Schema, schema: Schema) -> Iterator[Schema]:
    """What `part` of `schema` may be, references followed."""
    if "$ref" in part:
        yield from _choices(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
    else:
        yield part
    for choice in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        yield from _choices(choice, schema)


def _below(part: Schema, key: int | str, schema: Schema) -> Iterator[Schema]:
    """The schemas of the values of `key` in `part` of `schema`."""
    for choice in _choices(part, schema):
        if isinstance(key, int):
            found = [choice.get("items")]
        elif key in _keys(choice):
            found = [_keys(choice)[key]]
        else:
            patterns = choice.get("patternProperties", {}).values()
            found = [choice.get("additionalProperties"), *patterns]
        yield from (each for each in found if isinstance(each, dict))


def _names(expected: str) -> list[str]:
    """The names in what pydantic expects: 'a', 'b' or 'c'."""
    return re.split(r",\s*|\s+or\s+", expected.replace("'", ""))
