"""PDFs of other origin: `bifolio check FILE.pdf`.

The files in `foreign/` are one page of HTML as Chromium and LibreOffice export it, and the first of
them after Ghostscript and cairo.
"""

from __future__ import annotations

import io
import json
import random
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import typst
import yaml
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from bifolio.pdf.opening import Unreadable, opened
from bifolio.preflight import foreign, runner
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.checks.file import HARMLESS
from bifolio.preflight.document import Document
from bifolio.preflight.findings import ALL_OTHERS, Report, Severity
from bifolio.preflight.foreign import check_file
from bifolio.preflight.page_images import Examined
from bifolio.preflight.profiles import find_profile
from bifolio.preflight.report import page
from bifolio.preflight.runner import NO_SOURCE, UNREAD, inspect
from tests.conftest import PUBLICATIONS, call_bifolio
from tests.preflight.conftest import Examine
from tests.support.problems import codes, places

pytestmark = pytest.mark.slow

SAMPLES = sorted(Path(__file__).with_name("foreign").glob("*.pdf"))

PAGE = """\
#set document(title: "City garden")
#set page(width: 148mm, height: 210mm)
= City garden
Open from *9 to 17*, see #link("https://example.org")[the programme].
#rect(fill: gradient.linear(blue, yellow), width: 3cm, height: 1cm)
"""


def with_standard_font(pdf: Pdf) -> None:
    """A page as programs write it by hand: no resources to speak of, an inline image."""
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(
        b"BT /F1 20 Tf 72 700 Td (City garden) Tj ET "
        b"q 9 0 0 9 72 600 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\x00\xff EI Q"
    )


def turned(pdf: Pdf) -> None:
    with_standard_font(pdf)
    pdf.pages[0].Rotate = 90
    pdf.pages[0].MediaBox = Array([-50, -50, 645, 892])
    pdf.pages[0].CropBox = Array([0, 0, 595, 842])


def leading_to_a_page(pdf: Pdf) -> None:
    """As LibreOffice has it: the file opens at its first page."""
    with_standard_font(pdf)
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


MADE = {"by-hand": with_standard_font, "turned": turned, "opens-at": leading_to_a_page}


def made(folder: Path, name: str) -> Path:
    path = folder / f"{name}.pdf"
    if name == "typst":
        (folder / "page.typ").write_text(PAGE, "utf-8")
        path.write_bytes(typst.compile(folder / "page.typ"))
    elif name == "scan":
        Image.linear_gradient("L").resize((1240, 1754)).save(path, resolution=150)
    else:
        with pikepdf.new() as pdf:
            MADE[name](pdf)
            pdf.save(path)
    return path


def failures(report: Report) -> list[str]:
    return [each.message for each in report.findings if each.severity is Severity.FAIL]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_ordinary_files_of_other_programs_fail_nothing(path: Path) -> None:
    report = check_file(path)
    assert failures(report) == []
    assert report.broken == ()
    text = {each.check for each in report.findings if each.check.startswith(("text/", "fonts/"))}
    assert text == set()


@pytest.mark.parametrize("name", [*MADE, "typst", "scan"])
def test_ordinary_files_of_libraries_fail_nothing(name: str, tmp_path: Path) -> None:
    report = check_file(made(tmp_path, name))
    assert failures(report) == []
    assert report.broken == ()


@pytest.mark.parametrize(
    "matrix", ["-1 0 0 -1 400 700", "0 1 -1 0 300 500", "0 -1 1 0 300 700", "1 0 0 1 100 700"]
)
def test_text_that_is_turned_is_hidden_only_where_something_covers_it(
    matrix: str, tmp_path: Path
) -> None:
    """As on sheets that are folded: the upper pages are upside down."""
    found = []
    for cover in ("", "q 1 g 0 0 595 842 re f Q"):
        pdf = Pdf.new()
        with_standard_font(pdf)
        words = f"BT /F1 20 Tf {matrix} Tm (City garden) Tj ET {cover}"
        pdf.pages[0].Contents = pdf.make_stream(words.encode())
        pdf.save(tmp_path / "turned.pdf")
        report = check_file(tmp_path / "turned.pdf")
        hidden = [each.message for each in report.findings if each.check == "text/hidden"]
        found.append("".join(sorted("".join(each.split("'")[1] for each in hidden))).strip())
    assert found == ["", "".join(sorted("Citygarden"))]


