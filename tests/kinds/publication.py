"""The kitchen sink: a publication with the samples of kinds of content, a section each.

`samples/KIND.yaml` is a section as text.yaml has it, in English, Chinese and French, with the files
that it names beside it; a docs page shows it. A file may be `KIND-NAME.yaml`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent

import yaml

from tests.conftest import call_bifolio

SAMPLES = Path(__file__).with_name("samples")

NAMES = sorted(path.stem for path in SAMPLES.glob("*.yaml"))

PUBLICATION = """\
languages: [en, zh-Hans, fr]
original: en
title: {en: Everything in one, zh-Hans: 样样俱全, fr: Tout en un}
subject: {en: All kinds of content, zh-Hans: 各类内容, fr: Tous les contenus}
author: {en: Riverside House}
keywords: {en: [content], zh-Hans: [内容], fr: [contenu]}
date: 2026-06-01
imprint: {en: "Riverside House, 2026", zh-Hans: 河畔之家，2026年, fr: "Riverside House, 2026"}
"""


def sample(name: str) -> str:
    """The YAML of a sample."""
    return (SAMPLES / f"{name}.yaml").read_text("utf-8")


def notes_of(name: str) -> str:
    """The YAML of the notes of a sample: `NAME.notes`; empty if it has none."""
    path = SAMPLES / f"{name}.notes"
    return path.read_text("utf-8") if path.is_file() else ""


def write_publication(
    project: Path,
    names: Iterable[str],
    editions: Mapping[str, Mapping[str, object]],
    publication: str = "content",
) -> Path:
    """Write a publication with the samples called `names` into `project`.

    Each edition has the settings given: `languages`, `layout`, and others. Returns its folder.
    """
    folder = project / "source" / publication
    ignored = shutil.ignore_patterns("*.yaml", "*.notes")
    shutil.copytree(SAMPLES, folder, ignore=ignored)
    settings = {
        name: {"file-name": f"{name}.pdf".lower(), **edition} for name, edition in editions.items()
    }
    written = yaml.safe_dump({"editions": settings}, allow_unicode=True)
    (folder / "publication.yaml").write_text(PUBLICATION + written, "utf-8")
    sections = "".join(f"  - {indent(sample(name), '    ').lstrip()}\n" for name in names)
    notes = "".join(map(notes_of, names))
    text = f"notes:\n{notes}" * bool(notes) + f"sections:\n{sections}"
    (folder / "text.yaml").write_text(text, "utf-8")
    return folder


def build_text(project: Path, text: str, editions: Mapping[str, Mapping[str, object]]) -> Path:
    """Build a publication whose text.yaml is `text`; returns the folder with its PDFs."""
    folder = write_publication(project, [], editions)
    (folder / "text.yaml").write_text(text, "utf-8")
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stderr
    return project / "build" / "content"
