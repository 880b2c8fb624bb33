"""What several commands share: targets, date, password, and scales."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from bifolio.cli.arguments import TARGETS
from bifolio.document.publication import Target
from bifolio.problems import Problems
from bifolio.project.files import read_text


def targets(options: argparse.Namespace) -> tuple[Target, ...]:
    """The targets of the editions that were asked for, if these were not named."""
    return tuple(dict.fromkeys(options.target or [TARGETS[0]]))


def source_date() -> datetime | None:
    """The date of SOURCE_DATE_EPOCH (seconds since 1970, UTC), if it is set."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        hint = "set it to seconds since 1970-01-01, or unset it"
        message = f"invalid SOURCE_DATE_EPOCH '{value}'"
        raise Problems.of("usage/source-date", message, hint) from None


def first_line(path: Path | None) -> str:
    """The first line of a file, such as a password; raises `Problems` if it is not text."""
    return "" if path is None else read_text(path).split("\n", 1)[0].rstrip("\r")


def scaled(scales: tuple[float, float]) -> str:
    """The scale of pages on sheets in percent; empty if they keep their size."""
    least, most = (f"{scale * 100:.0f}" for scale in scales)
    if least == most == "100":
        return ""
    return f", pages at {least} %" if least == most else f", pages at {least} to {most} %"
