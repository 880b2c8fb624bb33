"""The version of WeasyPrint whose inside `tags` and `composed` rely on; any other is refused."""

from __future__ import annotations

import weasyprint

RELIED_ON = "70.0"


class WrongRenderer(RuntimeError):
    """The installed WeasyPrint is not the version that Bifolio was made for."""


def require_version() -> None:
    """Raise `WrongRenderer`, with the remedy, under any version but the one relied on."""
    if weasyprint.__version__ != RELIED_ON:
        raise WrongRenderer(
            f"WeasyPrint {weasyprint.__version__} is installed, but Bifolio relies on "
            f"{RELIED_ON}: pip install weasyprint=={RELIED_ON}"
        )
