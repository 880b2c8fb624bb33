"""`python -m tests.bench [GROUP…]` measures, and writes a table to the terminal and to build/."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from tests.bench import builds, documents, mail, preview, stages
from tests.bench.commands import ROOT
from tests.bench.figures import Figure, machine, table

GROUPS: dict[str, Callable[[], Iterator[Figure]]] = {
    "cold": builds.cold,
    "nothing": builds.nothing,
    "rebuild": builds.rebuild,
    "all": builds.everything,
    "edit": preview.edit,
    "pages": documents.pages,
    "paragraph": documents.paragraph,
    "stages": stages.stages,
    "composing": stages.composing,
    "mail": mail.mailing,
}
"""What is measured, by the name on the command line."""

WRITTEN = ROOT / "build" / "bench.md"


def main() -> None:
    """Measure the groups of the command line, by default all, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    names = parser.parse_args().groups or [*GROUPS]
    if unknown := [name for name in names if name not in GROUPS]:
        parser.error(f"unknown: {', '.join(unknown)}; use: {', '.join(GROUPS)}")
    figures: list[Figure] = []
    for name in names:
        for figure in GROUPS[name]():
            figures.append(figure)
            print(": ".join(filter(None, figure.row())), flush=True)
    written = f"{machine()}\n\n{table(figures)}\n"
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(written, "utf-8")
    print(f"\n{written}")


if __name__ == "__main__":
    main()
