"""Checks across the languages, on the programme of a conference, right and with mistakes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bifolio.document.glossary import Glossary
from bifolio.document.load import load
from bifolio.pdf.metadata import Metadata
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.checks.languages import decimal_sign, sign_in_amount
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Finding, Severity
from bifolio.preflight.profiles import find_profile
from bifolio.preflight.runner import inspect
from bifolio.preflight.source import EditionSource
from bifolio.text import typeset
from bifolio.text.placements import Placements
from tests.preflight.conftest import SAMPLES

ACROSS = [check for check in REGISTRY if check.id.startswith("languages/")]

PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj "
    b"trailer<</Root 1 0 R>>"
)
"""A page without any text, since only the texts of the source are compared."""

Compare = Callable[..., list[Finding]]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Find what differs between the languages of a programme in which texts are replaced."""
    folder = tmp_path / "source" / "conference"
    shutil.copytree(SAMPLES / "source" / "conference", folder)

    def findings(*changes: tuple[str, str], edition: str = "zh-Hans") -> list[Finding]:
        text = (folder / "text.yaml").read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "text.yaml").write_text(text, "utf-8")
        report = inspect(evidence(folder, edition), ACROSS)
        assert report.broken == ()
        return list(report.findings)

    return findings


def evidence(folder: Path, edition: str) -> Evidence:
    """What is known of an edition before it is built."""
    manuscript = load(folder)
    languages = manuscript.publication.languages
    copy, problems = typeset(manuscript.units(), languages, manuscript.text.shared)
    assert problems == []
    nothing = Metadata("", {}, {}, "", (), (), "")
    return Evidence(
        pdf=PAGE,
        edition=edition,
        profile=find_profile("screen"),
        source=EditionSource(
            edition=edition,
            manuscript=manuscript,
            copy=copy,
            about=nothing,
            glossary=Glossary(),
            faces=(),
            stylesheets=(),
        ),
        placements=Placements(),
    )


@pytest.mark.parametrize("edition", ["bilingual", "en", "zh-Hans"])
def test_a_good_programme_raises_no_alarm(edition: str, compare: Compare) -> None:
    assert [each.message for each in compare(edition=edition)] == []


@pytest.mark.parametrize(
    ("old", "new", "check", "says"),
    [
        ("（Jana Nováková）", "（Jana Novakova）", "same-names", "'Novakova' in zh-Hans, 'Nov"),
        ("（Łukasz Żak）", "（Lukasz Żak）", "same-names", "'Lukasz' in zh-Hans, 'Łukasz' in en"),
        ("主讲人：Eleni", "主讲人：Elena", "same-names", "'Elena' in zh-Hans, 'Eleni' in en"),
        ("、Vilém Dvořák、", "、Vilém Dvořak、", "same-names", "'Dvořak' in zh-Hans"),
        ("嘉宾：Aino Häkkinen", "嘉宾：Aino Hakinen", "same-names", "'Hakinen' in zh-Hans"),
        ("Gérard D'Hérouville、Zsófia", "Gérard D'Herouville、Zsófia", "same-names", "Herouville"),
        ("联盟；Maximilian", "联盟；Peter Pan、Maximilian", "same-names", "'Peter Pan' in"),
        ("河流城市网络（NRC）", "河流城市网络（NCR）", "same-acronyms", "'NRC' of the en text"),
        ("河流城市网络（NRC）", "河流城市网络", "same-acronyms", "'NRC' of the en text is not in"),
        ("NRC会务组", "会务组", "same-acronyms", "'NRC' of the en text is not in"),
        ("感谢联合国教科文组织、", "感谢", "same-acronyms", "'UNESCO' of the en text is not in"),
        ("感谢联合国教科文组织、", "感谢UNSECO、", "same-acronyms", "'UNSECO' in zh-Hans, 'U"),
    ],
)  # fmt: skip
def test_a_misspelt_name_or_acronym_is_a_warning(
    old: str, new: str, check: str, says: str, compare: Compare
) -> None:
    (finding,) = compare((old, new))
    assert finding.check == f"languages/{check}"
    assert says in finding.message
    assert finding.severity is Severity.WARN
    assert finding.place
    assert finding.language == "zh-Hans"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("31个国家的250位", "31个国家的205位", "Two hundred and fifty"),
        ("2026年6月11日", "2026年6月10日", "11 June in en, 2026 年 6 月 10 日"),
        ("电话：021-55501234", "电话：021-55501243", "+86 (0)21 5550 1234 in en"),
        ("10:00—11:30，B203室", "10:00—11:30，B302室", "B203 in en, B302 in zh-Hans"),
        ("周五下午5点", "周五下午6点", "5 p.m. in en, 下午 6 点 in zh-Hans"),
        ("半天，280元", "半天，380元", "280 in en, 380 元 in zh-Hans"),
    ],
)
def test_a_wrong_number_is_reported_where_the_translation_is(
    old: str, new: str, says: str, compare: Compare
) -> None:
    messages = [each.message for each in compare((old, new))]
    assert any(says in message for message in messages), messages
    assert [each.message for each in compare(edition="en")] == []


