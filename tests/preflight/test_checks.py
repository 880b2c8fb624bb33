"""Every check has an edition that passes and one that fails for its reason."""

from __future__ import annotations

import http.server
import io
import os
import select
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from bifolio.preflight.checks import accessibility
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity
from bifolio.preflight.registry import Check
from bifolio.preflight.runner import inspect
from bifolio.workflow.registry import registry_of
from tests.conftest import EDITIONS, OFFICE_EDITIONS, PRESS_EDITIONS, ROOT, SHEETS
from tests.preflight import press_mutations
from tests.preflight.conftest import Print
from tests.preflight.mutations import (
    FACT_SHEET,
    MUTATIONS,
    Mutation,
    PrintChanged,
    Source,
    changed,
    links,
    without_language,
)

REGISTRY = registry_of("eu")
"""The checks of the fact sheet; what its house asks for is in the profiles of no other one."""

SHIPPED = [
    ("factsheet", edition) for edition in (*EDITIONS, *OFFICE_EDITIONS, *PRESS_EDITIONS, *SHEETS)
]
SAMPLES = [
    press_mutations.POSTER,
    ("notice", "en"),
    ("notice", "zh-Hans"),
    ("price-list", "bilingual"),
    ("programme", "en"),
    ("programme", "zh-Hans"),
    ("signposts", "en"),
    ("signposts", "columns-en"),
]

PROVED_BELOW = {"accessibility/pdf-ua", "fonts/embeddable", "links/online"}
"""What needs a validator, a font or a server of its own."""

LOOKED_WITH = [check for check in REGISTRY if check.id != "accessibility/pdf-ua"]
"""All checks but the validator, which takes its time."""

VALIDATOR = f"{sys.executable} -m tests.support.verapdf"


def found(evidence: Evidence, check: str) -> list[str]:
    report = inspect(evidence, [REGISTRY[check]])
    assert report.broken == ()
    assert report.skipped == ()
    return [finding.message for finding in report.findings if not finding.accepted]


def test_no_check_is_without_a_proof() -> None:
    assert {check.id for check in REGISTRY} == {each.check for each in MUTATIONS} | PROVED_BELOW


def names_of(mutations: Iterable[Mutation]) -> Iterator[str]:
    counted: Counter[str] = Counter()
    for each in mutations:
        counted[each.check] += 1
        yield f"{each.check}-{counted[each.check]}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=names_of(MUTATIONS))
def test_what_is_spoiled_is_caught_and_nothing_else(
    mutation: Mutation, examine: Print, print_changed: PrintChanged
) -> None:
    good = examine(*mutation.edition)
    assert found(good, mutation.check) == []
    if isinstance(mutation.spoil, Source):
        spoiled = print_changed(mutation.edition, mutation.spoil)
    else:
        spoiled = mutation.spoil(good)
    if spoiled.pdf != good.pdf and spoiled.rebuilt == good.pdf:  # which is not its fault
        spoiled = replace(spoiled, rebuilt=spoiled.pdf)
    report = inspect(spoiled, LOOKED_WITH)
    assert report.broken == ()
    told = [each for each in report.findings if not each.accepted]
    said = [each.message for each in told if each.check == mutation.check]
    assert any(mutation.says in message for message in said), said
    others = {each.check for each in told if each.severity is not Severity.INFO}
    others |= {each.check for each in report.skipped}
    assert others - {mutation.check} == set(mutation.also), told


def test_a_file_that_is_only_written_again_is_as_good(examine: Print) -> None:
    good = examine(*FACT_SHEET)
    report = inspect(changed(good, lambda pdf: None), LOOKED_WITH)
    assert [each for each in report.findings if not each.accepted] == []


