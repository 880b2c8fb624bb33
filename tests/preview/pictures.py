"""Draws docs/pictures/preview*.png: `python -m tests.preview.pictures`.

A starter in the preview, in Chromium: on a desk with findings, two languages side by side in the
dark, a broken source, and on a phone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.preview.running import RunningPreview, started_preview
from tests.support.browser import started_chromium

PICTURES = ROOT / "docs" / "pictures"
STARTER = "factsheet"
COLOURS = 160
"""How many colours a picture keeps, so that it stays small."""

DESK, PHONE = (1280, 800), (390, 844)


def main() -> None:
    """Draw the pictures."""
    with tempfile.TemporaryDirectory() as temporary, started_chromium() as browser:
        home = Path(temporary)
        new = (sys.executable, "-m", "bifolio", "new", "lake", "--like", STARTER)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(new, cwd=home, check=True, capture_output=True, env=environment)
        with started_preview(home, "lake") as preview:
            findings(preview, browser)
            side_by_side(preview, browser)
            broken(preview, browser)
            phone(preview, browser)


def findings(preview: RunningPreview, browser: Browser) -> None:
    """A number that differs between the languages, on the page and in the list."""
    with edited(preview, "in the autumn of 2023", "in the autumn of 2022"):
        page = opened(browser, preview, DESK)
        page.wait_for_selector(".mark")
        page.keyboard.press("n")
        save(page, "preview")


def side_by_side(preview: RunningPreview, browser: Browser) -> None:
    """Two editions in step, in the dark, with the state of the translations."""
    page = opened(browser, preview, DESK, "dark")
    page.select_option("#edition", "en")
    page.select_option("#beside", "zh-Hans")
    page.locator('.paper[aria-label="zh-Hans, page 1"][data-shown]').wait_for()
    page.locator('.text[aria-label*="Chinese"]').first.wait_for()
    page.click("#view-button")
    page.check("input[name=states]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    save(page, "preview-beside")


def broken(preview: RunningPreview, browser: Browser) -> None:
    """A missing bracket, over the last good pages."""
    page = opened(browser, preview, DESK)
    with edited(preview, "{en: What has", "{en: [What has"):
        page.wait_for_selector("#problem-list li")
        save(page, "preview-error")
    page.wait_for_selector("#problems", state="hidden")


def phone(preview: RunningPreview, browser: Browser) -> None:
    """The page of a phone, with the source of a text."""
    page = opened(browser, preview, PHONE)
    page.locator(".text").nth(6).click()
    save(page, "preview-phone")


@contextmanager
def edited(preview: RunningPreview, old: str, new: str) -> Iterator[None]:
    """The text with `old` replaced, for a while."""
    preview.replace(old, new)
    yield
    preview.replace(new, old)


def opened(
    browser: Browser, preview: RunningPreview, size: tuple[int, int], scheme: str = "light"
) -> Page:
    """The preview in a window of its own, checked."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(preview.address)
    page.wait_for_selector(".paper[data-shown]")
    expect(page.locator("#verdict")).not_to_contain_text("being checked", timeout=120_000)
    return page


def save(page: Page, name: str) -> None:
    """Save what the window shows."""
    page.wait_for_timeout(400)
    with Image.open(BytesIO(page.screenshot())) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
