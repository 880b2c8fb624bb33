"""The report of preflight, in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from bifolio.preflight.findings import Finding, Report, Severity, Skipped, whole_page
from bifolio.preflight.page_images import Examined, examined
from bifolio.preflight.report import lines, page, problems_of
from bifolio.preflight.report_file import EditionEntry, to_json
from bifolio.problems import Place
from tests.preflight.mutations import (
    BuildChanged,
    in_source,
    no_alternate,
    white_on_the_accent,
)
from tests.support.browser import opened_in_browser

EDITION = "handout"

NAMES = tuple(f"press-leaflet-zh-Han{letter}" for letter in "abcdefghijklmno")
"""As many editions with long names as a large publication has."""


@pytest.fixture(scope="module")
def spoiled(build_changed: BuildChanged) -> Examined:
    """An edition with failures, warnings and facts, in both languages and in neither."""
    words = {"travel, lodging and": "travel, lodging and and", "资助包括": "资助包括了了"}
    changed = build_changed(("exchange", EDITION), in_source(words))
    evidence = white_on_the_accent(no_alternate(changed))
    return examined(evidence)


@pytest.fixture(scope="module")
def report(spoiled: Examined) -> Report:
    return spoiled.report


@pytest.fixture(scope="module")
def path(spoiled: Examined, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "preflight.html"
    path.write_text(page("exchange", [spoiled]), "utf-8")
    return path


@pytest.fixture(scope="module")
def browser_page(path: Path) -> Iterator[Page]:
    with opened_in_browser(path, width=1400, height=1000) as opened:
        yield opened


@pytest.fixture
def opened(browser_page: Page, path: Path) -> Page:
    """The report on findings, whatever page a test before has opened."""
    browser_page.goto(path.as_uri())
    browser_page.reload()
    return browser_page


@pytest.fixture
def passed(opened: Page, spoiled: Examined, tmp_path: Path) -> Page:
    """The report on fifteen editions that pass, with an accepted finding each."""
    (*_, accepted) = spoiled.report.findings
    accepted = replace(accepted, severity=Severity.INFO, accepted="it is meant")
    report = replace(spoiled.report, findings=(accepted,))
    editions = [replace(spoiled, report=replace(report, edition=name)) for name in NAMES]
    path = tmp_path / "preflight.html"
    path.write_text(page("exchange", editions), "utf-8")
    opened.goto(path.as_uri())
    return opened


def test_every_finding_is_listed_with_what_why_where_and_what_to_do(
    opened: Page, report: Report
) -> None:
    findings = opened.locator(".finding")
    assert findings.count() == len(report.findings) > 5
    for number, finding in enumerate(report.findings, 1):
        said = opened.locator(f"#{EDITION}-{number}").text_content() or ""
        assert finding.message in said
        assert finding.check in said
        assert (finding.accepted or finding.hint) in said
        if finding.place:
            assert f"{finding.place.path.name}:{finding.place.line}" in said
    assert opened.locator(".overview .verdict.fail").count() == 1


def test_findings_are_outlined_where_they_are(opened: Page, report: Report) -> None:
    placed = [
        (number, finding.box)
        for number, finding in enumerate(report.findings, 1)
        if finding.box is not None and finding.box.rectangle.width
    ]
    assert placed
    for number, box in placed:
        spot = opened.locator(f"#{EDITION}-spot-{number}").bounding_box()
        sheet = opened.locator(".sheet").nth(box.page - 1).bounding_box()
        assert spot is not None
        assert sheet is not None
        scale = sheet["width"] / 595.28
        assert spot["x"] - sheet["x"] == pytest.approx(box.rectangle.left * scale, abs=3)
        assert spot["y"] - sheet["y"] == pytest.approx((841.89 - box.rectangle.top) * scale, abs=3)


@pytest.mark.parametrize("name", ["severity", "language"])
def test_findings_are_filtered(name: str, opened: Page, report: Report) -> None:
    choice = "warn" if name == "severity" else "zh-Hans"
    others = [finding for finding in report.findings if getattr(finding, name) != choice]
    assert 0 < len(others) < len(report.findings)
    opened.locator(f"input[name={name}][value={choice}]").uncheck()
    assert opened.locator(".finding:not([hidden])").count() == len(others)
    total = len(report.findings)
    status = opened.get_by_role("status").text_content()
    assert status == f"{len(others)} of {total} findings shown"
    hidden = opened.locator(".spot[hidden]").count()
    assert hidden == sum(
        finding.box is not None for finding in report.findings if finding not in others
    )


def test_the_keyboard_leads_from_a_spot_to_its_finding(opened: Page) -> None:
    for _ in range(100):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement.classList.contains('spot')"):
            break
    number = opened.evaluate("document.activeElement.dataset.finding")
    opened.keyboard.press("Enter")
    opened.wait_for_url(re.compile(f"#{number}$"))
    assert opened.locator(f"#{number}").is_visible()


def test_the_index_leads_to_every_finding_to_look_at(opened: Page, report: Report) -> None:
    links = opened.locator(".index a")
    numbers = [
        number
        for number, finding in enumerate(report.findings, 1)
        if finding.severity is not Severity.INFO
    ]
    found = [str(link.get_attribute("href")) for link in links.all()]
    assert sorted(found) == sorted(f"#{EDITION}-{number}" for number in numbers)
    links.last.click()
    assert opened.locator(found[-1]).is_visible()


def test_the_surroundings_of_a_finding_are_beside_it(opened: Page, report: Report) -> None:
    placed = [
        number
        for number, finding in enumerate(report.findings, 1)
        if finding.box is not None and finding.box.rectangle.width
    ]
    details = opened.locator(".finding:has(.detail)")
    assert [each.get_attribute("id") for each in details.all()] == [
        f"{EDITION}-{number}" for number in sorted(placed, key=is_settled(report))
    ]
    opened.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    for detail in opened.locator(".detail").all()[:3]:
        shown = Image.open(io.BytesIO(detail.screenshot())).convert("RGB")
        assert len(shown.getcolors(1 << 20) or []) > 2, "the page is drawn in it"


def is_settled(report: Report) -> Callable[[int], bool]:
    return lambda number: report.findings[number - 1].severity is Severity.INFO


def test_a_clean_publication_takes_at_most_three_screens(passed: Page) -> None:
    assert passed.locator(".conclusion").inner_text().startswith("All 15 editions passed")
    for width, height in ((1200, 900), (390, 844)):
        passed.set_viewport_size({"width": width, "height": height})
        assert passed.evaluate("document.documentElement.scrollHeight") <= 3 * height
    passed.set_viewport_size({"width": 1400, "height": 1000})
    assert passed.locator(".finding:visible").count() == 0


def test_a_link_to_an_accepted_finding_opens_it(passed: Page) -> None:
    _, _, third, fourth, *_ = NAMES
    passed.goto(f"{passed.url}#{third}-1")
    assert passed.locator(f"#{third}-1").is_visible()
    assert not passed.locator(f"#{fourth}-1").is_visible()


def test_a_row_on_a_phone_leads_to_its_edition_wherever_it_is_touched(passed: Page) -> None:
    passed.set_viewport_size({"width": 390, "height": 844})
    row = passed.locator(".overview tbody tr").nth(2)
    assert row.locator("svg:visible").count() == 1
    touched = row.evaluate("""(row) => {
        row.scrollIntoView({ behavior: "instant" });
        const { right, bottom } = row.getBoundingClientRect();
        return document.elementFromPoint(right - 8, bottom - 8).closest("a").hash;
    }""")
    assert touched == f"#edition-{NAMES[2]}"
    passed.goto(f"{passed.url}{touched}")
    opened = passed.locator(f"#edition-{NAMES[2]}")
    assert opened.locator(".profile").is_visible()
    assert passed.locator(".profile:visible").count() == 1
    passed.set_viewport_size({"width": 1400, "height": 1000})


def test_what_is_touched_is_large_enough(opened: Page) -> None:
    """24 px (WCAG 2.5.8)."""
    opened.set_viewport_size({"width": 390, "height": 844})
    opened.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    small = opened.evaluate("""
        [...document.querySelectorAll("main a:not(.spot), summary, label")].filter((each) => {
            const { width, height } = each.getBoundingClientRect();
            return width && (width < 24 || height < 24);
        }).map((each) => each.textContent)
    """)
    opened.set_viewport_size({"width": 1400, "height": 1000})
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(scheme: Literal["light", "dark"], opened: Page) -> None:
    opened.emulate_media(color_scheme=scheme)
    found = Axe().run(opened)
    opened.emulate_media(color_scheme="light")
    assert found.violations_count == 0, found.generate_report()


def test_a_narrow_window_is_no_wider_than_it_is(opened: Page) -> None:
    opened.set_viewport_size({"width": 380, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 380
    opened.set_viewport_size({"width": 1400, "height": 1000})


@pytest.mark.parametrize(
    ("sha256", "messages", "since"),
    [
        ("same", ["one", "two"], "unchanged"),
        ("other", ["one", "two"], "changed"),
        ("other", ["one"], "changed, 1 new"),
        ("same", ["one", "two", "three"], "1 resolved"),
    ],
)
def test_changes_since_the_last_build_are_shown(
    sha256: str, messages: list[str], since: str
) -> None:
    report = Report("en", "screen", "same", (warning("one"), warning("two")))
    before = replace(report, sha256=sha256, findings=tuple(map(warning, messages)))
    entry = EditionEntry.model_validate(json.loads(to_json([before]))["editions"][0])
    html = page("exchange", [Examined(report, (), ("en",))], before={"en": entry})
    assert f'<td class="since quiet">{since}</td>' in html
    assert html.count('<span class="new">') == ("1 new" in since)
    assert ("No longer found: three" in html) == ("resolved" in since)


def warning(message: str) -> Finding:
    return Finding("text/loose-line", Severity.WARN, message, "shorten it")


def test_the_lines_have_places_that_editors_follow(report: Report) -> None:
    text = lines([report])
    assert re.search(
        r"text\.yaml:\d+:\d+: warn: handout page 1: .*'and and'.* \[text/doubled-words\]$",
        text,
        re.MULTILINE,
    )
    assert re.search(r": fail: .*\[accessibility/alternate-text\]$", text, re.MULTILINE)
    for line in text.splitlines():
        assert re.match(r"\S+/source/exchange/\w+\.yaml:\d+:\d+: \w+: ", line)


def test_what_several_editions_share_is_one_line() -> None:
    text, settings = Place(Path("text.yaml"), 3, 5), Path("publication.yaml")

    def of(edition: str, page: int, line: int) -> Report:
        found = replace(warning("a loose\nline"), place=text, box=whole_page(page))
        skipped = (Skipped("accessibility/pdf-ua", "no veraPDF"),)
        place = Place(settings, line, 5)
        return Report(edition, "screen", findings=(found,), skipped=skipped, place=place)

    assert lines([of("en", 1, 7), of("en", 2, 7), of("zh-Hans", 2, 9)]).splitlines() == [
        "text.yaml:3:5: warn: en pages 1, 2, zh-Hans page 2: a loose line [text/loose-line]",
        "publication.yaml:7:5: skipped: en, zh-Hans: no veraPDF [accessibility/pdf-ua]",
    ]


def test_the_json_has_the_same_findings(report: Report) -> None:
    (data,) = json.loads(to_json([report]))["editions"]
    assert data["fits"] is False
    assert data["sha256"] == report.sha256
    assert [finding["code"] for finding in data["findings"]] == [
        finding.check for finding in report.findings
    ]
    assert set(data["passed"]).isdisjoint(finding["code"] for finding in data["findings"])


@pytest.mark.parametrize(
    ("count", "listed", "others"), [(1, 1, 0), (6, 6, 0), (7, 5, 2), (70, 5, 65)]
)
def test_many_findings_with_one_message_are_not_all_listed(
    report: Report, count: int, listed: int, others: int
) -> None:
    pale = next(each for each in report.findings if each.check == "accessibility/contrast")
    places = [replace(pale, place=Place(Path("text.yaml"), line)) for line in range(count)]
    another = replace(pale, message="another")
    problems = problems_of(replace(report, findings=(*places, *places, another)), "en.pdf")
    assert len(problems) == listed + 1
    more = [each.message for each in problems if "more like it" in each.message]
    assert [each.partition("; ")[2] for each in more] == [
        f"{others} more like it are in preflight.html"
    ] * (others > 0)


def test_what_keeps_it_from_delivery_is_reported_with_a_hint(report: Report) -> None:
    problems = problems_of(report, "bilingual.pdf")
    assert "accessibility/contrast" in [problem.code for problem in problems]
    assert all(problem.hint for problem in problems)
