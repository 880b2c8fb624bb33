"""Finds recipient lists: they are in source/NAME/recipients/, which git ignores."""

from __future__ import annotations

from pathlib import Path

from bifolio.problems import Place, Problem, Problems

FOLDER = "recipients"
EXAMPLE = "recipients.example.csv"
SUFFIXES = (".csv", ".yaml", ".yml")
SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers", ".tsv", ".txt")
"""Suffixes of lists that have to be exported as CSV first."""


def lists_in(publication: Path) -> tuple[Path, ...]:
    """The lists of the publication in the folder `publication`; the example if it has none."""
    found = sorted(path for path in (publication / FOLDER).glob("*") if _is_list(path))
    return tuple(found or filter(_is_list, [publication / EXAMPLE]))


def not_exported(publication: Path) -> tuple[Problem, ...]:
    """Report files among the lists that are not read: nobody in them would get anything."""
    hint = "export it from the spreadsheet as CSV (UTF-8), or move it to another folder"
    code = "recipients/not-exported"
    return tuple(
        Problem(code, f"{path.suffix} files are not supported", hint, Place(path))
        for path in sorted((publication / FOLDER).glob("*"))
        if path.suffix.lower() in SPREADSHEETS and not path.name.startswith((".", "~"))
    )


def _is_list(path: Path) -> bool:
    """Whether `path` is a list; other programs write names with a leading dot."""
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def find_list(name: str, publication: Path, output: Path) -> Path:
    """The list called `name`, or the file of that name.

    Raises `Problems` if there is none or more than one, and if it is in `output`, the folder of
    built files: `make clean` would delete it, and it could be published with the PDFs.
    """
    known = lists_in(publication)
    named = [path for path in known if path.stem == name] or [Path(name)]
    if len(named) > 1:
        hint = f"name the file, or rename one: {', '.join(map(str, named))}"
        raise Problems.of("usage/ambiguous-list", f"two lists have the name '{name}'", hint)
    path = named[0]
    if not _is_list(path):
        stems = ", ".join(path.stem for path in known) or "none"
        hint = f"use one of: {stems}; or name a .csv or .yaml file"
        raise Problems.of("usage/unknown-list", f"list '{name}' not found", hint)
    if path.resolve().is_relative_to(output.resolve()):
        message = "the list is in the folder of the built files"
        hint = f"move it to {publication / FOLDER}"
        raise Problems.of("recipients/in-output", message, hint, Place(path))
    return path
