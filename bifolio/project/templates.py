"""Runs the templates of layouts: sandboxed and escaped, with errors that name the line."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bifolio.limits import TooLong, memory_limit, time_limit
from bifolio.problems import Place, Problems
from bifolio.project.compiled_templates import CompiledTemplates
from bifolio.project.files import read_text
from bifolio.project.layouts import Layouts

TEMPLATE_SUFFIX = ".j2"

LONGEST = 20.0
"""Seconds that a template may take; the shipped ones take 0.01."""

LARGEST = 500
"""Megabytes that a template may take."""

LONGEST_PAGE = 5_000_000
"""Characters of HTML that a template may make: the fact sheet has 20,000, a book of 300 pages in
two languages 3 million."""

LARGEST_BASE, LARGEST_EXPONENT = 10**9, 100
"""Of a power in a template."""

PLAIN_SUFFIX = ".txt.j2"
"""Ends the names of templates for plain text; all others are escaped for HTML."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, without large powers, which cannot be interrupted by a time limit."""

    intercepted_binops = frozenset(["**"])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute a power; raises `SecurityError` if it is too large."""
        if abs(right) > LARGEST_EXPONENT or abs(left) > LARGEST_BASE:
            raise SecurityError(f"{left} ** {right} is too large")
        return super().call_binop(context, operator, left, right)


_COMPILED = CompiledTemplates()


def environment_of(layouts: Layouts) -> Sandbox:
    """The environment for templates of `layouts`; an undefined name is an error."""
    return Sandbox(
        loader=jinja2.FunctionLoader(lambda name: _loaded(name, layouts)),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: not (name or "").endswith(PLAIN_SUFFIX),
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )


def _loaded(name: str, layouts: Layouts) -> tuple[str, str, None] | None:
    """The template called `name` and its path for Jinja2; None if it is not found."""
    path = layouts.find(name)
    return (path.read_text("utf-8"), str(path), None) if path else None


def filled(environment: Sandbox, name: str) -> str:
    """Render the template called `name`.

    Raises `TooLong` or `MemoryError` beyond the limits, and the errors of the template.
    """
    with limits():
        page = environment.get_template(name).render()
    if len(page) > LONGEST_PAGE:
        raise MemoryError(f"'{name}' makes {len(page):,} characters, more than {LONGEST_PAGE:,}")
    return page


@contextmanager
def limits() -> Iterator[None]:
    """Limit time and memory; also for compiling, because Jinja2 folds constants then."""
    with time_limit(LONGEST), memory_limit(LARGEST):
        yield


@cache
def own_template(path: Path) -> jinja2.Template:
    """A template of Bifolio itself, for a page in one file; it is escaped for HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (path.read_text("utf-8"), str(path), None)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    environment.filters["base64"] = lambda data: base64.b64encode(data).decode("ascii")
    return environment.get_template(path.name)


@contextmanager
def template_errors(layouts: Layouts) -> Iterator[None]:
    """Raise `Problems` with template and line for any error of a template in this context."""
    try:
        yield
    except jinja2.TemplateNotFound as error:
        message = f"template '{error.name}' not found"
        hint = "put the template into layouts/, or correct its name"
        place = _place_in_template(error, layouts)
        raise Problems.of("layout/template-not-found", message, hint, place) from None
    except jinja2.TemplateSyntaxError as error:
        place = Place(Path(error.filename or str(error.name)), error.lineno)
        hint = "correct the template"
        raise Problems.of("layout/template-syntax", f"{error.message}", hint, place) from None
    except UnicodeDecodeError as error:
        for path in layouts.files():
            if path.suffix == TEMPLATE_SUFFIX:
                read_text(path)  # raises `Problems` for the template with the error
        message = f"a template is not UTF-8: {error}"
        raise Problems.of("source/not-utf-8", message, "save the files as UTF-8") from None
    except Exception as error:  # whatever a template raises, it is the template that is wrong
        raise Problems.of(*_explained(error), _place_in_template(error, layouts)) from None


def _explained(error: Exception) -> tuple[str, str, str]:
    """The code, the message and the hint for an error that a template raised."""
    match error:
        case TooLong() | MemoryError():
            message = f"{error}" or f"the template takes more than {LARGEST} MB"
            hint = "remove the loop or the text that grows without end"
            return "layout/template-limit", message, hint
        case RecursionError():
            message = "the template calls itself or is nested too deep"
            hint = "find the macro, loop or template that calls itself"
            return "layout/template-limit", message, hint
        case jinja2.UndefinedError():
            hint = "correct the name, or test it with `is defined`"
        case _:
            hint = "correct the template or what it needs"
    return "layout/template-error", f"{error}" or type(error).__name__, hint


def _place_in_template(error: Exception, layouts: Layouts) -> Place | None:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if any(path.is_relative_to(folder) for folder in layouts.folders):
            return Place(path, frame.lineno or 1)
    return None
