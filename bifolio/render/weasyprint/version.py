"""The version of WeasyPrint whose private parts this package uses; any other is refused."""

from __future__ import annotations

import weasyprint

RELIED_ON = "70.0"


class WrongRenderer(RuntimeError):
    """The installed version of WeasyPrint is not supported."""


def require_version() -> None:
    """Raise `WrongRenderer`, with the remedy, for any version but `RELIED_ON`."""
    if weasyprint.__version__ != RELIED_ON:
        raise WrongRenderer(
            f"WeasyPrint {weasyprint.__version__} is installed, but Bifolio relies on "
            f"{RELIED_ON}: pip install weasyprint=={RELIED_ON}"
        )
