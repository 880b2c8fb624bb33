from __future__ import annotations

import json
from pathlib import Path

from bifolio.preflight.typography.measure import RULES
from tests.conftest import EDITIONS, run_bifolio


def test_every_edition_of_the_fact_sheet_is_set_without_violations(factsheet: Path) -> None:
    files = [str(factsheet / f"{edition}.pdf") for edition in EDITIONS]
    finished = run_bifolio("proof", "typography", *files)
    assert finished.returncode == 0, finished.stdout
    head, *rows = finished.stdout.splitlines()
    assert head.split()[:4] == ["lines", "justified", "edge", "pt"]
    total = next(row for row in rows if row.startswith("total")).split()
    assert int(total[1]) > 400
    assert int(total[2]) > 50
    assert float(total[3]) <= 0.2
    assert float(total[5]) <= 0.15
    assert set(total[6:]) == {"0"}


def test_the_same_as_json(factsheet: Path) -> None:
    finished = run_bifolio("proof", "typography", "--json", str(factsheet / "zh-Hans.pdf"))
    data = json.loads(finished.stdout)
    assert set(data["rules"]) == set(RULES) == set(data["total"]["counts"])
    assert [page["findings"] for page in data["files"][0]["pages"]] == [[], []]
    assert data["total"]["justified"] == sum(
        page["justified"] for page in data["files"][0]["pages"]
    )
