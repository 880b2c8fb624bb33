"""The file that a print shop gets."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from pikepdf import Dictionary, Name

from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PT_PER_MM
from bifolio.preflight.evidence import Evidence
from bifolio.prepress.conditions import SHIPPED_CONDITIONS, Condition
from bifolio.prepress.pdfx import Imprint
from tests.conftest import PUBLICATIONS, ROOT, call_bifolio, run_bifolio
from tests.preflight.conftest import Examine, found
from tests.preflight.mutations import BuildChanged, Source

pytestmark = pytest.mark.slow

POSTER = ("poster", "press")


@pytest.fixture
def opened(examine: Examine) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(examine("library", "press").pdf)) as pdf:
        yield pdf


def test_it_says_in_all_places_what_it_is(opened: pikepdf.Pdf) -> None:
    assert opened.pdf_version == "1.6"
    assert opened.docinfo.Trapped == Name("/False")
    packet = opened.Root.Metadata.read_bytes().decode()
    for words in (
        "<pdfxid:GTS_PDFXVersion>PDF/X-4<",
        "<pdf:Trapped>False<",
        "<xmpMM:RenditionClass>default<",
        "<xmpMM:DocumentID>uuid:",
        "<xmp:CreateDate>2026-06-01T00:00:00Z<",
        '<rdf:li xml:lang="zh-Hans">河畔图书馆读者指南<',
    ):
        assert words in packet
    assert "pdfuaid" not in packet


def identifiers(evidence: Evidence) -> tuple[str, str, str]:
    """The revision of the slug line, DocumentID and InstanceID."""
    (revision,) = set(re.findall(r"修订号 ?([0-9a-f]{8})\b", as_text(evidence)))
    document, instance = (
        re.search(f"<xmpMM:{name}>uuid:(.*?)<", evidence.xmp)
        for name in ("DocumentID", "InstanceID")
    )
    assert document
    assert instance
    return revision, document[1], instance[1]


def as_text(evidence: Evidence) -> str:
    lines = (line for block in evidence.artifacts for line in block.paragraph.lines)
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize(
    "change",
    [
        {"layouts/houses/plain/tokens.css": ("device-cmyk(1 .65 0 0)", "device-cmyk(1 .6 0 0)")},
        {"layouts/slug/slug.css": ("5.5pt", "5.4pt")},
    ],
    ids=["ink", "slug"],
)
def test_another_file_has_another_revision_and_other_identifiers(
    change: dict[str, tuple[str, str]], examine: Examine, build_changed: BuildChanged
) -> None:
    before = identifiers(examine("library", "press"))
    after = identifiers(build_changed(("library", "press"), Source(files=change)))
    assert all(one != other for one, other in zip(before, after, strict=True))
    for revision, document, instance in (before, after):
        assert document == instance
        assert document.startswith(revision)


def test_all_that_an_imprint_says_is_in_the_digest() -> None:
    condition = Condition("FOGRA39", "Coated", "", 300, b"profile")
    imprint = Imprint(condition, 8.5, True, "perceptual", {(0, 51, 153): (1, 0.8, 0, 0)})
    others = [
        replace(imprint, condition=replace(condition, profile=b"another")),
        replace(imprint, condition=replace(condition, identifier="FOGRA51")),
        replace(imprint, bleed=14.2),
        replace(imprint, marks=False),
        replace(imprint, intent="saturation"),
        replace(imprint, tokens={(0, 51, 153): (1, 0.7, 0, 0)}),
        replace(imprint, fold=FOLDS["z"]),
    ]
    digests = {each.digest(b"pages", b"slug") for each in (imprint, *others)}
    assert len({*digests, imprint.digest(b"pagess", b"lug")}) == len(others) + 2
    assert imprint.digest(b"pages", b"slug") in digests


def test_the_output_intent_has_the_profile_of_its_condition(opened: pikepdf.Pdf) -> None:
    (intent,) = opened.Root.OutputIntents
    assert intent.S == Name.GTS_PDFX
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert str(intent.RegistryName) == "http://www.color.org"
    profile = (SHIPPED_CONDITIONS / "FOGRA39.icc").read_bytes()
    assert intent.DestOutputProfile.read_bytes() == profile


def test_the_boxes_are_those_that_printers_need(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        millimetres = [
            [round(float(edge) / PT_PER_MM, 2) for edge in box]
            for box in (page.mediabox, page.bleedbox, page.trimbox)
        ]
        assert millimetres == [[0, 0, 234, 321], [9, 9, 225, 312], [12, 12, 222, 309]]


def test_the_tags_stay_and_the_links_go(examine: Examine) -> None:
    screen, press = examine("library", "bilingual"), examine("library", "press")
    as_text = [each.tag if each.tag != "Link" else "Span" for each in screen.elements]
    assert [each.tag for each in press.elements] == as_text
    assert sum(len(each.annotations) for each in screen.elements) == 7
    assert sum(len(each.annotations) for each in press.elements) == 0
    assert [block.paragraph.text for block in press.blocks] == [
        block.paragraph.text for block in screen.blocks
    ]
    with pikepdf.open(io.BytesIO(press.pdf)) as pdf:
        assert not any("/Annots" in page for page in pdf.pages)
        assert not any("/OBJR" in repr(item) for item in pdf.objects)


def test_a_link_within_the_file_goes_and_its_words_stay(build_changed: BuildChanged) -> None:
    leading = '<p id="foot" lang="en"><a href="#foot">Back to the foot</a></p>'
    evidence = build_changed(("library", "press"), Source(body=leading))
    assert any(block.paragraph.text == "Back to the foot" for block in evidence.blocks)
    assert sum(len(each.annotations) for each in evidence.elements) == 0
    assert found(evidence, "press/annotations") == []


def test_bookmarks_and_figures_moved_with_the_page(examine: Examine) -> None:
    screen, press = examine("exchange", "bilingual"), examine("exchange", "press")
    margin = 12 * PT_PER_MM
    (before,), (after,) = (
        [each.box for each in evidence.elements if each.tag == "Figure"]
        for evidence in (screen, press)
    )
    assert before is not None
    assert after == pytest.approx([edge + margin for edge in before], abs=0.01)
    tops = []
    for evidence in (screen, press):
        with evidence.document.open_outline() as outline:
            tops.append([float(item.destination[3]) for item in outline.root])
    assert tops[1] == pytest.approx([top + margin for top in tops[0]], abs=0.01)


def test_the_emblem_is_in_its_inks(examine: Examine) -> None:
    evidence = examine("exchange", "press")
    figure = {
        painted.fill.parts
        for number, painted in evidence.painted
        if number == 1 and any(tag == "/Figure" for tag, _ in painted.tags)
    }
    assert figure == {(1, 0.8, 0, 0), (0, 0, 1, 0)}


def test_a_gradient_is_in_the_inks_of_its_tokens(examine: Examine) -> None:
    with pikepdf.open(io.BytesIO(examine(*POSTER).pdf)) as pdf:
        shadings = [
            item for item in pdf.objects if isinstance(item, Dictionary) and "/ShadingType" in item
        ]
        assert shadings
        for shading in shadings:
            assert shading.ColorSpace == Name.DeviceCMYK
            (ramp,) = shading.Function.Functions
            ends = [list(map(float, ramp[end])) for end in ("/C0", "/C1")]
            assert ends == [[0, 0, 0, 0.25], [0, 0, 0, 0.06]]


def test_pictures_are_in_ink_at_300_dpi(examine: Examine) -> None:
    evidence = examine(*POSTER)
    found = []
    for _, painted in evidence.painted:
        if painted.kind == "image" and painted.box is not None:
            left, bottom, right, top = painted.box
            found.append(
                (
                    str(painted.item["/ColorSpace"]),
                    round(painted.item["/Width"] / (right - left) * 72),
                    round(painted.item["/Height"] / (top - bottom) * 72),
                )
            )
    assert found == [("/DeviceCMYK", 300, 300)] * 2


def test_the_bleed_is_what_the_edition_asks_for(examine: Examine) -> None:
    evidence = examine(*POSTER)
    bleed = evidence.bleeds[0]
    assert min(bleed.margins(evidence.trims[0])) / PT_PER_MM == pytest.approx(5)
    ground = next(painted for _, painted in evidence.painted if painted.kind == "path")
    assert ground.box == pytest.approx(bleed, abs=0.01)


def test_all_fonts_are_in_the_file_and_ours(examine: Examine) -> None:
    with pikepdf.open(io.BytesIO(examine("library", "press").pdf)) as pdf:
        descriptors = [
            item
            for item in pdf.objects
            if isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor
        ]
    assert len(descriptors) >= 7
    assert all("/FontFile2" in each for each in descriptors)
    assert all("+Bifolio-" in str(each.FontName) for each in descriptors)


def test_another_process_and_folder_give_the_same_bytes(
    library_on_paper: Path, tmp_path: Path
) -> None:
    editions = ("press", "press-leaflet-en")
    options = ("-e", editions[0], "-e", editions[1], "-o", str(tmp_path), "-q")
    environment = {"TZ": "Asia/Shanghai", "LC_ALL": "C"}
    finished = run_bifolio("build", "library", *options, cwd=PUBLICATIONS, **environment)
    assert finished.returncode == 0, finished.stderr
    for edition in editions:
        one, two = (each / f"{edition}.pdf" for each in (library_on_paper, tmp_path / "library"))
        assert one.read_bytes() == two.read_bytes()


PLAIN = """editions:
  poster:
    languages: [en]
    layout: sheet
    target: press
    press: {condition: House Stock 3, icc: shop.icc, marks: false, bleed: 4, intent: perceptual}
    file-name: poster.pdf
