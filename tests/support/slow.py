"""The mark `slow`: which tests have it.

A test is slow if it leaves this process, itself or by its fixtures: it runs a program, starts a
process (as everything that builds an edition does) or has a server. Such a test has the mark
`slow`, from `SLOW_FIXTURES` or from its module.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

SLOW_FIXTURES = frozenset(
    {"examine", "factsheet", "library", "library_on_paper", "paper", "print_changed", "server"}
    | {"renderer", "with_verapdf"}
)
"""What is built or started for many tests; some test may be the first that needs it."""


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        if not SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
