"""YAML values that know their place, and the models made from them."""

from __future__ import annotations

from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)

from bifolio.problems import Place

FORMS: dict[str, tuple[str, str]] = {}
"""What a string of each pattern is, and how to write one."""


def form(pattern: str, what: str, hint: str) -> Any:
    """Ask of a string that it matches `pattern`; one that does not is told to be no `what`."""
    FORMS[pattern] = (what, hint)
    return Field(pattern=pattern)


class PlacedString(str):
    """A YAML string that knows its place; what `Passage` is made from."""

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


class PlacedMapping(dict[str, Any]):
    """A YAML mapping that knows its place, and the place of each of its keys."""

    def __init__(self, place: Place) -> None:
        """Begin an empty mapping at `place`."""
        super().__init__()
        self.place = place
        self.key_places: dict[str, Place] = {}


class PlacedList(list[Any]):
    """A YAML list that knows the place of each of its items."""

    def __init__(self) -> None:
        """Begin an empty list."""
        super().__init__()
        self.item_places: list[Place] = []


def _to_kebab(field: str) -> str:
    return field.replace("_", "-")


class Node(BaseModel):
    """A mapping of the source; refuses unknown keys and knows its place."""

    _place: Place = PrivateAttr()

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        arbitrary_types_allowed=True,
        alias_generator=_to_kebab,
        use_attribute_docstrings=True,
        # Most processes of the press are handed models that are made; they need no validators.
        defer_build=True,
    )

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self._place

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, value: object, validate: ModelWrapValidatorHandler[Self]) -> Self:
        node = validate(value)
        if isinstance(value, PlacedMapping):
            node._place = value.place
        return node
