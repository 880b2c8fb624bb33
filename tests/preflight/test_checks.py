"""Every check has an edition that passes and one that fails for its reason."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Name

from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity
from bifolio.preflight.registry import Check
from bifolio.preflight.runner import inspect
from tests.conftest import ROOT
from tests.preflight import press_mutations
from tests.preflight.conftest import REGISTRY, Examine, found
from tests.preflight.mutations import (
    LIBRARY,
    MUTATIONS,
    NOTICE,
    BuildChanged,
    Mutation,
    Source,
    changed,
    of_subtype,
    without_language,
)

PROVED_ELSEWHERE = {"accessibility/pdf-ua", "fonts/embeddable", "links/online"}
"""What needs a validator (test_validator.py), a font (below) or a server (test_online.py)."""

ALL_BUT_THE_VALIDATOR = [check for check in REGISTRY if check.id != "accessibility/pdf-ua"]


def test_no_check_is_without_a_proof() -> None:
    assert {check.id for check in REGISTRY} == {each.check for each in MUTATIONS} | PROVED_ELSEWHERE


def names_of(mutations: Iterable[Mutation]) -> Iterator[str]:
    counted: Counter[str] = Counter()
    for each in mutations:
        counted[each.check] += 1
        yield f"{each.check}-{counted[each.check]}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=names_of(MUTATIONS))
def test_what_is_spoiled_is_caught_and_nothing_else(
    mutation: Mutation, examine: Examine, build_changed: BuildChanged
) -> None:
    good = examine(*mutation.edition)
    assert found(good, mutation.check) == []
    if isinstance(mutation.spoil, Source):
        spoiled = build_changed(mutation.edition, mutation.spoil)
    else:
        spoiled = mutation.spoil(good)
    if spoiled.pdf != good.pdf and spoiled.rebuilt == good.pdf:  # which it does not change
        spoiled = replace(spoiled, rebuilt=spoiled.pdf)
    report = inspect(spoiled, ALL_BUT_THE_VALIDATOR)
    assert report.broken == ()
    reported = [each for each in report.findings if not each.accepted]
    said = [each.message for each in reported if each.check == mutation.check]
    assert any(mutation.says in message for message in said), said
    others = {each.check for each in reported if each.severity is not Severity.INFO}
    others |= {each.check for each in report.skipped}
    assert others - {mutation.check} == set(mutation.also), reported


def test_a_file_that_is_only_written_again_is_as_good(examine: Examine) -> None:
    good = examine(*LIBRARY)
    report = inspect(changed(good, lambda pdf: None), ALL_BUT_THE_VALIDATOR)
    assert [each for each in report.findings if not each.accepted] == []


def test_the_limit_of_ink_is_that_of_the_printing_condition(
    examine: Examine, build_changed: BuildChanged
) -> None:
    lean = {"source/poster/publication.yaml": ("bleed: 5", "bleed: 5, ink-limit: 260")}
    evidence = build_changed(press_mutations.POSTER, Source(files=lean))
    assert evidence.ink_limit == 260
    paint = press_mutations.painting("0.9 0.9 0.9 0.6 k {left} {foot} 100 100 re f")
    spoiled = paint(examine(*press_mutations.POSTER))
    (message,) = found(spoiled, "press/total-ink")
    assert message == "330 % of ink, above the maximum of 300 %"
    assert found(replace(spoiled, ink_limit=330), "press/total-ink") == []
    report = inspect(replace(spoiled, ink_limit=None), [REGISTRY["press/total-ink"]])
    assert [skipped.check for skipped in report.skipped] == ["press/total-ink"]


def test_a_font_that_may_not_be_embedded_is_caught(examine: Examine, tmp_path: Path) -> None:
    good = examine(*LIBRARY)
    assert found(good, "fonts/embeddable") == []
    font = TTFont(ROOT / "fonts" / "SourceSans3-Regular.ttf")
    font["OS/2"].fsType = 2
    font.save(tmp_path / "restricted.ttf")
    first, *others = good.source.faces
    faces = (replace(first, path=tmp_path / "restricted.ttf"), *others)
    spoiled = replace(good, source=replace(good.source, faces=faces))
    assert "must not be embedded" in found(spoiled, "fonts/embeddable")[0]


def test_a_check_that_raises_is_an_error_and_no_pass(examine: Examine) -> None:
    def look(evidence: Evidence) -> Iterator[object]:
        raise ZeroDivisionError("by zero")

    broken = Check("text/broken", Severity.WARN, "x", "x", look)  # type: ignore[arg-type]
    report = inspect(examine(*LIBRARY), [broken])
    assert report.passed == ()
    assert [each.error for each in report.broken] == ["ZeroDivisionError: by zero"]
    assert not report.fits


@pytest.mark.parametrize(
    ("base", "components", "said"),
    [("DeviceRGB", 3, []), ("DeviceCMYK", 4, ["the image is in DeviceCMYK"])],
)
def test_indexed_images_are_in_the_space_of_their_palette(
    examine: Examine, base: str, components: int, said: list[str]
) -> None:
    def index(pdf: pikepdf.Pdf) -> None:
        for image in of_subtype(pdf, "/Image"):
            palette = pikepdf.String(bytes(256 * components))
            image.ColorSpace = pikepdf.Array([Name.Indexed, Name(f"/{base}"), 255, palette])

    assert found(changed(examine(*NOTICE), index), "images/colour-space") == said


@pytest.mark.parametrize(
    ("components", "said"), [(3, []), (4, ["the image is in ICCBased CMYK"])], ids=["rgb", "cmyk"]
)
def test_images_with_a_profile_are_in_its_space(
    examine: Examine, components: int, said: list[str]
) -> None:
    def tag(pdf: pikepdf.Pdf) -> None:
        for image in of_subtype(pdf, "/Image"):
            image.ColorSpace = pikepdf.Array([Name.ICCBased, pdf.make_stream(b"", N=components)])

    assert found(changed(examine(*NOTICE), tag), "images/colour-space") == said


def test_what_the_source_accepts_is_only_good_to_know(examine: Examine) -> None:
    report = inspect(examine(*LIBRARY), [REGISTRY["text/unbalanced-pairs"]])
    (finding,) = report.findings
    assert finding.severity is Severity.INFO
    assert finding.accepted == "the sign on the door of the branch is quoted as it is painted"
    assert finding.place is not None
    assert finding.box is not None


def test_spoiled_files_are_still_files(examine: Examine) -> None:
    """The mutations themselves: what they write opens."""
    good = examine(*LIBRARY)
    with pikepdf.open(io.BytesIO(changed(good, without_language).pdf)) as pdf:
        assert len(pdf.pages) == 2