def test_checks_that_need_the_source_are_listed_in_one_line() -> None:
    finished = call_bifolio("check", str(SAMPLES[0]))
    assert finished.returncode == 0, finished.stdout
    (line,) = (line for line in finished.stdout.splitlines() if NO_SOURCE in line)
    assert "text/complete" in line
    assert "languages/same-numbers" in line
    assert "1 of 1 PDFs passed" in finished.stderr


def test_every_check_is_run_or_skipped_by_what_it_needs() -> None:
    report = check_file(SAMPLES[0], profile="screen")
    lacking = {each.check for each in report.skipped if each.reason == NO_SOURCE}
    for check in REGISTRY:
        if not check.id.startswith(("press/", "paper/")):
            assert (check.id in lacking) is check.needs_source
    assert {"fonts/embedded", "file/no-javascript"}.isdisjoint(lacking)


@pytest.mark.parametrize(("profile", "is_for_readers"), [("press", False), ("screen", True)])
def test_a_file_for_a_print_shop_needs_no_tags(profile: str, is_for_readers: bool) -> None:
    path = next(each for each in SAMPLES if each.stem == "cairo")
    report = check_file(path, profile=profile)
    checked = {each.check for each in report.findings} | {*report.passed}
    assert ("accessibility/tagged" in checked) is is_for_readers
    assert ("press/cmyk-only" in checked) is not is_for_readers


def test_a_file_is_reported_as_json_with_its_name(tmp_path: Path) -> None:
    path = made(tmp_path, "by-hand")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("x()")))
        pdf.save(path)
    finished = call_bifolio("check", "--json", str(path), str(SAMPLES[0]))
    assert finished.returncode == 1
    bad, good = json.loads(finished.stdout)["editions"]
    assert (bad["edition"], bad["fits"], good["fits"]) == ("by-hand.pdf", False, True)
    (failed,) = (each for each in bad["findings"] if each["severity"] == "fail")
    assert (failed["code"], failed["file"]) == ("file/no-javascript", str(path))


def test_a_locked_file_asks_for_its_password_and_opens_with_it(tmp_path: Path) -> None:
    path, secret = made(tmp_path, "typst"), tmp_path / "secret"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="open"))
    finished = call_bifolio("check", str(path))
    assert finished.returncode == 1
    assert f"{path} file/encrypted" in places(finished.stdout)
    secret.write_text("wrong\n", "utf-8")
    finished = call_bifolio("check", str(path), "--password-file", str(secret))
    assert "the password is wrong" in finished.stdout
    secret.write_text("open\n", "utf-8")
    finished = call_bifolio("check", str(path), "--password-file", str(secret))
    assert "file/encrypted" in codes(finished.stdout)
    assert "accessibility/tagged" not in codes(finished.stdout)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["nowhere.pdf"], 2),
        (["{}", "library"], 2),
        (["{}", "--edition", "en"], 2),
        (["{}", "--release"], 2),
        (["library", "--password-file", "{}"], 2),
        (["{}", "--profile", "nothing"], 2),
    ],
)
def test_wrong_usage_has_its_own_exit_code(options: list[str], code: int) -> None:
    finished = call_bifolio(
        "check", *(each.format(SAMPLES[0]) for each in options), cwd=PUBLICATIONS
    )
    assert finished.returncode == code
    assert finished.stderr
    assert "Traceback" not in finished.stderr


LOCKED, CUT = "locked.pdf", "cut.pdf"


