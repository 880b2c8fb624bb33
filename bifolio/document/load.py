"""The first stage: reads a publication's YAML files into the model, each text with its place."""

from __future__ import annotations

from pathlib import Path

from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Publication
from bifolio.document.text import Text
from bifolio.problems import Problems
from bifolio.project.folders import PUBLICATION_FILE, TEXT_FILE
from bifolio.source_yaml import read_model


def load(folder: Path) -> Manuscript:
    """Read the publication in `folder`.

    Raises `Problems` with all that is wrong in the form of both files: syntax, keys, types,
    characters. What the words say is the business of `validate`.
    """
    hint = f"a publication is a folder with {PUBLICATION_FILE} and {TEXT_FILE}"
    publication, problems = read_model(folder / PUBLICATION_FILE, Publication, hint)
    text, more = read_model(folder / TEXT_FILE, Text, hint)
    if publication is None or text is None:
        raise Problems([*problems, *more])
    return Manuscript(folder, publication, text)
