"""Good texts of other kinds than the fact sheet: preflight has nothing against any of them.

Each folder below `source/` is a publication as an editor would write it, in layouts that Bifolio
brings along: a museum guide, a conference programme, a health leaflet, a timetable and an excerpt
of an annual report. They have lists, pictures, quotes, dashes, numbers of many kinds, links before
Chinese marks, Latin words in Chinese, contacts on two lines and `&` in their titles.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from bifolio.document.load import load
from bifolio.preflight.findings import Severity
from bifolio.preflight.runner import inspect
from tests.preflight.conftest import Examine

HOME = Path(__file__).parent

EDITIONS = [
    (folder.name, edition)
    for folder in sorted((HOME / "source").iterdir())
    for edition in load(folder).publication.editions
]

A_CUBIC_METRE = "the English says 'a cubic metre', the Chinese 1 立方米: an editor should see it"

EXPECTED = {
    ("conference", "booklet"): {"languages/unmatched-numbers": A_CUBIC_METRE},
    ("conference", "zh-Hans"): {"languages/unmatched-numbers": A_CUBIC_METRE},
}
"""Warnings that are right: check and why, by publication and edition."""

THREE_ITEMS = {"ferry-weekdays", "ferry-weekend", "ferry-holidays"}
"""The units of a list that two columns could part."""


@pytest.mark.usefixtures("with_verapdf")
@pytest.mark.parametrize(("publication", "edition"), EDITIONS, ids=str)
def test_a_good_text_is_built_without_a_finding_that_is_not_expected(
    publication: str, edition: str, examine: Examine
) -> None:
    report = inspect(examine(publication, edition, project=HOME))
    assert (report.broken, report.skipped) == ((), ())
    findings = [each for each in report.findings if each.severity is not Severity.INFO]
    warnings = {each.check for each in findings if each.severity is Severity.WARN}
    assert warnings == set(EXPECTED.get((publication, edition), {})), findings
    assert [each for each in findings if each.severity is Severity.FAIL] == []


@pytest.mark.parametrize("edition", ["en", "zh-Hans"])
def test_a_list_leaves_no_item_alone_in_a_column(edition: str, examine: Examine) -> None:
    evidence = examine("timetable", edition, project=HOME)
    items = [each.box.rectangle for each in evidence.blocks if each.unit in THREE_ITEMS]
    assert len(items) == len(THREE_ITEMS)
    assert max(each.left for each in items) - min(each.left for each in items) < 1


def test_an_imprint_takes_the_contacts_along_to_another_page(examine: Examine) -> None:
    evidence = examine("garden", "bilingual", project=HOME)
    pages = pypdf.PdfReader(io.BytesIO(evidence.pdf)).pages
    *_, before, last = [page.extract_text() for page in pages]
    for words in ("© 2027 Lindenhof", "Subject to change", "info@lindenhof-garden.example"):
        assert words in last
        assert words not in before
