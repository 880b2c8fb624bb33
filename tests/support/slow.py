"""The mark `slow`: which tests have it, and what keeps the others fast.

A test is slow if it leaves this process, itself or by its fixtures: it runs a program, starts a
process (as everything that builds an edition does) or has a server. Such a test has the mark
`slow`, from `SLOW_FIXTURES` or from its module; without the mark it fails.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable

import pytest

SLOW_FIXTURES = frozenset(
    {"examine", "factsheet", "library", "library_on_paper", "paper", "build_changed", "server"}
    | {"built_workshop", "renderer", "with_verapdf"}
)
"""What is built or started for many tests; some test may be the first that needs it."""

LEAVES_THIS_PROCESS = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
    | {"socket.bind", "socket.connect", "subprocess.Popen", "tests.build"}
)
"""Audit events (PEP 578); the last is that of tests/support/renderers.py."""

_left: list[str] = []
"""By which events the test that runs has left this process."""


def _note(event: str, _arguments: object) -> None:
    if event in LEAVES_THIS_PROCESS:
        _left.append(event)


sys.addaudithook(_note)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        if not SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_runtest_logstart() -> None:
    _left.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    yield
    if _left and item.get_closest_marker("slow") is None:
        pytest.fail(f"{_left[0]} in a test without the mark `slow`: tests/support/slow.py")
