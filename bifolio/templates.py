"""How templates of the layouts run: sandboxed and escaped, with their faults told by place."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bifolio.files import read_text
from bifolio.layouts import Layouts
from bifolio.problems import Place, Problem, Problems

TEMPLATE_SUFFIX = ".j2"

PLAIN_SUFFIX = ".txt.j2"
"""Ends the names of templates for plain text; all others are escaped for HTML."""


def environment_of(layouts: Layouts) -> ImmutableSandboxedEnvironment:
    """The environment in which templates of `layouts` run; a name that there is not is an error."""
    return ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(layouts.folders),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: not (name or "").endswith(PLAIN_SUFFIX),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def own_template(path: Path) -> jinja2.Template:
    """A template of the press itself, for a page in one file; it is escaped for HTML."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(path.read_text("utf-8"))


@contextmanager
def faults_told(layouts: Layouts) -> Iterator[None]:
    """Raise `Problems` with template and line for whatever a template does wrong in here."""
    try:
        yield
    except jinja2.TemplateNotFound as error:
        hint = "put the template into layouts/, or correct its name"
        raise Problems([Problem(f"there is no template '{error.name}'", hint)]) from None
    except jinja2.TemplateSyntaxError as error:
        line = Place(Path(error.filename or str(error.name)), error.lineno)
        raise Problems([Problem(f"{error.message}", "mend the template", line)]) from None
    except UnicodeDecodeError as error:
        for path in layouts.files():
            if path.suffix == TEMPLATE_SUFFIX:
                read_text(path)  # tells of the one that it was
        raise Problems([Problem(f"not UTF-8: {error}", "save the files as UTF-8")]) from None
    except Exception as error:  # whatever a template does, it is the template that must be mended
        place = _place_in_template(error, layouts)
        message = f"{error}" or type(error).__name__
        hint = "correct the name, or guard it with `is defined`"
        raise Problems([Problem(message, hint, place)]) from None


def _place_in_template(error: Exception, layouts: Layouts) -> Place | None:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if any(path.is_relative_to(folder) for folder in layouts.folders):
            return Place(path, frame.lineno or 1)
    return None
