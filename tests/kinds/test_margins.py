"""What is in the margin of reports and programmes is beside what it belongs to, however long."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import call_bifolio

pytestmark = pytest.mark.slow

PUBLICATION = """\
languages: [en]
original: en
title: {en: Margins}
subject: {en: What is in the margin}
author: {en: River Office}
keywords: {en: [margins]}
date: 2026-06-01
imprint: {en: Made for tests.}
editions:
  report: {file-name: report.pdf, languages: [en], layout: report}
  programme: {file-name: programme.pdf, languages: [en], layout: programme}
  small: {file-name: small.pdf, languages: [en], layout: programme, paper: A5}
"""
TEXT = """\
sections:
  - id: first
    heading: {en: Registration and accommodation for groups}
    blocks:
      - kind: paragraph
        id: only
        text: {en: Onlyline.}
  - id: second
    heading: {en: Words}
    blocks:
      - kind: definitions
        id: words
        items:
          - {term: {en: Area that may be flooded}, text: {en: Flat.}}
          - {term: {en: Bed}, text: {en: Ground.}}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the PDF of each edition."""
    project = tmp_path_factory.mktemp("margins")
    folder = project / "source" / "margins"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text(PUBLICATION, "utf-8")
    (folder / "text.yaml").write_text(TEXT, "utf-8")
    finished = call_bifolio("build", "margins", cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return project / "build" / "margins"


def place(path: Path, words: str) -> tuple[float, float, float]:
    """The left edge, the foot and the top of words on the last page that has them."""
    document = pypdfium2.PdfDocument(path)
    for page in reversed([*document]):
        text = page.get_textpage()
        found = text.search(words, match_case=True).get_next()
        if found:
            boxes = [text.get_charbox(found[0] + at, loose=True) for at in range(found[1])]
            return (
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[3] for box in boxes),
            )
    raise AssertionError(words)


def test_a_term_is_beside_its_explanation_and_above_the_next_term(built: Path) -> None:
    path = built / "report.pdf"
    begins, foot, _ = place(path, "Area that")
    _, last, _ = place(path, "flooded")
    explained, beside, _ = place(path, "Flat.")
    assert explained > begins
    assert abs(foot - beside) < 1
    assert last > place(path, "Bed")[2] - 1
    assert abs(place(path, "Bed")[1] - place(path, "Ground.")[1]) < 1


def test_a_long_heading_in_the_margin_ends_above_the_next_section(built: Path) -> None:
    path = built / "programme.pdf"
    assert place(path, "Registration")[0] < place(path, "Onlyline")[0]
    assert abs(place(path, "Registration")[1] - place(path, "Onlyline")[1]) < 8
    assert place(path, "groups")[1] > place(path, "Words")[2] + 10


def test_on_small_paper_a_heading_is_above_its_content(built: Path) -> None:
    path = built / "small.pdf"
    assert place(path, "Registration")[0] == pytest.approx(place(path, "Onlyline")[0], abs=2)
    assert place(path, "groups")[1] > place(path, "Onlyline")[1]
