"""Work on what others wrote ends in time, and never takes Bifolio along."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

import pytest

from bifolio import limits
from bifolio.limits import ProcessEnded, TooLong, apart, time_limit

pytestmark = pytest.mark.slow


def work_for(seconds: float) -> None:
    """Use so much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_work_is_stopped_at_its_limit() -> None:
    with pytest.raises(TooLong, match=r"longer than 0\.1 seconds"), time_limit(0.1):
        work_for(5)


def test_waiting_on_a_busy_machine_does_not_count() -> None:
    with time_limit(0.1):
        time.sleep(0.3)


def test_a_library_that_catches_the_error_is_interrupted_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "AGAIN", 0.1)

    def swallows() -> None:
        try:
            work_for(5)
        except Exception:
            work_for(5)

    with pytest.raises(TooLong), time_limit(0.1):
        swallows()


def test_c_code_that_never_returns_is_ended_by_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "GRACE", 1)

    def hangs() -> None:
        with time_limit(0.1):
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])  # as within C
            work_for(60)

    with pytest.raises(ProcessEnded, match="it takes too long"):
        apart(hangs)


def test_results_and_exceptions_of_another_process_are_passed_on() -> None:
    assert apart(lambda: os.getpid()) != os.getpid()
    with pytest.raises(ValueError, match="here"):
        apart(lambda: int("here"))


def test_a_crash_in_another_process_does_no_harm() -> None:
    with pytest.raises(ProcessEnded, match="too much memory"):
        apart(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(ProcessEnded, match="exit code 7"):
        apart(lambda: os._exit(7))


def test_a_limit_within_another_leaves_the_rest_of_its_time() -> None:
    def inner_and_more() -> None:
        with suppress(TooLong), time_limit(0.1):
            work_for(5)
        work_for(5)

    with pytest.raises(TooLong, match=r"longer than 0\.3 seconds"), time_limit(0.3):
        inner_and_more()


def test_a_longer_limit_within_another_does_not_prolong_it() -> None:
    with pytest.raises(TooLong, match=r"longer than 0\.1 seconds"), time_limit(0.1), time_limit(9):
        work_for(5)
