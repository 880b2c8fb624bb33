"""Caches the last report on each edition, so that the report of a publication has all editions.

Editions are built at different times: those for screens by `make`, those for paper by
`make print`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bifolio.preflight.page_images import Examined
from bifolio.project.files import write

_ADAPTER = TypeAdapter(Examined)


def keep(
    folder: Path, editions: Iterable[Examined], names: Sequence[str], output: Path
) -> list[Examined]:
    """Cache the reports on `editions` in `folder`, if it is writable.

    Returns them with the cached reports on the other editions called `names`, in that order. A
    cached pass is dropped if its PDF in `output` has changed since.
    """
    seen = {each.report.edition: each for each in editions}
    for name, each in seen.items():
        with suppress(OSError):
            write(_file(folder, name), _ADAPTER.dump_json(each))
    found = (seen[name] if name in seen else _current(folder, name, output) for name in names)
    return [each for each in found if each is not None]


def _current(folder: Path, name: str, output: Path) -> Examined | None:
    """The cached report on an edition, unless it passed and the PDF has changed."""
    try:
        cached = _ADAPTER.validate_json(_file(folder, name).read_bytes())
    except (OSError, ValidationError):  # there is none, or an older version wrote it
        return None
    pdf = output / f"{name}.pdf"
    digest = hashlib.sha256(pdf.read_bytes()).hexdigest() if pdf.is_file() else ""
    return None if cached.report.fits and digest != cached.report.sha256 else cached


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"
