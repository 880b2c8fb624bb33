"""Keeps what was seen of each edition, so that the report of a publication has all of them.

Editions are built at different times: those for screens by `make`, those for paper by
`make print`. What was last seen of an edition holds until it is checked again.
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
    """Keep what was seen of `editions` in `folder`, if that can be written.

    Return it together with what was seen of the other editions called `names`, in their order.
    Those that passed are left out where the PDF in `output` is another one: after an earlier run
    that could keep nothing, or a PDF that was replaced.
    """
    seen = {each.report.edition: each for each in editions}
    for name, each in seen.items():
        with suppress(OSError):
            write(_file(folder, name), _ADAPTER.dump_json(each))
    found = (seen[name] if name in seen else _current(folder, name, output) for name in names)
    return [each for each in found if each is not None]


def _current(folder: Path, name: str, output: Path) -> Examined | None:
    """What was kept of an edition, unless it passed and is another file now."""
    kept = _kept(_file(folder, name))
    if kept and kept.report.fits and _digest(output / f"{name}.pdf") != kept.report.sha256:
        return None
    return kept


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _kept(path: Path) -> Examined | None:
    """What was kept in `path`; nothing where there is none, or an older version wrote it."""
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
