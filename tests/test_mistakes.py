"""Every mistake that an editor or translator makes has a folder in cases/.

It holds changes to the example publication (`FILE.change`: what stands there, ====, what stands
there instead) and the lines that the press must say.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import call_bifolio

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_with_place_and_remedy(case: Path, workshop: Path) -> None:
    for change in case.glob("*.change"):
        spoil(workshop / "source" / "paper" / change.stem, change.read_text("utf-8"))
    finished = call_bifolio("build", "paper", cwd=workshop)
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    for line in (case / "expected").read_text("utf-8").splitlines():
        assert line in finished.stderr
    assert not list(workshop.glob("build/**/*.pdf"))


def spoil(path: Path, change: str) -> None:
    old, _, new = change.removesuffix("\n").partition("\n====\n")
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")
