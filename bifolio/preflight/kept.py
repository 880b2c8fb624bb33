"""Keeps what was seen of each edition, so that the report of a publication has all of them.

Editions are printed at different times: those for screens by `make`, those for paper by
`make print`. What was last seen of an edition holds until it is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bifolio.files import write
from bifolio.preflight.pictures import Examined

_ADAPTER = TypeAdapter(Examined)


def keep(folder: Path, editions: Iterable[Examined], names: Sequence[str]) -> list[Examined]:
    """Keep what was seen of `editions` in `folder`.

    Return it together with what was seen of the other editions called `names`, in their order.
    """
    seen = {each.report.edition: each for each in editions}
    for name, each in seen.items():
        write(_file(folder, name), _ADAPTER.dump_json(each))
    found = (seen[name] if name in seen else _kept(_file(folder, name)) for name in names)
    return [each for each in found if each is not None]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _kept(path: Path) -> Examined | None:
    """What was kept in `path`; nothing where there is none, or an older press has written it."""
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
