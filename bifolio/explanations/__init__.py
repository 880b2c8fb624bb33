"""Explanations of the codes of problems: what is wrong, why it matters and how to fix it.

The explanation of the code SUBJECT/NAME is the entry NAME in SUBJECT.yaml beside this file. The
checks of preflight explain themselves, where they are defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Explanation:
    """The explanation of a problem or a finding."""

    code: str
    """The lasting code, SUBJECT/NAME; never renamed or reused."""
    what: str
    """What is wrong, in one sentence."""
    why: str
    """Why it matters."""
    fix: str
    """What to do about it."""


def read_explanations() -> Iterator[Explanation]:
    """Yield the explanations of all problems, by subject and name."""
    for path in sorted(HERE.glob("*.yaml")):
        for name, entry in sorted(yaml.safe_load(path.read_text("utf-8")).items()):
            yield Explanation(f"{path.stem}/{name}", **entry)
