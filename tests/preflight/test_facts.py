"""What is compared between two languages, and the glossary."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bifolio.document.glossary import Glossary, read_glossary
from bifolio.document.passage import Passage
from bifolio.preflight.checks.accessibility import contrast_of
from bifolio.preflight.facts import acronyms, misspelt, misspelt_surnames
from bifolio.problems import Place, Problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the EU and DG-HOME (IOM/ILO) met NGOs", ["EU", "DG-HOME", "IOM", "ILO", "NGO"]),
        ("Tomáš NOVÁK, Jan NOWAK (Berne) and Li WEI", []),
        ("FREE entry, OPENING HOURS: Panel XIV, Q&A, R&D, A4", []),
        ("ALL IN CAPITALS WITH UNESCO", []),
        ("supported by UNHCR.", ["UNHCR"]),
        ("COVID-19 and UNESCO's list", ["COVID", "UNESCO"]),
    ],
)
def test_acronyms_are_capitals_that_are_neither_ordinary_nor_surnames(
    text: str, found: list[str]
) -> None:
    assert acronyms(text, {"free"}) == found


@pytest.mark.parametrize(
    ("kept", "original", "found"),
    [
        ("与Jan Novák会面", "with Jan Novák", []),
        ("与Jan Novak会面", "with Jan Novák", [("Novak", "Novák")]),
        ("与Jan Nowák会面", "with Jan Novák's sister", [("Nowák", "Novák")]),
        ("Lukasz演讲", "Łukasz speaks", [("Lukasz", "Łukasz")]),
        ("Email、Wi-Fi、App和PPT", "e-mail, WiFi, apps and slides", []),
        ("Workshop和PowerPoint", "workshops with slides", []),
        ("由Ada Lovelace主讲", "a talk by a mathematician", [("Ada Lovelace", "")]),
        ("扬·诺瓦克", "Jan Novák", []),
        ("Smith与Smyth", "Smith and Smyth", []),
    ],
)
def test_names_kept_in_latin_letters_are_spelt_as_in_the_original(
    kept: str, original: str, found: list[tuple[str, str]]
) -> None:
    assert list(misspelt(kept, original)) == found


@pytest.mark.parametrize(
    ("translation", "original", "found"),
    [
        ("avec Jan Novák et Zoë Šulc", "with Jan Novák and Zoë Šulc", []),
        ("avec Jan Novak", "with Jan Novák", [("Jan Novak", "Jan Novák")]),
        ("l’Université Charles et la Commission", "Charles University, the Commission", []),
        ("à Zurich, Hôtel Central", "in Zürich, Hotel Central", []),
    ],
)  # fmt: skip
def test_between_languages_in_latin_letters_surnames_are_compared(
    translation: str, original: str, found: list[tuple[str, str]]
) -> None:
    assert list(misspelt_surnames(translation, original)) == found


@pytest.mark.parametrize(
    "text",
    [
        "die Rechtsschutzversicherungsgesellschaften, die",
        "Aa" * 50_000 + ",",
        "Aa-" * 33_000 + "!",
        "Aa " * 2_000,
    ],
)
def test_names_are_compared_in_a_moment(text: str) -> None:
    begun = time.monotonic()
    assert list(misspelt_surnames(text, text)) == []
    assert time.monotonic() - begun < 5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_of((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast_of((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def read_from(source: Path, *names: str) -> Glossary:
    """What a publication reads that names these glossaries on line 7."""
    named = (Passage(name, Place(source, 7)) for name in names or ("../glossary.yaml",))
    return read_glossary(named, source / "paper")


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    (tmp_path / "glossary.yaml").write_text(
        """\
terms:
  - forms: {en: [European Union, EU], zh-Hans: [欧洲联盟, 欧盟]}
    never: {en: [EEC], zh-Hans: [欧共体]}
    every: true
  - forms: {en: [EU-China], zh-Hans: [中欧]}
  - forms: {en: [European], zh-Hans: [欧洲]}
  - forms: {en: [EU Delegation], zh-Hans: [欧盟驻华代表团]}
  - forms: {zh-Hans: [欧盟路]}
""",
        "utf-8",
    )
    return read_from(tmp_path)


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("the EU and China", "欧盟与中国", []),
        ("the European Union (EU)", "欧洲联盟（欧盟）", []),
        ("the EU and China", "欧洲与中国", ["EU"]),
        ("the EU and China", "中欧双方", ["EU"]),
        ("the EU Delegation", "欧盟驻华代表团", []),
        ("the EU and its EU Delegation", "欧洲及欧盟驻华代表团", ["EU"]),
        ("the EU house", "欧盟路的房子", ["EU"]),
        ("from China to EU, and in the EU", "从中国到欧盟，身处欧洲", ["EU"]),
        ("EU-China cooperation", "中欧合作", []),
        ("EU-China cooperation", "欧盟合作", ["EU-China"]),
        ("EU-CHINA COOPERATION", "中欧合作", []),
        ("of European and Chinese interest", "框架中欧洲和中国的", []),
        ("European partners", "中欧合作伙伴", ["European"]),
        ("the EURO and a NEUTRAL house", "欧元", []),
        ("the EU and China", "ＥＵ与中国", ["EU"]),
    ],
)
def test_a_misspelling_is_caught_and_a_compound_is_not(
    english: str, chinese: str, missing: list[str], glossary: Glossary
) -> None:
    broken = glossary.broken(english, "en", chinese, "zh-Hans")
    assert [form for form, _, _ in broken] == missing


def test_terms_are_taken_out_of_a_text(glossary: Glossary) -> None:
    assert glossary.without("The EU, EURO", "en") == "The   , EURO"


def test_what_is_never_used_is_known_with_what_is(glossary: Glossary) -> None:
    assert list(glossary.forbidden("在欧共体", "zh-Hans")) == [("欧共体", "欧洲联盟 or 欧盟")]
    assert list(glossary.forbidden("in the EEC", "en")) == [("EEC", "European Union or EU")]
    assert list(glossary.forbidden("in WEECO", "en")) == []


def test_a_publication_that_names_no_glossary_has_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("terms: [{forms: {en: [x]}}]\n", "utf-8")
    assert read_glossary((), tmp_path / "paper").terms == ()


def test_several_glossaries_are_one(tmp_path: Path) -> None:
    for name in ("house", "own"):
        (tmp_path / f"{name}.yaml").write_text(f"terms: [{{forms: {{en: [{name}]}}}}]\n", "utf-8")
    glossary = read_from(tmp_path, "../house.yaml", "../own.yaml")
    assert [term.forms["en"] for term in glossary.terms] == [("house",), ("own",)]


@pytest.mark.parametrize("name", ["../none.yaml", "../../other.yaml", "/etc/hostname"])
def test_a_glossary_that_is_not_in_source_is_an_error_at_its_line(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "other.yaml").write_text("terms: []\n", "utf-8")
    with pytest.raises(Problems) as found:
        read_from(tmp_path / "source", name)
    (problem,) = found.value.problems
    assert problem.place == Place(tmp_path / "source", 7)
    assert name in problem.message


def test_errors_in_a_glossary_are_reported(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("terms: [{forms: {en: x}}]\n", "utf-8")
    with pytest.raises(Problems, match=r"glossary\.yaml:1:"):
        read_from(tmp_path)