def unreadable_files(folder: Path) -> list[Path]:
    """A PDF with a password, half a PDF, and a text with the name of a PDF."""
    with pikepdf.open(SAMPLES[0]) as pdf:
        pdf.save(folder / LOCKED, encryption=pikepdf.Encryption(owner="owner", user="open"))
    (folder / CUT).write_bytes(SAMPLES[0].read_bytes()[:2000])
    (folder / "text.pdf").write_text("City garden\n", "utf-8")
    return sorted(folder.glob("*.pdf"))


def test_an_unreadable_file_has_one_line_for_all_checks_that_were_skipped(tmp_path: Path) -> None:
    paths = unreadable_files(tmp_path)
    finished = call_bifolio("check", *map(str, paths))
    assert finished.returncode == 1
    printed = [line for line in finished.stdout.splitlines() if "skipped" in line]
    why = f"{ALL_OTHERS}, because the file cannot be read"
    assert printed == [f"{path}: skipped: {why}" for path in paths]
    finished = call_bifolio("check", "--json", *map(str, paths))
    for edition in json.loads(finished.stdout)["editions"]:
        assert edition["skipped"] == {ALL_OTHERS: UNREAD}
        assert [found["line"] for found in edition["findings"]] == [None]
    (examined,) = (Examined(check_file(path), (), ()) for path in paths if path.name == CUT)
    html = page("City garden", [examined])
    assert f"<li>{ALL_OTHERS}: {UNREAD}</li>" in html
    assert "fonts/embedded" not in html


def test_checks_after_one_that_takes_too_long_have_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "LONGEST", 0.0001)
    report = inspect(
        Document(
            pdf=SAMPLES[0].read_bytes(), edition="a", profile=find_profile("foreign"), altered=True
        )
    )
    assert [each.check for each in report.skipped if each.reason == UNREAD] == [ALL_OTHERS]
    mentioned = {each.check for each in report.findings} | {*report.passed}
    assert len(mentioned | {each.check for each in report.skipped}) < len(list(REGISTRY))


OF_BIFOLIO = re.compile(
    r"rebuild|Bifolio|edition|layout|stylesheet|token|var\(|report it to the developers"
)
"""What the maker of another PDF does not have."""


def test_hints_for_pdfs_of_others_are_for_their_makers() -> None:
    hints = yaml.safe_load(foreign.HINTS.read_bytes())
    assert hints.keys() <= {each.id for each in REGISTRY}
    shown = {each.id: hints.get(each.id, each.hint) for each in REGISTRY if not each.needs_source}
    assert {check for check, hint in shown.items() if OF_BIFOLIO.search(hint)} == set()
    assert hints.keys() <= shown.keys()


def test_a_pdf_of_bifolio_has_the_hints_of_bifolio(tmp_path: Path, examine: Examine) -> None:
    with pikepdf.open(io.BytesIO(examine("programme", "en").pdf)) as pdf:
        pdf.Root.ViewerPreferences.DisplayDocTitle = False
        pdf.save(tmp_path / "own.pdf")
        del pdf.docinfo["/Creator"]
        pdf.save(tmp_path / "other.pdf")
    own, other = (
        {each.check: each.hint for each in check_file(tmp_path / name, profile="screen").findings}
        for name in ("own.pdf", "other.pdf")
    )
    assert own["accessibility/title-shown"] == REGISTRY["accessibility/title-shown"].hint
    assert "document properties" in other["accessibility/title-shown"]


def test_a_damaged_file_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(SAMPLES[0].read_bytes()[:2000])
    finished = call_bifolio("check", str(path), str(SAMPLES[0]))
    assert finished.returncode == 1
    assert f"{path} file/damaged" in places(finished.stdout)
    assert SAMPLES[0].name in finished.stdout
    assert re.search(r"^  hint: .*\[file/damaged\]$", finished.stderr, re.MULTILINE)
    assert "1 of 2 PDFs passed" in finished.stderr


