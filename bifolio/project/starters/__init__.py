"""The starters from which new publications are created, one folder each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bifolio.problems import Problems
from bifolio.project.files import beside_of, errors_of, left_beside
from bifolio.project.names import IDENTIFIER, IDENTIFIER_HINT

HERE = Path(__file__).parent
BASIC = "basic"
"""The starter with two short sections, whose files explain themselves."""
MAIL_FILE = "mail.yaml"
"""The settings of mailing, the same for all starters."""
PICTURES = "pictures"
"""The folder of the pictures, each copied with the starters that show it."""

UNSEEN_BY_GIT = "recipients/\n"
"""Lists of recipients hold personal data: they are no part of the source."""


def starters() -> tuple[str, ...]:
    """The names of the starters."""
    return tuple(sorted(path.parent.name for path in HERE.glob("*/text.yaml")))


def _files(starter: str) -> tuple[Path, ...]:
    """The files of a starter, with the pictures that its text names."""
    own = tuple((HERE / starter).iterdir())
    words = (HERE / starter / "text.yaml").read_text("utf-8")
    pictures = (path for path in sorted((HERE / PICTURES).iterdir()) if f": {path.name}" in words)
    return HERE / MAIL_FILE, *own, *pictures


def begin(name: str, folder: Path, starter: str = BASIC) -> Path:
    """Write the `starter` to `folder/source/NAME` and return that folder.

    Raises `Problems` if the name is invalid or already used, and `OSError` if the folder cannot be
    written; then nothing is left there.
    """
    if not re.fullmatch(IDENTIFIER, name):
        message = f"invalid publication name '{name}'"
        raise Problems.of("usage/invalid-name", message, IDENTIFIER_HINT)
    target = folder / "source" / name
    if target.exists():
        message = f"source/{name} exists already"
        raise Problems.of("usage/already-exists", message, "choose another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in left_beside(target):
        shutil.rmtree(left, ignore_errors=True)
    beside = beside_of(target)
    with errors_of(target):
        try:
            beside.mkdir()
            for file in _files(starter):
                text = file.read_text("utf-8")
                (beside / file.name).write_text(text.replace("NAME", name), "utf-8")
            (beside / ".gitignore").write_text(UNSEEN_BY_GIT, "utf-8")
            beside.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return target
