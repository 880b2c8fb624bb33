"""What all kinds of content have in common: ids of their texts, pictures, editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from bifolio.document.blocks.block import Block
from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.qr_code import QrCode
from bifolio.document.load import load
from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import Pictures, Translations, TranslationsOrSame
from bifolio.document.review import translations
from bifolio.document.validate import Subject, known_editions, known_values
from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Node
from tests.kinds.publication import write_publication


class Member(Node):
    name: TranslationsOrSame
    portrait: Pictures
    alt: Translations


class Team(Block):
    caption: Translations
    members: Annotated[tuple[Member, ...], Field(strict=False)]


TEAM = """\
kind: team
id: team
only: en
reviewed: {zh-Hans: "00000000"}
caption: {en: The team}
members:
  - name: Ada
    portrait: {en: ada.png, fr: ada-fr.png}
    alt: {en: Ada at her desk}
"""


@pytest.fixture
def team(tmp_path: Path) -> Block:
    path = tmp_path / "team.yaml"
    path.write_text(TEAM, "utf-8")
    block, problems = read_model(path, Team, "")
    assert block is not None
    assert problems == []
    return block


def test_the_id_of_a_text_in_a_block_is_the_path_of_its_field(team: Block) -> None:
    assert [unit.id for unit in team.units()] == [
        "team.caption",
        "team.members.1.name",
        "team.members.1.alt",
    ]


def test_a_text_in_a_block_has_the_languages_and_the_review_of_the_block(team: Block) -> None:
    assert {(unit.only, unit.reviewed["zh-Hans"]) for unit in team.units()} == {("en", "00000000")}


def test_the_text_beside_a_picture_is_its_alternative_text(team: Block) -> None:
    *texts, alternative = team.units()
    assert [unit.pictures for unit in texts] == [None, None]
    assert alternative.pictures is not None
    assert [file.source for file in alternative.pictures.values()] == ["ada.png", "ada-fr.png"]
    assert [file.source for file in team.picture_files()] == ["ada.png", "ada-fr.png"]


EDITIONS: dict[str, dict[str, object]] = {
    name: {"languages": ["en"], "layout": "sheet"} for name in ("long", "short")
}


def manuscript(project: Path, old: str = "", new: str = "") -> Manuscript:
    """The samples of paragraph and list, with `old` replaced."""
    folder = write_publication(project, ["paragraph", "list"], EDITIONS)
    text = folder / "text.yaml"
    source = text.read_text("utf-8")
    assert old in source
    text.write_text(source.replace(old, new, 1), "utf-8")
    return load(folder)


@pytest.mark.parametrize("line", ["editions: [long]", "except: [short]"])
def test_a_block_is_only_in_the_editions_that_it_names(line: str, tmp_path: Path) -> None:
    whole = manuscript(tmp_path, "id: bring-list", f"id: bring-list\n        {line}")
    assert "bring-list.items.1" in {unit.id for unit in whole.for_edition("long").units()}
    assert "bring-list.items.1" not in {unit.id for unit in whole.for_edition("short").units()}


def test_a_section_is_only_in_the_editions_that_it_names(tmp_path: Path) -> None:
    whole = manuscript(tmp_path, "id: bring\n", "id: bring\n    except: [short]\n")
    assert [section.id for section in whole.for_edition("short").text.sections] == ["opening"]
    assert whole.for_edition("long").text == whole.text


def test_a_section_without_a_block_in_an_edition_is_not_in_it(tmp_path: Path) -> None:
    whole = manuscript(tmp_path, "id: bring-list", "id: bring-list\n        except: [short]")
    assert [section.id for section in whole.for_edition("short").text.sections] == ["opening"]


def test_an_unknown_edition_of_a_block_is_an_error(tmp_path: Path) -> None:
    whole = manuscript(tmp_path, "id: bring-list", "id: bring-list\n        except: [shrt]")
    (problem,) = known_editions(Subject(whole, (), ()))
    assert (problem.code, problem.place and problem.place.line) == ("source/unknown-edition", 15)


def test_a_block_with_many_texts_is_reviewed_as_a_whole(team: Block, tmp_path: Path) -> None:
    whole = manuscript(tmp_path)
    section = whole.text.sections[0].model_copy(update={"blocks": (team,)})
    text = whole.text.model_copy(update={"sections": (section,)})
    found = [
        each
        for each in translations(Manuscript(whole.folder, whole.publication, text))
        if each.id == "team"
    ]
    assert [(each.language, len(each.units)) for each in found] == [("en", 2)]


VALUES = """\
shared:
  site: https://example.org
  telephone: +49 30 1234567
  spare: unused
sections:
  - id: one
    blocks:
      - kind: box
        id: outer
        blocks:
          - {kind: qr-code, id: code, url: "{site}/{room}", shared: {room: attic}}
      - {kind: contact, id: desk, phone: "{telephone}", web: "{nowhere}"}
"""


def test_addresses_and_numbers_may_have_shared_values(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, [], {"en": {"languages": ["en"], "layout": "sheet"}})
    (folder / "text.yaml").write_text(VALUES, "utf-8")
    manuscript = load(folder)
    code, desk = (block for block in manuscript.blocks() if block.kind in ("qr-code", "contact"))
    assert isinstance(code, QrCode)
    assert code.url["und"].source == "https://example.org/attic"
    assert isinstance(desk, Contact)
    assert desk.phone
    assert desk.phone.source == "+49 30 1234567"
    problems = known_values(Subject(manuscript, (), ()))
    assert [(each.code, each.place.line) for each in problems if each.place] == [
        ("text/unknown-value", 12),
        ("text/unused-value", 4),
    ]


def test_front_texts_for_which_a_layout_has_no_place_are_not_in_its_editions(
    tmp_path: Path,
) -> None:
    front = "front:\n  - {id: kicker, text: A}\n  - {id: running-title, text: B}\n\nsections:\n"
    whole = manuscript(tmp_path, "sections:\n", front)
    short = whole.for_edition("short", frozenset({"kicker"}))
    assert [unit.id for unit in short.text.front] == ["kicker"]
    assert whole.for_edition("short").text.front == whole.text.front
