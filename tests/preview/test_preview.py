"""The preview as its user has it: the program, its server and processes, and Chromium."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.conftest import PUBLICATIONS, call_bifolio
from tests.preview.running import RunningPreview, started_preview
from tests.support.browser import started_chromium

pytestmark = pytest.mark.slow

WAIT = 120_000
"""Milliseconds that a test waits for something that takes one second on a machine at rest."""

MOST_GROWTH = 40
"""MB by which 30 edits may let the processes grow: a leak of pictures or PDFs would be more."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPreview]:
    """A preview of a copy of the library guide, with an editor that writes what it is asked for."""
    home = tmp_path_factory.mktemp("preview")
    shutil.copytree(PUBLICATIONS / "source", home / "source")
    opened = str(home / OPENED)
    editor = shlex.join([sys.executable, "-c", WRITE, opened, "{file}", "{line}"])
    with started_preview(home, "library", "--editor", editor) as preview:
        yield preview


OPENED = "opened.txt"

MIDDLES = """paper => {
    const at = (element) => element.getBoundingClientRect();
    const boxes = [...paper.querySelectorAll(".text")].map(at);
    return [at(paper).left, at(paper).right, boxes.map((box) => box.x + box.width / 2)];
}"""
"""The edges of a panel, and the middles of its texts."""

