"""Reads the YAML files of a publication as typed values with places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from bifolio.document.blocks.break_ import ForcedBreak
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Publication
from bifolio.document.text import Text
from bifolio.problems import Problem, Problems
from bifolio.project.folders import PUBLICATION_FILE, TEXT_FILE
from bifolio.source_yaml import EACH, read_ids, read_model, read_sound_part

SAME_IN_ALL = {"text": "0"}
"""A text for all languages, of a character that every font has."""

STAND_INS: Mapping[tuple[str, ...], Mapping[str, str] | str] = {
    ("sections", EACH, "blocks", EACH): {"kind": "break"},
    ("shared", EACH): "0",
    ("front", EACH): SAME_IN_ALL,
    ("organisations", EACH): SAME_IN_ALL,
    ("notes", EACH): SAME_IN_ALL,
}
"""What is read in place of entries of text.yaml with errors, to find the errors of all others."""

HINT = f"a publication is a folder with {PUBLICATION_FILE} and {TEXT_FILE}"


class PartlyRead(Problems):
    """Problems of form, with the manuscript of what has none."""

    def __init__(
        self, problems: Iterable[Problem], part: Manuscript, unread: Collection[str]
    ) -> None:
        """Keep `problems` and the `part` without them; ids of `unread` may be missing in it."""
        super().__init__(problems)
        self.part = part
        self.unread = unread


def load(folder: Path) -> Manuscript:
    """Read the publication in `folder`.

    Raises `Problems` with all problems in the form of both files: syntax, keys, types, characters;
    `PartlyRead` if they are in entries of lists and in values only. `validate` checks the content.
    """
    publication, problems = load_publication(folder)
    text, more = read_model(folder / TEXT_FILE, Text, HINT)
    problems += more
    if text is None and publication is not None:
        text = read_sound_part(folder / TEXT_FILE, Text, STAND_INS)
    if publication is None or text is None:
        raise Problems(problems)
    blocks = [[block.loaded(folder) for block in section.blocks] for section in text.sections]
    problems += (problem for row in blocks for _, unread in row for problem in unread)
    sections = tuple(
        section.model_copy(
            update={
                "blocks": tuple(
                    block.with_values(text.shared) for block, unread in row if not unread
                )
            }
        )
        for section, row in zip(text.sections, blocks, strict=True)
    )
    manuscript = Manuscript(folder, publication, text.model_copy(update={"sections": sections}))
    if problems:
        sound = {block.id for block in manuscript.blocks() if not isinstance(block, ForcedBreak)}
        sound |= {each.id for each in (*text.front, *text.organisations, *text.notes)}
        sound |= {section.id for section in text.sections}
        unread = read_ids(folder / TEXT_FILE) - sound
        raise PartlyRead(problems, manuscript, unread)
    return manuscript


def load_publication(folder: Path) -> tuple[Publication | None, list[Problem]]:
    """Read publication.yaml in `folder`; return None if there are problems of its form."""
    return read_model(folder / PUBLICATION_FILE, Publication, HINT)
