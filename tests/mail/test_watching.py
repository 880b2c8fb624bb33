"""Work on many readers reports how far it is, in a form that a log can bear."""

from __future__ import annotations

import time

import pytest

from bifolio.cli.mail import watching


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that advances ten milliseconds each time it is read."""
    ticks = iter(range(10**9))
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks) / 100)
    return


@pytest.mark.usefixtures("seconds")
def test_a_log_gets_a_line_after_a_second_and_then_every_few(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sum(watching.watching("planning")(range(100_000))) == sum(range(100_000))
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["planning: 9901 readers", "planning: 59901 readers"]
    assert len(lines) == 2


def test_what_is_done_within_a_second_reports_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watching.watching("planning")(range(3))) == [0, 1, 2]
    assert capsys.readouterr().err == ""
