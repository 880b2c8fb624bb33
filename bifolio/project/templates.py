"""How templates of the layouts run: sandboxed and escaped, with their faults told by place."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bifolio.limits import TooLong, memory_limit, time_limit
from bifolio.problems import Place, Problem, Problems
from bifolio.project.files import read_text
from bifolio.project.layouts import Layouts

TEMPLATE_SUFFIX = ".j2"

LONGEST = 20.0
"""Seconds that a template may take; those that are shipped take a hundredth of one."""

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
    """Jinja2's sandbox, without powers that take for ever before a limit can stop them."""

    intercepted_binops = frozenset(["**"])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute what is intercepted; raises `SecurityError` for a large power."""
        if abs(right) > LARGEST_EXPONENT or abs(left) > LARGEST_BASE:
            raise SecurityError(f"{left} ** {right} is too large")
        return super().call_binop(context, operator, left, right)


def environment_of(layouts: Layouts) -> Sandbox:
    """The environment in which templates of `layouts` run; a name that there is not is an error."""
    return Sandbox(
        loader=jinja2.FunctionLoader(lambda name: _loaded(name, layouts)),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: not (name or "").endswith(PLAIN_SUFFIX),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _loaded(name: str, layouts: Layouts) -> tuple[str, str, None] | None:
    """The template called `name` with its path, as Jinja2 asks for it; None where there is none."""
    path = layouts.find(name)
    return (path.read_text("utf-8"), str(path), None) if path else None


def filled(environment: Sandbox, name: str) -> str:
    """What the template called `name` gives.

    Raises `TooLong` or `MemoryError` beyond the limits, and whatever the template does wrong.
    """
    with limits():
        page = environment.get_template(name).render()
    if len(page) > LONGEST_PAGE:
        raise MemoryError(f"'{name}' makes {len(page):,} characters, more than {LONGEST_PAGE:,}")
    return page


@contextmanager
def limits() -> Iterator[None]:
    """Hold a template to its time and memory; reading one computes what is constant in it."""
    with time_limit(LONGEST), memory_limit(LARGEST):
        yield


def own_template(path: Path) -> jinja2.Template:
    """A template of the press itself, for a page in one file; it is escaped for HTML."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(path.read_text("utf-8"))


@contextmanager
def template_errors(layouts: Layouts) -> Iterator[None]:
    """Raise `Problems` with template and line for whatever a template does wrong in here."""
    try:
        yield
    except jinja2.TemplateNotFound as error:
        hint = "put the template into layouts/, or correct its name"
        raise Problems(
            [Problem("layout/template-not-found", f"template '{error.name}' not found", hint)]
        ) from None
    except jinja2.TemplateSyntaxError as error:
        line = Place(Path(error.filename or str(error.name)), error.lineno)
        raise Problems(
            [Problem("layout/template-syntax", f"{error.message}", "correct the template", line)]
        ) from None
    except UnicodeDecodeError as error:
        for path in layouts.files():
            if path.suffix == TEMPLATE_SUFFIX:
                read_text(path)  # tells of the one that it was
        raise Problems(
            [
                Problem(
                    "source/not-utf-8",
                    f"a template is not UTF-8: {error}",
                    "save the files as UTF-8",
                )
            ]
        ) from None
    except (TooLong, MemoryError) as error:
        place = _place_in_template(error, layouts)
        message = f"{error}" or f"the template takes more than {LARGEST} MB"
        hint = "remove the loop or the text that grows without end"
        raise Problems([Problem("layout/template-limit", message, hint, place)]) from None
    except RecursionError as error:
        place = _place_in_template(error, layouts)
        hint = "find the macro, loop or template that calls itself"
        raise Problems(
            [
                Problem(
                    "layout/template-limit",
                    "the template calls itself or is nested too deep",
                    hint,
                    place,
                )
            ]
        ) from None
    except Exception as error:  # whatever a template does, it is the template that must be mended
        place = _place_in_template(error, layouts)
        message = f"{error}" or type(error).__name__
        hint = "correct the template or what it needs"
        if isinstance(error, jinja2.UndefinedError):
            hint = "correct the name, or test it with `is defined`"
        raise Problems([Problem("layout/template-error", message, hint, place)]) from None


def _place_in_template(error: Exception, layouts: Layouts) -> Place | None:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if any(path.is_relative_to(folder) for folder in layouts.folders):
            return Place(path, frame.lineno or 1)
    return None
