"""QR codes are read by a second reader from the finished page, as telephones do."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

DPI = 150

MANY = 50
"""Parts of a path; more than any other on the page has."""

EDITIONS: dict[str, dict[str, object]] = {
    "sheet": {"languages": ["zh-Hans"], "layout": "sheet"},
    "poster": {"languages": ["en", "zh-Hans"], "layout": "poster", "paper": "A3"},
    "flyer": {"languages": ["fr"], "layout": "flyer", "paper": "A5"},
    "leaflet": {
        "languages": ["en"],
        "layout": "leaflet",
        "orientation": "landscape",
        "fold": "letter",
        "target": "office",
    },
    "large-print": {"languages": ["en"], "layout": "large-print"},
    "press": {"languages": ["en", "zh-Hans"], "layout": "bilingual", "target": "press"},
}

SAME = {"https://example.org/tickets", "tel:+49-30-1234567", "mailto:house@example.org"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the PDFs of all editions."""
    project = tmp_path_factory.mktemp("codes")
    write_publication(project, ["qr-code", "qr-code-more"], EDITIONS)
    targets = [option for each in ("screen", "office", "press") for option in ("--target", each)]
    finished = call_bifolio("build", "content", *targets, cwd=project)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return project / "build" / "content"


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("name", EDITIONS)
def test_each_code_of_the_page_leads_to_its_address(built: Path, name: str, mode: str) -> None:
    languages = EDITIONS[name]["languages"]
    assert isinstance(languages, list)
    own = {f"https://example.org/{tag.partition('-')[0]}/audio-guide" for tag in languages}
    read = set()
    for page in pypdfium2.PdfDocument(built / f"{name}.pdf"):
        picture = page.render(scale=DPI / 72).to_pil().convert(mode)
        read |= {each.text for each in zxingcpp.read_barcodes(picture)}
    assert read == SAME | own


def test_a_code_for_print_shops_is_black_alone(built: Path) -> None:
    codes = []
    with pikepdf.open(built / "press.pdf") as pdf:
        forms = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        forms = [each for each in forms if each.get("/Subtype") == "/Form"]
        for content in (*pdf.pages, *forms):
            ink: list[float] = []
            parts = 0
            for one in pikepdf.parse_content_stream(content):
                operator = str(one.operator)
                if operator in ("k", "sc", "scn", "rg", "g"):
                    ink = [float(each) for each in one.operands]
                parts += operator in ("m", "re")
                if operator in ("f", "f*", "S", "s", "n", "B", "W"):
                    if parts > MANY:
                        codes.append(ink)
                    parts = 0
    assert codes == [[0, 0, 0, 1]] * 5


def test_the_code_and_its_address_can_be_clicked(built: Path) -> None:
    with pikepdf.open(built / "sheet.pdf") as pdf:
        links = [each for page in pdf.pages for each in page.get("/Annots", []) if "/A" in each]
        targets = [str(each.A.URI) for each in links]
    assert targets.count("https://example.org/tickets") == 2
    assert targets.count("tel:+49-30-1234567") == 2
    assert targets.count("mailto:house@example.org") == 1


FULL = """\
sections:
  - id: cover
    role: cover
    blocks:
      - kind: figure
        id: picture
        image: garden.svg
        alt: {{en: A garden, zh-Hans: 花园, fr: Jardin}}
  - id: open
    role: opening
    blocks: [{{kind: paragraph, id: lead, text: {{en: Come., zh-Hans: 欢迎。, fr: Venez.}}}}]
  - id: visit
    heading: {{en: Visit, zh-Hans: 参观, fr: Visite}}
    blocks:
      - {{kind: paragraph, id: words, text: {{en: {english}, zh-Hans: {chinese}, fr: Eau}}}}
      - kind: qr-code
        id: code
        url: https://example.org/visit
        label: {{en: Tickets, zh-Hans: 门票, fr: Billets}}
"""


@pytest.mark.parametrize(("times", "codes"), [(16, []), (17, ["file/pages"])])
def test_a_code_that_a_full_poster_has_no_room_for_is_one_finding(
    times: int, codes: list[str], tmp_path: Path
) -> None:
    poster = {"languages": ["en", "zh-Hans"], "layout": "poster", "paper": "A3"}
    folder = write_publication(tmp_path, [], {"poster": poster})
    english = "The river carries water from the hills to every house in the valley. " * times
    chinese = "河水从山间流向河谷中的每一户人家，再流回大海。" * times
    text = FULL.format(english=english, chinese=chinese)
    (folder / "text.yaml").write_text(text, "utf-8")
    call_bifolio("build", "content", cwd=tmp_path)
    report = json.loads((tmp_path / "build/content/preflight.json").read_text("utf-8"))
    assert [each["code"] for each in report["editions"][0]["findings"]] == codes