@pytest.mark.parametrize("edition", [*SHIPPED, *SAMPLES], ids="/".join)
def test_good_editions_raise_no_alarm(
    edition: tuple[str, str], examine: Print, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIFOLIO_VERAPDF", VALIDATOR)
    report = inspect(examine(*edition), REGISTRY)
    assert [each for each in report.findings if each.severity is not Severity.INFO] == []
    assert (report.broken, report.skipped) == ((), ())
    assert report.fits


def test_the_reference_validator_is_asked(examine: Print, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIFOLIO_VERAPDF", VALIDATOR)
    good = examine(*FACT_SHEET)
    assert found(good, "accessibility/pdf-ua") == []
    (message, *_) = found(changed(good, without_language), "accessibility/pdf-ua")
    assert message.startswith("veraPDF: 7.2-")


def test_the_limit_of_ink_is_that_of_the_printing_condition(
    examine: Print, print_changed: PrintChanged
) -> None:
    lean = {"source/poster/publication.yaml": ("bleed: 5", "bleed: 5, ink-limit: 260")}
    evidence = print_changed(press_mutations.POSTER, Source(files=lean))
    assert evidence.ink_limit == 260
    paint = press_mutations.painting("0.9 0.9 0.9 0.6 k {left} {foot} 100 100 re f")
    spoiled = paint(examine(*press_mutations.POSTER))
    (message,) = found(spoiled, "press/total-ink")
    assert message == "330 % of ink, where 300 % is the most"
    assert found(replace(spoiled, ink_limit=330), "press/total-ink") == []
    report = inspect(replace(spoiled, ink_limit=None), [REGISTRY["press/total-ink"]])
    assert [skipped.check for skipped in report.skipped] == ["press/total-ink"]


@pytest.mark.parametrize("command", ["", "/nowhere/verapdf", f"{sys.executable} -c pass"])
def test_a_validator_that_does_not_run_is_reported_as_skipped(
    command: str, examine: Print, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIFOLIO_VERAPDF", command)
    monkeypatch.setenv("PATH", "/nowhere")
    report = inspect(examine(*FACT_SHEET), [REGISTRY["accessibility/pdf-ua"]])
    assert report.passed == ()
    assert [skipped.check for skipped in report.skipped] == ["accessibility/pdf-ua"]


def test_a_validator_that_hangs_is_ended_and_reported_as_skipped(
    examine: Print, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As veraPDF is: a script that starts another program, which has its streams."""
    os.mkfifo(tmp_path / "held")
    held = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    script = tmp_path / "verapdf"
    script.write_text(f"#!/bin/sh\nsleep 600 3> {tmp_path}/held &\nwait\n", "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("BIFOLIO_VERAPDF", str(script))
    monkeypatch.setattr(accessibility, "VALIDATOR_TIMEOUT", 1.0)
    report = inspect(examine(*FACT_SHEET), [REGISTRY["accessibility/pdf-ua"]])
    assert report.passed == ()
    (skipped,) = report.skipped
    assert skipped.reason == "veraPDF was not done after 1 seconds"
    ended, _, _ = select.select([held], [], [], 10)
    os.close(held)
    assert ended, "the program that the script started is still there"


def test_a_font_that_may_not_be_embedded_is_caught(examine: Print, tmp_path: Path) -> None:
    good = examine(*FACT_SHEET)
    assert found(good, "fonts/embeddable") == []
    font = TTFont(ROOT / "fonts" / "SourceSans3-Regular.ttf")
    font["OS/2"].fsType = 2
    font.save(tmp_path / "restricted.ttf")
    first, *others = good.source.faces
    faces = (replace(first, path=tmp_path / "restricted.ttf"), *others)
    spoiled = replace(good, source=replace(good.source, faces=faces))
    assert "may not be embedded" in found(spoiled, "fonts/embeddable")[0]


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


def test_a_dead_address_is_caught_where_addresses_are_tried(examine: Print, server: str) -> None:
    good = examine(*FACT_SHEET)
    assert found(good, "links/online") == []
    assert found(leading_to(good, f"{server}/here"), "links/online") == []
    for gone in (f"{server}/gone", f"{server}/gone/资料"):
        (message,) = found(leading_to(good, gone), "links/online")
        assert message.endswith("answers 404")


def test_an_address_that_is_silent_is_caught_where_another_one_answers(
    examine: Print, server: str
) -> None:
    silent = "http://127.0.0.1:9/"

    def spoil(pdf: pikepdf.Pdf) -> None:
        first, second, *_ = links(pdf)
        first.A.URI, second.A.URI = pikepdf.String(f"{server}/here"), pikepdf.String(silent)

    spoiled = replace(changed(examine(*FACT_SHEET), spoil), online=True)
    messages = found(spoiled, "links/online")
    assert messages[0].startswith(f"'{silent}': does not answer")


def test_a_network_that_is_missing_is_reported_as_skipped(examine: Print) -> None:
    spoiled = leading_to(examine(*FACT_SHEET), "http://127.0.0.1:9/")
    report = inspect(spoiled, [REGISTRY["links/online"]])
    assert [skipped.check for skipped in report.skipped] == ["links/online"]


def test_a_check_that_raises_is_an_error_and_no_pass(examine: Print) -> None:
    def look(evidence: Evidence) -> Iterator[object]:
        raise ZeroDivisionError("by nought")

    broken = Check("text/broken", Severity.WARN, "x", "x", look)  # type: ignore[arg-type]
    report = inspect(examine(*FACT_SHEET), [broken])
    assert report.passed == ()
    assert [each.error for each in report.broken] == ["ZeroDivisionError: by nought"]
    assert not report.fits


def test_what_the_source_accepts_is_only_good_to_know(examine: Print) -> None:
    report = inspect(examine(*FACT_SHEET), [REGISTRY["text/unbalanced-pairs"]])
    (finding,) = report.findings
    assert finding.severity is Severity.INFO
    assert finding.accepted == "the bracket never closes in the original"
    assert finding.place is not None
    assert finding.box is not None


def test_spoiled_files_are_still_files(examine: Print) -> None:
    """The mutations themselves: what they write opens."""
    good = examine(*FACT_SHEET)
    with pikepdf.open(io.BytesIO(changed(good, without_language).pdf)) as pdf:
        assert len(pdf.pages) == 2