WRITE = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(' '.join(sys.argv[2:]))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started_chromium() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def page(browser: Browser, running: RunningPreview) -> Page:
    """The page in a window of a desk; it may ask for nothing but the preview."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.goto(running.address)
    opened.locator(".paper[data-shown] >> nth=0").wait_for()
    assert [url for url in asked if not url.startswith(running.address)] == []
    assert broken == []
    return opened


def picture(page: Page, number: int) -> str:
    """What a page looks like."""
    return page.locator(".paper").nth(number - 1).get_attribute("data-shown") or ""


def changed(page: Page, number: int, before: str) -> None:
    """Wait until a page looks different."""
    expect(page.locator(".paper").nth(number - 1)).not_to_have_attribute("data-shown", before)


def test_it_shows_what_a_build_writes_to_the_byte(
    running: RunningPreview, page: Page, library: Path
) -> None:
    with urlopen(f"{running.address}editions/bilingual.pdf") as answer:
        assert answer.read() == (library / "bilingual.pdf").read_bytes()


def test_an_edit_changes_its_page_and_moves_nothing(running: RunningPreview, page: Page) -> None:
    page.click("#larger")
    page.locator("#pages").evaluate("main => { main.scrollTop = 300 }")
    before, other = picture(page, 1), picture(page, 2)
    level = page.locator("#fit").inner_text()
    running.replace("The library was founded", "This library was founded")
    changed(page, 1, before)
    assert picture(page, 2) == other
    assert page.locator("#pages").evaluate("main => main.scrollTop") == 300
    assert page.locator("#fit").inner_text() == level
    expect(page.locator("#said")).to_contain_text("Page 1 changed")


def test_after_an_edit_it_shows_what_a_build_of_the_new_text_writes_to_the_byte(
    running: RunningPreview, page: Page, tmp_path: Path
) -> None:
    """Much is kept from the page before the edit."""
    command = ("build", "library", "-e", "bilingual", "-q", "--output", str(tmp_path))
    finished = call_bifolio(*command, cwd=running.home)
    assert finished.returncode == 0, finished.stderr
    with urlopen(f"{running.address}editions/bilingual.pdf") as answer:
        shown = answer.read()
    assert shown == (tmp_path / "library" / "bilingual.pdf").read_bytes()
    assert "This library was founded" in PdfReader(io.BytesIO(shown)).pages[0].extract_text()


def test_a_broken_source_is_reported_over_the_last_good_pages(
    running: RunningPreview, page: Page
) -> None:
    before = picture(page, 1)
    running.replace("heading: {en: Introduction", "heading: {en: [Introduction")
    listed = page.locator("#problem-list")
    expect(listed).to_contain_text("source/library/text.yaml:")
    expect(page.locator("#problems-title")).to_contain_text("last good pages")
    assert picture(page, 1) == before
    running.replace("heading: {en: [Introduction", "heading: {en: Introduction")
    expect(page.locator("#problems")).to_be_hidden()


def test_a_click_on_a_text_opens_its_line_in_the_editor(
    running: RunningPreview, page: Page
) -> None:
    button = page.locator('.text[aria-label^="introduction-house, English"]')
    button.click()
    card = page.locator("#card")
    expect(card).to_contain_text("introduction-house")
    place = page.locator("#card-place").inner_text()
    file, _, line = place.rpartition(":")
    assert file == "source/library/text.yaml"
    words = running.text.read_text("utf-8").splitlines()
    assert "library was founded" in "".join(words[int(line) - 1 : int(line) + 1])
    deadline = time.monotonic() + WAIT / 1000
    opened = running.home / OPENED
    while not opened.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert opened.read_text() == f"{running.text} {line}"
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_texts_are_reached_with_the_keyboard(page: Page) -> None:
    first = page.locator(".text").first
    first.focus()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused != first.get_attribute("aria-label")
    page.keyboard.press("Enter")
    expect(page.locator("#card-unit")).to_have_text(focused.split(",")[0])
    page.keyboard.press("Escape")


def test_findings_are_drawn_at_their_place(running: RunningPreview, page: Page) -> None:
    running.replace("with 120 seats", "with 125 seats")
    mark = page.locator(".mark").first
    mark.wait_for()
    expect(page.locator("#count")).to_have_text("1")
    text = page.locator('.text[aria-label^="introduction-house"]').first
    box, around = mark.bounding_box(), text.bounding_box()
    assert box
    assert around
    assert abs(box["y"] - around["y"]) < 20
    page.keyboard.press("n")
    current = page.locator("#finding-list li.current")
    expect(current).to_contain_text("120")
    expect(current.locator(".place")).to_contain_text("source/library/text.yaml:")
    running.replace("with 125 seats", "with 120 seats")
    expect(page.locator(".mark")).to_have_count(0)
    expect(page.locator("#verdict")).to_have_text("Nothing to do.")


def test_two_languages_are_side_by_side_and_the_choice_outlives_a_reload(page: Page) -> None:
    page.select_option("#edition", "en")
    page.select_option("#beside", "zh-Hans")
    row = page.locator(".row").first
    expect(row.locator(".paper[data-shown]")).to_have_count(2)
    left, right = (row.locator(".paper").nth(side).bounding_box() for side in (0, 1))
    assert left
    assert right
    assert left["y"] == right["y"]
    page.reload()
    expect(page.locator(".row").first.locator(".paper[data-shown]")).to_have_count(2)
    assert page.locator("#edition").input_value() == "en"
    page.select_option("#beside", "")
    page.select_option("#edition", "bilingual")
    expect(page.locator(".paper[data-shown]").first).to_have_attribute(
        "aria-label", "bilingual, page 1"
    )


def test_a_leaflet_is_shown_in_panels(page: Page) -> None:
    page.select_option("#edition", "leaflet-en")
    page.locator('.paper[aria-label="leaflet-en, page 1"][data-shown]').wait_for()
    assert page.locator(".crease").count() == 4
    page.click("#view-button")
    page.check("input[value=panels]")
    page.keyboard.press("Escape")
    titles = page.locator("figcaption").all_inner_texts()
    assert titles == ["panel 5", "back", "cover", "panel 2", "panel 3", "panel 4"]
    cover = page.locator('.paper[aria-label="leaflet-en, page 1, cover"]')
    expect(cover.locator(".text")).not_to_have_count(0)
    # In one step: a report that comes meanwhile replaces the texts.
    left, right, middles = cover.evaluate(MIDDLES)
    assert middles
    assert all(left <= middle <= right for middle in middles)
    page.select_option("#edition", "bilingual")
    page.locator('.paper[aria-label="bilingual, page 1"][data-shown]').wait_for()


def test_the_plates_of_an_edition_for_the_press_are_shown_one_by_one(page: Page) -> None:
    """Text in black is on one plate; the marks around the page are on each."""
    assert page.locator("#plates-option").is_hidden()
    page.select_option("#edition", "press")
    paper = page.locator('.paper[aria-label="press, page 1"]')
    paper.locator("img").wait_for()
    page.click("#view-button")
    ink = {}
    for name in ("cyan", "magenta", "yellow", "black"):
        page.check(f"input[name=plate][value={name}]")
        drawn = paper.locator(f"img[src*='plate={name}']")
        drawn.wait_for()
        with urlopen(f"{page.url}{drawn.get_attribute('src')}") as answer:
            ink[name] = 255 - ImageStat.Stat(Image.open(answer).convert("L")).mean[0]
    assert all(ink.values())
    assert max(ink, key=lambda name: ink[name]) == "black"
    page.check("input[name=plate][value='']")
    paper.locator("img:not([src*=plate])").wait_for()
    page.keyboard.press("Escape")
    page.select_option("#edition", "bilingual")
    page.locator('.paper[aria-label="bilingual, page 1"][data-shown]').wait_for()
    assert page.locator("#plates-option").is_hidden()


def test_thirty_edits_do_not_let_it_grow(running: RunningPreview, page: Page) -> None:
    # Small pictures of a small edition: Chromium draws without a GPU here.
    page.set_viewport_size({"width": 800, "height": 600})
    page.click("#fit")
    page.click("#fit")
    page.select_option("#edition", "en")
    page.locator('.paper[aria-label="en, page 1"][data-shown]').wait_for()
    shown = picture(page, 1)
    sizes = []
    for number in range(30):
        old, new = (f"library{' too' * (each % 2)} was founded" for each in (number, number + 1))
        running.replace(old, new)
        changed(page, 1, shown)
        shown = picture(page, 1)
        sizes.append(running.memory())
    assert max(sizes[-3:]) - max(sizes[3:6]) < MOST_GROWTH
    assert page.locator(".paper img").count() == page.locator(".paper").count()


@pytest.mark.parametrize(
    ("scheme", "width", "height"),
    [("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844), ("dark", 390, 844)],
)
def test_axe_finds_nothing(page: Page, scheme: str, width: int, height: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": height})
    page.locator("#findings-button").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator("#view-button").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    page.locator("#findings-button").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_processes_that_were_killed_are_replaced(running: RunningPreview, page: Page) -> None:
    expect(page.locator("#verdict")).not_to_contain_text("being checked")  # nothing runs now
    for child in running.children() - running.children(only=running.process.pid):
        os.kill(child, signal.SIGKILL)
    before = picture(page, 1)
    time.sleep(1)
    running.replace("was founded", "was begun")
    changed(page, 1, before)
    expect(page.locator("#problems")).to_be_hidden()


def test_an_interrupt_ends_all_processes(running: RunningPreview, page: Page) -> None:
    children = running.children()
    assert children
    running.process.send_signal(signal.SIGINT)
    output, errors = running.process.communicate(timeout=60)
    assert (running.process.returncode, errors) == (0, "")
    assert "the preview has ended" in output
    deadline = time.monotonic() + 20
    while children and time.monotonic() < deadline:
        children = {each for each in children if Path(f"/proc/{each}").exists()}
        time.sleep(0.05)
    assert children == set()
    expect(page.locator("#said")).to_contain_text("Disconnected")
