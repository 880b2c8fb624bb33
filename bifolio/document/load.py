"""Reads the YAML files of a publication as typed values with places."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from bifolio.document.blocks.box import Box
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Publication
from bifolio.document.text import Text
from bifolio.problems import Problem, Problems
from bifolio.project.folders import PUBLICATION_FILE, TEXT_FILE
from bifolio.source_yaml import read_model, read_sound_part

BLOCKS = ("sections", "blocks")
"""The lists of text.yaml whose entries are blocks."""

HINT = f"a publication is a folder with {PUBLICATION_FILE} and {TEXT_FILE}"


class PartlyRead(Problems):
    """Problems of form, with the manuscript of what has none."""

    def __init__(
        self,
        problems: Iterable[Problem],
        part: Manuscript,
        unread: Collection[str] | None = None,
    ) -> None:
        """Keep `problems` and the `part` without them, in which the ids `unread` are missing.

        None if it is not known which ids are missing.
        """
        super().__init__(problems)
        self.part = part
        self.unread = unread


def load(folder: Path) -> Manuscript:
    """Read the publication in `folder`.

    Raises `Problems` with all problems in the form of both files: syntax, keys, types, characters;
    `PartlyRead` if they are in blocks only. `validate` checks their content.
    """
    publication, problems = load_publication(folder)
    text, more = read_model(folder / TEXT_FILE, Text, HINT)
    problems += more
    if text is None and publication is not None:
        text = read_sound_part(folder / TEXT_FILE, Text, BLOCKS, {"kind": "break"})
    if publication is None or text is None:
        raise Problems(problems)
    is_sound = not problems
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
        missing = [block for row in blocks for block, unread in row if unread]
        # A box may have more ids, of the items of lists.
        is_sound = is_sound and not any(isinstance(block, Box) for block in missing)
        ids = frozenset(block.id for block in missing)
        raise PartlyRead(problems, manuscript, ids if is_sound else None)
    return manuscript


def load_publication(folder: Path) -> tuple[Publication | None, list[Problem]]:
    """Read publication.yaml in `folder`; return None if there are problems of its form."""
    return read_model(folder / PUBLICATION_FILE, Publication, HINT)
