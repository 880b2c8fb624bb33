"""Web addresses that preflight requests, on a server of the tests."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from bifolio.preflight.evidence import Evidence
from bifolio.preflight.runner import inspect
from tests.preflight.conftest import REGISTRY, Examine, found
from tests.preflight.mutations import LIBRARY, changed, links


@pytest.fixture
def server() -> Iterator[str]:
    """A web server on loopback that has one page."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200 if self.path == "/here" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{pages.server_port}"
        pages.shutdown()


def leading_to(evidence: Evidence, address: str) -> Evidence:
    def spoil(pdf: pikepdf.Pdf) -> None:
        for link in links(pdf):
            if str(link.A.URI).startswith("http"):
                link.A.URI = pikepdf.String(address)

    return replace(changed(evidence, spoil), online=True)


def test_a_dead_address_is_caught_where_addresses_are_tried(examine: Examine, server: str) -> None:
    good = examine(*LIBRARY)
    assert found(good, "links/online") == []
    assert found(leading_to(good, f"{server}/here"), "links/online") == []
    for gone in (f"{server}/gone", f"{server}/gone/资料"):
        (message,) = found(leading_to(good, gone), "links/online")
        assert message.endswith("HTTP status 404")


def test_an_address_that_is_silent_is_caught_where_another_one_answers(
    examine: Examine, server: str
) -> None:
    silent = "http://127.0.0.1:9/"

    def spoil(pdf: pikepdf.Pdf) -> None:
        first, second, *_ = links(pdf)
        first.A.URI, second.A.URI = pikepdf.String(f"{server}/here"), pikepdf.String(silent)

    spoiled = replace(changed(examine(*LIBRARY), spoil), online=True)
    messages = found(spoiled, "links/online")
    assert messages[0].startswith(f"'{silent}': no response")


def test_a_network_that_is_not_there_is_reported_as_skipped(examine: Examine) -> None:
    spoiled = leading_to(examine(*LIBRARY), "http://127.0.0.1:9/")
    report = inspect(spoiled, [REGISTRY["links/online"]])
    assert [skipped.check for skipped in report.skipped] == ["links/online"]
