"""JSON Schemas of the source files, generated from the models, for completion in editors."""

from __future__ import annotations

import json
from pathlib import Path

from bifolio.document.glossary import Glossary
from bifolio.document.publication import Publication
from bifolio.document.text import Text
from bifolio.mail.recipients import RecipientList
from bifolio.mail.settings import MailSettings
from bifolio.problems import Problems
from bifolio.project.files import write
from bifolio.source_yaml.nodes import Node

MODELS: dict[str, type[Node]] = {
    "publication.schema.json": Publication,
    "text.schema.json": Text,
    "glossary.schema.json": Glossary,
    "mail.schema.json": MailSettings,
    "recipients.schema.json": RecipientList,
}


def schemas() -> dict[str, str]:
    """Every schema by file name (JSON Schema 2020-12)."""
    return {name: _schema(model) for name, model in MODELS.items()}


def write_schemas(folder: Path, *, check: bool = False) -> list[Path]:
    """Write the schemas that are out of date into `folder`, or with `check` only return them.

    Raises `Problems` if the folder does not exist.
    """
    if not folder.is_dir():
        hint = "run `bifolio new NAME`, or change to the folder that has source/"
        raise Problems.of("usage/no-source-folder", "folder source/ not found", hint)
    stale = []
    for name, text in schemas().items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            stale.append(path)
            if not check:
                write(path, text.encode())
    return stale


def _schema(model: type[Node]) -> str:
    return json.dumps(model.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
