"""Texts are identified by their ids: a finding names the right line, whatever says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pikepdf import Array, Dictionary, Pdf, String

from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Finding
from bifolio.preflight.runner import inspect
from bifolio.text.runs import TextId
from tests.preflight.conftest import SAMPLES, Examine
from tests.preflight.mutations import BuildChanged, changed, elements, in_source, links

REFRAIN = ("refrain", "zh-Hans")
"""An edition that has one sentence in two paragraphs, in a cell of a table and in a caption."""

UNITS = ("hours-first", "hours-again", "hours-cell", "picture-caption")
"""The units with that sentence, in the order of the source."""

WIDE_SPACES = """
h2 + p { word-spacing: 1em } p + p { word-spacing: 2em }
td { word-spacing: 3em } figcaption { word-spacing: 4em }
"""

LOW_BOXES = """
h2 + p { max-height: 4pt } p + p { max-height: 5pt }
table { display: block } tr, tbody { display: block } td { display: block; max-height: 6pt }
figcaption { max-height: 7pt }
"""


def findings(evidence: Evidence, check: str) -> list[Finding]:
    return list(inspect(evidence, [REGISTRY[check]]).findings)


def lines(evidence: Evidence, *units: str) -> list[int]:
    """The lines of the source that units are on."""
    return [evidence.source.copy[TextId(unit, "zh-Hans")].place.line for unit in units]


def lines_of(found: list[Finding]) -> list[int]:
    """The lines that findings name, down the page."""
    assert all(each.place is not None for each in found)
    ordered = sorted(found, key=lambda each: -each.box.rectangle.top if each.box else 0)
    return [each.place.line for each in ordered if each.place]


def test_a_sentence_that_comes_four_times_is_four_texts(examine: Examine) -> None:
    evidence = examine(*REFRAIN)
    assert [block.unit for block in evidence.blocks if block.unit in UNITS] == list(UNITS)
    checks = ("text/complete", "text/reading-order", "links/complete", "accessibility/roles")
    assert [findings(evidence, check) for check in checks] == [[]] * len(checks)


@pytest.mark.parametrize(
    ("styles", "check"), [(WIDE_SPACES, "text/typography"), (LOW_BOXES, "text/overset")]
)
def test_a_line_that_is_said_four_times_is_reported_where_it_is_wrong(
    styles: str, check: str, build_changed: BuildChanged
) -> None:
    sheet = "layouts/refrain/layout.css"
    plain = (SAMPLES / sheet).read_text("utf-8")
    evidence = build_changed(REFRAIN, in_source(files={sheet: plain + styles}))
    found = findings(evidence, check)
    assert len({each.message for each in found}) > 1
    assert list(dict.fromkeys(lines_of(found))) == lines(evidence, *UNITS)
    for at, unit in enumerate(UNITS):
        own = [block.box for block in evidence.blocks if block.unit == unit]
        (line,) = lines(evidence, unit)
        boxes = [each.box for each in found if each.place and each.place.line == line]
        assert boxes, at
        assert all(box is not None and any(box.shares_area(one) for one in own) for box in boxes)


@pytest.mark.parametrize("at", range(len(UNITS)))
def test_a_link_that_is_there_four_times_is_reported_where_it_leads_elsewhere(
    at: int, examine: Examine
) -> None:
    def spoil(pdf: Pdf) -> None:
        list(links(pdf))[at].A.URI = String("https://www.example.com/elsewhere")

    evidence = examine(*REFRAIN)
    (finding,) = findings(changed(evidence, spoil), "links/target")
    assert lines_of([finding]) == lines(evidence, UNITS[at])


@pytest.mark.parametrize("at", range(len(UNITS)))
def test_the_one_of_four_that_is_not_read_is_missing(at: int, examine: Examine) -> None:
    def spoil(pdf: Pdf) -> None:
        """Take its marked contents out of the tags."""
        tag = {"hours-cell": "/TD", "picture-caption": "/Caption"}.get(UNITS[at], "/P")
        found = [each for each in elements(pdf, tag) if each.K is not None]
        wanted = found[at] if tag == "/P" else found[0]
        wanted.K = Array([])

    evidence = examine(*REFRAIN)
    found = findings(changed(evidence, spoil), "text/complete")
    assert lines(evidence, UNITS[at])[0] in lines_of(found)


def test_two_of_them_read_in_the_other_order_are_reported(examine: Examine) -> None:
    """Their words are the same; only their ids differ."""

    def spoil(pdf: Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, Dictionary) and isinstance(item.get("/K"), Array):
                kids = list(item.K)
                named = [str(kid.get("/S")) if isinstance(kid, Dictionary) else "" for kid in kids]
                if named[:4] == ["/H1", "/H2", "/P", "/P"]:
                    kids[2], kids[3] = kids[3], kids[2]
                    item.K = Array(kids)
                    return
        raise AssertionError(named)

    evidence = examine(*REFRAIN)
    (finding,) = findings(changed(evidence, spoil), "text/reading-order")
    assert lines_of([finding]) == lines(evidence, "hours-first")


def test_a_text_whose_words_differ_is_reported_at_its_own_line(examine: Examine) -> None:
    evidence = examine(*REFRAIN)
    text = TextId("hours-again", "zh-Hans")
    copy = dict(evidence.source.copy)
    runs = (replace(run, text=run.text.replace("May", "July")) for run in copy[text].runs)
    copy[text] = replace(copy[text], runs=tuple(runs))
    spoiled = replace(evidence, source=replace(evidence.source, copy=copy))
    (finding,) = findings(spoiled, "text/complete")
    assert lines_of([finding]) == lines(evidence, "hours-again")
    assert "'J' (U+004A) is not on the page" in finding.message
