"""Where recipient lists are: in source/NAME/recipients/, where git does not see them."""

from __future__ import annotations

from pathlib import Path

from bifolio.problems import Place, Problem, Problems

FOLDER = "recipients"
EXAMPLE = "recipients.example.csv"
SUFFIXES = (".csv", ".yaml", ".yml")


def lists_in(publication: Path) -> tuple[Path, ...]:
    """The lists of the publication in the folder `publication`; the example where it has none."""
    found = sorted(
        path for path in (publication / FOLDER).glob("*") if path.suffix in SUFFIXES
    ) or [publication / EXAMPLE]
    return tuple(path for path in found if path.is_file())


def find_list(name: str, publication: Path, output: Path) -> Path:
    """The list called `name`, or the file of that name.

    Raises `Problems` where there is none, and where it lies in `output`, the folder of what is
    built: a list there would be deleted by `make clean` and handed on with the PDFs.
    """
    known = lists_in(publication)
    path = next((path for path in known if path.stem == name), Path(name))
    if not path.is_file() or path.suffix not in SUFFIXES:
        stems = ", ".join(path.stem for path in known) or "none"
        hint = f"the lists of '{publication.name}' are: {stems}; or name a .csv or .yaml file"
        raise Problems([Problem(f"there is no list '{name}'", hint)])
    if path.resolve().is_relative_to(output.resolve()):
        hint = f"move it to {publication / FOLDER}"
        raise Problems(
            [Problem("a list of recipients lies among what is built", hint, Place(path))]
        )
    return path
