"""A project with the fact sheet, ready to be mailed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture
def mailed(tmp_path: Path) -> Path:
    """A project with the fact sheet's text and settings, and nothing built."""
    source = tmp_path / "source"
    shutil.copytree(
        ROOT / "source" / "factsheet",
        source / "factsheet",
        ignore=shutil.ignore_patterns("recipients"),
    )
    return tmp_path