def altered(pdf: bytes, seed: int) -> bytes:
    """`pdf` with a few bytes, names or numbers changed."""
    chance = random.Random(seed)
    data = bytearray(pdf)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data))
        if seed % 3 == 0:
            data[at : at + 100] = bytes(len(data[at : at + 100]))
        elif seed % 3 == 1:
            at = data.find(b"/", at)
            data[at + 1 : at + 2] = b"Q"
        else:
            at = data.find(b" 0 R", at)
            data[at - 1 : at] = b"%d" % chance.randrange(10)
    return bytes(data)


def test_random_alterations_are_findings_and_never_errors_of_a_check(examine: Examine) -> None:
    good = examine("programme", "en")
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(good.pdf)) as pdf:
        modes = pikepdf.ObjectStreamMode.disable, pikepdf.StreamDecodeLevel.generalized
        pdf.save(plain, object_stream_mode=modes[0], stream_decode_level=modes[1])
    checks = [each for each in REGISTRY if each.id != "accessibility/pdf-ua"]
    damaged = 0
    for seed in range(40):
        try:
            found = opened(altered(plain.getvalue(), seed))
        except Unreadable:
            continue
        report = inspect(replace(good, pdf=found.pdf, stored=found.stored, altered=True), checks)
        assert report.broken == ()
        assert not report.fits
        damaged += any(each.check == "file/damaged" for each in report.findings)
    assert damaged


def test_an_exception_is_a_defect_of_a_check_if_bifolio_has_just_built_the_file(
    examine: Examine,
) -> None:
    good = examine("programme", "en")
    broken = altered_fonts(good.pdf)
    (error,) = inspect(replace(good, pdf=broken), [REGISTRY["fonts/embedded"]]).broken
    assert error.check == "fonts/embedded"
    report = inspect(replace(good, pdf=broken, altered=True), [REGISTRY["fonts/embedded"]])
    assert report.broken == ()
    assert [each.check for each in report.findings] == ["file/damaged"]


def altered_fonts(pdf: bytes) -> bytes:
    """A file whose fonts are numbers."""
    with pikepdf.open(io.BytesIO(pdf)) as opened_pdf:
        for page in opened_pdf.pages:
            for name in list(page.Resources.Font):
                page.Resources.Font[name] = 1
        spoiled = io.BytesIO()
        opened_pdf.save(spoiled)
    return spoiled.getvalue()


def drawn_by_streams(pdf: Pdf) -> None:
    """A Type 3 font, as LaTeX makes of bitmap fonts: it has no BaseFont."""
    pdf.add_blank_page(page_size=(595, 842))
    glyph = pdf.make_stream(b"500 0 0 0 500 700 d1 0 0 500 700 re f")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 500, 700]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(A=glyph),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name.A])),
        FirstChar=65,
        LastChar=65,
        Widths=Array([500]),
    )
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 20 Tf 72 700 Td (AA) Tj ET")


def findings_of(pdf: Pdf, folder: Path) -> dict[str, Severity]:
    """What is found in `pdf`: the severity of each check."""
    pdf.save(folder / "a.pdf")
    return {each.check: each.severity for each in check_file(folder / "a.pdf").findings}


