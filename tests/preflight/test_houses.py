"""The checks of a house are for its publications; another house skips them."""

from __future__ import annotations

import pytest

from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Report
from bifolio.preflight.runner import inspect
from bifolio.workflow.registry import registry_of
from tests.conftest import ROOT
from tests.preflight.mutations import OF_THE_HOUSE, BuildChanged, Source, in_source

LOW_EMBLEM = ".emblem img { width: 12mm; height: 8mm }"
"""An emblem below the minimum height of the house `eu`, 1 cm."""

EU = "layouts/houses/eu"
MUSEUM: dict[str, tuple[str, str] | str] = {
    "source/exchange/publication.yaml": ("house: eu", "house: museum"),
    "layouts/houses/museum/house.yaml": "front: [emblem, emblem-statement]\n",
    **{
        f"layouts/houses/museum/{name}": (ROOT / EU / name).read_text("utf-8")
        for name in ("components.html.j2", "components.css", "emblem.svg")
    },
}
"""The same publication in a house with the same mark and no checks."""


def reported(evidence: Evidence) -> Report:
    """The report on an edition with the checks that a build runs."""
    return inspect(evidence, registry_of(evidence.source.manuscript.publication.house))


def of_the_house(report: Report) -> set[str]:
    """The checks of the house `eu` that a report names, whatever the result."""
    found = {each.check for each in report.findings} | {each.check for each in report.skipped}
    return {each for each in found.union(report.passed) if each.startswith("identity/")}


@pytest.mark.parametrize("styles", ["", LOW_EMBLEM])
def test_a_publication_of_another_house_is_not_checked_against_the_rules_of_eu(
    styles: str, build_changed: BuildChanged
) -> None:
    report = reported(build_changed(OF_THE_HOUSE, in_source(styles=styles, files=MUSEUM)))
    assert of_the_house(report) == set()
    assert report.findings == ()


def test_the_same_defect_fails_in_the_house_eu(build_changed: BuildChanged) -> None:
    good = reported(build_changed(OF_THE_HOUSE, Source()))
    assert good.findings == ()
    assert of_the_house(good) == {each.id for each in registry_of("eu") if "identity/" in each.id}
    low = reported(build_changed(OF_THE_HOUSE, in_source(styles=LOW_EMBLEM)))
    assert [each.check for each in low.findings] == ["identity/emblem-height"]