def test_a_wrong_number_fails_the_editions_that_have_the_translation(compare: Compare) -> None:
    for edition in ("bilingual", "zh-Hans"):
        findings = compare(edition=edition) or compare(("31个国家", "32个国家"), edition=edition)
        assert [each.severity for each in findings] == [Severity.FAIL]


def test_each_language_may_lead_to_its_own_pages(compare: Compare) -> None:
    thanks = "We thank UNESCO", "感谢联合国"
    english, chinese = (f"https://nrc.example.org/{each}/visit" for each in ("en", "zh-cn"))
    assert not compare(
        (thanks[0], f"{english}. {thanks[0]}"), (thanks[1], f"{chinese}。{thanks[1]}")
    )
    findings = compare(("zh-cn/visit", "zh-cn/visits"))
    assert {each.check for each in findings} == {"languages/same-addresses"}


@pytest.mark.parametrize(("humidity", "missing"), [("湿度", []), ("", ["'RH'"])])
def test_megapixels_and_humidity_are_words_in_chinese(
    humidity: str, missing: list[str], compare: Compare
) -> None:
    english, chinese = "We thank UNESCO", "感谢联合国"
    said = "At 40 % RH, a camera of 150 MP sees it.", f"{humidity}为40%时，用1.5亿像素的相机可见。"
    found = compare((english, f"{said[0]} {english}"), (chinese, f"{said[1]}{chinese}"))
    assert [each.message.split()[0] for each in found] == missing


def test_what_is_accepted_is_no_warning(compare: Compare) -> None:
    accepted = "id: thanks\n            accepted: {languages/same-acronyms: they asked for it}"
    (finding,) = compare(("id: thanks", accepted), ("感谢联合国教科文组织、", "感谢"))
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(
    ("text", "sign"),
    [("9,50 €", ","), ("€9.50", "."), ("EUR 1,200.50", "."), ("12,5 %", ","), ("1 200,50 €", ",")],
)
def test_amounts_have_the_decimal_sign_of_a_language(text: str, sign: str) -> None:
    assert sign_in_amount(text) == sign


def test_a_key_figure_that_is_a_number_has_the_decimal_sign_of_a_language() -> None:
    assert sign_in_amount("-2,4", is_number=True) == ","
    assert sign_in_amount("-2,4") == sign_in_amount("24:7", is_number=True) == ""


@pytest.mark.parametrize(
    "text",
    ["€9", "9.50", "{price}", "1.2.2026", "1,200 €", "Version 2.5", "A4", "USB 3.0", "ISO 19005.2"],
)
def test_what_every_language_writes_alike_is_no_amount(text: str) -> None:
    assert sign_in_amount(text) == ""


def test_decimal_signs_are_those_of_the_languages() -> None:
    assert [decimal_sign(each) for each in ("en", "fr", "zh-Hans", "de")] == [".", ",", ".", ","]


TABLES = """\
      - kind: table
        id: fees-en
        only: en
        rows: [[Day, Fee], [Friday, "EUR 12"], [Sunday and 2 others, 2400]]
      - kind: table
        id: fees-zh
        only: zh-Hans
        rows: [[日, 费], [周五, "12 欧元"], [周日等 3 天, 2400]]
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("等 3 天", "和另外 2 天", []),
        ("等 3 天", "和另外 4 天", ["fees-zh.rows.3.1"]),
        ("等 3 天, 2400", "和另外 2 天, 2500", ["fees-zh.rows.3.2"]),
        ("周日等 3 天, 2400]", "周日, 99], [周一, 7]", []),
    ],
    ids=["right", "a number in a text", "a number", "another shape"],
)
def test_tables_by_language_below_each_other_are_compared(
    old: str, new: str, says: list[str], compare: Compare
) -> None:
    contact = "      - kind: contact\n        id: desk\n"
    found = compare((contact, TABLES + contact), (old, new))
    assert [each.message.split("'")[1] for each in found] == says
    assert {each.check for each in found} <= {
        "languages/same-numbers",
        "languages/unmatched-numbers",
    }
    assert compare(edition="en") == []
