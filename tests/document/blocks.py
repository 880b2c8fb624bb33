"""Blocks of one kind, read from their keys as the text of a publication has them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from bifolio.document.blocks.block import Block
from bifolio.problems import Problem
from bifolio.source_yaml import read_model

OneKind = TypeVar("OneKind", bound=Block)


def read_block(
    folder: Path, model: type[OneKind], kind: str, text: str
) -> tuple[OneKind | None, list[Problem]]:
    """The block whose keys are `text`, with its file, and all of its problems."""
    path = folder / f"{kind}.yaml"
    path.write_text(f"kind: {kind}\nid: {kind[0]}\n{text}", "utf-8")
    block, problems = read_model(path, model, "")
    if block is None:
        return None, problems
    block, problems = block.loaded(folder)
    return block, problems or [*block.problems()]
