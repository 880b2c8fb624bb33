"""What the lasting codes of problems mean, why they matter and how to fix them.

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
    """What a problem or a finding means to whoever reads its code."""

    code: str
    """The lasting code, SUBJECT/NAME; never renamed or used again for anything else."""
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
