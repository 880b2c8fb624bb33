"""YAML values with places, and the base class of their models."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, LiteralString, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from bifolio.problems import Place


@dataclass(frozen=True)
class Form:
    """Annotates a string that has to match a pattern, with the wording of the error."""

    pattern: str
    """A regular expression for the whole string."""
    name: str
    """What such a string is called."""
    hint: str
    """How to write one."""

    def matches(self, value: str) -> bool:
        """Whether `value` has the form."""
        return re.fullmatch(self.pattern, value) is not None

    def _checked(self, value: str) -> str:
        if not self.matches(value):
            raise PydanticCustomError(
                FORM_ERROR, "not a valid {name}", {"name": self.name, "hint": self.hint}
            )
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the form after the type."""
        return no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Give editors the pattern."""
        return {**handler(schema), "pattern": self.pattern}


FORM_ERROR: LiteralString = "form"
"""The type of the errors that `Form` reports."""


COMMENT_ERROR: LiteralString = "comment"
"""The type of the errors that `without_comment` reports."""


DECIMAL_COMMA = r"[-+]?\d+,\d+"
"""A number with a comma for the decimal sign, which YAML reads as a text or as two entries."""

GROUPED = r"[-+]?\d{1,3}(?:,\d{3})+"
"""A number whose commas may separate thousands: 1,284."""

OR_DECIMAL = " or, if the comma is a decimal sign, "
"""What is between the two meanings of such a number, in a hint."""


def as_numbers(text: str) -> tuple[str, ...]:
    """The numbers, as YAML has them, that a `text` with commas may mean: 1284 and 1.284 by 1,284.

    Empty if it is no number.
    """
    found = []
    if re.fullmatch(GROUPED, text):
        found.append(text.replace(",", ""))
    if re.fullmatch(DECIMAL_COMMA, text):
        found.append(text.replace(",", "."))
    return tuple(found)


@dataclass(frozen=True)
class Comment:
    """A comment that may be a part of a text: YAML begins one at any ` #` outside of quotes."""

    words: str
    """From the `#` to the end of its line."""
    place: Place


class PlacedString(str):
    """A YAML string with its place; a `Passage` is made from it."""

    comment: Comment | None = None
    """The comment behind it, below it where it could go on, or between its key and it.

    None if the text is in quotes."""
    place: Place
    typed: str
    """The same text with its line ends, which YAML folds into spaces."""
    first_line: int
    """The line of the file on which `typed` begins."""

    @classmethod
    def at(
        cls, value: str, place: Place, typed: str | None = None, first_line: int | None = None
    ) -> PlacedString:
        """Give `value` its place."""
        placed = cls(value)
        placed.place = place
        placed.typed = value if typed is None else typed
        placed.first_line = place.line if first_line is None else first_line
        return placed


def quoted(text: str) -> str:
    """A text in quotes of YAML: double ones, if it has neither these nor a backslash."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def without_comment(value: object) -> object:
    """Return `value`, a text; one that a comment may have cut off raises an error.

    Settings (ids, names of files, choices) may have a comment behind them.
    """
    if isinstance(value, PlacedString) and (comment := value.comment):
        first, last = value.place.line, value.place.line + value.typed.count("\n")
        is_before = comment.place.line < first
        context = {
            "comment": comment,
            "whole": f"{comment.words} {value}" if is_before else f"{value} {comment.words}",
            "is_beside": is_before or comment.place.line <= last,
        }
        raise PydanticCustomError(COMMENT_ERROR, "a comment beside a text", context)
    return value


class TypedInt(int):
    """A whole number of YAML that knows how it was typed: 007, 1_000."""

    typed: str = ""


class TypedFloat(float):
    """A decimal number of YAML that knows how it was typed: 12.50."""

    typed: str = ""


class PlacedMapping(dict[str, Any]):
    """A YAML mapping with its place and those of its keys."""

    def __init__(self, place: Place) -> None:
        """Begin an empty mapping at `place`."""
        super().__init__()
        self.place = place
        self.key_places: dict[str, Place] = {}
        self.commented: set[str] = set()
        """Keys that have a comment in place of a value."""


class PlacedList(list[Any]):
    """A YAML list with the places of its items."""

    def __init__(self) -> None:
        """Begin an empty list."""
        super().__init__()
        self.item_places: list[Place] = []


def to_kebab(field: str) -> str:
    """The name in YAML files of a field of a model."""
    return field.replace("_", "-")


def _attribute_docstrings(model: type) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(inspect.getsource(model)).body
    for attribute, following in pairwise(ast.iter_child_nodes(definition)):
        match attribute, following:
            case ast.AnnAssign(ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                yield name, inspect.cleandoc(text)


class Node(BaseModel):
    """A mapping of the source with its place; it rejects unknown keys."""

    elsewhere: ClassVar[Mapping[str, str]] = {}
    """Hints for keys that belong elsewhere, by their path in the file without numbers."""

    _place: Place = PrivateAttr()

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        arbitrary_types_allowed=True,
        alias_generator=to_kebab,
        # Most processes receive models from another process and need no validators.
        defer_build=True,
    )

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self._place

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe each key with the docstring of its attribute.

        `use_attribute_docstrings` of pydantic reads the source in every process that imports the
        class; this reads it if a schema is made.
        """
        described = handler(schema)
        keys = handler.resolve_ref_schema(described)["properties"]
        for base in reversed(cls.__mro__[: cls.__mro__.index(Node)]):
            for field, text in _attribute_docstrings(base):
                key = cls.model_fields[field].alias if field in cls.model_fields else None
                if key in keys:
                    keys[key]["description"] = text
        return described

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, value: object, validate: ModelWrapValidatorHandler[Self]) -> Self:
        node = validate(value)
        if isinstance(value, PlacedMapping):
            node._place = value.place
        return node
