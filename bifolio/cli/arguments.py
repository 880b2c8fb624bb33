"""What several commands take and say: which publications and editions, which date, which scale."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bifolio.problems import Problem, Problems

TARGETS = ("screen", "office", "press")
"""What editions are made for (`Target` of `bifolio.document`, which takes long to import)."""

DEFAULT_TARGET = TARGETS[0]

if TYPE_CHECKING:
    from bifolio.document.publication import Target

    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]


WITH_PREFLIGHT = ("bifolio.workflow.edition",)
"""What processes load that print editions and look at them."""


def take_editions(command: argparse.ArgumentParser) -> None:
    """Let `command` be told which publications and editions, and where their PDFs are."""
    take_publications(command)
    chosen = command.add_mutually_exclusive_group()
    chosen.add_argument(
        "-e", "--edition", action="append", default=[], help="only this edition (repeatable)"
    )
    chosen.add_argument(
        "-t",
        "--target",
        action="append",
        default=[],
        choices=TARGETS,
        help="the editions made for this (repeatable; default: screen)",
    )


def take_publications(command: argparse.ArgumentParser) -> None:
    """Let `command` be told which publications, and where their PDFs are."""
    command.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    command.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )


def targets(options: argparse.Namespace) -> tuple[Target, ...]:
    """What the editions are made for that were asked for, where they were not named."""
    return tuple(dict.fromkeys(options.target or [DEFAULT_TARGET]))


def source_date() -> datetime | None:
    """The date of SOURCE_DATE_EPOCH (seconds since 1970, UTC), where it is set."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        hint = "set it to seconds since 1970-01-01, or unset it"
        raise Problems(
            [Problem("usage/source-date", f"SOURCE_DATE_EPOCH is '{value}'", hint)]
        ) from None


def first_line(path: Path | None) -> str:
    """The first line of a file, such as a password; raises `Problems` where it is no text."""
    from bifolio.project.files import read_text

    return "" if path is None else read_text(path).split("\n", 1)[0].rstrip("\r")


def positive(text: str) -> float:
    """Read a number above nought; for argparse, which tells of others."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number above nought")
    return number


def at_least_one(text: str) -> int:
    """Read a whole number from 1 on; for argparse, which tells of others."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1 on")
    return int(text)


def scaled(scales: tuple[float, float]) -> str:
    """How large pages on sheets are now, where they have not kept their size."""
    least, most = (f"{scale * 100:.0f}" for scale in scales)
    if least == most == "100":
        return ""
    return f", pages at {least} %" if least == most else f", pages at {least} to {most} %"
