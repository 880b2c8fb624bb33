"""The optional extras of Bifolio, which may not be installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from bifolio.problems import Problems

EXTRAS = MappingProxyType(
    {
        "cluster": ("what --executor needs", frozenset({"distributed", "dask"})),
        "preview": ("what the preview needs", frozenset({"starlette", "uvicorn", "watchfiles"})),
    }
)
"""What each extra is for, and the packages that it installs."""


@contextmanager
def importing(extra: str) -> Iterator[None]:
    """Import modules that need `extra`; raises `Problems` with the remedy if it is missing."""
    needed_for, packages = EXTRAS[extra]
    try:
        yield
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in packages:
            raise
        message = f"the package '{package}' is not installed"
        hint = f"`python -m pip install 'bifolio[{extra}]'` installs {needed_for}"
        raise Problems.of("environment/missing-extra", message, hint) from None
