"""Writes to people and programs: colours and a line of progress where they are wanted.

The words are the same everywhere. Files and findings go to stdout, all else to stderr. A terminal
gets colours, lines folded to its width and one line of progress; a pipe, a file and `TERM=dumb`
get plain lines without carriage returns.

This is 5 styles, a line of progress and the width of Chinese characters: too little for a library.
(Rich, measured: 0.1 s to load, half as long as `bifolio --help` takes, and 12 MB with Pygments.)
"""

from __future__ import annotations

import os
import re
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Self, TextIO

from bifolio.cli.styles import SEVERITIES, TextStyle, paint

SGR = re.compile("\x1b\\[[0-9;]*m")
ERASE_LINE = "\r\x1b[K"
"""Go to the start of the line, and erase it."""

WIDTH, LEAST_WIDTH = 80, 20
"""Columns of a terminal that does not say how many it has; the fewest that lines are folded to."""

FINDING = re.compile(
    rf"(?P<place>.*?: )??(?:(?P<severity>{'|'.join(SEVERITIES)}): )(?P<text>.*)", re.DOTALL
)
CODE = re.compile(r" \[[a-z-]+/[^\[\]\n]+\]$")

WORD = re.compile(r" *(?:`[^`]*`|[^ ])+ *")
KEPT = re.compile("[/`]")
"""Words with it are not folded: paths, which a click opens, and commands, which are copied."""

FIRST, EVERY = 0.4, 0.25
"""Seconds before progress is shown, so that quick commands do not flicker, and between updates."""

BAR = 12
"""Columns of the bar of progress."""


def painted_finding(line: str) -> str:
    """A line of a report, `path:line:column: severity: message [code]`, in colours."""
    found = FINDING.fullmatch(line)
    if found is None:
        return line
    text, code = found["text"], ""
    if end := CODE.search(text):
        text, code = text[: end.start()], end[0]
    severity = paint(found["severity"], SEVERITIES[found["severity"]])
    place = paint(found["place"] or "", TextStyle.STRONG)
    return f"{place}{severity}: {text}{paint(code, TextStyle.FAINT)}"


def has_colours(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether colours are wanted: https://no-color.org, https://force-color.org, CLICOLOR."""
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name, "0") not in ("", "0"):
            return True
    return is_terminal(stream, environment) and environment.get("CLICOLOR") != "0"


