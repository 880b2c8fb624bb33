"""Draws what readers see: `python -m tests.mail.pictures` writes tests/golden/mail-*.png.

A message in Chromium, in the light and in the dark, on a desk and on a phone, set in the fonts
of Bifolio, as not every system has one for Chinese.
"""

from __future__ import annotations

import base64
import tempfile
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from bifolio.mail.drafts import with_pictures
from bifolio.mail.mailing import Mailing
from bifolio.mail.recipients import Recipient
from tests.bench.mail import mailing_of
from tests.conftest import ROOT
from tests.support.browser import started_chromium

GOLDEN = ROOT / "tests" / "golden"

FACES = (
    ("Source Sans 3", 400, "SourceSans3-Regular"),
    ("Source Sans 3", 700, "SourceSans3-Bold"),
    ("Noto Sans SC", 400, "NotoSansSC-Regular"),
    ("Noto Sans SC", 700, "NotoSansSC-Bold"),
)

DESK, PHONE = 720, 390
"""Widths of a window, in pixels."""

COLOURS = 64
"""How many colours a picture keeps, so that it stays small."""


def main() -> None:
    """Draw the pictures."""
    with tempfile.TemporaryDirectory() as temporary, started_chromium() as browser:
        mailing = mailing_of(Path(temporary))
        for name, width in (("desk", DESK), ("phone", PHONE)):
            shots = [
                shot(browser, html, scheme, width, Path(temporary) / "shot.png")
                for html, scheme in zip(letters(mailing), ("light", "dark"), strict=True)
            ]
            beside(shots).quantize(COLOURS).save(GOLDEN / f"mail-{name}.png", optimize=True)


def letters(mailing: Mailing) -> list[str]:
    """The HTML of the messages to the first reader of each language, with picture and fonts."""
    recipients: dict[str, Recipient] = {}
    for recipient in mailing.recipients():
        recipients.setdefault(recipient.language, recipient)
    faces = "".join(face(*each) for each in FACES)
    pages = []
    for recipient in recipients.values():
        html = with_pictures(mailing.draft(recipient, datetime.now(UTC)).letter)
        pages.append(html.replace("<head>", f"<head><style>{faces}</style>", 1))
    return pages


def face(family: str, weight: int, name: str) -> str:
    """The rule of a font of Bifolio."""
    data = encoded((ROOT / "fonts" / f"{name}.ttf").read_bytes())
    source = f"src: url(data:font/ttf;base64,{data})"
    return f"@font-face {{ font-family: '{family}'; font-weight: {weight}; {source} }}"


def encoded(data: bytes) -> str:
    """The data as it stands in a data URI."""
    return base64.b64encode(data).decode("ascii")


def shot(browser: Browser, html: str, scheme: str, width: int, path: Path) -> Image.Image:
    """A picture of a message."""
    view = {"width": width, "height": 400}
    context = browser.new_context(
        viewport=view,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.set_content(html)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, full_page=True)
    with Image.open(path) as image:
        return image.convert("RGB")


def beside(images: list[Image.Image]) -> Image.Image:
    """The pictures side by side, at the top."""
    width = sum(image.width for image in images)
    whole = Image.new("RGB", (width, max(image.height for image in images)), "#8a8f9c")
    lefts = chain([0], (image.width for image in images))
    for left, image in zip(lefts, images, strict=False):
        whole.paste(image, (left, 0))
    return whole


if __name__ == "__main__":
    main()
