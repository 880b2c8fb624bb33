from __future__ import annotations

import json
from pathlib import Path

from bifolio.preflight.typography.measure import RULES
from tests.conftest import call_bifolio


def test_the_report_as_json(library: Path) -> None:
    finished = call_bifolio("proof", "typography", "--json", str(library / "zh-Hans.pdf"))
    data = json.loads(finished.stdout)
    assert set(data["rules"]) == set(RULES) == set(data["total"]["counts"])
    assert [page["findings"] for page in data["files"][0]["pages"]] == [[], []]
    assert data["total"]["justified"] == sum(
        page["justified"] for page in data["files"][0]["pages"]
    )
