"""Preflight has nothing against the good editions of the made-up publications."""

from __future__ import annotations

import pytest

from bifolio.preflight.findings import Severity
from bifolio.preflight.runner import inspect
from tests.preflight.conftest import REGISTRY, Examine

EDITIONS = [
    *(
        ("library", edition)
        for edition in ("bilingual", "en", "zh-Hans", "handout", "booklet", "leaflet-en")
    ),
    ("library", "press"),
    ("library", "press-leaflet-en"),
    ("library", "booklet-flip-long-edge"),
    ("exchange", "en"),
    ("exchange", "press"),
    ("exchange", "four-on-A3"),
    ("poster", "press"),
    ("notice", "en"),
    ("notice", "zh-Hans"),
    ("price-list", "bilingual"),
    ("programme", "en"),
    ("programme", "zh-Hans"),
    ("signposts", "en"),
    ("signposts", "columns-en"),
]


@pytest.mark.usefixtures("with_verapdf")
@pytest.mark.parametrize("edition", EDITIONS, ids="/".join)
def test_a_good_edition_has_no_finding(edition: tuple[str, str], examine: Examine) -> None:
    report = inspect(examine(*edition), REGISTRY)
    assert [each for each in report.findings if each.severity is not Severity.INFO] == []
    assert (report.broken, report.skipped) == ((), ())
    assert report.fits
