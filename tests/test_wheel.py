"""The wheel carries layouts and fonts: it works in any folder, without this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_the_installed_press_begins_and_builds_anywhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    install = ["pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([sys.executable, "-m", *install, str(wheel)], check=True, capture_output=True)
    work = tmp_path / "work"
    work.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(site)}
    press = [sys.executable, "-m", "bifolio"]
    for arguments in (["new", "notice"], ["build", "notice"], ["printer-test"]):
        finished = subprocess.run(
            [*press, *arguments],
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
    assert len(list((work / "build" / "notice").glob("*.pdf"))) == 3
    assert len(list((work / "build" / "printer-test").glob("*.pdf"))) == 2
    where = subprocess.run(
        [sys.executable, "-c", "import bifolio.project as p; print(p.shipped('fonts'))"],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (site / "bifolio" / "prepress" / "icc" / "FOGRA39.icc").is_file()
    assert where.stdout.strip() == str(site / "bifolio" / "_shipped" / "fonts")