def is_terminal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether a stream is a terminal that obeys escape sequences."""
    return stream.isatty() and environment.get("TERM") != "dumb"


def columns_of(stream: TextIO, environment: Mapping[str, str]) -> int:
    """The columns of the terminal of a stream."""
    stated = environment.get("COLUMNS", "")
    try:
        found = int(stated) if stated.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return max(found, LEAST_WIDTH) if found else WIDTH


def width_of(text: str) -> int:
    """The columns of a text in a terminal: wide characters take two (UAX #11), marks none."""
    return sum(_width(character) for character in SGR.sub("", text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shortened(text: str, columns: int) -> str:
    """A text without styles, cut with an ellipsis if it is wider than `columns`."""
    if width_of(text) <= columns:
        return text
    used, kept = 1, []
    for character in text:
        used += _width(character)
        if used > columns:
            break
        kept.append(character)
    return f"{''.join(kept).rstrip()}…"


def folded(text: str, columns: int) -> str:
    """Fold each line of a text to `columns`; what follows is indented by 4.

    Lines end at spaces and between Chinese characters, but not within a path or a `command`.
    """
    return "\n".join(_folded_line(line, columns) for line in text.split("\n"))


def _folded_line(line: str, columns: int) -> str:
    if width_of(line) <= columns:
        return line
    indent = len(line) - len(line.lstrip(" "))
    rows, row, used = [], " " * indent, indent
    for piece in _pieces(line[indent:]):
        width = width_of(piece.rstrip(" "))
        if used > indent and used + width > columns:
            rows.append(row.rstrip(" "))
            row, used = " " * (indent + 4), indent + 4
        row += piece
        used += width_of(piece)
    return "\n".join([*rows, row.rstrip(" ")])


def _pieces(line: str) -> Iterator[str]:
    """The parts of a line between which it may end; spaces belong to the part before them."""
    for word in WORD.findall(line):
        piece = ""
        for character in word:
            if piece and not KEPT.search(word) and _can_end(piece[-1], character):
                yield piece
                piece = ""
            piece += character
        yield piece


def _can_end(before: str, after: str) -> bool:
    """Whether a line can end between two characters of a word."""
    is_wide = _width(before) == 2 and _width(after) == 2
    closing = unicodedata.category(after) in ("Pe", "Pf", "Po")
    return is_wide and not closing and unicodedata.category(before) not in ("Ps", "Pi")


class Terminal:
    """Where a command writes; as a context, it shows the progress of what takes long."""

    def __init__(self, *, quiet: bool = False) -> None:
        """`quiet`: problems only, without summaries and progress."""
        self.quiet = quiet
        self.shows_progress = not quiet and is_terminal(sys.stderr, os.environ)
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._begun = 0.0
        self._thread: threading.Thread | None = None
        self._shown = ""
        self._what = ""
        self._done = self._total = 0
        self._left: Sequence[str] = ()

    def __enter__(self) -> Self:
        """Begin to measure time."""
        self._begun = time.monotonic()
        return self

    def __exit__(self, *exception: object) -> None:
        """Erase the line of progress."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            self._erase()

    def result(self, text: str) -> None:
        """Write what a program may read, such as the path of a file, to stdout."""
        self._write(text, sys.stdout)

    def said(self, text: str) -> None:
        """Write what is for people only, such as a summary, to stderr; nothing if `quiet`."""
        if not self.quiet:
            self._write(text, sys.stderr)

    def problem(self, text: str) -> None:
        """Write a problem to stderr, even if `quiet`."""
        self._write(text, sys.stderr)

    def progress(self, what: str, done: int = 0, total: int = 0, left: Sequence[str] = ()) -> None:
        """Show how much is done, and what is `left`; `total` 0: nobody knows how much there is."""
        if not self.shows_progress:
            return
        with self._lock:
            self._what, self._done, self._total, self._left = what, done, total, left
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep_showing, daemon=True)
                self._thread.start()
            elif self._shown:
                self._show()

    def _write(self, text: str, stream: TextIO) -> None:
        if is_terminal(stream, os.environ):
            text = folded(text, columns_of(stream, os.environ))
        if not has_colours(stream, os.environ):
            text = SGR.sub("", text)
        with self._lock:
            self._erase()
            print(text, file=stream, flush=True)

    def _keep_showing(self) -> None:
        wait = FIRST
        while not self._ended.wait(wait):
            with self._lock:
                self._show()
            wait = EVERY

    def _show(self) -> None:
        columns = columns_of(sys.stderr, os.environ)
        line = self._line(columns - 1)
        if not has_colours(sys.stderr, os.environ):
            line = SGR.sub("", line)
        if line != self._shown:
            sys.stderr.write(f"{ERASE_LINE}{line}")
            sys.stderr.flush()
            self._shown = line

    def _line(self, columns: int) -> str:
        """The line of progress: a bar, the numbers, the time, and what is left."""
        seconds = f"{time.monotonic() - self._begun:.0f} s"
        numbers = f"{self._done} of {self._total}" if self._total else ""
        said = "  ".join(filter(None, (self._what, numbers, seconds, ", ".join(self._left))))
        bar = bar_of(self._done, self._total, sys.stderr.encoding) if self._total else ""
        if columns < BAR * 4 or not bar:
            return shortened(said, columns)
        return f"{bar} {shortened(said, columns - BAR - 1)}"

    def _erase(self) -> None:
        if self._shown:
            sys.stderr.write(ERASE_LINE)
            sys.stderr.flush()
            self._shown = ""


def bar_of(done: int, total: int, encoding: str | None) -> str:
    """A bar that shows a share also without colours, in the characters of the encoding."""
    full, empty = "━─" if "utf" in (encoding or "").lower() else "#-"
    filled = BAR * done // total
    return f"{paint(full * filled, TextStyle.GOOD)}{paint(empty * (BAR - filled), TextStyle.FAINT)}"
