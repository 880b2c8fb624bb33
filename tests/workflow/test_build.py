"""What holds for every build: the same bytes, the last good file, nothing of the system's fonts."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pikepdf
import pypdf
import pytest

from bifolio.problems import USAGE
from tests.conftest import PUBLICATIONS, ROOT, call_bifolio, run_bifolio
from tests.prepress.test_separation import swapped_primaries
from tests.support.problems import codes, places

pytestmark = pytest.mark.slow


def build(folder: Path, **environment: str) -> bytes:
    """The edition; in an environment of its own, the program itself builds it, even again."""
    command = ("build", "paper", "-e", "bilingual")
    if environment:
        finished = run_bifolio(*command, "--force", cwd=folder, **environment)
    else:
        finished = call_bifolio(*command, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return (folder / "build" / "paper" / "bilingual.pdf").read_bytes()


def test_another_day_and_folder_give_the_same_bytes(built_workshop: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(built_workshop / "source", elsewhere / "source")
    assert build(built_workshop) == build(
        elsewhere, TZ="Asia/Shanghai", LC_ALL="C", HOME=str(tmp_path)
    )


def test_an_edition_is_the_same_when_built_alone(library: Path, tmp_path: Path) -> None:
    for edition in ("en", "zh-Hans"):
        finished = call_bifolio(
            *("build", "library", "-e", edition, "-o", str(tmp_path)), cwd=PUBLICATIONS
        )
        assert finished.returncode == 0, finished.stderr
        alone = tmp_path / "library" / f"{edition}.pdf"
        assert alone.read_bytes() == (library / alone.name).read_bytes()


def test_source_date_epoch_dates_the_file(built_workshop: Path) -> None:
    undated = build(built_workshop)
    command = ("build", "paper", "-e", "bilingual")
    finished = call_bifolio(*command, cwd=built_workshop, SOURCE_DATE_EPOCH="86400")
    assert finished.returncode == 0, finished.stderr
    dated = built_workshop / "build/paper/bilingual.pdf"
    information = pypdf.PdfReader(dated).metadata
    assert information is not None
    assert str(information["/CreationDate"]) == "D:19700102000000Z"
    assert dated.read_bytes() != undated


def test_a_senseless_source_date_is_reported(workshop: Path) -> None:
    finished = call_bifolio("build", "paper", cwd=workshop, SOURCE_DATE_EPOCH="yesterday")
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/source-date"]


def test_hidden_and_hostile_system_fonts_change_nothing(
    built_workshop: Path, tmp_path: Path
) -> None:
    good = build(built_workshop)
    hidden = build(built_workshop, FONTCONFIG_FILE="/nonexistent", FONTCONFIG_PATH="/nonexistent")
    fonts = tmp_path / "share" / "fonts"
    fonts.mkdir(parents=True)
    for family in ("Bifolio Latin", "Bifolio Han SC"):
        hostile(fonts / f"{family}.ttf", family)
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(f"<fontconfig><dir>{fonts}</dir></fontconfig>", "utf-8")
    with_hostile = build(
        built_workshop, FONTCONFIG_FILE=str(configuration), XDG_DATA_HOME=str(tmp_path / "share")
    )
    assert good == hidden == with_hostile


def hostile(path: Path, family: str) -> None:
    """A font of another face that claims to be one of ours."""
    from fontTools.ttLib import TTFont

    font = TTFont(ROOT / "fonts" / "Ubuntu-Regular.ttf")
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
    font.save(path)


def test_a_failed_build_leaves_the_last_good_file(built_workshop: Path) -> None:
    good = build(built_workshop)
    text = built_workshop / "source" / "paper" / "text.yaml"
    text.write_text(text.read_text("utf-8").replace("Welcome", "<b>Welcome"), "utf-8")
    assert call_bifolio("build", "paper", cwd=built_workshop).returncode == 1
    assert (built_workshop / "build" / "paper" / "bilingual.pdf").read_bytes() == good
    names = sorted(path.name for path in (built_workshop / "build" / "paper").iterdir())
    assert names == ["bilingual.pdf", "en.pdf", "preflight.html", "preflight.json", "preflight.txt"]


def test_a_pdf_that_fails_preflight_is_not_put_in_the_place_of_a_good_one(
    built_workshop: Path,
) -> None:
    good = build(built_workshop)
    text = built_workshop / "source" / "paper" / "text.yaml"
    text.write_text(text.read_text("utf-8").replace("Come and see", "TODO"), "utf-8")
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=built_workshop)
    assert finished.returncode == 1
    (place,) = places(finished.stderr)
    assert re.fullmatch(r"source/paper/text\.yaml:\d+:\d+ text/placeholder", place)
    last = "build/paper/preflight.html shows the findings, and the pages that were not written"
    assert finished.stderr.splitlines()[-1] == last
    assert (built_workshop / "build" / "paper" / "bilingual.pdf").read_bytes() == good
    assert "text/placeholder" in (built_workshop / "build" / "paper" / "preflight.txt").read_text(
        "utf-8"
    )


def test_a_target_without_editions_is_reported(workshop: Path) -> None:
    finished = call_bifolio("build", "paper", "--target", "office", cwd=workshop)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/no-edition-for-target"]


def test_editions_of_other_targets_are_built_when_asked_for(workshop: Path) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8")
    handout = "editions:\n  copy: {languages: [en], layout: sheet, target: office, "
    handout += "profile: screen, file-name: c.pdf}"
    publication.write_text(text.replace("editions:", handout, 1), "utf-8")
    output = workshop / "build" / "paper"
    assert call_bifolio("build", "paper", cwd=workshop).returncode == 0
    assert not (output / "copy.pdf").exists()
    finished = call_bifolio("build", "paper", "--target", "office", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    assert (output / "copy.pdf").exists()


def test_a_dropped_in_logo_replaces_the_name(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    names = "organisations:\n  - id: house\n    text: {en: The Lodge, zh-Hans: 会所}\n\nsections:"
    text.write_text(text.read_text("utf-8").replace("sections:", names, 1), "utf-8")
    build(workshop)
    assert "The Lodge" in text_of(workshop)
    logos = workshop / "source" / "paper" / "logos"
    logos.mkdir()
    shutil.copy(ROOT / "layouts" / "houses" / "eu" / "emblem.svg", logos / "house.svg")
    build(workshop)
    assert "The Lodge" not in text_of(workshop)


def text_of(workshop: Path) -> str:
    pages = pypdf.PdfReader(workshop / "build" / "paper" / "bilingual.pdf").pages
    return "".join(page.extract_text() for page in pages)


def test_a_publication_in_other_languages_needs_no_code(workshop: Path) -> None:
    for name in ("publication.yaml", "text.yaml"):
        path = workshop / "source" / "paper" / name
        french = path.read_text("utf-8").replace("zh-Hans", "fr")
        path.write_text(re.sub("[\u4e00-\u9fff]+", "texte", french), "utf-8")
    assert build(workshop)


@pytest.mark.parametrize("picture", ["view.png", "view.svg"])
def test_a_figure_is_built_with_its_text(workshop: Path, picture: str) -> None:
    from PIL import Image

    folder = workshop / "source" / "paper"
    Image.new("RGB", (400, 300), "#336699").save(folder / "view.png")
    shutil.copy(ROOT / "layouts" / "houses" / "eu" / "emblem.svg", folder / "view.svg")
    text = folder / "text.yaml"
    block = "    blocks:\n      - kind: figure\n        id: view\n        image: {}\n"
    block += "        alt: {{en: A view, zh-Hans: 风景}}\n"
    words = text.read_text("utf-8").replace("    blocks:\n", block.format(picture), 1)
    text.write_text(words, "utf-8")
    with pikepdf.open(io.BytesIO(build(workshop))) as pdf:
        elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        said = [str(item.Alt) for item in elements if item.get("/S") == "/Figure"]
    assert said.count("A view") == 1  # the bilingual layout shows it once, in the leading language


def test_a_picture_is_shown_in_the_colours_that_its_profile_means(workshop: Path) -> None:
    from PIL import Image

    folder = workshop / "source" / "paper"
    Image.new("RGB", (400, 300), "#ff0000").save(
        folder / "view.png", icc_profile=swapped_primaries()
    )
    text = folder / "text.yaml"
    block = "    blocks:\n      - kind: figure\n        id: view\n        image: view.png\n"
    block += "        alt: {en: A view, zh-Hans: 风景}\n"
    text.write_text(text.read_text("utf-8").replace("    blocks:\n", block, 1), "utf-8")
    build(workshop)
    page = pypdf.PdfReader(workshop / "build" / "paper" / "bilingual.pdf").pages[0]
    (image,) = page.images
    assert image.image is not None
    assert image.image.getpixel((5, 5)) == (0, 0, 255)


def test_a_broken_picture_is_reported(workshop: Path) -> None:
    folder = workshop / "source" / "paper"
    (folder / "view.png").write_bytes(b"no picture")
    text = folder / "text.yaml"
    block = "    blocks:\n      - kind: figure\n        id: view\n        image: view.png\n"
    block += "        alt: {en: A view, zh-Hans: 风景}\n"
    text.write_text(text.read_text("utf-8").replace("    blocks:\n", block, 1), "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert "view.png" in finished.stderr


def test_a_running_title_is_missed_only_where_there_is_a_page_to_run_on(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    words = text.read_text("utf-8")
    title = "  - id: running-title\n    text: {en: PAPER MUSEUM, zh-Hans: 纸张博物馆之路}\n"
    head, front, rest = words.partition("\nfront:")
    comment, _, units = rest.partition("\n")
    text.write_text(f"{head}{front}{comment}\n{title}{units}", "utf-8")
    one_page = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert one_page.returncode == 0, one_page.stderr
    layout = workshop / "layouts" / "sheet"
    shutil.copytree(ROOT / "layouts" / "sheet", layout)
    with (layout / "layout.css").open("a") as styles:
        styles.write(
            ".running-title { display: none }\nmain > section + section { break-before: page }"
        )
    two_pages = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert codes(two_pages.stderr) == ["text/complete"]
    assert "'running-title'" in two_pages.stderr
