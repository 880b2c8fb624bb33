"""Values that texts use as {name}: text, or typed values that each language writes by its rules."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from bifolio.document.passage import Words
from bifolio.problems import Problem, one_of
from bifolio.source_yaml.nodes import Form, Node, TypedFloat, TypedInt

MOST_DIGITS = (30, 15)
"""The most digits of an amount before its decimal sign, and after it."""


def _number(value: object) -> object:
    """A number as it was typed: a binary one would be 7.400000000000001 for 7.4."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("float_type", "not a number")
    typed = value.typed if isinstance(value, TypedInt | TypedFloat) else ""
    number = Decimal(typed or str(value))
    whole, decimals = MOST_DIGITS
    if not math.isfinite(value) or number.adjusted() >= whole or decimals_of(number) > decimals:
        raise PydanticCustomError("finite_number", "not a finite number")
    return number


def decimals_of(number: Decimal) -> int:
    """How many digits after its decimal sign a number was typed with."""
    return max(-int(number.as_tuple().exponent), 0)


Amount = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]

MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"


def _date(value: object) -> object:
    """A day, or a month as it was typed."""
    if isinstance(value, datetime.date) or (isinstance(value, str) and re.fullmatch(MONTH, value)):
        return value
    raise PydanticCustomError("date_type", "not a date")


DayOrMonth = Annotated[
    datetime.date | str,
    PlainValidator(_date),
    WithJsonSchema({"type": "string", "pattern": rf"^{MONTH}(-\d{{2}})?$"}),
]

TIME = r"([01]?\d|2[0-3]):[0-5]\d"


class TypedValue(Node):
    """A number, date, time, amount of money, percentage or measure, without words."""

    number: Amount | None = None
    """A number: 23,000."""
    money: Amount | None = None
    """An amount of money, in `currency`."""
    percent: Amount | None = None
    """A percentage: 71 is 71%."""
    measure: Amount | None = None
    """A number of the units in `unit`."""
    date: DayOrMonth | None = None
    """A date, YYYY-MM-DD, or a month, YYYY-MM."""
    time: Annotated[str, Form(rf"^{TIME}$", "time", "write it as HH:MM, in quotes")] | None = None
    """A time, HH:MM in quotes."""
    currency: (
        Annotated[
            str, Form(r"^[A-Z]{3}$", "currency", "use a code of ISO 4217, such as EUR or CNY")
        ]
        | None
    ) = None
    """The currency of `money`, by its code in ISO 4217."""
    unit: (
        Annotated[str, Form(r"^[a-z0-9-]+$", "unit", "use a name such as kilometer or kilogram")]
        | None
    ) = None
    """The unit of `measure`, by its name in the Unicode CLDR: kilometer, square-meter, hour."""
    form: Literal["full", "long", "medium", "short", "words"] | None = None
    """How it is written; default: in digits, with the sign of a currency and the name of a unit.

    A number or money in `words`: 1.4 billion, 2.5 million euros, 12.50 euros; a `short` measure:
    9 km. A date that is `full` has the day of the week; `long` is the default; `medium` and
    `short` are shorter."""
    digits: Annotated[int, Field(ge=0, le=6)] | None = None
    """Digits after the decimal sign, to which an amount is rounded.

    Default: as many as are typed; for money, at least as many as its currency has."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of value that it has; a valid one has one."""
        return tuple(kind for kind in FORMS if getattr(self, kind) is not None)

    @property
    def is_amount(self) -> bool:
        """Whether it is how much or how many of something, not a date or a time."""
        return not {"date", "time"} & {*self.kinds}

    @property
    def amount(self) -> Decimal | None:
        """The number of it; None for a date and a time."""
        amounts = (self.number, self.money, self.percent, self.measure)
        return next((each for each in amounts if each is not None), None)

    def problems(self, name: str) -> Iterator[Problem]:
        """Yield what is wrong with the value called `name`."""
        kinds = self.kinds
        if len(kinds) != 1:
            message = f"value '{name}' has {' and '.join(kinds) or 'no value'}"
            hint = f"give it one of: {', '.join(FORMS)}"
            yield Problem("source/ambiguous-value", message, hint, self.place)
            return
        (kind,) = kinds
        for owner, key in (("money", "currency"), ("measure", "unit")):
            if (getattr(self, key) is not None) != (kind == owner):
                is_missing = kind == owner
                message = f"value '{name}' has {'no' if is_missing else 'a'} {key}"
                hint = f"add `{key}:`" if is_missing else f"delete it; only `{owner}:` has one"
                yield Problem("source/ambiguous-value", message, hint, self.place)
        if self.digits is not None and not self.is_amount:
            message, hint = f"the {kind} '{name}' has digits", "delete `digits:`; amounts have them"
            yield Problem("source/ambiguous-value", message, hint, self.place)
        from babel import numbers  # takes long to import, and few publications need it

        if self.currency and not numbers.is_currency(self.currency):
            message = f"unknown currency '{self.currency}' of '{name}'"
            hint = "use a code of ISO 4217, such as EUR, CNY or USD"
            yield Problem("source/invalid-value", message, hint, self.place)
        if self.unit and not _is_unit(self.unit):
            message = f"unknown unit '{self.unit}' of '{name}'"
            hint = "use a name of the Unicode CLDR, such as kilometer, square-meter or hour"
            yield Problem("source/invalid-value", message, hint, self.place)
        if self.form and self.form not in FORMS[kind]:
            message = f"unknown form '{self.form}' of the {kind} '{name}'"
            hint = one_of(self.form, FORMS[kind]) if FORMS[kind] else "delete it"
            yield Problem("source/invalid-choice", message, hint, self.place)


def _is_unit(name: str) -> bool:
    from babel import units  # takes long to import

    try:
        return bool(units.get_unit_name(name, locale="en"))
    except units.UnknownUnitError:
        return False


FORMS: Mapping[str, tuple[str, ...]] = {
    "number": ("words",),
    "money": ("words",),
    "percent": (),
    "measure": ("short",),
    "date": ("full", "long", "medium", "short"),
    "time": (),
}
"""The kinds of typed values, each with the forms that it may have."""


def _kind_of(value: object) -> str:
    return "typed" if isinstance(value, Mapping | TypedValue) else "text"


SharedValue = Annotated[
    Annotated[Words, Tag("text")] | Annotated[TypedValue, Tag("typed")], Discriminator(_kind_of)
]
"""A value of `shared:`."""
