"""What keeps a preview from starting is said in one message."""

from __future__ import annotations

import socket
import sys

import pytest

from bifolio.cli.arguments import find_publications
from bifolio.preview.serving import bound_socket
from bifolio.problems import Problems
from tests.conftest import PUBLICATIONS, call_bifolio


@pytest.mark.slow
def test_a_port_that_is_taken_is_reported_and_only_a_named_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problems) as refused:
            bound_socket(port)
        assert [each.code for each in refused.value.problems] == ["environment/port-taken"]
        assert str(port) in refused.value.problems[0].message
    with bound_socket(None) as first, bound_socket(None) as second:
        assert first.getsockname()[0] == second.getsockname()[0] == "127.0.0.1"
        assert first.getsockname() != second.getsockname()


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "watchfiles"])
def test_without_the_optional_packages_the_remedy_is_named(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in sys.modules if each.startswith((package, "bifolio.preview"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr("bifolio.cli.arguments.parser.begin_building", find_publications)
    found = call_bifolio("preview", "library", cwd=PUBLICATIONS)
    assert found.returncode == 3
    assert "environment/missing-extra" in found.stderr
    assert "bifolio[preview]" in found.stderr


def test_an_invalid_port_is_wrong_usage() -> None:
    for port in ("0", "65536", "http"):
        assert call_bifolio("preview", "library", "--port", port, cwd=PUBLICATIONS).returncode == 2
