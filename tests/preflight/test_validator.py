"""veraPDF as preflight runs it, and what is reported if it does not run."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from bifolio.preflight.checks import accessibility
from bifolio.preflight.runner import inspect
from tests.preflight.conftest import REGISTRY, Examine, found
from tests.preflight.mutations import LIBRARY, changed, without_language


@pytest.mark.usefixtures("with_verapdf")
def test_what_verapdf_finds_is_a_finding(examine: Examine) -> None:
    good = examine(*LIBRARY)
    assert found(good, "accessibility/pdf-ua") == []
    (message, *_) = found(changed(good, without_language), "accessibility/pdf-ua")
    assert message.startswith("veraPDF: 7.2-")


@pytest.mark.parametrize("command", ["", "/nowhere/verapdf", f"{sys.executable} -c pass"])
def test_a_validator_that_does_not_run_is_reported_as_skipped(
    command: str, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIFOLIO_VERAPDF", command)
    monkeypatch.setenv("PATH", "/nowhere")
    report = inspect(examine(*LIBRARY), [REGISTRY["accessibility/pdf-ua"]])
    assert report.passed == ()
    assert [skipped.check for skipped in report.skipped] == ["accessibility/pdf-ua"]


def test_a_validator_that_hangs_is_ended_and_reported_as_skipped(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Like veraPDF, it is a script that starts another program, which inherits its streams."""
    os.mkfifo(tmp_path / "held")
    held = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    script = tmp_path / "verapdf"
    script.write_text(f"#!/bin/sh\nsleep 600 3> {tmp_path}/held &\nwait\n", "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("BIFOLIO_VERAPDF", str(script))
    monkeypatch.setattr(accessibility, "VALIDATOR_TIMEOUT", 1.0)
    report = inspect(examine(*LIBRARY), [REGISTRY["accessibility/pdf-ua"]])
    assert report.passed == ()
    (skipped,) = report.skipped
    assert skipped.reason == "veraPDF did not finish within 1 seconds"
    ended, _, _ = select.select([held], [], [], 10)
    os.close(held)
    assert ended, "the program that the script started is still there"
