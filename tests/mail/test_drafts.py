"""`bifolio mail draft`, and what a person sees who looks through the drafts."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bifolio.mail.addresses import parse_address
from bifolio.mail.drafts import write_drafts
from bifolio.mail.ledger import Ledger
from bifolio.mail.mailing import Mailing
from bifolio.problems import Problems
from tests.mail.conftest import NOW, change, mail
from tests.support.browser import started_chromium
from tests.support.problems import codes, having, places


def drafted(project: Path, *options: str, **environment: str) -> list[Path]:
    finished = mail(project, "draft", *options, **environment)
    assert finished.returncode == 0, finished.stderr
    assert "nothing was sent" in finished.stdout
    return sorted((project / "build" / "library" / "mail").rglob("*.eml"))


def output_of(project: Path, *options: str) -> str:
    finished = mail(project, "draft", *options)
    assert finished.returncode == 1
    return finished.stderr


def test_each_reader_has_a_draft_that_mail_programs_open_as_one(built: Path) -> None:
    files = drafted(built)
    assert [path.name for path in files] == [
        *("0001-en.eml", "0002-zh-Hans.eml", "0003-large-print-en.eml"),
        *("0004-large-print-zh-Hans.eml", "0005-bilingual.eml"),
    ]
    for path in files:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert message["X-Unsent"] == "1"
        assert message["X-Uniform-Type-Identifier"] == "com.apple.mail-draft"
        assert message["DKIM-Signature"] is None


def test_drafts_are_the_same_for_the_same_date(built: Path) -> None:
    first = [path.read_bytes() for path in drafted(built, SOURCE_DATE_EPOCH="1700000000")]
    second = [path.read_bytes() for path in drafted(built, SOURCE_DATE_EPOCH="1700000000")]
    assert first == second


def test_new_drafts_replace_earlier_ones_unless_they_fail(built: Path) -> None:
    files = drafted(built)
    (built / "source" / "library" / "recipients").mkdir()
    team = built / "source" / "library" / "recipients" / "team.csv"
    team.write_text("address,language\nbad,en\n")
    refused = ["source/library/recipients/team.csv:2:1 recipients/invalid-address"]
    assert places(output_of(built)) == refused
    assert all(path.is_file() for path in files)
    team.write_text("address,language,groups\na@example.org,en,x\nb@example.org,en,\n")
    assert [path.parent.name for path in drafted(built)] == ["team", "team"]
    assert len(drafted(built, "--limit", "1")) == 1
    assert len(drafted(built, "--group", "x")) == 1
    assert codes(output_of(built, "--group", "y")) == ["recipients/empty"]


def test_a_symbolic_link_to_another_disk_is_kept(built: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = built / "build" / "library" / "mail"
    link.symlink_to(elsewhere, target_is_directory=True)
    drafted(built)
    assert link.is_symlink()
    assert (elsewhere / "index.html").is_file()
    assert not list(tmp_path.glob(".elsewhere*"))


def test_forget_deletes_drafts_of_killed_processes(built: Path) -> None:
    folder = built / "build" / "library"
    left = folder / ".mail.4711" / "team"
    left.mkdir(parents=True)
    (left / "0001-en.eml").write_text("To: a@example.org\n")
    drafted(built)
    mail(built, "forget", "a@example.org")
    assert not (folder / "mail").exists()
    assert not left.exists()


def test_only_a_pdf_that_passed_preflight_is_attached(built: Path) -> None:
    report = built / "build" / "library" / "preflight.json"
    good = report.read_text("utf-8")
    data = json.loads(good)
    first = data["editions"][0]
    first["fits"] = False
    report.write_text(json.dumps(data))
    refused = ["build/library/bilingual.pdf mail/not-passed"]
    assert places(output_of(built)) == refused
    first |= {"fits": True, "profile": "draft"}
    report.write_text(json.dumps(data))
    assert places(output_of(built)) == refused
    report.write_text(json.dumps({**data, "version": 99}))
    assert places(output_of(built)) == [
        "build/library/preflight.json preflight/unknown-report-version"
    ]
    report.unlink()
    assert codes(output_of(built)) == 5 * ["mail/not-passed"]
    report.write_text(good, "utf-8")
    pdf = built / "build" / "library" / "en.pdf"
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    assert places(output_of(built)) == ["build/library/en.pdf mail/changed-since-preflight"]
    pdf.unlink()
    assert places(output_of(built)) == ["build/library/en.pdf file/not-built"]


def test_suppressed_readers_get_no_draft(built: Path, ledger: Ledger) -> None:
    ledger.suppressions.add(
        ledger.reader(parse_address("Press@example.com")), None, "unsubscribed", NOW
    )
    assert len(drafted(built)) == 4
    page = (built / "build" / "library" / "mail" / "index.html").read_text("utf-8")
    assert "not sent: unsubscribed on 2026-11-24" in page


def test_too_many_drafts_are_refused(
    mailing: Mailing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bifolio.cli.mail.draft import _drafts

    monkeypatch.setattr("bifolio.mail.drafts.MOST_BYTES", 500_000)
    with pytest.raises(Problems, check=having("mail/drafts-too-large")):
        write_drafts(
            tmp_path / "mail",
            "library",
            _drafts(mailing, NOW, None, again=False),
        )
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    zh-Hans: 在线阅读\n", "", "source/missing-translation"),
        ("    zh-Hans: 在线阅读\n", "    zh-Hans: ' '\n", "source/empty-text"),
        ("  en: en\n", "  en: fr\n", "mail/unknown-edition"),
        ("  en: en\n", "  en: zh-Hans\n", "mail/edition-language"),
        ("leave/{token}", "leave/", "mail/invalid-unsubscribe"),
        ("library/\n", "library\n", "mail/invalid-web-address"),
        ("address: communications@example.org", "address: nobody", "mail/invalid-address"),
        ("security: starttls", "security: none", "source/invalid-choice"),
        ("port: 587", "password: secret", "source/unknown-key"),
        ("smtp.example.org", "smtp..example.org", "source/invalid-value"),
        ("limit: 3000000", "limit: -1", "source/out-of-range"),
        ("Dear {name},", "''", "source/empty-text"),
        ("Dear {name}", "Dear {Name}", "text/stray-brace"),
        ("Dear {name}", "Dear { name }", "text/stray-brace"),
        ("host: smtp.example.org", "host: 'a b'", "source/invalid-value"),
    ],
)
def test_an_error_in_the_settings_names_its_line(
    built: Path, old: str, new: str, expected: str
) -> None:
    change(built / "source" / "library" / "mail.yaml", old, new)
    (place,) = places(output_of(built))
    assert re.fullmatch(rf"source/library/mail\.yaml:\d+:\d+ {expected}", place)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started_chromium() as browser:
        yield browser


def opened(browser: Browser, scheme: str, width: int) -> Page:
    view = {"width": width, "height": 900}
    context = browser.new_context(
        viewport=view,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        offline=True,
    )
    return context.new_page()


LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1200, 390)]


def test_the_page_of_the_drafts_and_messages_are_whole_and_accessible(
    built: Path, browser: Browser
) -> None:
    """On a computer and on a phone, in the light and in the dark, from one run of the command."""
    messages = [html_of(path) for path in drafted(built)[:2]]
    for scheme, width in LOOKS:
        page = opened(browser, scheme, width)
        check_page(page, built / "build" / "library" / "mail", width)
        for message in messages:
            page.set_content(message)
            check_message(page, scheme, width)
        page.context.close()


def check_page(page: Page, folder: Path, width: int) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    assert page.locator("iframe").count() == 5
    assert page.locator("tbody tr").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.locator("td a").all():
        address = str(link.get_attribute("href"))
        if address.startswith("#"):
            assert page.locator(address).count() == 1
        else:
            assert (folder / address).is_file()
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    whole = "all => all.every(f => f.clientHeight >= f.contentDocument.body.scrollHeight)"
    assert page.locator("iframe").evaluate_all(whole)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def check_message(page: Page, scheme: str, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    picture = page.locator(".picture").bounding_box()
    assert picture
    assert picture["width"] > 0.7 * min(width, 640)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def html_of(path: Path) -> str:
    """The HTML of a message, with its picture in it, as a mail program shows it."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    html = message.get_body(("html",))
    (picture,) = (part for part in message.walk() if part.get_content_maintype() == "image")
    assert html
    encoded = base64.b64encode(picture.get_payload(decode=True)).decode()  # type: ignore[arg-type]
    return str(html.get_content()).replace("cid:front", f"data:image/png;base64,{encoded}")
