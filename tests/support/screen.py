"""A terminal for tests: runs a program in one, and shows what its user sees."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bifolio.cli.terminal import width_of

CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\r\n]|[^\x1b\r\n]")

COVERED = "\0"
"""A column that the wide character on its left covers."""


@cache
def has_terminals() -> bool:
    """Whether this machine has pseudo-terminals: some containers lack /dev/pts (pts(4))."""
    try:
        ends = pty.openpty()
    except OSError:
        return False
    for end in ends:
        os.close(end)
    return True


def run_in_terminal(
    command: Sequence[str], columns: int, cwd: Path, **environment: str
) -> tuple[int, str]:
    """Run a command in a terminal of some columns; return its exit code and all that it wrote."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    unset = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**kept, "TERM": "xterm-256color", **environment},
        stdin=its,
        stdout=its,
        stderr=its,
    )
    os.close(its)
    written = b""
    while piece := _read(ours):
        written += piece
    os.close(ours)
    return process.wait(), written.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # EIO: the program has ended
        return b""


def screen(written: str, columns: int) -> list[str]:
    """The rows that are left on the screen, without styles; a long line goes on in the next row."""
    rows, column = [[""] * columns], 0
    for control in CONTROL.findall(written):
        if control == "\r":
            column = 0
        elif control == "\n":
            rows.append([""] * columns)
        elif control.endswith("K") and control.startswith("\x1b"):
            rows[-1][column:] = [""] * (columns - column)
        elif not control.startswith("\x1b"):
            width = width_of(control)
            if column + width > columns:
                rows.append([""] * columns)
                column = 0
            if width:
                rows[-1][column : column + width] = [control, *[COVERED] * (width - 1)]
                column += width
    return ["".join(cell or " " for cell in row if cell != COVERED).rstrip() for row in rows]
