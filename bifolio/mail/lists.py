"""Where recipient lists are: in source/NAME/recipients/, where git does not see them."""

from __future__ import annotations

from pathlib import Path

from bifolio.problems import Place, Problem, Problems

FOLDER = "recipients"
EXAMPLE = "recipients.example.csv"
SUFFIXES = (".csv", ".yaml", ".yml")
SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers", ".tsv", ".txt")
"""What a list may be in before it is exported; it is not read."""


def lists_in(publication: Path) -> tuple[Path, ...]:
    """The lists of the publication in the folder `publication`; the example where it has none."""
    found = sorted(path for path in (publication / FOLDER).glob("*") if _is_list(path))
    return tuple(found or filter(_is_list, [publication / EXAMPLE]))


def not_exported(publication: Path) -> tuple[Problem, ...]:
    """Tell of what lies among the lists and is none yet: nobody in it would get anything."""
    hint = "export it from the spreadsheet as CSV (UTF-8), or move it to another folder"
    return tuple(
        Problem(
            "recipients/not-exported", f"{path.suffix} files are not supported", hint, Place(path)
        )
        for path in sorted((publication / FOLDER).glob("*"))
        if path.suffix.lower() in SPREADSHEETS and not path.name.startswith((".", "~"))
    )


def _is_list(path: Path) -> bool:
    """Whether `path` is a list: what begins with a point is another program's (`._team.csv`)."""
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def find_list(name: str, publication: Path, output: Path) -> Path:
    """The list called `name`, or the file of that name.

    Raises `Problems` where there is none or more than one, and where it lies in `output`, the
    folder of what is built: a list there would be deleted by `make clean` and handed on with the
    PDFs.
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
        hint = f"move it to {publication / FOLDER}"
        raise Problems.of(
            "recipients/in-output",
            "the list is in the folder of the built files",
            hint,
            Place(path),
        )
    return path
