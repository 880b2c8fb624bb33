"""The example from which a new publication is created."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bifolio.problems import Problems
from bifolio.project.files import beside_of, errors_of, left_beside
from bifolio.project.names import IDENTIFIER, IDENTIFIER_HINT

HERE = Path(__file__).parent
FILES = ("publication.yaml", "text.yaml", "mail.yaml")

UNSEEN_BY_GIT = "recipients/\n"
"""Lists of recipients hold personal data: they are no part of the source."""


def begin(name: str, folder: Path) -> Path:
    """Write the example to `folder/source/NAME` and return that folder.

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
            for file in FILES:
                text = (HERE / file).read_text("utf-8")
                (beside / file).write_text(text.replace("NAME", name), "utf-8")
            (beside / ".gitignore").write_text(UNSEEN_BY_GIT, "utf-8")
            beside.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return target
