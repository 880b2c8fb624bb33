"""Reads the YAML files of a publication as typed values with places."""

from __future__ import annotations

from pathlib import Path

from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import Passage
from bifolio.document.publication import Publication
from bifolio.document.text import Text
from bifolio.problems import Problem, Problems
from bifolio.project.folders import PUBLICATION_FILE, TEXT_FILE
from bifolio.source_yaml import read_model

HINT = f"a publication is a folder with {PUBLICATION_FILE} and {TEXT_FILE}"


def load(folder: Path) -> Manuscript:
    """Read the publication in `folder`.

    Raises `Problems` with all problems in the form of both files: syntax, keys, types, characters.
    `validate` checks their content.
    """
    publication, problems = load_publication(folder)
    text, more = read_model(folder / TEXT_FILE, Text, HINT)
    if publication is None or text is None:
        raise Problems([*problems, *more])
    blocks = [[block.loaded(folder) for block in section.blocks] for section in text.sections]
    if unread := [problem for row in blocks for _, problems in row for problem in problems]:
        raise Problems([*problems, *more, *unread])
    values = {name: each for name, each in text.shared.items() if isinstance(each, Passage)}
    sections = tuple(
        section.model_copy(update={"blocks": tuple(block.with_values(values) for block, _ in row)})
        for section, row in zip(text.sections, blocks, strict=True)
    )
    return Manuscript(folder, publication, text.model_copy(update={"sections": sections}))


def load_publication(folder: Path) -> tuple[Publication | None, list[Problem]]:
    """Read publication.yaml in `folder`; return None if there are problems of its form."""
    return read_model(folder / PUBLICATION_FILE, Publication, HINT)