"""


def test_a_print_shop_has_its_own_profile_and_needs_no_marks(workshop: Path) -> None:
    source = workshop / "source" / "paper"
    shutil.copy(SHIPPED_CONDITIONS / "FOGRA39.icc", source / "shop.icc")
    text = (source / "publication.yaml").read_text("utf-8")
    (source / "publication.yaml").write_text(text.replace("editions:\n", PLAIN, 1), "utf-8")
    finished = call_bifolio("build", "paper", "--target", "press", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    reader = pypdf.PdfReader(workshop / "build" / "paper" / "poster.pdf")
    page = reader.pages[0]
    assert page.mediabox == page.bleedbox
    assert float(page.trimbox.left) / PT_PER_MM == pytest.approx(4)
    catalog: Any = reader.trailer["/Root"]
    (intent,) = catalog["/OutputIntents"]
    assert intent["/OutputConditionIdentifier"] == "House Stock 3"
    assert "/RegistryName" not in intent


def test_a_colour_without_an_ink_is_an_error_of_the_layout(workshop: Path) -> None:
    source = workshop / "source" / "paper"
    text = (source / "publication.yaml").read_text("utf-8")
    edition = PLAIN.replace("condition: House Stock 3, icc: shop.icc, ", "")
    (source / "publication.yaml").write_text(text.replace("editions:\n", edition, 1), "utf-8")
    layout = workshop / "layouts" / "sheet"
    layout.mkdir(parents=True)
    own = (ROOT / "layouts" / "sheet" / "layout.css").read_text("utf-8")
    (layout / "layout.css").write_text(own + "\nh1 { color: lab(50 20 20) }\n", "utf-8")
    finished = call_bifolio("build", "paper", "--target", "press", cwd=workshop)
    assert finished.returncode == 1
    assert re.search(r"layout\.html\.j2: .* lab-d50 \[press/no-ink\]$", finished.stderr, re.M)