def test_a_font_of_streams_is_no_damage(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        drawn_by_streams(pdf)
        found = findings_of(pdf, tmp_path)
    assert not {"file/damaged", "fonts/embedded", "fonts/to-unicode"} & found.keys()


@pytest.mark.parametrize(
    ("name", "is_known"), [("eacute", True), ("uni4E2D", True), ("g17", False)]
)
def test_names_of_glyphs_say_which_characters_they_are(
    tmp_path: Path, name: str, is_known: bool
) -> None:
    with pikepdf.new() as pdf:
        drawn_by_streams(pdf)
        font = pdf.pages[0].Resources.Font.F1
        font.Encoding.Differences = Array([65, Name(f"/{name}")])
        font.CharProcs = Dictionary({f"/{name}": font.CharProcs.A})
        assert ("fonts/to-unicode" not in findings_of(pdf, tmp_path)) == is_known


def test_a_key_that_is_there_twice_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        with_standard_font(pdf)
        pdf.pages[0].obj.Zzzz = Name.Page
        assert "file/damaged" not in findings_of(pdf, tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"/Zzzz", b"/Type"))
    assert b"/Type /Page" in path.read_bytes()
    assert "file/damaged" not in {each.check for each in check_file(path).findings}
    path.write_bytes(whole.replace(b"/Zzzz", b"/Type")[:-40])
    assert "file/damaged" in {each.check for each in check_file(path).findings}


@pytest.mark.parametrize(("crop", "fails"), [([0, 0, 3, 3], False), ([0, 0, 3, 2], True)])
def test_a_tiny_page_is_cropped_only_where_a_part_is_cut_off(
    tmp_path: Path, crop: list[int], fails: bool
) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(3, 3))
        pdf.pages[0].CropBox = Array(crop)
        assert ("file/cropped" in findings_of(pdf, tmp_path)) == fails


def test_a_document_of_a_hundred_pages_is_checked_to_its_end(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        with_standard_font(pdf)
        for _ in range(99):
            pdf.pages.append(pdf.pages[0])
        found = findings_of(pdf, tmp_path)
    assert "file/damaged" not in found
    assert "file/pages" in found


def test_what_expands_without_end_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "MEMORY", 200)  # which a smaller file exceeds sooner
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        bomb = zlib.compress(b"0 0 m 9 9 l S\n" * 2_000_000, 9)
        pdf.pages[0].Contents = pikepdf.Stream(pdf, bomb, Filter=Name.FlateDecode)
        assert findings_of(pdf, tmp_path)["file/damaged"] == Severity.FAIL


def with_action(pdf: Pdf, action: Dictionary) -> None:
    with_standard_font(pdf)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([9, 9, 99, 99]), A=action)
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


@pytest.mark.parametrize(("kind", "dead"), [(Name.GoTo, True), (Name.GoToR, False)])
def test_a_target_in_another_file_is_not_searched_in_this_one(
    tmp_path: Path, kind: Name, *, dead: bool
) -> None:
    with pikepdf.new() as pdf:
        with_action(pdf, Dictionary(S=kind, F=String("b.pdf"), D=String("chapter")))
        found = findings_of(pdf, tmp_path)
    assert ("links/targets" in found) == dead
    assert ("links/other-files" in found) != dead


@pytest.mark.parametrize(("size", "fails"), [((1, 40), False), ((40, 1), False), ((20, 40), True)])
def test_a_strip_of_one_pixel_has_no_shape_to_be_stretched(
    tmp_path: Path, size: tuple[int, int], *, fails: bool
) -> None:
    with pikepdf.new() as pdf:
        with_standard_font(pdf)
        width, height = size
        image = pdf.make_stream(b"\x80" * width * height)
        for key, value in {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": Name.DeviceGray,
            "/BitsPerComponent": 8,
        }.items():
            image[key] = value
        pdf.pages[0].Resources.XObject = Dictionary(I=image)
        pdf.pages[0].Contents = pdf.make_stream(b"q 100 0 0 100 9 9 cm /I Do Q")
        assert ("images/stretched" in findings_of(pdf, tmp_path)) == fails


@pytest.mark.parametrize(
    ("error", "harmless"),
    [
        ("page 0 has shared identifier entries", True),
        ("(object 3 0, offset 15): dictionary has duplicated key /Title", True),
        ("(object 3 0, offset 15): expected endstream", False),
        ("can't find startxref", False),
    ],
)
def test_errors_that_lose_nothing_are_no_damage(error: str, *, harmless: bool) -> None:
    assert bool(re.search(HARMLESS, error)) == harmless
