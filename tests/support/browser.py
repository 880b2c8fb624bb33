"""Debian's Chromium, driven by Playwright, without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright


@contextmanager
def started_chromium() -> Iterator[Browser]:
    """A browser that sees the fonts of the system.

    Where a test has built in this process, it has hidden them all, which Chromium does not bear.
    """
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    environment: dict[str, str | float | bool] = {
        key: value for key, value in os.environ.items() if key != "FONTCONFIG_FILE"
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], env=environment
        )
        yield browser
        browser.close()


@contextmanager
def opened_in_browser(path: Path, *, width: int, height: int) -> Iterator[Page]:
    """Open the page at `path`, which may ask for nothing but itself; give it to look at."""
    with started_chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        yield page
